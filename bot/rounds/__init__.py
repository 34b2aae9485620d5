"""What is done without anybody asking: reminders, cases that nobody proved, idle chats, retention.

Each round is a transaction of its own and safe to repeat; several processes may make it at once.
"""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.contents import Library
from bot.outside import Clock, Tokens
from bot.rounds.breaches import BreachClock
from bot.rounds.deadlines import Deadlines
from bot.rounds.heads import Heads
from bot.rounds.journal import Journal
from bot.rounds.restrictions import Restrictions
from bot.rounds.retention import Purged, Retention
from bot.rounds.tour import Tour
from bot.rounds.unproved import Unproved
from bot.settings import Settings
from bot.store.database import Database

__all__ = ["Purged", "Rounds"]

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
BETWEEN_ROUNDS = timedelta(minutes=1)


class Rounds:
    """Makes the rounds of one service."""

    def __init__(self, database: Database, library: Library, settings: Settings, clock: Clock, tokens: Tokens) -> None:
        self._database, self._clock = database, clock
        tour = Tour(database, library, settings, clock, tokens)
        self._unproved, self._retention = Unproved(tour), Retention(tour)
        self._deadlines, self._breaches = Deadlines(tour), BreachClock(tour)
        self._heads, self._journal = Heads(tour), Journal(tour)
        self._restrictions = Restrictions(tour)

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
        await self.follow_up()
        purged = await self.purge()
        await self._database.settle()
        await self._journal.make()
        return purged

    async def follow_up(self) -> None:
        """All rounds but retention: whatever somebody waits for or must be told of."""
        await self._unproved.make()
        await self._deadlines.make()
        await self._breaches.make()
        await self._restrictions.make()
        await self._heads.make()

    async def purge(self, *, is_rehearsal: bool = False) -> Purged:
        """Removes what has been kept long enough; a rehearsal counts and removes nothing."""
        return await self._retention.make(is_rehearsal=is_rehearsal)
