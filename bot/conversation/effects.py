"""What a conversation can ask for. Imperative; values only. Those with an answer say which event answers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.conversation.events import TicketSeen
from bot.conversation.state import Purpose, Wish
from bot.tickets.kinds import Kind


class Asks(StrEnum):
    """What a message waits for, as clients see it."""

    NONE = "none"
    EMAIL = "email"
    CODE = "code"
    CONFIRM = "confirm"
    CHOICE = "choice"
    DETAILS = "details"


@dataclass(frozen=True)
class Option:
    """A button. Just one of the three is set: the key of a reply, an intent whose label it bears, or the text itself."""

    reply: str = ""
    intent: str = ""
    text: str = ""


@dataclass(frozen=True)
class Say:
    """Say the reply of that key. `values` fill its placeholders, and {wishes} lists the labels of `kinds`."""

    reply: str
    values: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[Kind, ...] = ()
    asks: Asks = Asks.NONE
    options: tuple[Option, ...] = ()
    intent: str | None = None
    ticket: TicketSeen | None = None


@dataclass(frozen=True)
class Answer:
    """Answer from the declaration: what this intent and aspect quote, with the sections cited."""

    intent: str
    aspect: str = ""


@dataclass(frozen=True)
class QuoteNearest:
    """Quote the statement nearest to a question that no intent fits."""

    statement: str


@dataclass(frozen=True)
class SendCode:
    """Mail a new code, which kills the old one. Answered by CodeSent or CodeNotSent."""

    address: str
    purpose: Purpose


@dataclass(frozen=True)
class CheckCode:
    """Compare the attempt. Answered by CodeMatched, CodeMismatched, CodeExpired or CodeExhausted."""

    attempt: str
    address: str
    purpose: Purpose


@dataclass(frozen=True)
class OpenTickets:
    """Open a case for each wish that has none. Answered by TicketsOpened or TicketsNotOpened."""

    wishes: tuple[Wish, ...]
    address: str | None


@dataclass(frozen=True)
class VerifyTickets:
    """Hand the wishes' cases to staff under the proved address. Answered by TicketsVerified."""

    wishes: tuple[Wish, ...]
    address: str


@dataclass(frozen=True)
class FindTickets:
    """Look up the open cases of a proved address. Answered by TicketsFound."""

    address: str


@dataclass(frozen=True)
class WithdrawTicket:
    """Take back a case of this proved address. Answered by TicketWithdrawn or TicketNotWithdrawn."""

    ticket: str
    address: str


@dataclass(frozen=True)
class DropTickets:
    """Take back cases that were never verified; staff have not seen them as work. No answer."""

    tickets: tuple[str, ...]


@dataclass(frozen=True)
class RecordBreach:
    """Write down that data may have gone astray, and tell the privacy officer (R28). Answered by BreachRecorded."""

    words: str
    at: datetime


@dataclass(frozen=True)
class LinkBreach:
    """The case about what was reported belongs to the breach that was written down. No answer."""

    breach: str
    ticket: str


Effect = (
    Say
    | Answer
    | QuoteNearest
    | SendCode
    | CheckCode
    | OpenTickets
    | VerifyTickets
    | FindTickets
    | WithdrawTicket
    | DropTickets
    | RecordBreach
    | LinkBreach
)
