"""The one e-mail address of a chat message, or what is wrong with it (E10, E11).

Three rules: an address is taken as a whole or refused, never shortened, joined or mended; what could end a
line in a letter's header is refused; two addresses are a question to the visitor, not ours to choose from.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import idna
from email_validator import EmailNotValidError, validate_email

_MAX_OCTETS = 254
_MAX_LOCAL_OCTETS = 64


@dataclass(frozen=True)
class Address:
    """`original` is what was typed, for people; `compare` tells mailboxes apart and is where letters go.

    In `compare` the domain is lower-case and ASCII (A-labels); the local part is never folded (E11).
    """

    original: str
    compare: str


class AddressFault(StrEnum):
    """Why there is no address to use."""

    NONE = "none"
    SEVERAL = "several"
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    QUOTED_LOCAL = "quoted_local"
    IP_LITERAL = "ip_literal"
    CONTROL_CHARACTERS = "control_characters"
    LOCAL_NOT_ASCII = "local_not_ascii"


# Full-width forms come from East Asian keyboards; the ideographic full stop stands for "." in a domain.
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: ord("."), 0xFF61: ord(".")}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_BLANKS = " \t\r\n\u00a0\u2009\u202f\u3000"

# Left after the invisible went: controls, ends of lines, overrides of direction, surrogates.
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f|25|c2%85|e2%80%a[89])", re.IGNORECASE)

_ANGLE_BRACKETS = re.compile(r"<([^<>\s]*)>")
_MAILTO = re.compile(r"mailto:([^?]*)(?:\?.*)?", re.IGNORECASE)
# Only words that announce an address: "ola:nordmann@x.no" is a slip of the finger, not "nordmann@x.no".
_LABEL = re.compile(
    r"^(?:e-?post|e-?mail|mail|adress[ea]?|address|er|is|til|to)(?:adress[ea]?|address)?(?:en|n)?:",
    re.IGNORECASE,
)
_LABEL_IN_LOCAL = re.compile(r"(?:e-?post|e-?mail|mail|adresse|address)=", re.IGNORECASE)
_LIST_MARK = re.compile(r"[,;|/&]")
_LEADING, _TRAILING = '([{«“„‘"', '.,;:!?)]}>»”“’"…'
_PAIRS = ("''", "``", "**", "__", "~~", "||")
_NEVER_FIRST = "'`*"
# Cyrillic and Greek small letters that most typefaces draw like Latin ones.
_DRAWN_LIKE_LATIN = frozenset("аеорсухіјѕԁԛԝһӏвнкмтгпηνορτυωιακε")

_IP_DOMAIN = re.compile(r"\[.*|[\d.]+|.*:.*:.*")


def read_address(text: str, *, allow_international: bool = False) -> Address | AddressFault:
    """The address a message gives, wherever it stands in it.

    The same address twice is one. `allow_international` accepts a local part beyond ASCII, for a mail server
    that speaks SMTPUTF8 (E12). Never raises.
    """
    plain = text.translate(_WIDTHS).translate(_INVISIBLE).strip(_BLANKS)
    if "@" not in plain:
        return AddressFault.NONE
    if _has_control_characters(plain):
        return AddressFault.CONTROL_CHARACTERS
    if '"@' in plain:
        return AddressFault.QUOTED_LOCAL
    words = _ANGLE_BRACKETS.sub(r" \1 ", plain).split()
    found: dict[str, Address | AddressFault] = {}
    for word, follower in zip(words, [*words[1:], ""], strict=True):
        if "@" in word:
            one = _read_word(word, follower, allow_international=allow_international)
            found.setdefault(one.compare if isinstance(one, Address) else one, one)
    return next(iter(found.values())) if len(found) == 1 else AddressFault.SEVERAL


def counted_as(address: str) -> str:
    """One key for addresses that mostly reach one person: case, dots and "+tag" folded.

    Only to count, never to match (E7).
    """
    local, _, domain = address.rpartition("@")
    plain = local.partition("+")[0].replace(".", "").casefold()
    return f"{plain or local.casefold()}@{domain.lower()}"


def masked(address: str) -> str:
    """As in "o***@x.no", for logs and screens where the whole is not needed (C15)."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"


def looks_alike(address: str) -> bool:
    """Whether it may pass for another address, so that staff look twice (E11).

    True for a word with letters of several alphabets, or of another one that is drawn like ours.
    """
    return any(_is_mixed(word) or _is_disguised(word) for word in _words(address))


def _has_control_characters(plain: str) -> bool:
    """A line may end before the address; after it, that is how a header is smuggled in (E10)."""
    if _ENCODED_CONTROL.search(plain) or "\n" in plain[plain.rindex("@") :]:
        return True
    return any(unicodedata.category(one) in _REFUSED_CATEGORIES for one in set(plain) - {"\n", "\t"})


def _read_word(word: str, follower: str, *, allow_international: bool) -> Address | AddressFault:
    candidate = _unwrapped(word)
    if candidate.count("@") > 1:
        pieces = [piece for piece in _LIST_MARK.split(candidate) if piece]
        is_list = len(pieces) > 1 and all(isinstance(_validated(piece), Address) for piece in pieces)
        return AddressFault.SEVERAL if is_list else AddressFault.MALFORMED
    is_torn = re.match(r"\.\w", follower)  # "ola@x.co .uk" must not become "ola@x.co"
    if is_torn or candidate[:1] in _NEVER_FIRST or _LABEL_IN_LOCAL.match(candidate):
        return AddressFault.MALFORMED
    return _validated(candidate, allow_international=allow_international)


def _unwrapped(word: str) -> str:
    """The word without what a sentence or a link puts around an address; none of it can be part of one."""
    if "@[" in word:
        return word
    candidate = word.lstrip(_LEADING).rstrip(_TRAILING)
    link = _MAILTO.fullmatch(candidate)
    candidate = link[1].rstrip(_TRAILING) if link else _LABEL.sub("", candidate).lstrip(_LEADING)
    is_paired = len(candidate) > 1 and candidate[0] + candidate[-1] in _PAIRS
    return candidate[1:-1].rstrip(_TRAILING) if is_paired else candidate


def _validated(candidate: str, *, allow_international: bool = False) -> Address | AddressFault:
    local, _, domain = candidate.rpartition("@")
    if not local or not domain:
        return AddressFault.MALFORMED
    if _octets(local) > _MAX_LOCAL_OCTETS or _octets(candidate) > _MAX_OCTETS:
        return AddressFault.TOO_LONG
    if _IP_DOMAIN.fullmatch(domain):
        return AddressFault.IP_LITERAL
    if '"' in local:
        return AddressFault.QUOTED_LOCAL
    if "//" in local:
        return AddressFault.MALFORMED
    try:
        # `test_environment` lets the reserved domain "test" through, for rehearsals of an installation.
        checked = validate_email(candidate, check_deliverability=False, allow_smtputf8=True, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        return AddressFault.MALFORMED
    compare = f"{checked.local_part}@{checked.ascii_domain.lower()}"
    if _octets(compare) > _MAX_OCTETS:
        return AddressFault.TOO_LONG
    if not local.isascii() and not allow_international:
        return AddressFault.LOCAL_NOT_ASCII
    return Address(original=candidate, compare=compare)


def _octets(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _words(address: str) -> Iterator[str]:
    local, _, domain = address.rpartition("@")
    yield local
    for label in domain.split("."):
        try:
            yield idna.decode(label)
        except (idna.IDNAError, UnicodeError):
            yield label


def _is_mixed(word: str) -> bool:
    alphabets = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    return len(alphabets) > 1


def _is_disguised(word: str) -> bool:
    letters = [letter for letter in word.lower() if letter.isalpha()]
    return bool(letters) and all(letter in _DRAWN_LIKE_LATIN for letter in letters)
