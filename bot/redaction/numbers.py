"""Finds secret numbers in a folded text, however they are grouped or broken over lines.

Whole groups of a run make a window; a window is judged by `checks` and by how it is written. What is
public stays: telephone and organisation numbers, dates, the references of cases (C11).
"""

import re
from collections.abc import Iterator, Sequence

from bot.redaction import checks
from bot.redaction.contexts import Stretch, context_spans, overlaps
from bot.redaction.runs import Group, find_runs, groups_in, shapes_of
from bot.redaction.spans import Secret, Span

# Nobody writes so long a number by hand; it is masked whole, which also keeps the time linear.
_ENDLESS_RUN = 800
_ENDLESS_GROUP = 40

_LONGEST = 19
_CODE_DIGITS = 6
_ACCOUNT_SHAPES = frozenset({(11,), (4, 2, 5), (4, 4, 3)})
_SWEDISH_SHAPES = frozenset({(10,), (12,), (6, 4), (8, 4)})

_ANY_DIGIT = re.compile("[0-9]")
_DAY, _MONTH = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])"
_FULL_DATE = re.compile(
    rf"(?<![0-9])(?<![0-9][./-])(?:{_DAY}([./-]) ?{_MONTH}\1 ?(?:19|20)[0-9]{{2}}"
    rf"|(?:19|20)[0-9]{{2}}-{_MONTH}-{_DAY})(?![./-]?[0-9])"
)
_PUBLIC = (
    _FULL_DATE,
    re.compile(rf"(?<![0-9])(?<![0-9][./-]){_DAY}([./-]) ?{_MONTH}\1 ?[0-9]{{2}}(?![./-]?[0-9])"),
    re.compile(r"(?:\+|(?<![0-9])00)47[ .-]?[0-9](?:[ .-]?[0-9]){7}(?![0-9])"),  # telephone
    re.compile(r"(?<![0-9])[89][0-9]{2} ?[0-9]{3} ?[0-9]{3}(?![0-9])"),  # organisation number
    re.compile(r"(?<![a-z0-9])[a-z]{3}-20[0-9]{2}-[0-9]{4,8}(?![0-9])"),  # reference of a case
)

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?(?![a-z0-9])")

_BESIDE_CARD = re.compile(
    r"((?:[\s,;:.|/-]|cvc2?|cvv2?|ccv|exp[a-z]*|utl[a-zø]*|gyldig[a-z]*|valid[a-z]*|til|thru|dato|kode|code|og"
    rf"|and|er|is){{0,14}}+)({_MONTH} ?[/.-] ?(?:20)?[0-9]{{2}}|[0-9]{{3,4}})(?![0-9])"
)


def number_spans(text: str) -> Iterator[Span]:
    """Every secret number of the folded text; stretches may overlap."""
    if not _ANY_DIGIT.search(text):
        return
    public = [match.span() for pattern in _PUBLIC for match in pattern.finditer(text)]
    dates = [match.span() for match in _FULL_DATE.finditer(text)]
    yield from context_spans(text, public)
    yield from _ibans(text)
    for start, end in find_runs(text, at_least=10):
        if end - start > _ENDLESS_RUN:
            yield Span(start, end, Secret.KEY)
            continue
        near = [span for span in public if overlaps(span, (start, end))]
        near_dates = [span for span in dates if overlaps(span, (start, end))]
        yield from _spans_in_run(text, groups_in(text, start, end), near, near_dates)


def code_spans(text: str) -> Iterator[Span]:
    """Every number that may be a mailed code, or a slip of one: five to seven digits, or sixes."""
    for start, end in find_runs(text, at_least=5):
        lengths = [len(group.digits) for group in groups_in(text, start, end)]
        if sum(lengths) <= _CODE_DIGITS + 1 or set(lengths) == {_CODE_DIGITS}:
            yield Span(start, end, Secret.CODE)


def _spans_in_run(text: str, groups: Sequence[Group], public: Sequence[Stretch], dates: Sequence[Stretch]) -> Iterator[Span]:
    for first, group in enumerate(groups):
        yield from _spans_in_long_group(group)
        digits = ""
        for last in range(first, min(first + _LONGEST, len(groups))):
            digits += groups[last].digits
            if len(digits) > _LONGEST:
                break
            if len(digits) < 10:
                continue
            window = groups[first : last + 1]
            stretch = (group.start, groups[last].end)
            secret = _national_id(digits, stretch, dates) or _other(text, digits, window, stretch, public)
            if secret is not None:
                yield Span(*stretch, secret)
            if secret is Secret.CARD:
                yield from _beside_card(text, stretch[1])


def _spans_in_long_group(group: Group) -> Iterator[Span]:
    """Digits without a break: too long for anything, or an identity number with others stuck to it."""
    if len(group.digits) >= _ENDLESS_GROUP:
        yield Span(group.start, group.end, Secret.KEY)
    elif len(group.digits) > 11 and checks.holds_national_id(group.digits):
        yield Span(group.start, group.end, Secret.NATIONAL_ID)


def _national_id(digits: str, stretch: Stretch, dates: Sequence[Stretch]) -> Secret | None:
    if len(digits) == 13 and digits[4:6] in {"19", "20"}:
        # A whole date of birth and the five digits: 01.12.1990 and 12345.
        return Secret.NATIONAL_ID if checks.is_national_id(digits[:4] + digits[6:]) else None
    if len(digits) != 11 or not checks.is_national_id(digits):
        return None
    # A date and a number after it may look like one by chance.
    return None if any(overlaps(date, stretch) for date in dates) else Secret.NATIONAL_ID


def _other(text: str, digits: str, window: Sequence[Group], stretch: Stretch, public: Sequence[Stretch]) -> Secret | None:
    if any(overlaps(span, stretch) for span in public):
        return None
    match len(digits):
        case 10 | 12:
            return Secret.NATIONAL_ID if _is_foreign_id(text, digits, window) else None
        case 11:
            is_phone = text[: stretch[0]].endswith("+")
            shapes = shapes_of(text, window)
            is_account = bool(shapes & _ACCOUNT_SHAPES) and checks.is_account(digits)
            return Secret.ACCOUNT if is_account and not is_phone else None
        case _:
            return Secret.CARD if len(digits) > 12 and checks.is_card(digits) else None


def _is_foreign_id(text: str, digits: str, window: Sequence[Group]) -> bool:
    shapes = shapes_of(text, window)
    if shapes & _SWEDISH_SHAPES and checks.is_swedish_id(digits):
        return True
    if len(digits) != 10 or not checks.is_danish_id(digits):
        return False
    is_hyphenated = len(window) == 2 and shapes == {(6, 4)} and text[window[0].end] == "-"
    # Over a line break a date and a postcode look alike; there the control digit must fit.
    return len(window) == 1 or is_hyphenated or ((10,) in shapes and checks.is_danish_id_of_old(digits))


def _beside_card(text: str, end: int) -> Iterator[Span]:
    """Expiry and security code after a card (C10); four bare digits with no word before are a postcode."""
    for _ in range(2):
        match = _BESIDE_CARD.match(text, end)
        if match is None or (len(match[2]) == 4 and match[2].isdigit() and not re.search("[a-z]", match[1])):
            return
        yield Span(*match.span(2), Secret.CARD)
        end = match.end()


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        parts = match[0].split(" ")
        for count in range(len(parts), 0, -1):
            candidate = " ".join(parts[:count])
            if len(candidate.replace(" ", "")) >= 15 and checks.is_iban(candidate.replace(" ", "")):
                yield Span(match.start(), match.start() + len(candidate), Secret.ACCOUNT)
                break
