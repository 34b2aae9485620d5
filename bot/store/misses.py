"""What was not understood: counted by topic and week for as long as one likes, its masked words for a few weeks only."""

from datetime import date, datetime

from sqlalchemy import delete, func, select, update
from sqlmodel import col

from bot.store.restrictions import restricted_chats
from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import Miss, MissCount


class Misses:
    """Misses of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, miss: Miss) -> bool:
        """Stores the miss; False, and nothing done, when that message of the chat is already there."""
        return await self._rows.could_add(miss)

    async def count(self, topic: str, week: date) -> None:
        """One more for the topic in the week that begins on that Monday."""
        if await self._counted(topic, week):
            return
        if not await self._rows.could_add(MissCount(week=week, topic=topic, number=1)):
            await self._counted(topic, week)

    async def counts_since(self, week: date) -> tuple[MissCount, ...]:
        """The counts of that week and those after it."""
        since = select(MissCount).where(col(MissCount.week) >= week)
        return await self._rows.all(since.order_by(col(MissCount.week), col(MissCount.topic)))

    async def open(self, limit: int) -> tuple[Miss, ...]:
        """Those that nobody has assigned and that may be used, the newest first."""
        mine = select(Miss).where(col(Miss.assigned_intent).is_(None), col(Miss.chat_id).not_in(restricted_chats()))
        return await self._rows.all(mine.order_by(col(Miss.at).desc(), col(Miss.id)).limit(limit))

    async def how_many_open(self) -> int:
        mine = (col(Miss.assigned_intent).is_(None), col(Miss.chat_id).not_in(restricted_chats()))
        return await self._rows.number(select(func.count()).select_from(Miss).where(*mine))

    async def get(self, miss_id: str) -> Miss:
        miss = await self._rows.find(select(Miss).where(col(Miss.id) == miss_id))
        if miss is None:
            raise RecordNotFound("miss")
        return miss

    async def to_learn(self) -> tuple[Miss, ...]:
        """Those that are assigned and not yet learnt, in the order in which they were assigned."""
        ready = (col(Miss.assigned_intent).is_not(None), col(Miss.learnt_at).is_(None))
        mine = select(Miss).where(*ready, col(Miss.chat_id).not_in(restricted_chats()))
        return await self._rows.all(mine.order_by(col(Miss.assigned_at), col(Miss.id)))

    async def assign(self, miss_id: str, *, intent: str, phrase: str, by: str, at: datetime) -> bool:
        """Says what the miss means, with the words that may be learnt; False when somebody was first or it is gone."""
        values = {"assigned_intent": intent, "excerpt": phrase, "assigned_by": by, "assigned_at": at}
        mine = (col(Miss.id) == miss_id, col(Miss.assigned_intent).is_(None))
        return await self._rows.change(update(Miss).where(*mine).values(**values)) > 0

    async def drop(self, miss_id: str) -> bool:
        """Removes a miss that nobody has assigned; False when there is none."""
        return await self._rows.change(delete(Miss).where(col(Miss.id) == miss_id, col(Miss.assigned_intent).is_(None))) > 0

    async def mark_learnt(self, miss_ids: tuple[str, ...], at: datetime) -> int:
        """They now stand among the phrases; how many."""
        return await self._rows.change(update(Miss).where(col(Miss.id).in_(miss_ids)).values(learnt_at=at))

    async def forget(self, chat_id: str, seq: int) -> None:
        """Removes what was kept of a message that had to be masked afterwards (C12)."""
        await self._rows.change(delete(Miss).where(col(Miss.chat_id) == chat_id, col(Miss.seq) == seq))

    async def purge(self, before: datetime) -> int:
        """Removes misses from before then, assigned or not; how many."""
        return await self._rows.change(delete(Miss).where(col(Miss.at) < before))

    async def _counted(self, topic: str, week: date) -> bool:
        mine = (col(MissCount.week) == week, col(MissCount.topic) == topic)
        return await self._rows.change(update(MissCount).where(*mine).values(number=MissCount.number + 1)) > 0
