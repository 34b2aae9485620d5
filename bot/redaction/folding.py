"""A view of a text in which every disguise of a digit, blank or hyphen looks the same, and the way back."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.redaction.spans import Span

# Format characters and enclosing marks, and variation selectors: nothing that is seen.
_UNSEEN = frozenset({"Cf", "Me"})
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@dataclass(frozen=True)
class Folded:
    """`origins` gives for each place in `text` its place in the original; None where they are the same."""

    text: str
    origins: Sequence[int] | None

    def originals(self, spans: Iterable[Span]) -> list[Span]:
        """The same stretches in the original text."""
        if self.origins is None:
            return list(spans)
        places = self.origins
        return [Span(places[span.start], places[span.end - 1] + 1, span.secret) for span in spans]


def folded(text: str) -> Folded:
    """NFKC and lower case by letter, digits of every script as ASCII, dashes as "-", the unseen out."""
    replacements = {ord(one): _replacement(one) for one in set(text) if not one.isascii()}
    if all(len(replacement) == 1 for replacement in replacements.values()):
        return Folded(text.translate(replacements).lower(), None)
    pieces = [replacements.get(ord(one), one) for one in text]
    origins = [place for place, piece in enumerate(pieces) for _ in piece]
    return Folded("".join(pieces).lower(), origins)


def _replacement(character: str) -> str:
    category = unicodedata.category(character)
    if category in _UNSEEN or ord(character) in _VARIATION_SELECTORS:
        return ""
    return "".join(map(_plain, unicodedata.normalize("NFKC", character)))


def _plain(character: str) -> str:
    decimal = unicodedata.decimal(character, None)
    if decimal is not None:
        return str(decimal)
    if unicodedata.category(character) == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if character.isspace():
        return "\n" if unicodedata.category(character) in {"Zl", "Zp"} else " "
    # The one letter with two in lower case is "İ"; one place must stay one place.
    return character.lower()[:1]
