"""What is stored about one address, table by table. Whose a row is, bot/desk/holdings.py says; here are the questions to the tables.

Files and packages come without their content, which is large and encrypted.
"""

from collections.abc import Collection
from functools import cache
from typing import TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import defer
from sqlmodel import SQLModel, col

from bot.store.cases import OLDEST_FIRST
from bot.store.rows import Rows
from bot.store.tables import Challenge, ChatMessage, Ticket

Row = TypeVar("Row", bound=SQLModel)
CONTENT = "sealed"
IN_CHATS = select(Ticket).where(col(Ticket.chat_id).in_(bindparam("chats", expanding=True)))
NAMED = select(Ticket).where(col(Ticket.address) == bindparam("its_address")).order_by(*OLDEST_FIRST)
PROVED = IN_CHATS.where(col(Ticket.address).is_not(None), col(Ticket.verified_at).is_not(None))
NAMELESS = IN_CHATS.where(col(Ticket.address).is_(None)).order_by(*OLDEST_FIRST)
CODES = select(Challenge).where(col(Challenge.address) == bindparam("its_address")).order_by(col(Challenge.issued_at), col(Challenge.id))
MATCHED = select(Challenge).where(col(Challenge.chat_id).in_(bindparam("chats", expanding=True)), col(Challenge.used_at).is_not(None))
MESSAGES = select(ChatMessage).where(col(ChatMessage.chat_id) == bindparam("its_chat")).order_by(col(ChatMessage.seq))


class HoldingQueries:
    """Questions about one address, in one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def tickets(self, address: str) -> tuple[Ticket, ...]:
        """Every case that names the address, proved or not."""
        return await self._rows.all(NAMED, its_address=address)

    async def proved_in_chats(self, chat_ids: Collection[str]) -> tuple[Ticket, ...]:
        """Cases from these chats whose address was proved, whoever's."""
        return await self._rows.all(PROVED, chats=list(chat_ids)) if chat_ids else ()

    async def nameless(self, chat_ids: Collection[str]) -> tuple[Ticket, ...]:
        """Cases from these chats in which no address was given."""
        return await self._rows.all(NAMELESS, chats=list(chat_ids)) if chat_ids else ()

    async def challenges(self, address: str) -> tuple[Challenge, ...]:
        """Every code for the address, whoever asked for it."""
        return await self._rows.all(CODES, its_address=address)

    async def used_in_chats(self, chat_ids: Collection[str]) -> tuple[Challenge, ...]:
        """Codes that matched in these chats, for any address."""
        return await self._rows.all(MATCHED, chats=list(chat_ids)) if chat_ids else ()

    async def messages(self, chat_id: str) -> tuple[ChatMessage, ...]:
        return await self._rows.all(MESSAGES, its_chat=chat_id)

    async def those(self, table: type[Row], column: str, values: Collection[str]) -> tuple[Row, ...]:
        """Rows of the table that have one of the values in the column, in the order of their keys."""
        return await self._rows.all(_rows_with(table, column), wanted=list(values)) if values else ()


@cache
def _rows_with(table: type[Row], column: str) -> Select[Row]:
    columns = SQLModel.metadata.tables[str(table.__tablename__)].columns
    keys = [one for one in columns if one.primary_key]
    heavy = [defer(getattr(table, one.name), raiseload=True) for one in columns if one.name == CONTENT]
    return select(table).options(*heavy).where(columns[column].in_(bindparam("wanted", expanding=True))).order_by(*keys)
