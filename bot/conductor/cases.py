"""What a turn does to cases: opens, verifies, finds, takes back. Everything here happens inside the turn's transaction."""

from dataclasses import dataclass
from datetime import timedelta

from bot.content import Language
from bot.conversation.effects import DropTickets, FindTickets, OpenTickets, RecordBreach, VerifyTickets, WithdrawTicket
from bot.conversation.events import (
    BreachRecorded,
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
from bot.opening import NewBreach, NewCase, Opening, open_breach
from bot.outside import Tokens
from bot.post import Post
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.registration import Channel, IdentityCheck
from bot.tickets.statuses import Status, first_status

TICKETS_A_DAY = 5
"""Cases that one address may open in a day (C18)."""

VISITOR = "visitor"


@dataclass(frozen=True)
class CaseWork:
    """The cases of one turn. `language` is the conversation's, which the letters follow."""

    records: Records
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
                await Opening(self.post).put_before_staff(ticket, self.language)
        return TicketsOpened(tuple(opened), now)

    async def record_breach(self, effect: RecordBreach) -> BreachRecorded:
        """Writes down what was reported, with or without an address, and tells the privacy officer."""
        new = NewBreach(self.tokens.identifier(), Channel.CHAT, effect.words, effect.at, VISITOR)
        return BreachRecorded((await open_breach(self.post, new)).id)

    async def verify(self, effect: VerifyTickets) -> TicketsVerified:
        """Hands unverified cases to staff; a wish that an open case of the address already covers joins that one."""
        now = self.post.now
        tickets = []
        there = {ticket.kind: ticket for ticket in await self._own_open(effect.address)}
        for wish in effect.wishes:
            ticket = await self.records.cases.find_for_update(wish.ticket) if wish.ticket is not None else None
            if ticket is None or ticket.status != Status.UNVERIFIED:
                continue
            if (earlier := there.get(ticket.kind)) is not None:
                ticket.address, ticket.verified_at, ticket.identity_check = effect.address, now, IdentityCheck.CODE
                await self._close(ticket, Outcome.MERGED, f"merged with {earlier.reference}")
                tickets.append(seen(earlier, was_open=True))
                continue
            ticket.address = effect.address
            ticket.status, ticket.verified_at, ticket.identity_check = Status.NEW, now, IdentityCheck.CODE
            ticket.changed_at, ticket.changed_by = now, VISITOR
            await self.records.cases.save(ticket, ticket.version)
            await self.records.audit.append(now, VISITOR, "case.verified", ticket.reference, Status.NEW)
            await Opening(self.post).put_before_staff(ticket, self.language)
            tickets.append(seen(ticket))
        return TicketsVerified(tuple(tickets))

    async def find(self, effect: FindTickets) -> TicketsFound:
        found = await self._own_open(effect.address)
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
        return await Opening(self.post).open(
            NewCase(
                id=self.tokens.identifier(),
                kind=wish.kind,
                status=first_status(wish.kind, is_verified=False),
                language=self.language,
                words=wish.words,
                received_at=wish.at,
                by=VISITOR,
                address=address,
                circumstances=wish.circumstances,
                chat_id=self.chat_id,
            )
        )

    async def note_address(self, wishes: tuple[Wish, ...], address: str) -> None:
        """An unverified case remembers where its code went, so that one reminder can follow; no code, no reminder (E7)."""
        for wish in wishes:
            ticket = await self.records.cases.find_for_update(wish.ticket) if wish.ticket is not None else None
            if ticket is not None and ticket.status == Status.UNVERIFIED and ticket.address != address:
                ticket.address = address
                await self.records.cases.save(ticket, ticket.version)
                await self._count(address)

    async def _own_open(self, address: str) -> tuple[Ticket, ...]:
        """Open cases that are known to be this mailbox's own; one that staff opened in its name must first show who it is from (E5)."""
        found = await self.records.cases.open_of_address(address)
        return tuple(ticket for ticket in found if ticket.verified_at is not None or not Kind(ticket.kind).needs_code)

    async def _close(self, ticket: Ticket, outcome: Outcome, reason: str) -> None:
        now = self.post.now
        ticket.status, ticket.outcome, ticket.closed_at = Status.CLOSED, outcome, now
        ticket.changed_at, ticket.changed_by = now, VISITOR
        await self.records.cases.save(ticket, ticket.version)
        await self.records.approvals.overtake(ticket.id, now)
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
        is_extended=ticket.extended_at is not None,
    )
