"""What staff read: one case with all that belongs to it, or the list. Reading is logged, too (A13)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.desk.answers import Person
from bot.desk.casework import Desk
from bot.desk.roles import Role, may_see
from bot.desk.seeing import VIEWED, get_case
from bot.store.queue import Filter, Numbers, Page
from bot.store.records import Records
from bot.store.tables import AuditEntry, Breach, CaseFile, ChecklistLine, Letter, Restriction, StaffAccount, Ticket, TicketNote
from bot.tickets.kinds import Kind
from bot.tickets.restricting import COPIED_FIRST
from bot.tickets.statuses import OPEN

SOON_DAYS = 7


@dataclass(frozen=True)
class CaseView:
    """A case at one moment. `others` are open and closed cases of the same proven address that this person may see.

    Nothing may be erased for this case before those of `waits_for`, nor for those of `keeps_waiting` before this one (R15).
    """

    ticket: Ticket
    lines: tuple[ChecklistLine, ...]
    notes: tuple[TicketNote, ...]
    letters: tuple[Letter, ...]
    history: tuple[AuditEntry, ...]
    others: tuple[Ticket, ...]
    waits_for: tuple[Ticket, ...]
    keeps_waiting: tuple[Ticket, ...]
    breaches: tuple[Breach, ...]
    restrictions: tuple[Restriction, ...]
    files: tuple[CaseFile, ...]
    people: Mapping[str, StaffAccount]


@dataclass(frozen=True)
class QueueView:
    """A page of the list, with the counts of every list. `waits_for` names, by its id, what is answered before a deletion."""

    page: Page
    numbers: Numbers
    people: Mapping[str, StaffAccount]
    waits_for: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Look:
    """Which cases, and which page of them."""

    wanted: Filter
    today: date
    limit: int
    offset: int = 0


async def look_at_case(desk: Desk, reference: str, person: Person) -> CaseView:
    """Everything about the case, and an entry that this person read it; raises UnknownCase."""
    async with desk.database.transaction() as records:
        ticket = await get_case(records, reference, person)
        now = desk.clock()
        await _mark_seen(records, ticket, person, now)
        view = await _gather(records, ticket, person)
        await records.audit.append(now, person.id, VIEWED, reference)
    return view


async def look_at_queue(desk: Desk, person: Person, look: Look) -> QueueView:
    """A page of the cases that this person may see. The list shows addresses, so reading it is logged: by how much there was, and
    of a search never by what was looked for (A13).
    """
    action = "queue.searched" if look.wanted.text else "queue.viewed"
    async with desk.database.transaction() as records:
        view = await _listed(records, person, look)
        await records.audit.append(desk.clock(), person.id, action, "queue", str(view.page.total))
    return view


async def _mark_seen(records: Records, ticket: Ticket, person: Person, now: datetime) -> None:
    """A look ends the wait of a case for whoever is to work on it: its holder, anybody when it is free, the privacy officer (D15)."""
    is_officer = person.role is Role.PRIVACY_OFFICER
    is_theirs = is_officer or (person.role.works_on_cases and ticket.holder_id in {None, person.id})
    if ticket.status not in OPEN or not is_theirs:
        return
    if ticket.opened_at is None:
        await records.cases.mark_opened(ticket.id, now)
        ticket.opened_at = now
    if is_officer and ticket.escalated_at is not None:
        await records.cases.mark_escalated(ticket.id, None)
        ticket.escalated_at = None


async def _gather(records: Records, ticket: Ticket, person: Person) -> CaseView:
    of_address: tuple[Ticket, ...] = ()
    if ticket.address is not None and ticket.verified_at is not None:
        of_address = await records.cases.of_address(ticket.address)
    return CaseView(
        ticket=ticket,
        lines=await records.checklists.of_ticket(ticket.id),
        notes=await records.checklists.notes_of(ticket.id),
        letters=await records.letters.of_ticket(ticket.id),
        history=await records.audit.of_subject(ticket.reference),
        breaches=await records.breaches.of_ticket(ticket.id),
        restrictions=await records.restrictions.of_ticket(ticket.id),
        files=await records.copies.files_of(ticket.id),
        others=tuple(other for other in of_address if other.id != ticket.id and may_see(person.role, person.id, other)),
        waits_for=await _what_holds(records, ticket),
        keeps_waiting=tuple(other for other in of_address if _waits(other)) if _is_copied_first(ticket) else (),
        people=await _people(records),
    )


def _waits(ticket: Ticket) -> bool:
    return ticket.kind == Kind.DELETION and ticket.status in OPEN


async def _what_holds(records: Records, ticket: Ticket) -> tuple[Ticket, ...]:
    if ticket.address is None or ticket.verified_at is None or not _waits(ticket):
        return ()
    return await records.restrictions.what_holds(ticket.address, ticket.id)


def _is_copied_first(ticket: Ticket) -> bool:
    return ticket.kind in COPIED_FIRST and ticket.status in OPEN


async def _listed(records: Records, person: Person, look: Look) -> QueueView:
    soon_until = look.today + timedelta(days=SOON_DAYS)
    for_one = None if person.role is Role.PRIVACY_OFFICER else person.id
    wanted = replace(look.wanted, for_one=for_one)
    page = await records.queue.page(wanted, limit=look.limit, offset=look.offset)
    return QueueView(
        page=page,
        numbers=await records.queue.numbers(today=look.today, staff_id=person.id, soon_until=soon_until, for_one=for_one),
        people=await _people(records),
        waits_for={one.id: tuple(other.reference for other in await _what_holds(records, one)) for one in page.tickets},
    )


async def _people(records: Records) -> dict[str, StaffAccount]:
    return {account.id: account for account in await records.accounts.all()}
