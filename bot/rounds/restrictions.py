"""Ends a restriction once the letter that announces it has been handed over, and never before (art. 18(3), R19)."""

from dataclasses import dataclass

from bot.rounds.tour import SYSTEM, Tour
from bot.store.records import Records
from bot.store.tables import Restriction

LETTER = "restriction_lifted"


@dataclass(frozen=True)
class Restrictions:
    tour: Tour

    async def make(self) -> int:
        """How many ended."""
        async with self.tour.database.reading() as records:
            if not await records.restrictions.to_lift():
                return 0
        ended, now = 0, self.tour.clock()
        async with self.tour.database.transaction() as records:
            for one in await records.restrictions.to_lift():
                if await _is_told(records, one) and await records.restrictions.lift(one.id, now):
                    ticket = await records.cases.get(one.ticket_id)
                    await records.audit.append(now, SYSTEM, "case.unrestricted", ticket.reference)
                    ended += 1
        return ended


async def _is_told(records: Records, restriction: Restriction) -> bool:
    letters = await records.letters.of_ticket(restriction.ticket_id)
    handed_over = (one for one in letters if one.kind == LETTER and one.sent_at is not None and one.failed_at is None)
    return any(one.written_at >= restriction.since for one in handed_over)
