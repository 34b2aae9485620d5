"""Takes secrets out of what a visitor typed, before it is stored, logged, mailed or understood (C7-C13).

Rules: the original is never kept; every kind of secret leaves the same mark, so that the mark says nothing;
redacting what came out changes nothing; the time is linear in the length.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.redaction.folding import folded
from bot.redaction.numbers import code_spans, number_spans
from bot.redaction.spans import Secret, Span
from bot.redaction.words import word_spans

__all__ = ["MARK", "Redacted", "Secret", "mask_code", "redact"]

MARK = "••••••"

# A mark can bring two other texts next to each other; a third pass has not been seen to find anything.
_MOST_PASSES = 4


@dataclass(frozen=True)
class Redacted:
    """`kinds` is what was found, for the dialogue to explain; `before` is None when that message stays."""

    text: str
    kinds: frozenset[Secret]
    before: str | None = None


def redact(text: str, *, before: str = "") -> Redacted:
    """The message without its secrets; never raises.

    `before` is the visitor's previous message as stored: a number split over both is masked in both (C12),
    and a word there ("fødselsnummeret mitt er") tells what a number here is. A code that the dialogue waits
    for must be read before this; that message goes through `mask_code` instead.
    """
    earlier, kinds = before, set[Secret]()
    for _ in range(_MOST_PASSES):
        joined = f"{earlier}\n{text}" if earlier else text
        spans = _secrets_in(joined)
        if not spans:
            break
        kinds |= {span.secret for span in spans}
        start = len(joined) - len(text)
        earlier, text = _masked(joined, spans, 0, len(earlier)), _masked(joined, spans, start, len(joined))
    return Redacted(text, frozenset(kinds), earlier if earlier != before else None)


def mask_code(text: str) -> str:
    """A message typed while a code was expected, without anything that may be one (C13), and redacted."""
    view = folded(text)
    return redact(_masked(text, view.originals(code_spans(view.text)), 0, len(text))).text


def _secrets_in(text: str) -> list[Span]:
    view = folded(text)
    return view.originals([*word_spans(view.text), *number_spans(view.text)])


def _masked(text: str, spans: Sequence[Span], start: int, end: int) -> str:
    """The part of the text from start to end, one mark for each stretch of overlapping spans in it."""
    pieces: list[str] = []
    position = start
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        first, last = max(span.start, start), min(span.end, end)
        if first >= last or last <= position:
            continue
        if first >= position and not (first == position and pieces):
            pieces += [text[position:first], MARK]
        position = last
    return "".join([*pieces, text[position:end]])
