"""Everything that the database holds on one proved address, table by table: the one definition for a copy (R12) and for erasure (R17).

1. A case is its address's. Its words are so only when the address was proved: anybody can type anybody's address.
2. A chat is its address's when that was proved there; of a chat in which several were, the stretches that speakers.py allots.
3. Whatever hangs on such a case or chat comes along; of letters to others about it, that they were written (told.py).

Which columns a copy tells, and why not the rest, stands in told.py.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TypeVar

from sqlmodel import SQLModel

from bot.desk.speakers import Sign, Speakers
from bot.digests import blocked_digest, counted_digest, erased_digest, stopped_digest
from bot.settings import Settings
from bot.store.records import Records
from bot.store.tables import (
    AnswerField,
    Approval,
    AuditEntry,
    BlockedAddress,
    Breach,
    CaseFile,
    Challenge,
    Chat,
    ChatMessage,
    ChecklistLine,
    CommitmentSalt,
    Correction,
    Counted,
    DeadlineNotice,
    Erasure,
    Letter,
    Miss,
    RecoveryCode,
    Release,
    Restriction,
    StaffAccount,
    StaffSession,
    StoppedMarketing,
    Ticket,
    TicketNote,
    Withheld,
)

Row = TypeVar("Row", bound=SQLModel)


@dataclass(frozen=True)
class Holdings:
    """Rows by table; each field is named after its table. Files and packages are without their content.

    `shared_chats` are chats of which only a part is this address's: the chat, and what it remembers, belong to others, too.
    """

    address: str
    shared_chats: frozenset[str]
    chat: tuple[Chat, ...]
    chat_message: tuple[ChatMessage, ...]
    miss: tuple[Miss, ...]
    ticket: tuple[Ticket, ...]
    checklist_line: tuple[ChecklistLine, ...]
    ticket_note: tuple[TicketNote, ...]
    deadline_notice: tuple[DeadlineNotice, ...]
    approval: tuple[Approval, ...]
    correction: tuple[Correction, ...]
    restriction: tuple[Restriction, ...]
    breach: tuple[Breach, ...]
    case_file: tuple[CaseFile, ...]
    answer_field: tuple[AnswerField, ...]
    withheld: tuple[Withheld, ...]
    release: tuple[Release, ...]
    challenge: tuple[Challenge, ...]
    letter: tuple[Letter, ...]
    blocked_address: tuple[BlockedAddress, ...]
    stopped_marketing: tuple[StoppedMarketing, ...]
    counted: tuple[Counted, ...]
    erasure: tuple[Erasure, ...]
    audit_entry: tuple[AuditEntry, ...]
    commitment_salt: tuple[CommitmentSalt, ...]
    staff_account: tuple[StaffAccount, ...]
    staff_session: tuple[StaffSession, ...]
    recovery_code: tuple[RecoveryCode, ...]

    def by_table(self) -> Mapping[str, Sequence[SQLModel]]:
        """All rows by the name of their table, empty ones too."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"address", "shared_chats"}}


async def holdings_of(records: Records, address: str, settings: Settings) -> Holdings:
    """All of it, as it stands in this transaction. `address` is in the form in which addresses are compared."""
    ask = records.holdings
    named, challenges = await ask.tickets(address), await ask.challenges(address)
    spoken_in = await _speakers(records, address, named, challenges)
    nameless = [one for one in await ask.nameless(tuple(spoken_in)) if spoken_in[one.chat_id or ""].is_of(address, one.received_at)]
    tickets = (*named, *nameless)
    messages = await _messages(records, address, spoken_in)
    said = {(one.chat_id, one.seq) for one in messages}
    ids = _ids(tickets)
    blocked = blocked_digest(address, settings)
    staff = await ask.those(StaffAccount, "address", [address])
    return Holdings(
        address=address,
        shared_chats=frozenset(chat for chat, speakers in spoken_in.items() if speakers.is_shared),
        chat=await ask.those(Chat, "id", tuple(spoken_in)),
        chat_message=messages,
        miss=tuple(one for one in await ask.those(Miss, "chat_id", tuple(spoken_in)) if (one.chat_id, one.seq) in said),
        ticket=tickets,
        checklist_line=await ask.those(ChecklistLine, "ticket_id", ids),
        ticket_note=await ask.those(TicketNote, "ticket_id", ids),
        deadline_notice=await ask.those(DeadlineNotice, "subject_id", ids),
        approval=await ask.those(Approval, "ticket_id", ids),
        correction=await ask.those(Correction, "ticket_id", ids),
        restriction=_joined(await ask.those(Restriction, "ticket_id", ids), await ask.those(Restriction, "address", [address])),
        breach=await ask.those(Breach, "ticket_id", ids),
        case_file=await ask.those(CaseFile, "ticket_id", ids),
        answer_field=await ask.those(AnswerField, "ticket_id", ids),
        withheld=await ask.those(Withheld, "ticket_id", ids),
        release=_joined(await ask.those(Release, "ticket_id", ids), await ask.those(Release, "address", [address])),
        challenge=challenges,
        letter=_joined(await ask.those(Letter, "ticket_id", ids), await ask.those(Letter, "recipient", [address])),
        blocked_address=await ask.those(BlockedAddress, "digest", [blocked]),
        stopped_marketing=await ask.those(StoppedMarketing, "digest", [stopped_digest(address, settings)]),
        counted=await ask.those(Counted, "key", _counters(address, spoken_in, settings)),
        erasure=await ask.those(Erasure, "digest", [erased_digest(address, settings)]),
        audit_entry=await _log(records, address, tickets, spoken_in, blocked),
        commitment_salt=await ask.those(CommitmentSalt, "owner", ids),
        staff_account=staff,
        staff_session=await ask.those(StaffSession, "staff_id", [one.id for one in staff]),
        recovery_code=await ask.those(RecoveryCode, "staff_id", [one.id for one in staff]),
    )


async def _speakers(records: Records, address: str, tickets: Sequence[Ticket], challenges: Sequence[Challenge]) -> Mapping[str, Speakers]:
    """The chats in which this address was proved, and whose words are whose there."""
    mine = {one.chat_id for one in tickets if one.chat_id is not None and one.verified_at is not None}
    mine |= {one.chat_id for one in challenges if one.used_at is not None}
    signs: dict[str, list[Sign]] = {chat: [] for chat in sorted(mine)}
    for ticket in await records.holdings.proved_in_chats(mine):
        moments = (ticket.received_at, ticket.verified_at or ticket.received_at)
        signs[ticket.chat_id or ""] += [Sign(moment, ticket.address or "") for moment in moments]
    for code in await records.holdings.used_in_chats(mine):
        signs[code.chat_id] += [Sign(moment, code.address) for moment in (code.issued_at, code.used_at or code.issued_at)]
    return {chat: Speakers.of(of_chat) for chat, of_chat in signs.items()}


async def _messages(records: Records, address: str, spoken_in: Mapping[str, Speakers]) -> tuple[ChatMessage, ...]:
    """A message that names another proved address of the chat is nobody's but theirs."""
    found: list[ChatMessage] = []
    for chat, speakers in spoken_in.items():
        others = {sign.address.casefold() for sign in speakers.signs if sign.address != address}
        said = await records.holdings.messages(chat)
        mine = (one for one in said if speakers.is_of(address, one.at))
        found += [one for one in mine if not any(other in one.text.casefold() for other in others)]
    return tuple(found)


async def _log(
    records: Records, address: str, tickets: Sequence[Ticket], spoken_in: Mapping[str, Speakers], blocked: str
) -> tuple[AuditEntry, ...]:
    """What was done and read about the cases and chats, and the button against codes, which is logged under a part of its digest."""
    subjects = [*(one.reference for one in tickets), blocked[:12]]
    about_chats = await records.holdings.those(AuditEntry, "subject", tuple(spoken_in))
    mine = (one for one in about_chats if spoken_in[one.subject].is_of(address, one.at))
    return _joined(await records.holdings.those(AuditEntry, "subject", subjects), mine)


def _counters(address: str, chats: Iterable[str], settings: Settings) -> tuple[str, ...]:
    digest = counted_digest(address, settings)
    return (f"case:{digest}", f"reminder:{digest}", *(f"message:{chat}" for chat in chats))


def _ids(tickets: Iterable[Ticket]) -> Collection[str]:
    return [one.id for one in tickets]


def _joined(some: Iterable[Row], more: Iterable[Row]) -> tuple[Row, ...]:
    """Each row once, by its key."""
    return tuple({_key(one): one for one in (*some, *more)}.values())


def _key(row: SQLModel) -> tuple[object, ...]:
    return tuple(getattr(row, key.name) for key in SQLModel.metadata.tables[str(row.__tablename__)].primary_key)
