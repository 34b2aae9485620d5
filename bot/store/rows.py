"""The one door to a transaction's session.

Rows leave it detached: a row is a value, changing it changes nothing, and what is written is written by a named query.
"""

from typing import TypeVar

from sqlalchemy import Delete, Executable, Select, Update, func, select
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import SQLModel

Value = TypeVar("Value")


class RecordNotFound(LookupError):
    """A `get_` query found nothing under that name."""


class Rows:
    """Runs statements in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, statement: Select[Value] | ReturningUpdate[Value]) -> Value | None:
        """The first row of the answer."""
        value = (await self._session.scalars(statement)).first()
        self._session.expunge_all()
        return value

    async def all(self, statement: Select[Value]) -> tuple[Value, ...]:
        values = tuple((await self._session.scalars(statement)).all())
        self._session.expunge_all()
        return values

    async def tuples(self, statement: Executable) -> list[tuple[object, ...]]:
        """For answers of several columns, such as counts by kind."""
        return [tuple(row) for row in (await self._session.execute(statement)).all()]

    async def number(self, statement: Select[int]) -> int:
        """The single number of the answer; 0 where SQL says NULL."""
        return int(await self._session.scalar(statement) or 0)

    async def add(self, *rows: SQLModel) -> None:
        """Inserts the rows now, so that a broken rule of the tables shows here and not at the commit."""
        self._session.add_all(rows)
        await self._session.flush()
        self._session.expunge_all()

    async def could_add(self, row: SQLModel) -> bool:
        """False, with the transaction unharmed, when a unique key of the row is taken."""
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return False
        self._session.expunge_all()
        return True

    async def change(self, statement: Update | Delete) -> int:
        """Runs an UPDATE or DELETE; the number of rows that it met."""
        result = await self._session.execute(statement, execution_options={"synchronize_session": False})
        if not isinstance(result, CursorResult):
            raise TypeError("the statement returns rows; use find() or all()")
        return result.rowcount

    async def lock(self, number: int) -> None:
        """Waits until no other transaction holds this number; SQLite has one writer at a time anyway."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(number)))
