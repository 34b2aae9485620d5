"""Retention: what has been kept long enough goes, and what an open case needs stays (R15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.dates import oslo_date
from bot.rounds.tour import SYSTEM, Tour
from bot.store.records import Records
from bot.tickets.statuses import Status

COUNTERS_KEPT = timedelta(hours=24)
CHATS_A_ROUND = 500


@dataclass(frozen=True)
class Purged:
    """How much a round removed, by what it was; nothing about whom."""

    chats: int
    codes: int
    counters: int
    cases: int
    letters: int
    misses: int


@dataclass(frozen=True)
class Retention:
    tour: Tour

    async def make(self, *, is_rehearsal: bool = False) -> Purged:
        """Removes what has been kept long enough; a rehearsal counts and removes nothing."""
        now = self.tour.clock()
        try:
            async with self.tour.database.transaction() as records:
                purged = await self._purge(records, now)
                if is_rehearsal:
                    raise _Rehearsed(purged)
                if any(vars(purged).values()):
                    counts = " ".join(f"{what}={count}" for what, count in vars(purged).items() if count)
                    await records.audit.append(now, SYSTEM, "purged", "retention", counts)
        except _Rehearsed as rehearsed:
            return rehearsed.purged
        return purged

    async def _purge(self, records: Records, now: datetime) -> Purged:
        settings = self.tour.settings
        most = CHATS_A_ROUND + len(await records.queue.open_by_due())  # held chats must not hide those behind them
        quiet = await records.chats.quiet_since(now - timedelta(days=settings.transcript_days), most)
        held = [chat for chat in quiet if await self._is_held(records, chat)]
        chats = [await records.chats.erase(chat) for chat in quiet if chat not in held]
        closed = await records.cases.closed_before(now - timedelta(days=round(settings.case_months * 365.25 / 12)))
        cases = [await records.cases.erase(ticket.id) for ticket in closed]
        await records.counts.destroy_keys(oslo_date(now))
        await records.accounts.purge_sessions(started_before=now - timedelta(hours=12), idle_since=now - timedelta(minutes=30))
        return Purged(
            chats=sum(chats),
            codes=await records.challenges.purge(now - COUNTERS_KEPT, now),
            counters=await records.counts.purge(now - COUNTERS_KEPT),
            cases=sum(cases),
            letters=await records.letters.purge(now - timedelta(days=settings.transcript_days)),
            misses=await records.misses.purge(now - timedelta(days=settings.transcript_days)),
        )

    async def _is_held(self, records: Records, chat_id: str) -> bool:
        """A chat stays while a case that came from it is open: what was asked must not vanish under an answer (R15)."""
        return any(ticket.status != Status.CLOSED for ticket in await records.cases.of_chat(chat_id))


class _Rehearsed(Exception):
    def __init__(self, purged: Purged) -> None:
        self.purged = purged
