"""Numbers that a word beside them gives away, whether or not their control digits are right (C9, C10)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.redaction.runs import RUN, Group, find_runs, groups_in
from bot.redaction.spans import Secret, Span

Stretch = tuple[int, int]

_ID_WORD = (
    r"(?:f[øo]e?dselsnu?m?m?e?r?|f[øo]dselsnr|fnr|personn(?:ummer|umret|r)|person ?nr|d-?n(?:ummer|r)|cpr|ssn"
    r"|social security|national id|identity number|personal (?:identity )?(?:number|code)|id-?nummer"
    r"|samordningsn)"
)
_LAST_FIVE_WORD = r"(?:personn(?:ummer|umret|r)|person ?nr|siste (?:fem|5)|last (?:five|5))"
_ACCOUNT_WORD = r"(?:(?:bank)?konto(?:nummer|nr|en)?|account (?:number|no)|bank account|iban)"
_CARD_WORD = r"(?:kort(?:nummer|nr|numret)|card (?:number|no)|kortets nummer)"
_CVC_WORD = r"(?:cvc2?|cvv2?|ccv|sikkerhetskode|sikkerheitskode|kontrollkode|security code)"
_CODE_WORD = (
    r"(?:(?:sms|engangs|engångs|bekreftelses|stadfestings|verifiserings|verifikasjons|sikkerhets|påloggings"
    r"|innloggings|pin|bankid)-?kod[ea]?|(?:verification|confirmation|security|one[ -]?time|login|sms|2fa)"
    r"[ -]?code|one[ -]?time password|otp)"
)
_BARE_CODE_WORD = r"(?<!error )(?<!area )(?<!post )(?<!postal )(?<!zip )(?<!country )(?:kode|code|kod)"
_PIN_WORD = r"(?:pin|pin-?kod[ea]|pin code)(?![a-zæøå])"


class _Context(NamedTuple):
    """A word, and how many digits make its number; the fitting count nearest to `best` is taken.

    Only a text with one of the `hints` can hold the word: looking for them is a hundred times as fast.
    """

    word: re.Pattern[str]
    hints: tuple[str, ...]
    secret: Secret
    counts: range
    best: int
    is_one_group: bool = False


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zæøå]){pattern}")


_ID_HINTS = ("dsel", "num", "nr", "cpr", "ssn", "social sec", "national id", "identity", "personal")

_CONTEXTS = (
    _Context(_word(_ID_WORD), _ID_HINTS, Secret.NATIONAL_ID, range(10, 13), 11),
    _Context(
        _word(_LAST_FIVE_WORD),
        ("person", "siste", "last "),
        Secret.NATIONAL_ID,
        range(5, 6),
        5,
        is_one_group=True,
    ),
    _Context(_word(_ACCOUNT_WORD), ("konto", "account", "iban"), Secret.ACCOUNT, range(11, 12), 11),
    _Context(_word(_CARD_WORD), ("kort", "card"), Secret.CARD, range(13, 20), 16),
    _Context(_word(_CVC_WORD), ("cv", "kode", "code"), Secret.CARD, range(3, 5), 3, is_one_group=True),
    _Context(_word(_CODE_WORD), ("kod", "code", "otp", "one"), Secret.CODE, range(4, 9), 6),
    _Context(_word(_BARE_CODE_WORD), ("kod", "code"), Secret.CODE, range(6, 7), 6),
    _Context(_word(_PIN_WORD), ("pin",), Secret.CODE, range(4, 9), 4, is_one_group=True),
)

# From the word to its number; a mark stands where a number stood, and ends the search as that would.
_NEAREST = re.compile(rf"[^0-9•]{{0,40}}+({RUN})")
_MOST_PASSED_OVER = 3
_PASSED_OVER_DIGITS = 4

_ID_AFTER = re.compile(rf"[^0-9•\n.?!]{{0,25}}?(?<![a-zæøå]){_ID_WORD}")
_LONGEST_ID_TEXT = 40


def context_spans(text: str, public: Sequence[Stretch]) -> Iterator[Span]:
    """Numbers after a word that names them, and identity numbers before one; never a public number."""
    spans = [*_named_before(text), *_named_after(text)]
    yield from (span for span in spans if not any(overlaps(one, (span.start, span.end)) for one in public))


def overlaps(one: Stretch, other: Stretch) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _named_before(text: str) -> Iterator[Span]:
    for context in _CONTEXTS:
        if not any(hint in text for hint in context.hints):
            continue
        for word in context.word.finditer(text):
            span = _number_after(text, word.end(), context)
            if span is not None:
                yield span


def _number_after(text: str, position: int, context: _Context) -> Span | None:
    """The first number that fits; a shorter one on the way ("født 1990") is passed over."""
    for _ in range(_MOST_PASSED_OVER):
        match = _NEAREST.match(text, position)
        if match is None:
            return None
        groups = groups_in(text, match.start(1), min(match.end(1), match.start(1) + 2 * _LONGEST_ID_TEXT))
        end = _fitting_end(groups, context)
        if end is not None:
            return Span(match.start(1), end, context.secret)
        if sum(len(group.digits) for group in groups) > _PASSED_OVER_DIGITS:
            return None
        position = match.end()
    return None


def _fitting_end(groups: Sequence[Group], context: _Context) -> int | None:
    if context.is_one_group:
        return groups[0].end if len(groups[0].digits) in context.counts else None
    total, ends = 0, dict[int, int]()
    for group in groups:
        total += len(group.digits)
        if total in context.counts:
            ends[total] = group.end
    return ends[min(ends, key=lambda count: abs(count - context.best))] if ends else None


def _named_after(text: str) -> Iterator[Span]:
    if not any(hint in text for hint in _ID_HINTS):
        return
    for start, end in find_runs(text, at_least=10):
        if end - start > _LONGEST_ID_TEXT or not _ID_AFTER.match(text, end):
            continue
        if sum(len(group.digits) for group in groups_in(text, start, end)) in range(10, 13):
            yield Span(start, end, Secret.NATIONAL_ID)
