"""What has become of a letter, by mail or on paper (E17)."""

from datetime import datetime
from enum import StrEnum

from bot.store.letters import is_on_paper
from bot.store.tables import Letter


class LetterState(StrEnum):
    """`failed`: the mail server refused it; `bounced`: it came back later; `recalled` never left, for the case was emptied first."""

    SENT = "sent"
    WAITING = "waiting"
    RETRYING = "retrying"
    FAILED = "failed"
    BOUNCED = "bounced"
    TO_PRINT = "to_print"
    POSTED = "posted"
    RECALLED = "recalled"


def state_of(letter: Letter) -> LetterState:
    if is_on_paper(letter):
        return LetterState.POSTED if letter.sent_at is not None else LetterState.TO_PRINT
    if letter.failed_at is not None:
        return LetterState.FAILED if letter.sent_at is None else LetterState.BOUNCED
    if letter.sent_at is not None:
        return LetterState.SENT
    if letter.next_try_at is None:
        return LetterState.RECALLED
    return LetterState.RETRYING if letter.failure else LetterState.WAITING


def ended_at(letter: Letter) -> datetime | None:
    """When it was sent, posted, given up or came back; None while it waits."""
    return letter.failed_at or letter.sent_at
