"""The one door to a transaction's session.

Rows leave it detached: a row is a value, changing it changes nothing, and what is written is written by a named query.
A statement that is asked all day is made once, with `bindparam` in the place of its values: making one costs more than asking it.
"""

from functools import cache
from typing import TypeVar

from sqlalchemy import Delete, Executable, Insert, Select, Table, Update, func, insert, select
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

    async def find(self, statement: Select[Value] | ReturningUpdate[Value], **values: object) -> Value | None:
        """The first row of the answer; `values` are those of the statement's bindparams."""
        value = (await self._session.scalars(statement, values)).first()
        self._session.expunge_all()
        return value

    async def all(self, statement: Select[Value], **values: object) -> tuple[Value, ...]:
        found = tuple((await self._session.scalars(statement, values)).all())
        self._session.expunge_all()
        return found

    async def tuples(self, statement: Executable) -> list[tuple[object, ...]]:
        """For answers of several columns, such as counts by kind."""
        return [tuple(row) for row in (await self._session.execute(statement)).all()]

    async def number(self, statement: Select[int], **values: object) -> int:
        """The single number of the answer; 0 where SQL says NULL."""
        return int(await self._session.scalar(statement, values) or 0)

    async def add(self, *rows: SQLModel) -> None:
        """Inserts the rows now, so that a broken rule of the tables shows here and not at the commit; table by table, in their order."""
        by_table: dict[Table, list[dict[str, object]]] = {}
        for row in rows:
            table = SQLModel.metadata.tables[str(row.__tablename__)]
            by_table.setdefault(table, []).append(_values_of(row, table))
        for table, values in by_table.items():
            await self._session.execute(_insert_into(table), values)

    async def could_add(self, row: SQLModel) -> bool:
        """False, with the transaction unharmed, when a unique key of the row is taken."""
        try:
            async with self._session.begin_nested():
                await self.add(row)
        except IntegrityError:
            return False
        return True

    async def change(self, statement: Update | Delete, **values: object) -> int:
        """Runs an UPDATE or DELETE; the number of rows that it met."""
        result = await self._session.execute(statement, values, execution_options={"synchronize_session": False})
        if not isinstance(result, CursorResult):
            raise TypeError("the statement returns rows; use find() or all()")
        return result.rowcount

    async def lock(self, number: int) -> None:
        """Waits until no other transaction holds this number; SQLite has one writer at a time anyway."""
        if self._session.get_bind().dialect.name == "postgresql":
            await self._session.execute(select(func.pg_advisory_xact_lock(number)))


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


def _values_of(row: SQLModel, table: Table) -> dict[str, object]:
    """Without a number that the database is to give."""
    values = {column.name: getattr(row, column.name) for column in table.columns}
    return {name: value for name, value in values.items() if value is not None or not table.columns[name].primary_key}
