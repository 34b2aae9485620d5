"""What is counted of cases and breaches: dates and outcomes, and nothing that could name anybody."""

from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Breach, Ticket
from bot.tickets.breaches import Decision
from bot.tickets.deadlines import OSLO, local_date
from bot.tickets.figures import BreachFacts, CaseFacts
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.statuses import Status


class FigureQueries:
    """Facts to count, of one moment."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def cases(self, first: date, last: date) -> tuple[CaseFacts, ...]:
        """Cases received between those days, both included."""
        chosen = select(Ticket).where(col(Ticket.received_on).between(first, last)).order_by(col(Ticket.received_on), col(Ticket.id))
        return tuple(_case(ticket) for ticket in await self._rows.all(chosen))

    async def breaches(self, first: date, last: date) -> tuple[BreachFacts, ...]:
        """Breaches that became known between those days in Oslo, both included."""
        since, until = (datetime.combine(day, at, OSLO).astimezone(UTC) for day, at in ((first, time()), (last, time.max)))
        chosen = select(Breach).where(col(Breach.aware_at).between(since, until)).order_by(col(Breach.aware_at), col(Breach.id))
        return tuple(_breach(breach) for breach in await self._rows.all(chosen))

    async def find_first_day(self) -> date | None:
        """When the first case was received of all that are left."""
        return await self._rows.find(select(col(Ticket.received_on)).order_by(col(Ticket.received_on)).limit(1))


def _case(ticket: Ticket) -> CaseFacts:
    return CaseFacts(
        kind=Kind(ticket.kind),
        status=Status(ticket.status),
        received_on=ticket.received_on,
        first_due_on=ticket.first_due_on,
        due_on=ticket.due_on,
        is_extended=ticket.extended_at is not None,
        closed_on=local_date(ticket.closed_at) if ticket.closed_at is not None else None,
        outcome=Outcome(ticket.outcome) if ticket.outcome else None,
        ground=Ground(ticket.ground) if ticket.ground else None,
    )


def _breach(breach: Breach) -> BreachFacts:
    return BreachFacts(
        known_on=local_date(breach.aware_at),
        due_at=breach.due_at,
        reported_at=breach.reported_at,
        decision=Decision(breach.decision) if breach.decision else None,
        is_closed=breach.closed_at is not None,
    )
