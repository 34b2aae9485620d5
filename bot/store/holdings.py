"""What is stored about one address, table by table. Whose a row is, bot/desk/holdings.py says; here are the questions to the tables.

Files and packages come without their content, which is large and encrypted.
"""

from collections.abc import Collection
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import defer
from sqlmodel import SQLModel, col

from bot.store.rows import Rows
from bot.store.tables import Challenge, ChatMessage, Ticket

Row = TypeVar("Row", bound=SQLModel)
CONTENT = "sealed"


class HoldingQueries:
    """Questions about one address, in one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def tickets(self, address: str) -> tuple[Ticket, ...]:
        """Every case that names the address, proved or not."""
        mine = select(Ticket).where(col(Ticket.address) == address)
        return await self._rows.all(mine.order_by(col(Ticket.received_at), col(Ticket.id)))

    async def proved_in_chats(self, chat_ids: Collection[str]) -> tuple[Ticket, ...]:
        """Cases from these chats whose address was proved, whoever's."""
        proved = (col(Ticket.address).is_not(None), col(Ticket.verified_at).is_not(None))
        return await self._rows.all(select(Ticket).where(col(Ticket.chat_id).in_(chat_ids), *proved))

    async def nameless(self, chat_ids: Collection[str]) -> tuple[Ticket, ...]:
        """Cases from these chats in which no address was given."""
        mine = select(Ticket).where(col(Ticket.chat_id).in_(chat_ids), col(Ticket.address).is_(None))
        return await self._rows.all(mine.order_by(col(Ticket.received_at), col(Ticket.id)))

    async def challenges(self, address: str) -> tuple[Challenge, ...]:
        """Every code for the address, whoever asked for it."""
        mine = select(Challenge).where(col(Challenge.address) == address)
        return await self._rows.all(mine.order_by(col(Challenge.issued_at), col(Challenge.id)))

    async def used_in_chats(self, chat_ids: Collection[str]) -> tuple[Challenge, ...]:
        """Codes that matched in these chats, for any address."""
        return await self._rows.all(select(Challenge).where(col(Challenge.chat_id).in_(chat_ids), col(Challenge.used_at).is_not(None)))

    async def messages(self, chat_id: str) -> tuple[ChatMessage, ...]:
        return await self._rows.all(select(ChatMessage).where(col(ChatMessage.chat_id) == chat_id).order_by(col(ChatMessage.seq)))

    async def those(self, table: type[Row], column: str, values: Collection[str]) -> tuple[Row, ...]:
        """Rows of the table that have one of the values in the column, in the order of their keys."""
        return await self._rows.all(_rows_with(table, column), wanted=list(values)) if values else ()


@cache
def _rows_with(table: type[Row], column: str) -> Select[Row]:
    columns = SQLModel.metadata.tables[str(table.__tablename__)].columns
    keys = [one for one in columns if one.primary_key]
    heavy = [defer(getattr(table, one.name), raiseload=True) for one in columns if one.name == CONTENT]
    return select(table).options(*heavy).where(columns[column].in_(bindparam("wanted", expanding=True))).order_by(*keys)
