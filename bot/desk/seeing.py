"""Which cases there are for a person (A9). Any other is as unknown as a reference that was never given out.

Who had a case on the screen while it was free, and was too late, may know who was first; nothing else of it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.answers import Person, UnknownCase
from bot.desk.roles import may_see
from bot.outside import Clock
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import Ticket

VIEWED = "case.viewed"
DENIED = "case.denied"
PAGE_LIVES = timedelta(hours=12)
"""No page is older than the session that it was made in."""


@dataclass(frozen=True)
class Taken:
    """A case that somebody else has since; `holder` is the colleague's name."""

    holder: str
    at: datetime


async def get_case(records: Records, reference: str, person: Person) -> Ticket:
    """The case, for reading; raises UnknownCase."""
    ticket = await records.cases.find_by_reference(reference)
    if ticket is None or not may_see(person.role, person.id, ticket):
        raise UnknownCase
    return ticket


async def is_known(database: Database, reference: str, person: Person) -> bool:
    """Whether there is such a case for this person."""
    async with database.reading() as records:
        ticket = await records.cases.find_by_reference(reference)
    return ticket is not None and may_see(person.role, person.id, ticket)


async def find_taken(database: Database, clock: Clock, reference: str, person: Person) -> Taken | None:
    """Who has the case that this person saw lately and sees no more; None when there is nothing to be told.

    A case that the person asked for without ever having seen it is a line in the log (A13).
    """
    async with database.transaction() as records:
        now = clock()
        ticket = await records.cases.find_by_reference(reference)
        if ticket is None or may_see(person.role, person.id, ticket):
            return None
        history = await records.audit.of_subject(reference)
        views = [entry for entry in history if entry.action == VIEWED and entry.actor == person.id]
        holder = await records.accounts.find(ticket.holder_id or "")
        if holder is None or ticket.claimed_at is None or not views or now - views[-1].at > PAGE_LIVES:
            await records.audit.append(now, person.id, DENIED, reference)
            return None
        return Taken(holder.name, ticket.claimed_at)
