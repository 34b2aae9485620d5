"""The number of a case as people read it: INN-2026-0042. It is a name, never a key to anything (R31)."""

import re
import unicodedata

from bot.tickets.kinds import Kind

_DASHES_AND_BLANKS = r"[\s‐-―−_./-]{0,3}"
_WRITTEN = re.compile(
    rf"(?<![^\W_])({'|'.join(kind.prefix for kind in Kind)}){_DASHES_AND_BLANKS}"
    rf"(20[0-9]{{2}}){_DASHES_AND_BLANKS}([0-9]{{4,8}})(?![^\W_])",
    re.IGNORECASE,
)


def reference(kind: Kind, year: int, number_text: str) -> str:
    """`number_text` is drawn at random, at least four digits, zeros in front kept."""
    return f"{kind.prefix}-{year}-{number_text}"


def find_reference(text: str) -> str | None:
    """The first reference of a message in its proper form, whatever the case, the blanks and the hyphens."""
    match = _WRITTEN.search(_folded(text))
    return "-".join(match.groups()).upper() if match else None


def _folded(text: str) -> str:
    compatible = unicodedata.normalize("NFKC", text)
    decimals = {ord(one): str(unicodedata.decimal(one)) for one in set(compatible) if one.isdecimal()}
    return compatible.translate(decimals)
