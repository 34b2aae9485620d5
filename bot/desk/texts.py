"""Words that staff type: how long they may be, and how they are kept."""

from bot.desk.answers import Refusal
from bot.redaction import redact

LONGEST_NOTE = 4_000
LONGEST_LINE_NOTE = 500
LONGEST_REASONS = 6_000


def kept_text(text: str) -> str:
    """The text with identity, card and account numbers, passwords and keys masked (C7)."""
    return redact(text).text


def fault_of(text: str, longest: int, *, is_needed: bool) -> Refusal | None:
    if is_needed and not text.strip():
        return Refusal.TEXT_MISSING
    return Refusal.TEXT_TOO_LONG if len(text) > longest else None
