"""Erasing what the assistant itself holds on an address (A11, R15, R18). Three rules:

1. Row by row: what goes, what stays and why is worked out once, by `survey`; preview, approval, deed and replay all use it.
2. Nothing goes that was not approved: a row that came since makes the approval void.
3. What must be copied first, or is wanted for a legal claim, holds everything ("slett meg, men send alt først").
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.desk.holdings import Holdings, holdings_of
from bot.settings import Settings
from bot.store.records import Records
from bot.store.tables import Chat, Letter, Ticket
from bot.tickets.statuses import Status


class What(StrEnum):
    """What can be erased."""

    CHATS = "chats"
    MESSAGES = "messages"
    CASES = "cases"
    LETTERS = "letters"
    CODES = "codes"


class Why(StrEnum):
    """Why something stays."""

    THIS_CASE = "this_case"
    OPEN_CASE = "open_case"
    RESTRICTED = "restricted"
    LETTER_ON_ITS_WAY = "letter_on_its_way"
    CHAT_OF_OPEN_CASE = "chat_of_open_case"
    SHARED = "shared"
    LATER = "later"


@dataclass(frozen=True)
class Going:
    """Something that goes. `key` names the row and changes with its content; `name` is for people; `number` of what belongs to it."""

    what: What
    id: str
    key: str
    name: str = ""
    at: datetime | None = None
    number: int = 0
    seqs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Staying:
    """Something that stays; `name` is the case by which it is held, or that it is."""

    what: What
    why: Why
    name: str


@dataclass(frozen=True)
class Survey:
    """Every row that the assistant holds on an address."""

    address: str
    going: tuple[Going, ...]
    staying: tuple[Staying, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(one.key for one in self.going)

    @property
    def counts(self) -> Mapping[str, int]:
        """How much goes, by what it is."""
        counted = Counter(str(one.what) for one in self.going)
        counted[What.MESSAGES] = sum(one.number for one in self.going if one.what in {What.CHATS, What.MESSAGES})
        counted[What.LETTERS] += sum(one.number for one in self.going if one.what is What.CASES)
        return {str(what): counted[what] for what in What if counted[what]}

    @property
    def written_counts(self) -> str:
        """As the log says it: how many, never whose or what."""
        return " ".join(f"{what}={number}" for what, number in self.counts.items())

    def of(self, what: What) -> tuple[str, ...]:
        return tuple(one.id for one in self.going if one.what is what)


async def survey(records: Records, address: str, settings: Settings, *, own: str = "", until: datetime | None = None) -> Survey:
    """What goes and what stays. `own` is the id of the case that asks for it.

    With `until`, as after a restore: everything that is not newer, letters on their way included; they were sent long ago.
    """
    held = await holdings_of(records, address, settings)
    going: list[Going] = []
    staying: list[Staying] = []
    for ticket in held.ticket:
        why = _why_case_stays(ticket, held, own, until)
        if why is not None:
            staying.append(Staying(What.CASES, why, ticket.reference))
            continue
        number = sum(letter.ticket_id == ticket.id for letter in held.letter)
        going.append(Going(What.CASES, ticket.id, f"case {ticket.id}", ticket.reference, ticket.received_at, number))
    for chat in held.chat:
        why_held = await _why_chat_stays(records, chat, own, until)
        if why_held is not None:
            staying.append(why_held)
            continue
        said = tuple(message.seq for message in held.chat_message if message.chat_id == chat.id)
        if chat.id not in held.shared_chats:
            going.append(Going(What.CHATS, chat.id, f"chat {chat.id} {chat.last_seq}", at=chat.started_at, number=len(said)))
        elif said:
            staying.append(Staying(What.CHATS, Why.SHARED, ""))
            going.append(Going(What.MESSAGES, chat.id, f"messages {chat.id} {said[-1]}", at=chat.started_at, number=len(said), seqs=said))
    own_cases = frozenset(ticket.id for ticket in held.ticket)
    letters = [one for one in held.letter if one.recipient == address and _letter_goes(one, own_cases, until)]
    codes = [one for one in held.challenge if until is None or one.issued_at <= until]
    going += [Going(What.LETTERS, one.id, f"letter {one.id}", at=one.written_at) for one in letters]
    going += [Going(What.CODES, one.id, str(What.CODES), at=one.issued_at) for one in codes]
    return Survey(address, tuple(going), tuple(staying))


async def erase(records: Records, found: Survey, at: datetime, *, is_replay: bool = False) -> None:
    """Removes what goes; run twice it finds nothing the second time."""
    for one in found.going:
        match one.what:
            case What.CHATS:
                await records.chats.erase(one.id)
            case What.MESSAGES:
                await records.traces.erase_messages(one.id, one.seqs)
    await records.case_contents.strip(found.of(What.CASES), at, recalls_letters=is_replay)
    await records.traces.erase_letters(found.of(What.LETTERS))
    await records.traces.erase_codes(found.of(What.CODES))


def _why_case_stays(ticket: Ticket, held: Holdings, own: str, until: datetime | None) -> Why | None:
    if ticket.id == own:
        return Why.THIS_CASE
    if until is not None and ticket.received_at > until:
        return Why.LATER
    if ticket.status != Status.CLOSED:
        return Why.OPEN_CASE
    if any(one.ticket_id == ticket.id and one.lifted_at is None for one in held.restriction):
        return Why.RESTRICTED
    if until is None and any(one.ticket_id == ticket.id and one.next_try_at is not None for one in held.letter):
        return Why.LETTER_ON_ITS_WAY
    return None


async def _why_chat_stays(records: Records, chat: Chat, own: str, until: datetime | None) -> Staying | None:
    """A chat stays for another case that came from it and is open, whoever's; the case that asks has the words that it needs."""
    if until is not None and chat.last_at > until:
        return Staying(What.CHATS, Why.LATER, "")
    tickets = await records.cases.of_chat(chat.id)
    held_by = [ticket.reference for ticket in tickets if ticket.id != own and ticket.status != Status.CLOSED]
    return Staying(What.CHATS, Why.CHAT_OF_OPEN_CASE, held_by[0]) if held_by else None


def _letter_goes(letter: Letter, own_cases: frozenset[str], until: datetime | None) -> bool:
    """A letter to the address goes by itself when no case of the address decides over it, and it is not on its way."""
    if letter.ticket_id in own_cases:
        return False
    return letter.next_try_at is None if until is None else letter.written_at <= until
