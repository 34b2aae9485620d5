"""Retention: what has been kept long enough goes, and what an open case needs stays (R15). Every period is a setting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.answers.dates import OSLO, oslo_date
from bot.conversation.forgetting import ON_ITS_WAY, after_silence
from bot.conversation.state import from_json, to_json
from bot.rounds.tour import SYSTEM, Tour
from bot.store.records import Records
from bot.tickets.deadlines import months_after
from bot.tickets.statuses import Status

COUNTERS_KEPT = timedelta(hours=24)
DAYS_A_YEAR = 365.25
CHATS_A_ROUND = 500
CASES_A_ROUND = 500


@dataclass(frozen=True)
class Purged:
    """How much a round removed, by what it was; nothing about whom.

    `states` of dialogues were forgotten, `digests` of codes, `contents` of cases whose facts stay; `entries` of the log were cut.
    """

    states: int = 0
    chats: int = 0
    digests: int = 0
    codes: int = 0
    counters: int = 0
    unproved: int = 0
    contents: int = 0
    cases: int = 0
    packages: int = 0
    breaches: int = 0
    letters: int = 0
    misses: int = 0
    entries: int = 0


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
        settings, held = self.tour.settings, await records.restrictions.held_addresses()
        words_until = now - timedelta(days=settings.transcript_days)
        facts_until = _months_before(now, settings.case_facts_years * 12)
        await records.counts.destroy_keys(oslo_date(now))
        await records.accounts.purge_sessions(started_before=now - timedelta(hours=12), idle_since=now - timedelta(minutes=30))
        return Purged(
            states=await self._forget_states(records, now),
            chats=await self._erase_chats(records, words_until, held),
            digests=await records.expiring.forget_codes(now),
            codes=await records.challenges.purge(now - COUNTERS_KEPT, now),
            counters=await records.counts.purge(now - COUNTERS_KEPT),
            unproved=await self._erase_unproved(records, now),
            contents=await self._strip(records, now, held),
            cases=await self._erase_facts(records, facts_until, held),
            packages=await records.expiring.wipe_packages(now),
            breaches=await records.expiring.erase_breaches(facts_until),
            letters=await records.letters.purge(words_until),
            misses=await records.misses.purge(words_until),
            entries=await records.audit.cut(_years_before(now, settings.audit_years), now, SYSTEM),
        )

    async def _forget_states(self, records: Records, now: datetime) -> int:
        """After a silence a chat remembers no more than a request on its way; and not even that once its case is closed unproved."""
        settings, forgotten = self.tour.settings, 0
        too_late = now - timedelta(days=settings.unverified_days)
        for chat in await records.expiring.idle_chats(now - timedelta(minutes=settings.idle_minutes), CHATS_A_ROUND):
            kept = after_silence(from_json(chat.state))
            state = to_json(kept) if kept.step in ON_ITS_WAY and chat.last_at >= too_late else ""
            if state != chat.state:
                await records.expiring.remember(chat.id, state)
                forgotten += 1
        return forgotten

    async def _erase_chats(self, records: Records, until: datetime, held: Collection[str]) -> int:
        """Held chats must not hide those behind them, so that many more are looked at."""
        most = CHATS_A_ROUND + len(await records.queue.open_by_due()) + await records.expiring.how_many_cases_of(held)
        quiet = await records.chats.quiet_since(until, most)
        return sum([await records.chats.erase(chat) for chat in quiet if not await self._is_held(records, chat, held)])

    async def _erase_unproved(self, records: Records, now: datetime) -> int:
        due_before = oslo_date(now) - timedelta(days=self.tour.settings.unverified_kept_days)
        found = await records.expiring.unproved(due_before, CASES_A_ROUND)
        return await records.case_contents.erase([ticket.id for ticket in found])

    async def _strip(self, records: Records, now: datetime, held: Collection[str]) -> int:
        until = _months_before(now, self.tour.settings.case_months)
        found = await records.expiring.to_strip(until, held, CASES_A_ROUND)
        await records.case_contents.strip([ticket.id for ticket in found], now)
        return len(found)

    async def _erase_facts(self, records: Records, until: datetime, held: Collection[str]) -> int:
        found = await records.expiring.to_erase(until, held, CASES_A_ROUND)
        erased = await records.case_contents.erase([ticket.id for ticket in found])
        await records.expiring.erase_lost_salts()
        return erased

    async def _is_held(self, records: Records, chat_id: str, held: Collection[str]) -> bool:
        """A chat stays while a case from it is open, what was asked must not vanish under an answer; and for whoever waits for a copy."""
        return any(ticket.status != Status.CLOSED or ticket.address in held for ticket in await records.cases.of_chat(chat_id))


def _months_before(now: datetime, months: int) -> datetime:
    """When the day of the same number began in Oslo, so many months ago: the whole of the last day is kept, leap year or not."""
    day = months_after(oslo_date(now), -months)
    return datetime(day.year, day.month, day.day, tzinfo=OSLO).astimezone(UTC)


def _years_before(now: datetime, years: int) -> datetime:
    return now - timedelta(days=round(years * DAYS_A_YEAR))


class _Rehearsed(Exception):
    def __init__(self, purged: Purged) -> None:
        self.purged = purged
