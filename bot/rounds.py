"""What is done without anybody asking: reminders, cases that nobody proved, idle chats, retention.

Each round is one transaction and safe to repeat; several processes may make it at once.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.answers.dates import oslo_date
from bot.content import Language
from bot.contents import Library
from bot.digests import counted_digest
from bot.outside import Clock, Tokens
from bot.post import Post
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.outcomes import Outcome
from bot.tickets.statuses import Status

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
BETWEEN_ROUNDS = timedelta(minutes=1)
REMIND_AFTER = timedelta(hours=24)
COUNTERS_KEPT = timedelta(hours=24)
CHATS_A_ROUND = 500
SYSTEM = "system"


@dataclass(frozen=True)
class Purged:
    """How much a round removed, by what it was; nothing about whom."""

    chats: int
    codes: int
    counters: int
    cases: int
    letters: int
    misses: int


class Rounds:
    """Makes the rounds of one service."""

    def __init__(self, database: Database, library: Library, settings: Settings, clock: Clock, tokens: Tokens) -> None:
        self._database, self._library, self._settings = database, library, settings
        self._clock, self._tokens = clock, tokens

    async def run(self) -> None:
        """Makes a round a minute by the service's clock; runs until cancelled."""
        last: datetime | None = None
        while True:
            now = self._clock()
            if last is None or not timedelta() <= now - last < BETWEEN_ROUNDS:
                last = now
                try:
                    await self.make()
                except (SQLAlchemyError, OSError) as error:
                    log.warning("round put off: %s", type(error).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    async def make(self) -> Purged:
        await self.remind()
        await self.close_unproved()
        purged = await self.purge()
        await self._database.settle()
        return purged

    async def remind(self) -> int:
        """One reminder, a day after receipt, to the address that a code went to; how many."""
        now = self._clock()
        async with self._database.transaction() as records:
            waiting = await records.cases.to_remind(now - REMIND_AFTER)
            post = self._post(records, now)
            for ticket in waiting:
                if await records.cases.mark_reminded(ticket.id, now) and await self._is_first_today(records, ticket, now):
                    await post.to_requester("reminder", ticket, Language(ticket.language))
                    await records.audit.append(now, SYSTEM, "case.reminded", ticket.reference)
        return len(waiting)

    async def close_unproved(self) -> int:
        """Cases whose address nobody proved in time; the person is told, if an address is known (section 7)."""
        now = self._clock()
        async with self._database.transaction() as records:
            waiting = await records.cases.unverified_before(now - timedelta(days=self._settings.unverified_days))
            post = self._post(records, now)
            for ticket in waiting:
                ticket.status, ticket.outcome, ticket.closed_at = Status.CLOSED, Outcome.UNVERIFIED, now
                ticket.changed_at, ticket.changed_by = now, SYSTEM
                if await records.cases.save(ticket, ticket.version):
                    await post.to_requester("closed_unverified", ticket, Language(ticket.language))
                    await records.audit.append(now, SYSTEM, "case.closed", ticket.reference, Outcome.UNVERIFIED)
        return len(waiting)

    async def purge(self, *, is_rehearsal: bool = False) -> Purged:
        """Removes what has been kept long enough; a rehearsal counts and removes nothing."""
        now = self._clock()
        try:
            async with self._database.transaction() as records:
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
        settings = self._settings
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

    async def _is_first_today(self, records: Records, ticket: Ticket, now: datetime) -> bool:
        """One reminder a day to a mailbox, however many cases somebody opened in its name (E7)."""
        key = f"reminder:{counted_digest(ticket.address or '', self._settings)}"
        if await records.counts.how_many(key, now - timedelta(days=1)):
            return False
        await records.counts.add(key, now)
        return True

    def _post(self, records: Records, now: datetime) -> Post:
        return Post(records, self._library.contents, self._settings, self._tokens, now)


class _Rehearsed(Exception):
    def __init__(self, purged: Purged) -> None:
        self.purged = purged
