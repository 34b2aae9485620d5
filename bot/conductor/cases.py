"""What a turn does to cases: opens, verifies, finds, takes back. Everything here happens inside the turn's transaction."""

from dataclasses import dataclass
from datetime import timedelta

from bot.content import Language
from bot.contents import Contents
from bot.conversation.effects import DropTickets, FindTickets, OpenTickets, VerifyTickets, WithdrawTicket
from bot.conversation.events import (
    TicketNotWithdrawn,
    TicketSeen,
    TicketsFound,
    TicketsNotOpened,
    TicketsOpened,
    TicketsVerified,
    TicketWithdrawn,
)
from bot.conversation.state import Wish
from bot.digests import counted_digest
from bot.outside import Tokens
from bot.post import Post
from bot.store.cases import ReferenceTaken
from bot.store.records import Records
from bot.store.tables import ChecklistLine, Ticket
from bot.tickets.checklist import System, lines_for
from bot.tickets.deadlines import deadlines
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.reference import reference
from bot.tickets.statuses import Status

TICKETS_A_DAY = 5
"""Cases that one address may open in a day (C18)."""

DIGITS = 4
DRAWS_BEFORE_LONGER = 20
"""The references of a kind and year are nearly used up when this many draws are taken: one digit more."""

VISITOR = "visitor"


@dataclass(frozen=True)
class CaseWork:
    """The cases of one turn. `language` is the conversation's, which the letters follow."""

    records: Records
    contents: Contents
    post: Post
    tokens: Tokens
    chat_id: str
    language: Language

    async def open(self, effect: OpenTickets) -> TicketsOpened | TicketsNotOpened:
        """Opens what has no case yet: with a code to come as unverified, without one at once before staff."""
        now = self.post.now
        fresh = [wish for wish in effect.wishes if wish.ticket is None]
        if effect.address is not None and fresh and await self._of_today(effect.address) + len(fresh) > TICKETS_A_DAY:
            return TicketsNotOpened()
        opened = []
        for wish in fresh:
            ticket = await self._add(wish, effect.address)
            if effect.address is not None:
                await self._count(effect.address)
            opened.append(seen(ticket))
            await self.records.audit.append(now, VISITOR, "case.opened", ticket.reference, ticket.status)
            if not wish.kind.needs_code:
                await self._put_before_staff(ticket)
        return TicketsOpened(tuple(opened), now)

    async def verify(self, effect: VerifyTickets) -> TicketsVerified:
        """Hands unverified cases to staff; a wish that an open case of the address already covers joins that one."""
        now = self.post.now
        tickets = []
        there = {ticket.kind: ticket for ticket in await self.records.cases.open_of_address(effect.address)}
        for wish in effect.wishes:
            ticket = await self.records.cases.find_for_update(wish.ticket) if wish.ticket is not None else None
            if ticket is None or ticket.status != Status.UNVERIFIED:
                continue
            if (earlier := there.get(ticket.kind)) is not None:
                await self._close(ticket, Outcome.MERGED, f"merged with {earlier.reference}")
                tickets.append(seen(earlier, was_open=True))
                continue
            ticket.address = effect.address
            ticket.status, ticket.verified_at = Status.NEW, now
            ticket.changed_at, ticket.changed_by = now, VISITOR
            await self.records.cases.save(ticket, ticket.version)
            await self.records.audit.append(now, VISITOR, "case.verified", ticket.reference, Status.NEW)
            await self._put_before_staff(ticket)
            tickets.append(seen(ticket))
        return TicketsVerified(tuple(tickets))

    async def find(self, effect: FindTickets) -> TicketsFound:
        found = await self.records.cases.open_of_address(effect.address)
        return TicketsFound(tuple(sorted(map(seen, found), key=lambda ticket: (ticket.due_on, ticket.reference))))

    async def withdraw(self, effect: WithdrawTicket) -> TicketWithdrawn | TicketNotWithdrawn:
        """The requester's own act, after the address was proved; software decides nothing here (R25)."""
        ticket = await self.records.cases.find_for_update(effect.ticket)
        if ticket is None or ticket.address != effect.address or ticket.status == Status.CLOSED:
            return TicketNotWithdrawn()
        await self._close(ticket, Outcome.WITHDRAWN, "withdrawn by the requester")
        await self.post.to_requester("cancelled", ticket, self.language)
        return TicketWithdrawn(seen(ticket))

    async def drop(self, effect: DropTickets) -> None:
        """Takes back cases that were never verified; no letter goes to an address that nobody proved."""
        for ticket_id in effect.tickets:
            ticket = await self.records.cases.find_for_update(ticket_id)
            if ticket is not None and ticket.status == Status.UNVERIFIED:
                await self._close(ticket, Outcome.WITHDRAWN, "withdrawn before verification")

    async def _add(self, wish: Wish, address: str | None) -> Ticket:
        now, due = self.post.now, deadlines(wish.at, wish.kind)
        ticket = Ticket(
            id=self.tokens.identifier(),
            reference="",
            kind=wish.kind,
            status=Status.UNVERIFIED if wish.kind.needs_code else Status.NEW,
            language=self.language,
            address=address,
            words=wish.words,
            circumstances=list(wish.circumstances),
            chat_id=self.chat_id,
            received_at=wish.at,
            received_on=due.received_on,
            safe_on=due.safe_on,
            first_due_on=due.due_on,
            due_on=due.due_on,
            target_on=due.target_on,
            changed_at=now,
            changed_by=VISITOR,
        )
        draws = 0
        while True:
            digits = DIGITS + draws // DRAWS_BEFORE_LONGER
            ticket.reference = reference(wish.kind, due.received_on.year, self.tokens.number(digits))
            try:
                await self.records.cases.add(ticket)
            except ReferenceTaken:
                draws += 1
            else:
                return ticket

    async def note_address(self, wishes: tuple[Wish, ...], address: str) -> None:
        """An unverified case remembers where its code went, so that one reminder can follow; no code, no reminder (E7)."""
        for wish in wishes:
            ticket = await self.records.cases.find_for_update(wish.ticket) if wish.ticket is not None else None
            if ticket is not None and ticket.status == Status.UNVERIFIED and ticket.address != address:
                ticket.address = address
                await self.records.cases.save(ticket, ticket.version)
                await self._count(address)

    async def _put_before_staff(self, ticket: Ticket) -> None:
        lines = lines_for(Kind(ticket.kind), self.contents.systems)
        await self.records.checklists.add(*(self._line(ticket, place, system) for place, system in enumerate(lines)))
        await self.post.to_requester("consent_withdrawn" if ticket.kind == Kind.WITHDRAW_CONSENT else "receipt", ticket, self.language)
        await self.post.to_staff(ticket)

    def _line(self, ticket: Ticket, place: int, system: System) -> ChecklistLine:
        return ChecklistLine(id=self.tokens.identifier(), ticket_id=ticket.id, position=place, system=system.id)

    async def _close(self, ticket: Ticket, outcome: Outcome, reason: str) -> None:
        now = self.post.now
        ticket.status, ticket.outcome, ticket.closed_at = Status.CLOSED, outcome, now
        ticket.changed_at, ticket.changed_by = now, VISITOR
        await self.records.cases.save(ticket, ticket.version)
        await self.records.audit.append(now, VISITOR, "case.closed", ticket.reference, outcome, reason)

    async def _of_today(self, address: str) -> int:
        """Cases of the last day for this address and those that mostly reach the same person (E7)."""
        return await self.records.counts.how_many(self._counter(address), self.post.now - timedelta(days=1))

    async def _count(self, address: str) -> None:
        await self.records.counts.add(self._counter(address), self.post.now)

    def _counter(self, address: str) -> str:
        return f"case:{counted_digest(address, self.post.settings)}"


def seen(ticket: Ticket, *, was_open: bool = False) -> TicketSeen:
    """The case as its requester may see it."""
    return TicketSeen(
        id=ticket.id,
        reference=ticket.reference,
        kind=Kind(ticket.kind),
        status=ticket.status,
        received_on=ticket.received_on,
        due_on=ticket.due_on,
        was_open=was_open,
    )
