"""The one door to a transaction's connection.

Rows leave it as values: changing one changes nothing, and what is written is written by a named query.
A statement that is asked all day is made once, with `bindparam` in the place of its values: making one costs more than asking it.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar

from sqlalchemy import Delete, Executable, Insert, Row, Select, Table, Update, func, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import SQLModel

Value = TypeVar("Value")
MOST_KNOWN = 256
"""Statements whose answers need no second look; there are fewer that are made once."""


class RecordNotFound(LookupError):
    """A `get_` query found nothing under that name."""


class Rows:
    """Runs statements in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, statement: Select[Value] | ReturningUpdate[Value], **values: object) -> Value | None:
        """The first row of the answer; `values` are those of the statement's bindparams."""
        row = (await self._connection.execute(statement, values)).first()
        return None if row is None else _reader_of(statement)(row)

    async def all(self, statement: Select[Value], **values: object) -> tuple[Value, ...]:
        rows = (await self._connection.execute(statement, values)).all()
        return tuple(map(_reader_of(statement), rows)) if rows else ()

    async def tuples(self, statement: Executable) -> list[tuple[object, ...]]:
        """For answers of several columns, such as counts by kind."""
        return [tuple(row) for row in (await self._connection.execute(statement)).all()]

    async def number(self, statement: Select[int], **values: object) -> int:
        """The single number of the answer; 0 where SQL says NULL."""
        return int(await self._connection.scalar(statement, values) or 0)

    async def add(self, *rows: SQLModel) -> None:
        """Inserts the rows now, so that a broken rule of the tables shows here and not at the commit; table by table, in their order."""
        by_table: dict[Table, list[dict[str, object]]] = {}
        for row in rows:
            table = _table_of(row)
            by_table.setdefault(table, []).append(_values_of(row, table))
        for table, values in by_table.items():
            await self._connection.execute(_insert_into(table), values)

    async def could_add(self, row: SQLModel) -> bool:
        """False, with the transaction unharmed, when a unique key of the row is taken."""
        table = _table_of(row)
        statement = _insert_if_free(table, self._connection.dialect.name)
        return (await self._connection.execute(statement, _values_of(row, table))).rowcount > 0

    async def change(self, statement: Update | Delete, **values: object) -> int:
        """Runs an UPDATE or DELETE; the number of rows that it met."""
        return (await self._connection.execute(statement, values)).rowcount

    async def lock(self, number: int) -> None:
        """Waits until no other transaction holds this number; SQLite has one writer at a time anyway."""
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(select(func.pg_advisory_xact_lock(number)))


@lru_cache(MOST_KNOWN)
def _reader_of(statement: Select[Value] | ReturningUpdate[Value]) -> Callable[[Row[Value]], Value]:
    """How a line of the answer becomes a value: a row of its table, or the single column that was asked for."""
    described = statement.column_descriptions if isinstance(statement, Select) else statement.returning_column_descriptions
    [what] = described
    return _row_reader(what["entity"]) if what["expr"] is what["entity"] else _single


def _single(row: Row[Value]) -> Value:
    return row[0]


@cache
def _row_reader(model: type[Value]) -> Callable[[Row[Value]], Value]:
    """What the object mapper would make of the line, without a session; a column that was not asked for cannot be read."""
    mapper = inspect(model)
    columns = frozenset(column.key for column in mapper.columns)

    def read(row: Row[Value]) -> Value:
        value: Value = mapper.class_manager.new_instance()
        vars(value).update(zip(row._fields, row, strict=True))
        if len(row) < len(columns):
            instance_state(value).expired_attributes.update(columns.difference(row._fields))
        return value

    return read


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


@cache
def _insert_if_free(table: Table, dialect: str) -> Insert:
    of_dialect = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return of_dialect.on_conflict_do_nothing()


def _table_of(row: SQLModel) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


def _values_of(row: SQLModel, table: Table) -> dict[str, object]:
    """Without a number that the database is to give."""
    values = {column.name: getattr(row, column.name) for column in table.columns}
    return {name: value for name, value in values.items() if value is not None or not table.columns[name].primary_key}
