"""Cases whose address nobody proved: one reminder after a day, the end after some days (section 7 of the design)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content import Language
from bot.digests import counted_digest
from bot.rounds.tour import SYSTEM, Tour
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.outcomes import Outcome
from bot.tickets.statuses import Status

REMIND_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Unproved:
    tour: Tour

    async def make(self) -> None:
        await self.remind()
        await self.close()

    async def remind(self) -> int:
        """One reminder, a day after receipt, to the address that a code went to; how many."""
        now = self.tour.clock()
        async with self.tour.database.transaction() as records:
            waiting = await records.cases.to_remind(now - REMIND_AFTER)
            post = self.tour.post(records, now)
            for ticket in waiting:
                if await records.cases.mark_reminded(ticket.id, now) and await self._is_first_today(records, ticket, now):
                    await post.to_requester("reminder", ticket, Language(ticket.language))
                    await records.audit.append(now, SYSTEM, "case.reminded", ticket.reference)
        return len(waiting)

    async def close(self) -> int:
        """Cases whose address nobody proved in time; the person is told, if an address is known (section 7)."""
        now = self.tour.clock()
        async with self.tour.database.transaction() as records:
            waiting = await records.cases.unverified_before(now - timedelta(days=self.tour.settings.unverified_days))
            post = self.tour.post(records, now)
            for ticket in waiting:
                ticket.status, ticket.outcome, ticket.closed_at = Status.CLOSED, Outcome.UNVERIFIED, now
                ticket.changed_at, ticket.changed_by = now, SYSTEM
                if await records.cases.save(ticket, ticket.version):
                    await post.to_requester("closed_unverified", ticket, Language(ticket.language))
                    await records.audit.append(now, SYSTEM, "case.closed", ticket.reference, Outcome.UNVERIFIED)
        return len(waiting)

    async def _is_first_today(self, records: Records, ticket: Ticket, now: datetime) -> bool:
        """One reminder a day to a mailbox, however many cases somebody opened in its name (E7)."""
        key = f"reminder:{counted_digest(ticket.address or '', self.tour.settings)}"
        if await records.counts.how_many(key, now - timedelta(days=1)):
            return False
        await records.counts.add(key, now)
        return True
