"""Mailed codes, when they were sent, and the addresses that want none. No code stands here, only keyed digests (E6)."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import BlockedAddress, Challenge


class Challenges:
    """Challenges of one transaction. Moments come in ascending order."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, challenge: Challenge) -> None:
        await self._rows.add(challenge)

    async def current(self, chat_id: str, address: str, purpose: str) -> Challenge | None:
        """The newest code of this chat, address and purpose that no later one replaced, locked until the transaction ends.

        It may be used, expired or out of tries: the caller says which. A code of another chat is never found (E5).
        """
        mine = select(Challenge).where(
            col(Challenge.chat_id) == chat_id,
            col(Challenge.address) == address,
            col(Challenge.purpose) == purpose,
            col(Challenge.replaced_at).is_(None),
        )
        return await self._rows.find(mine.order_by(col(Challenge.issued_at).desc()).limit(1).with_for_update())

    async def find_for_update(self, challenge_id: str) -> Challenge | None:
        return await self._rows.find(select(Challenge).where(col(Challenge.id) == challenge_id).with_for_update())

    async def save(self, challenge: Challenge) -> None:
        """Stores the tries and the ends of this code; nothing else of a code ever changes."""
        changed = update(Challenge).where(col(Challenge.id) == challenge.id)
        values = {"tries": challenge.tries, "used_at": challenge.used_at, "replaced_at": challenge.replaced_at}
        if not await self._rows.change(changed.values(**values)):
            raise RecordNotFound("challenge")

    async def replace_earlier(self, chat_id: str, at: datetime) -> None:
        """Kills every unused code of the chat; done before a new one is added (E5)."""
        unused = (col(Challenge.used_at).is_(None), col(Challenge.replaced_at).is_(None))
        await self._rows.change(update(Challenge).where(col(Challenge.chat_id) == chat_id, *unused).values(replaced_at=at))

    async def sent_to(self, counted_as: str, since: datetime) -> tuple[datetime, ...]:
        """When codes went to this folded address, from any chat (E7)."""
        return await self._sent(col(Challenge.counted_as) == counted_as, since)

    async def sent_from(self, network: str, since: datetime) -> tuple[datetime, ...]:
        """When codes were asked for from this network digest."""
        return await self._sent(col(Challenge.network) == network, since)

    async def sent_in(self, chat_id: str, since: datetime) -> tuple[datetime, ...]:
        return await self._sent(col(Challenge.chat_id) == chat_id, since)

    async def sent_by_all(self, since: datetime) -> tuple[datetime, ...]:
        return await self._sent(None, since)

    async def failed_tries(self, counted_as: str, since: datetime) -> int:
        """Wrong codes typed for this folded address, over all codes issued since then (E4)."""
        mine = (col(Challenge.counted_as) == counted_as, col(Challenge.issued_at) >= since)
        # the try that matched is no failure
        failures = func.sum(col(Challenge.tries)) - func.count(col(Challenge.used_at))
        return await self._rows.number(select(failures).where(*mine))

    async def block(self, digest: str, until: datetime) -> None:
        """No code goes to the address behind this digest until then (E9); a second time moves the end."""
        moved = update(BlockedAddress).where(col(BlockedAddress.digest) == digest).values(until=until)
        if not await self._rows.change(moved) and not await self._rows.could_add(BlockedAddress(digest=digest, until=until)):
            await self._rows.change(moved)

    async def is_blocked(self, digest: str, now: datetime) -> bool:
        blocked = select(BlockedAddress).where(col(BlockedAddress.digest) == digest, col(BlockedAddress.until) > now)
        return await self._rows.find(blocked) is not None

    async def purge(self, issued_before: datetime, now: datetime) -> int:
        """Removes codes issued before the first moment, and blocks that ended; how many codes went."""
        await self._rows.change(delete(BlockedAddress).where(col(BlockedAddress.until) <= now))
        return await self._rows.change(delete(Challenge).where(col(Challenge.issued_at) < issued_before))

    async def _sent(self, whose: ColumnElement[bool] | None, since: datetime) -> tuple[datetime, ...]:
        moments = select(col(Challenge.issued_at)).where(col(Challenge.issued_at) >= since)
        mine = moments if whose is None else moments.where(whose)
        return await self._rows.all(mine.order_by(col(Challenge.issued_at)))
