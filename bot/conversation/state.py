"""All that is remembered of a chat between two messages: frozen, and small enough to store as JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter

from bot.content import Language
from bot.tickets.kinds import Kind


class Step(StrEnum):
    """What the chat waits for."""

    LISTENING = "listening"
    AWAITING_CHOICE = "awaiting_choice"
    AWAITING_OFFER = "awaiting_offer"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_QUESTION = "awaiting_question"
    AWAITING_ADDRESS = "awaiting_address"
    AWAITING_CODE = "awaiting_code"


class Purpose(StrEnum):
    """What an address is proved for; a code for one does not serve another (E5)."""

    REQUEST = "request"
    STATUS = "status"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Wish:
    """Something the visitor wants done. `at` is the first message that expressed it: the clock's start (D1).

    `ticket` is the id of its case once there is one; `circumstances` say who stands behind it (R7).
    """

    kind: Kind
    words: str
    at: datetime
    ticket: str | None = None
    circumstances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proof:
    """Control of a mailbox, shown in this chat; good for that address until then."""

    address: str
    until: datetime


@dataclass(frozen=True)
class Choice:
    """One of several things a message may mean: an intent, or a case; `text` is what the button says when no intent's label does."""

    value: str
    text: str = ""


@dataclass(frozen=True)
class Conversation:
    """The state. `asked` keeps what could be passed on to a person; `misses` counts answers that failed in a row.

    `breach` is the id of what was written down when the visitor reported that data had gone astray: once in a chat.
    `in_crisis` from the moment somebody seemed to be in danger until they turn to something else themselves.
    """

    language: Language = Language.NB
    step: Step = Step.LISTENING
    topic: str | None = None
    misses: int = 0
    choices: tuple[Choice, ...] = ()
    offer: str | None = None
    asked: str = ""
    asked_at: datetime | None = None
    asked_circumstances: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    purpose: Purpose = Purpose.REQUEST
    address: str | None = None
    proofs: tuple[Proof, ...] = field(default=())
    in_crisis: bool = False
    breach: str | None = None

    def is_proved(self, address: str | None, at: datetime) -> bool:
        """Whether control of the address was shown lately enough."""
        return any(proof.address == address and at < proof.until for proof in self.proofs)


_ADAPTER = TypeAdapter(Conversation)


def to_json(conversation: Conversation) -> str:
    return _ADAPTER.dump_json(conversation).decode()


def from_json(text: str) -> Conversation:
    """The state as it was stored; a field added since then has its default."""
    return _ADAPTER.validate_json(text)
