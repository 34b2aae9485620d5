"""How often something limited happened, by keys that name nobody (C14), and the keys of the day."""

from datetime import date, datetime

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import col

from bot.store.networks import network_digest
from bot.store.rows import Rows
from bot.store.tables import Counted, DailyKey

HOW_MANY = select(func.count()).where(col(Counted.key) == bindparam("its_key"), col(Counted.at) > bindparam("since"))


class Counts:
    """Counted events of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, key: str, at: datetime) -> None:
        """It happened; `key` says what and for whom by a digest or id, such as `message:<chat>`."""
        await self._rows.add(Counted(key=key, at=at))

    async def how_many(self, key: str, since: datetime) -> int:
        return await self._rows.number(HOW_MANY, its_key=key, since=since)

    async def find_oldest(self, key: str, since: datetime) -> datetime | None:
        """The first time within the period; when it leaves the period, one more is allowed."""
        mine = select(col(Counted.at)).where(col(Counted.key) == key, col(Counted.at) > since)
        return await self._rows.find(mine.order_by(col(Counted.at)).limit(1))

    async def find_latest(self, key: str, since: datetime) -> datetime | None:
        """The last time within the period; a delay that grows is counted from there (A4)."""
        mine = select(col(Counted.at)).where(col(Counted.key) == key, col(Counted.at) > since)
        return await self._rows.find(mine.order_by(col(Counted.at).desc()).limit(1))

    async def forget(self, key: str, since: datetime) -> int:
        """Takes back what was counted under the key from then on; how many."""
        return await self._rows.change(delete(Counted).where(col(Counted.key) == key, col(Counted.at) >= since))

    async def purge(self, before: datetime) -> int:
        """Removes what happened before then; how many."""
        return await self._rows.change(delete(Counted).where(col(Counted.at) < before))

    async def daily_key(self, day: date, fresh: str) -> str:
        """The day's key for network digests; `fresh`, a new secret, becomes it when the day has none yet."""
        found = await self._find_key(day)
        if found is None and not await self._rows.could_add(DailyKey(day=day, key=fresh)):
            found = await self._find_key(day)
        return found or fresh

    async def network(self, ip_address: str, day: date, fresh: str) -> str:
        """The digest that stands for the visitor's network on that day and means nothing on the next (C14)."""
        return network_digest(ip_address, await self.daily_key(day, fresh))

    async def destroy_keys(self, before: date) -> int:
        """Removes the keys of days before that one; their digests can never be recomputed."""
        return await self._rows.change(delete(DailyKey).where(col(DailyKey.day) < before))

    async def _find_key(self, day: date) -> str | None:
        return await self._rows.find(select(col(DailyKey.key)).where(col(DailyKey.day) == day))
