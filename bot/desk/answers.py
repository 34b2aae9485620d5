"""What the desk answers to an action. An expected refusal is a value, so that a page can say it in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.desk.roles import Role
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.outcomes import Fault


@dataclass(frozen=True)
class Person:
    """The member of staff who acts."""

    id: str
    name: str
    role: Role


def person_of(account: StaffAccount) -> Person:
    return Person(account.id, account.name, Role(account.role))


@dataclass(frozen=True)
class Slip:
    """What every form of a case carries: the version that its reader saw, and a mark of its own.

    The same mark with the same content is the same press of a button, however often it arrives.
    """

    version: int
    mark: str


class Refusal(StrEnum):
    """Why an action was not done."""

    NOT_YOURS = "not_yours"
    NOT_NOW = "not_now"
    UNVERIFIED = "unverified"
    NO_SUCH_COLLEAGUE = "no_such_colleague"
    TEXT_MISSING = "text_missing"
    TEXT_TOO_LONG = "text_too_long"
    NOTE_MISSING = "note_missing"
    LAW_MISSING = "law_missing"
    LAST_DAY_MISSING = "last_day_missing"
    LINE_DUE_LATE = "line_due_late"
    HELD = "held"
    ROWS_CHANGED = "rows_changed"
    NOT_ERASED = "not_erased"
    RESTRICTED_BEFORE = "restricted_before"
    ANNOUNCED_BEFORE = "announced_before"
    NOT_RESTRICTED = "not_restricted"
    UNKNOWN_CHOICE = "unknown_choice"
    UNLAWFUL = "unlawful"
    LETTER_CHANGED = "letter_changed"
    NO_ADDRESS = "no_address"
    IDENTITY_MISSING = "identity_missing"
    NO_SUCH_CASE = "no_such_case"
    OTHER_IS_LATER = "other_is_later"
    NOT_EXTENDABLE = "not_extendable"
    EXTENDED_BEFORE = "extended_before"
    TOO_LATE = "too_late"
    SAME_PERSON = "same_person"
    TOO_EARLY = "too_early"
    OVERTAKEN = "overtaken"
    FILE_EMPTY = "file_empty"
    FILE_KIND = "file_kind"
    FILE_NOT_WHAT_IT_SAYS = "file_not_what_it_says"
    FILE_TOO_LARGE = "file_too_large"
    FILES_TOO_MANY = "files_too_many"
    NOT_CONFIRMED = "not_confirmed"
    ALREADY_GONE = "already_gone"
    POINTS_OPEN = "points_open"
    LINES_OPEN = "lines_open"
    COPY_CHANGED = "copy_changed"
    FILE_BROKEN = "file_broken"
    ON_PAPER = "on_paper"
    CODES_BLOCKED = "codes_blocked"


@dataclass(frozen=True)
class Done:
    """It is on disk; or it already was, and this was the same press again."""

    ticket: Ticket


@dataclass(frozen=True)
class Refused:
    """Nothing was changed. `field` names what the person should look at; `faults` are those of a decision."""

    why: Refusal
    field: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Changed:
    """Somebody was first. `by` is an id; the case is as it stands now."""

    by: str
    at: datetime
    ticket: Ticket


Answer = Done | Refused | Changed


class UnknownCase(Exception):
    """No case has this reference."""
