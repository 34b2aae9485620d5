"""The log as it is read: some of it, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import AuditEntry


@dataclass(frozen=True)
class LogFilter:
    """Which entries. Every field that is set narrows; `since` is within, `until` is not."""

    subject: str = ""
    actor: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


class LogQueries:
    """The log of one moment; it is written by `audit` alone."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def page(self, wanted: LogFilter, limit: int, offset: int) -> tuple[AuditEntry, ...]:
        newest = select(AuditEntry).where(*_conditions(wanted)).order_by(col(AuditEntry.seq).desc())
        return await self._rows.all(newest.limit(limit).offset(offset))

    async def before(self, wanted: LogFilter, seq: int | None, limit: int) -> tuple[AuditEntry, ...]:
        """Those that come next, when the ones down to that number were read."""
        chosen = select(AuditEntry).where(*_conditions(wanted), *(() if seq is None else (col(AuditEntry.seq) < seq,)))
        return await self._rows.all(chosen.order_by(col(AuditEntry.seq).desc()).limit(limit))

    async def how_many(self, wanted: LogFilter) -> int:
        return await self._rows.number(select(func.count()).select_from(AuditEntry).where(*_conditions(wanted)))

    async def actors(self) -> tuple[str, ...]:
        """Everybody who stands in it."""
        return await self._rows.all(select(col(AuditEntry.actor)).distinct().order_by(col(AuditEntry.actor)))

    async def actions(self) -> tuple[str, ...]:
        """Everything that was ever done."""
        return await self._rows.all(select(col(AuditEntry.action)).distinct().order_by(col(AuditEntry.action)))


def _conditions(wanted: LogFilter) -> list[ColumnElement[bool]]:
    named = {AuditEntry.subject: wanted.subject, AuditEntry.actor: wanted.actor, AuditEntry.action: wanted.action}
    conditions: list[ColumnElement[bool]] = [col(column) == value for column, value in named.items() if value]
    if wanted.since is not None:
        conditions.append(col(AuditEntry.at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(AuditEntry.at) < wanted.until)
    return conditions
