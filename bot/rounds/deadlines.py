"""Reminders of cases to who holds them and to the privacy officer, and what happens when nobody looks (D7, D15).

Letters name the case, its kind and its dates; nothing about the person. A mark is written once, whichever process comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.answers.dates import oslo_date
from bot.content import Language
from bot.rounds.tour import SYSTEM, Tour
from bot.store.records import Records
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.reminders import is_unseen, reminder_on


@dataclass(frozen=True)
class Notice:
    """One letter that is due about a case; `recipients` by address, with the language of each."""

    ticket: Ticket
    mark: str
    letter: str
    recipients: Mapping[str, Language]
    days: int = 0


@dataclass(frozen=True)
class Deadlines:
    tour: Tour

    async def make(self) -> None:
        """Writes what is due and was not written before."""
        now = self.tour.clock()
        async with self.tour.database.reading() as records:
            if not await self._due(records, oslo_date(now)):
                return
        async with self.tour.database.transaction() as records:
            for notice in await self._due(records, oslo_date(now)):
                if await records.reminders.note(notice.ticket.id, notice.mark, now):
                    await self._write(records, notice, now)

    async def _due(self, records: Records, today: date) -> tuple[Notice, ...]:
        tickets = await records.queue.open_by_due()
        people = {account.id: account for account in await records.accounts.all()}
        noted = await records.reminders.noted([ticket.id for ticket in tickets])
        due = [notice for ticket in tickets for notice in self._of(ticket, _holder_of(ticket, people), noted, today)]
        return tuple(notice for notice in due if (notice.ticket.id, notice.mark) not in noted)

    def _of(self, ticket: Ticket, holder: StaffAccount | None, noted: frozenset[tuple[str, str]], today: date) -> list[Notice]:
        officer = {self.tour.settings.officer_address: Language.NB}
        notices = []
        is_extended = ticket.extended_at is not None
        reminder = reminder_on(today, target_on=ticket.target_on, due_on=ticket.due_on, is_extended=is_extended)
        if reminder is not None:
            letter = "staff_overdue" if reminder.is_overdue else "staff_target" if reminder.is_about_target else "staff_due"
            told = {holder.address: Language(holder.language)} if holder is not None else {}
            if holder is None or reminder.is_for_officer:
                told = {**officer, **told}
            notices.append(Notice(ticket, reminder.mark, letter, told, abs(reminder.days_left)))
        since = _unattended_since(ticket, holder)
        if since is None:
            return notices
        mark = f"unseen-{since}"
        if (ticket.id, mark) not in noted:
            return [*notices, Notice(ticket, mark, "staff_unseen", officer)] if is_unseen(since, today) else notices
        if ticket.escalated_at is not None and is_unseen(oslo_date(ticket.escalated_at), today):
            beyond = {self.tour.settings.escalation_address: Language.NB}
            notices.append(Notice(ticket, f"unseen-still-{since}", "staff_unseen_still", beyond))
        return notices

    async def _write(self, records: Records, notice: Notice, now: datetime) -> None:
        ticket, post = notice.ticket, self.tour.post(records, now)
        url = f"{self.tour.settings.base_url}/staff/cases/{ticket.reference}"
        for address, language in notice.recipients.items():
            values = {**post.facts_of(ticket, language), "days": str(notice.days), "console_url": url}
            await post.write(notice.letter, address, language, values)
        if notice.letter == "staff_unseen":
            await records.cases.mark_escalated(ticket.id, now)
        is_escalation = notice.letter in {"staff_unseen", "staff_unseen_still"}
        await records.audit.append(now, SYSTEM, "case.escalated" if is_escalation else "case.due_told", ticket.reference, notice.mark)


def _holder_of(ticket: Ticket, people: Mapping[str, StaffAccount]) -> StaffAccount | None:
    """Who can be written to about the case; a closed account holds nothing."""
    holder = people.get(ticket.holder_id or "")
    return holder if holder is not None and holder.disabled_at is None else None


def _unattended_since(ticket: Ticket, holder: StaffAccount | None) -> date | None:
    """Since when nobody works on it: nobody has it, or who was given it has not opened it. None while somebody does."""
    if holder is None:
        return oslo_date(ticket.changed_at)
    if ticket.opened_at is None and ticket.claimed_at is not None:
        return oslo_date(ticket.claimed_at)
    return None
