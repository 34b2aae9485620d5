"""What a file really is, by its content and never by what it is called; and a name under which it can do no harm.

Taken are PDF, PNG, JPEG and plain text (txt, csv, json, xml). Office documents and archives are not: they carry programs, and a small
one can unpack to fill a disk. Whoever has one saves it as PDF or CSV. Nothing is ever unpacked here.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 120
"""Bytes, since disks count in bytes: the person unpacks it on a disk that we do not know."""

_LONGEST_ENDING = 10
_SIGNATURES = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_ENDINGS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
}
TAKEN = tuple(f".{ending}" for ending in _ENDINGS)
"""The endings, as a form names them."""

_TEXTS = frozenset({"text/plain", "text/csv", "application/json", "application/xml"})
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)")
_BLANKS = re.compile(r"\s+")


class FileFault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    UNKNOWN_KIND = "unknown_kind"
    NOT_WHAT_IT_SAYS = "not_what_it_says"


@dataclass(frozen=True)
class FileKind:
    """A file that may be taken: a harmless name, and its true type."""

    name: str
    media_type: str


def kind_of(name: str, content: bytes) -> FileKind | FileFault:
    """Its type when content and ending agree."""
    if not content:
        return FileFault.EMPTY
    cleaned = clean_name(name)
    promised = _ENDINGS.get(cleaned.rpartition(".")[2].lower()) if "." in cleaned else None
    if promised is None:
        return FileFault.UNKNOWN_KIND
    found = next((media_type for start, media_type in _SIGNATURES if content.startswith(start)), None)
    if found is None and _is_text(content):
        found = promised if promised in _TEXTS else "text/plain"
    return FileKind(cleaned, promised) if found == promised else FileFault.NOT_WHAT_IT_SAYS


def clean_name(name: str) -> str:
    """The last part of a path, in any alphabet, without what steers a screen or a disk; never empty, never long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(one for one in last if one.isspace() or unicodedata.category(one)[0] != "C")
    plain = _BLANKS.sub(" ", _FORBIDDEN.sub("_", visible)).strip(" .")
    if _RESERVED.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return _cut(plain, LONGEST_NAME) or "fil"
    ending = _cut(ending, _LONGEST_ENDING)
    return f"{_cut(stem, LONGEST_NAME - _LONGEST_ENDING - 1) or 'fil'}.{ending}"


def _cut(text: str, longest: int) -> str:
    return text.encode()[:longest].decode(errors="ignore").strip(" .")


def _is_text(content: bytes) -> bool:
    """Whether it reads as text without control characters, in UTF-8 or in what spreadsheets on Windows write."""
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            marks = set(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        return not any(unicodedata.category(one) == "Cc" and one not in "\t\n\r\f" for one in marks)
    return False
