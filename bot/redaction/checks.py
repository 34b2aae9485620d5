"""Which digits are a secret number, judged by the digits alone: ASCII, without separators."""

import re
from collections.abc import Sequence

import stdnum.luhn
from stdnum.dk import cpr

_K1_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_K2_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

# 0 today; 1, 2 and 3 as well from 2032. Accepted now, so that nothing changes on a new year's night (C8).
_K1_RESTS = frozenset({0, 1, 2, 3})

# A D-number adds 40 to the day; an H-number 40 to the month, a test number 80.
_DAYS = frozenset(range(1, 32)) | frozenset(range(41, 72))
_MONTHS = frozenset(range(1, 13)) | frozenset(range(41, 53)) | frozenset(range(81, 93))

_CARD = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}"  # Visa
    r"|(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"  # Mastercard
    r"|3[47][0-9]{13}"  # American Express
    r"|3(?:0[0-59]|[689][0-9])[0-9]{11,16}"  # Diners
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12,15}"  # JCB
    r"|62[0-9]{14,17}"  # UnionPay
    r"|(?:50|5[6-9]|6[0-9])[0-9]{11,17}"  # Maestro, Dankort, Discover
)


def is_national_id(digits: str) -> bool:
    """A Norwegian identity number of eleven digits, D-, H- and test numbers too (C8).

    Neither sex nor year of birth is looked at.
    """
    if int(digits[:2]) not in _DAYS or int(digits[2:4]) not in _MONTHS:
        return False
    return _rest(_K1_WEIGHTS, digits) in _K1_RESTS and _rest(_K2_WEIGHTS, digits) == 0


def holds_national_id(digits: str) -> bool:
    """Whether any eleven digits in a row are one."""
    return any(is_national_id(digits[start : start + 11]) for start in range(len(digits) - 10))


def is_account(digits: str) -> bool:
    """A Norwegian bank account of eleven digits; its control digit is that of an identity number's end."""
    return _rest(_K2_WEIGHTS, digits) == 0


def is_danish_id(digits: str) -> bool:
    """A Danish CPR number of ten digits, DDMMYY and four; many newer ones have no valid control digit."""
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def is_danish_id_of_old(digits: str) -> bool:
    """A CPR number whose last digit is reckoned by the weights that were used until 2007."""
    return is_danish_id(digits) and cpr.checksum(digits) == 0


def is_swedish_id(digits: str) -> bool:
    """A Swedish personnummer, or samordningsnummer with 60 added to the day, of ten or twelve digits."""
    if len(digits) == 12:
        if digits[:2] not in {"19", "20"}:
            return False
        digits = digits[2:]
    day = int(digits[4:6]) % 60
    return 1 <= int(digits[2:4]) <= 12 and 1 <= day <= 31 and stdnum.luhn.checksum(digits) == 0


def is_card(digits: str) -> bool:
    """A payment card of 13 to 19 digits: the prefix and length of a known brand, and Luhn (C10)."""
    return _CARD.fullmatch(digits) is not None and stdnum.luhn.checksum(digits) == 0


def is_iban(text: str) -> bool:
    """ISO 13616, lower case, without blanks."""
    return int("".join(str(int(letter, 36)) for letter in text[4:] + text[:4])) % 97 == 1


def _rest(weights: Sequence[int], digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11
