"""A letter to the requester that staff read before it goes; what goes is what was read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content import Language
from bot.mail.letters import LetterText
from bot.post import recipient_of
from bot.store.tables import Ticket


@dataclass(frozen=True)
class Draft:
    """The letter as it would be sent now. `typed` is what was typed for it, as it would be kept; `fingerprint` changes with every word."""

    ticket: Ticket
    recipient: str
    letter: LetterText
    typed: Mapping[str, str]
    fingerprint: str


def draft_of(ticket: Ticket, letter: LetterText, typed: Mapping[str, str]) -> Draft | None:
    """None when the case has no address to write to."""
    recipient = recipient_of(ticket)
    if recipient is None:
        return None
    parts = (ticket.id, recipient, letter.subject, letter.text)
    return Draft(ticket, recipient, letter, typed, hashlib.sha256("\0".join(parts).encode()).hexdigest())


def language_of(ticket: Ticket) -> Language:
    """The language that the requester is written to in."""
    return Language(ticket.language).answered_in
