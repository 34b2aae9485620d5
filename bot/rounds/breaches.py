"""The clock of open breaches: reminders by the hour, to the privacy officer, and past them once the time has run out (R28)."""

from dataclasses import dataclass
from datetime import datetime

from bot.opening import tell_of_breach
from bot.rounds.tour import SYSTEM, Tour
from bot.store.records import Records
from bot.store.tables import Breach
from bot.tickets.breaches import BreachReminder, breach_reminder_at


@dataclass(frozen=True)
class BreachClock:
    tour: Tour

    async def make(self) -> None:
        """Writes what is due and was not written before; a breach that was reported needs no reminder to report it."""
        now = self.tour.clock()
        async with self.tour.database.reading() as records:
            if not await _due(records, now):
                return
        async with self.tour.database.transaction() as records:
            for breach, reminder in await _due(records, now):
                if await records.reminders.note(breach.id, reminder.mark, now):
                    await self._write(records, breach, reminder, now)

    async def _write(self, records: Records, breach: Breach, reminder: BreachReminder, now: datetime) -> None:
        is_over = reminder.hours_left < 0
        recipients = [self.tour.settings.officer_address, *([self.tour.settings.escalation_address] if is_over else [])]
        for address in dict.fromkeys(recipients):
            kind = "breach_overdue" if is_over else "breach_reminder"
            await tell_of_breach(self.tour.post(records, now), kind, address, breach, abs(reminder.hours_left))
        await records.audit.append(now, SYSTEM, "breach.told", breach.reference, reminder.mark)


async def _due(records: Records, now: datetime) -> list[tuple[Breach, BreachReminder]]:
    breaches = [breach for breach in await records.breaches.open() if breach.reported_at is None]
    noted = await records.reminders.noted([breach.id for breach in breaches])
    found = [(breach, breach_reminder_at(now, aware_at=breach.aware_at, due_at=breach.due_at)) for breach in breaches]
    return [(breach, one) for breach, one in found if one is not None and (breach.id, one.mark) not in noted]
