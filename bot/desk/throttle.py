"""How often a login may be tried (A4). A guess is counted before it is compared; the wait grows and always ends.

Strict for one account from one network, wider for a network over all accounts and for an account over all networks,
so that an outsider slows down himself, hardly the person whose account it is. Codes are guessed by nobody but who has
the password, and there are only a million of them: their limit over all networks is strict.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.store.records import Records

WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """So many tries are free; then each waits twice as long as the last, up to `longest`."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, tries: int) -> timedelta:
        """How long after the last of so many tries the next may come."""
        if tries < self.free:
            return timedelta()
        doublings = min(tries - self.free, 20)
        return min(self.first * (1 << doublings), self.longest)


PAIR = Limit(free=5, first=timedelta(seconds=10), longest=timedelta(minutes=15))
NETWORK = Limit(free=30, first=timedelta(seconds=10), longest=timedelta(minutes=15))
ACCOUNT = Limit(free=60, first=timedelta(seconds=5), longest=timedelta(seconds=30))
CODES = Limit(free=10, first=timedelta(seconds=30), longest=timedelta(minutes=15))
"""Some 14 tries an hour, of which two codes are right: one chance in a thousand a day."""


class What(StrEnum):
    """What is guessed at."""

    PASSWORD = "login"  # noqa: S105 - the word under which it is counted
    CODE = "code"


@dataclass(frozen=True)
class Throttle:
    """The tries of one account from one network; both are digests that name nobody."""

    account: str
    network: str
    what: What = What.PASSWORD

    @property
    def _limits(self) -> dict[str, Limit]:
        return {
            f"{self.what}:{self.account}:{self.network}": PAIR,
            f"{self.what}:network:{self.network}": NETWORK,
            f"{self.what}:account:{self.account}": CODES if self.what is What.CODE else ACCOUNT,
        }

    async def take(self, records: Records, now: datetime) -> datetime | None:
        """Counts a try that is about to be made; or, when one may not be made yet, the moment from which it may."""
        until = now
        for key, limit in self._limits.items():
            tries = await records.counts.how_many(key, now - WITHIN)
            last = await records.counts.find_latest(key, now - WITHIN)
            if last is not None:
                until = max(until, last + limit.wait(tries))
        if until > now:
            return until
        for key in self._limits:
            await records.counts.add(key, now)
        return None

    async def forgive(self, records: Records, taken_at: datetime) -> None:
        """The try was right: it counts nowhere, and what this network got wrong before is forgotten for the account."""
        pair, *wider = self._limits
        await records.counts.forget(pair, taken_at - WITHIN)
        for key in wider:
            await records.counts.forget(key, taken_at)
