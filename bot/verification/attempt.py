"""Six digits out of a chat message, however they were typed or pasted (E16)."""

import re
import unicodedata

CODE_DIGITS = 6

# Blanks and hyphens of every kind may stand between the digits; a full stop only in the middle (123.456).
_RUN = re.compile(r"(?<![0-9a-z@+])(?<![0-9][.,])[0-9](?:[ -]{0,3}+[0-9])*+(?![a-z@]|[.,][0-9])", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![0-9.])([0-9]{3})\.([0-9]{3})(?![0-9.])")
_CODE_WORD = re.compile(r"\b(?:kode[nr]?|koda|kod|code)\b", re.IGNORECASE)
_NEARLY_A_CODE = re.compile(r"(?=(?:\D*\d){4})[0-9a-z]{5,8}", re.IGNORECASE)
_PUNCTUATION = " .,;:!?\"'()<>-"


def read_code(text: str) -> str | None:
    """The one six-digit code of the message, in ASCII digits; None when there is none or several differ.

    Digits of a longer number are no code: a telephone or identity number is not tried as one.
    """
    codes = {code for run in _runs(_folded(text)) for code in _codes_in(run)}
    return codes.pop() if len(codes) == 1 else None


def looks_like_attempt(text: str) -> bool:
    """Whether somebody seems to have meant a code and it has not six digits, or there are two of them."""
    folded = _folded(text)
    if "@" in folded or read_code(text) is not None:
        return False
    bare = folded.strip(_PUNCTUATION)
    if _NEARLY_A_CODE.fullmatch(bare):
        return True
    lengths = [sum(map(len, run)) for run in _runs(folded)]
    if not any(3 <= length <= 9 or length == 2 * CODE_DIGITS for length in lengths):
        return False
    return bool(_CODE_WORD.search(folded)) or not any(character.isalpha() for character in folded)


def _runs(folded: str) -> list[list[str]]:
    """Every number of the message as its groups of digits: "123 456" is one number of two groups."""
    return [re.split(r"[ -]+", match.group()) for match in _RUN.finditer(folded)]


def _codes_in(groups: list[str]) -> list[str]:
    if all(len(group) == CODE_DIGITS for group in groups):
        return groups
    together = "".join(groups)
    return [together] if len(together) == CODE_DIGITS else []


def _folded(text: str) -> str:
    """Every digit as ASCII, every blank as one, every dash as a hyphen; the invisible gone."""
    characters: list[str] = []
    for character in text:
        decimal = unicodedata.decimal(character, None)
        category = unicodedata.category(character)
        if decimal is not None:
            characters.append(str(decimal))
        elif category == "Pd" or character == "\N{MINUS SIGN}":
            characters.append("-")
        elif character.isspace():
            characters.append(" ")
        elif category not in {"Cf", "Mn", "Me"}:
            characters.append(character)
    return _DOTTED.sub(r"\1\2", "".join(characters))
