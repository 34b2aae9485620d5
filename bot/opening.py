"""How a case or a breach comes to be, whatever it came by: dates from when we had it, a reference nobody can guess, and who is told.
Everything here happens inside the caller's transaction.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.answers.dates import oslo_date, written_date, written_time
from bot.content import Language
from bot.outside import Tokens
from bot.post import Post
from bot.store.cases import ReferenceTaken
from bot.store.tables import Breach, ChecklistLine, Ticket
from bot.tickets.breaches import breach_due, breach_reference, breach_reminder_at
from bot.tickets.checklist import System, lines_for
from bot.tickets.deadlines import deadlines
from bot.tickets.kinds import Kind
from bot.tickets.reference import reference
from bot.tickets.registration import Channel, Delivery, IdentityCheck
from bot.tickets.statuses import Status

DIGITS = 4
DRAWS_BEFORE_LONGER = 20
"""The references of a kind and year are nearly used up when this many draws are taken: one digit more."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class NewCase:
    """What a case begins with; `received_at` is when the wish was first expressed (D1), `by` who opens it."""

    id: str
    kind: Kind
    status: Status
    language: Language
    words: str
    received_at: datetime
    by: str
    address: str | None = None
    circumstances: tuple[str, ...] = ()
    channel: Channel = Channel.CHAT
    chat_id: str | None = None
    identity_check: IdentityCheck | None = None
    delivery: Delivery = Delivery.ELECTRONIC
    postal_address: str = ""


@dataclass(frozen=True)
class Opening:
    """Opens cases at one moment."""

    post: Post

    async def open(self, new: NewCase) -> Ticket:
        """The case under a reference of its own. It is verified from now on when somebody checked who it is."""
        now, due = self.post.now, deadlines(new.received_at, new.kind, self.post.settings.target_days)

        async def add(digits: str) -> Ticket:
            ticket = Ticket(
                id=new.id,
                reference=reference(new.kind, due.received_on.year, digits),
                kind=new.kind,
                status=new.status,
                language=new.language,
                address=new.address,
                words=new.words,
                circumstances=list(new.circumstances),
                channel=new.channel,
                chat_id=new.chat_id,
                received_at=new.received_at,
                received_on=due.received_on,
                safe_on=due.safe_on,
                first_due_on=due.due_on,
                due_on=due.due_on,
                target_on=due.target_on,
                verified_at=now if new.identity_check is not None else None,
                identity_check=new.identity_check or "",
                delivery=new.delivery,
                postal_address=new.postal_address,
                changed_at=now,
                changed_by=new.by,
            )
            await self.post.records.cases.add(ticket)
            return ticket

        return await drawn(self.post.tokens, add)

    async def put_before_staff(self, ticket: Ticket, language: Language) -> None:
        """Its checklist, the receipt to the requester, and the notice to the company's mailbox."""
        lines = lines_for(Kind(ticket.kind), self.post.contents.systems)
        await self.post.records.checklists.add(*(self._line(ticket, place, system) for place, system in enumerate(lines)))
        await self.post.to_requester("consent_withdrawn" if ticket.kind == Kind.WITHDRAW_CONSENT else "receipt", ticket, language)
        await self.post.to_staff(ticket)

    def _line(self, ticket: Ticket, place: int, system: System) -> ChecklistLine:
        return ChecklistLine(id=self.post.tokens.identifier(), ticket_id=ticket.id, position=place, system=system.id)


@dataclass(frozen=True)
class NewBreach:
    """What a breach begins with; `aware_at` is when we knew, and the clock's start (R28). `ticket_id` is a case that it belongs to."""

    id: str
    channel: Channel
    words: str
    aware_at: datetime
    by: str
    ticket_id: str | None = None


async def open_breach(post: Post, new: NewBreach) -> Breach:
    """Writes the breach down and tells the privacy officer at once; the letter says nothing of what was reported."""
    now, hours = post.now, post.settings.breach_hours
    due_at = breach_due(new.aware_at, hours)

    async def add(digits: str) -> Breach:
        breach = Breach(
            id=new.id,
            reference=breach_reference(oslo_date(new.aware_at).year, digits),
            channel=new.channel,
            ticket_id=new.ticket_id,
            words=new.words,
            aware_at=new.aware_at,
            due_at=due_at,
            changed_at=now,
            changed_by=new.by,
        )
        await post.records.breaches.add(breach)
        return breach

    breach = await drawn(post.tokens, add)
    await tell_of_breach(post, "breach_notice", post.settings.officer_address, breach, hours)
    if (told := breach_reminder_at(now, aware_at=new.aware_at, due_at=due_at)) is not None:
        await post.records.reminders.note(breach.id, told.mark, now)
    await post.records.audit.append(now, new.by, "breach.opened", breach.reference, new.channel)
    return breach


async def tell_of_breach(post: Post, kind: str, recipient: str, breach: Breach, hours: int) -> None:
    """A letter to us about the breach: its reference, its clock and a link, and no word of its content."""
    values = {
        "reference": breach.reference,
        "aware": _written(breach.aware_at),
        "due": _written(breach.due_at),
        "hours": str(hours),
        "console_url": f"{post.settings.base_url}/staff/breaches/{breach.reference}",
    }
    await post.write(kind, recipient, Language.NB, values)


def _written(moment: datetime) -> str:
    return f"{written_date(oslo_date(moment), Language.NB)}, {written_time(moment)}"


async def drawn(tokens: Tokens, add: Callable[[str], Awaitable[Row]]) -> Row:
    """What `add` gave for the first drawn digits that were free; it raises ReferenceTaken for others."""
    draws = 0
    while True:
        try:
            return await add(tokens.number(DIGITS + draws // DRAWS_BEFORE_LONGER))
        except ReferenceTaken:
            draws += 1
