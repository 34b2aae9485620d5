"""Finds passwords and keys in a folded text, by the word before them or by their look (C10)."""

import re
from collections.abc import Iterator

from bot.redaction.spans import Secret, Span

_NAME = (
    r"(?<![\w])(?:passord(?:et)?|password|passwd|passphrase|passcode|pwd|pw|lösenord(?:et)?|adgangskoden?"
    r"|kodeord(?:et)?|løsenord(?:et)?)(?!\w)"
)
_NAME_HINTS = ("pass", "pw", "ösen", "øsen", "adgang", "kodeord")
_OWNER = (
    r"(?:[ \t]+(?:mitt|mit|min|mi|my|our|vårt|deres|vores|gamle|nye|old|new))?"
    r"(?:[ \t]+(?:til|for|to|på|hos|at|on|i|in)[ \t]+[\w.-]{1,30}(?:[ \t]+(?:min|mitt|deres|account))?)?"
)
_VALUE = r"""(?:["'«“](?P<quoted>[^"'»”\n]{1,80})["'»”]|(?P<bare>\S{1,200}))"""

_ASSIGNED = re.compile(rf"{_NAME}(?P<owner>{_OWNER})\s*[:=]\s*{_VALUE}")
_TOLD = re.compile(rf"{_NAME}{_OWNER}\s+(?:er|is|är|var|was|heter)\s*:?\s+{_VALUE}")
_FOLLOWING = re.compile(rf"{_NAME}\s+(?P<quoted>)(?P<bare>\S{{4,200}})")
_TOLD_BACKWARDS = re.compile(
    r"(?<!\S)(?P<quoted>)(?P<bare>\S{4,200})[ \t]+(?:er|is|är|som|as)[ \t]+(?:mitt |my |the )?"
    r"(?:passordet|passord|password|lösenordet|lösenord|adgangskoden|kodeordet)(?!\w)"
)

# What a sentence says about a password, rather than the password itself.
_ABOUT = re.compile(
    r"alt|at|av|bare|blitt|borte|bra|brukt|byttet|changed|compromised|"
    r"correct|de|deg|den|deres|det|di|din|dine|ditt|du|dårlig|eg|ein|eit|"
    r"eller|en|encrypted|endra|endret|enn|er|et|expired|feil|fel|for|forgotten"
    r"|forkert|galt|gamle|gammelt|gikk|gjort|glemt|glömt|gløymd|gyldig|gått|"
    r"hacka|hacket|had|han|har|hashed|hashet|hemmelig|her|hos|hva|hvor|hvordan"
    r"|hvorfor|i|ikke|ikkje|incorrect|inte|invalid|it|jeg|kjent|kor|korleis|"
    r"kort|kryptert|kva|lagra|lagret|langt|leaked|lekket|lett|like|likt|lost|"
    r"lösenord|med|mer|missing|needed|no|nok|not|now|nytt|nå|nødvendig|og|"
    r"okay|om|or|page|passord|password|på|påkrevd|required|reset|rett|riktig|"
    r"rätt|safe|samme|sant|saved|secure|sikkert|som|sparat|sperret|sterkt|"
    r"stjålet|stolen|stored|strong|svakt|så|takk|that|the|there|til|to|too|"
    r"trygt|umulig|unsafe|utgått|utløpt|vanskelig|vekk|very|viktig|visst|weak|"
    r"what|when|where|why|wrong|you|your|å|ødelagt"
)
_EDGES = ".,;:!?()\"'«»“”"
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}\W*")

_KEY_WORD = re.compile(
    r"(?<!\w)(?:api[ -]?(?:key|nøkkel|nøkkelen|nyckel|nøgle|token)|secret(?: key)?|access[ -]?(?:key|token)"
    r"|bearer|private key|hemmelig nøkkel|token)(?:[ \t]+(?:min|mi|my))?\s*(?:er|is|är|:|=)?\s*"
    r"(?P<bare>(?=[^\s0-9]*[0-9])[^\s•]{8,400})"
)
_KEYS = (
    re.compile(r"(?<![a-z0-9])(?:sk|pk|rk)[-_][a-z0-9_-]{16,}"),
    re.compile(r"(?<![a-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|npm_|hf_)[a-z0-9_-]{10,}"),
    re.compile(r"(?<![a-z0-9])(?:akia|asia)[a-z0-9]{16}(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])aiza[a-z0-9_-]{30,}"),
    re.compile(r"(?<![a-z0-9])eyj[a-z0-9_-]{8,}\.[a-z0-9_-]{8,}(?:\.[a-z0-9_-]*)?"),
    re.compile(r"-----begin [a-z ]{0,40}private key-----.*?(?:-----end [a-z ]{0,40}-----|\Z)", re.DOTALL),
)
_LONG_TOKEN = re.compile(r"(?<![a-z0-9+=@])[a-z0-9+=]{32,}+(?![a-z0-9@])")
_LEAST_OF_EACH = 4


def word_spans(text: str) -> Iterator[Span]:
    """Every password and key of the folded text; stretches may overlap."""
    if any(hint in text for hint in _NAME_HINTS):
        yield from _passwords(text)
    for match in _KEY_WORD.finditer(text):
        yield Span(*match.span("bare"), Secret.KEY)
    for pattern in _KEYS:
        for match in pattern.finditer(text):
            yield Span(*match.span(), Secret.KEY)
    for match in _LONG_TOKEN.finditer(text):
        letters = sum(character.isalpha() for character in match[0])
        if min(letters, len(match[0]) - letters) >= _LEAST_OF_EACH:
            yield Span(*match.span(), Secret.KEY)


def _passwords(text: str) -> Iterator[Span]:
    for match in _ASSIGNED.finditer(text):
        is_address = match["owner"] and _ADDRESS.fullmatch(match["bare"] or "")
        if _may_be_value(match) and not is_address:
            yield _value(match)
    for match in _TOLD.finditer(text):
        if _may_be_value(match):
            yield _value(match)
    for pattern in (_FOLLOWING, _TOLD_BACKWARDS):
        for match in pattern.finditer(text):
            if _has_the_look(match["bare"]):
                yield _value(match)


def _may_be_value(match: re.Match[str]) -> bool:
    word = (match["quoted"] or match["bare"]).strip(_EDGES)
    is_mark = not word.strip("•")
    return not is_mark and (bool(match["quoted"]) or not _ABOUT.fullmatch(word))


def _has_the_look(token: str) -> bool:
    """Letters and digits in one: no word of a sentence."""
    word = token.strip(_EDGES)
    has_digit = any(character.isdigit() for character in word)
    return has_digit and any(character.isalpha() for character in word) and not _ADDRESS.fullmatch(word)


def _value(match: re.Match[str]) -> Span:
    return Span(*match.span("quoted" if match["quoted"] else "bare"), Secret.PASSWORD)
