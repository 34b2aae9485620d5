"""Addresses in the database, and how single rows of a person go (A11, R18). Whose a row is, bot/desk/holdings.py says."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Challenge, ChatMessage, Letter, Miss, Release, Restriction, Ticket


class Traces:
    """What one transaction finds and removes of a person."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def addresses(self) -> frozenset[str]:
        """Every address of a requester that stands anywhere; for comparing with digests."""
        found: set[str] = set()
        for column in (Ticket.address, Challenge.address, Letter.recipient, Restriction.address, Release.address):
            found |= {address for address in await self._rows.all(select(col(column)).distinct()) if address}
        return frozenset(found)

    async def erase_codes(self, code_ids: Collection[str]) -> int:
        return await self._rows.change(delete(Challenge).where(col(Challenge.id).in_(code_ids)))

    async def erase_letters(self, letter_ids: Collection[str]) -> int:
        """Removes letters of no case; of a case it empties them, and leaves that they were sent."""
        mine = col(Letter.id).in_(letter_ids)
        gone = await self._rows.change(delete(Letter).where(mine, col(Letter.ticket_id).is_(None)))
        emptied = update(Letter).where(mine)
        return gone + await self._rows.change(emptied.values(text="", subject="", recipient="", failure="", next_try_at=None))

    async def erase_messages(self, chat_id: str, seqs: Collection[int]) -> int:
        """Removes one speaker's messages from a chat that belongs to others, too, and what was noted of them."""
        await self._rows.change(delete(Miss).where(col(Miss.chat_id) == chat_id, col(Miss.seq).in_(seqs)))
        return await self._rows.change(delete(ChatMessage).where(col(ChatMessage.chat_id) == chat_id, col(ChatMessage.seq).in_(seqs)))
