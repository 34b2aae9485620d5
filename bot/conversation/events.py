"""What can happen to a conversation. Past tense; values only; the moment comes with the event."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.tickets.kinds import Kind
from bot.understanding.reading import Reading


class Signal(StrEnum):
    """Short things people say, mostly inside a request, which decide what a message does whatever else it means."""

    NEW_CODE = "new_code"
    NO_ADDRESS = "no_address"
    OTHER_ADDRESS = "other_address"
    AGREES = "agrees"
    REFUSES = "refuses"
    INSTEAD = "instead"
    ASKS_WHY = "asks_why"
    THE_CASE = "the_case"
    DECLINES = "declines"
    NOT_ANSWERED = "not_answered"


class Delay(StrEnum):
    """Why no code was sent."""

    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Opened:
    """The visitor opened the chat."""

    at: datetime


@dataclass(frozen=True)
class Said:
    """The visitor said something. `text` is already redacted.

    `code` is a six-digit code found in it; `resembles_code` that someone tried to type one; `address` the one address
    that was given, `address_fault` the name of what is wrong with it when there is something like one. `choice` is the
    place, from 0, of the open choice that it names; one past the last says that it is none of them. `names_case` that the
    number of a case stands in it.
    """

    text: str
    reading: Reading
    at: datetime
    code: str | None = None
    resembles_code: bool = False
    address: str | None = None
    address_fault: str | None = None
    choice: int | None = None
    signals: frozenset[Signal] = frozenset()
    was_masked: bool = False
    names_case: bool = False


@dataclass(frozen=True)
class TicketSeen:
    """A case as its requester may see it. `was_open` when an earlier case of the same kind already covers the wish;
    `is_extended` when `due_on` is the later date that the requester was told of.
    """

    id: str
    reference: str
    kind: Kind
    status: str
    received_on: date
    due_on: date
    was_open: bool = False
    is_extended: bool = False


@dataclass(frozen=True)
class CodeSent:
    """A code is on its way to the address."""

    address: str
    at: datetime


@dataclass(frozen=True)
class CodeNotSent:
    """The limits hold the code back until then."""

    delay: Delay
    until: datetime


@dataclass(frozen=True)
class CodeMatched:
    """The address is proved until then."""

    address: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class CodeMismatched:
    tries_left: int


@dataclass(frozen=True)
class CodeExpired:
    """The code is too old, was used, or was replaced by a newer one."""


@dataclass(frozen=True)
class CodeExhausted:
    """Too many wrong tries: this code is dead."""


@dataclass(frozen=True)
class TicketsOpened:
    """The wishes have cases, in the order of the wishes; unverified where a code is needed."""

    tickets: tuple[TicketSeen, ...]
    at: datetime


@dataclass(frozen=True)
class TicketsNotOpened:
    """The address has opened as many cases today as one may (C18)."""


@dataclass(frozen=True)
class TicketsVerified:
    """The cases now reach staff."""

    tickets: tuple[TicketSeen, ...]


@dataclass(frozen=True)
class TicketsFound:
    """The proved address's open cases, by date due."""

    tickets: tuple[TicketSeen, ...]


@dataclass(frozen=True)
class TicketWithdrawn:
    """The requester took the case back."""

    ticket: TicketSeen


@dataclass(frozen=True)
class TicketNotWithdrawn:
    """The case had ended before it could be taken back."""


@dataclass(frozen=True)
class BreachRecorded:
    """What the visitor reported stands in the register of breaches under this id."""

    breach: str


Event = (
    Opened
    | Said
    | CodeSent
    | CodeNotSent
    | CodeMatched
    | CodeMismatched
    | CodeExpired
    | CodeExhausted
    | TicketsOpened
    | TicketsNotOpened
    | TicketsVerified
    | TicketsFound
    | TicketWithdrawn
    | TicketNotWithdrawn
    | BreachRecorded
)
