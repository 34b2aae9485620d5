"""The journal of erasures, and the list of those who want no marketing: keyed digests that name nobody (R18, R22)."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Erasure, StoppedMarketing

JOURNAL_LOCK = 7_245_004


class Erasures:
    """The journal in one transaction; the file outside the database is written from it."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def lock(self) -> None:
        """One process at a time writes the file; only in a transaction that may write."""
        await self._rows.lock(JOURNAL_LOCK)

    async def add(self, erasure: Erasure) -> bool:
        """False, and nothing done, when this erasure stands there already."""
        return await self._rows.could_add(erasure)

    async def all(self) -> tuple[Erasure, ...]:
        """In the order in which they were made."""
        return await self._rows.all(select(Erasure).order_by(col(Erasure.at), col(Erasure.id)))

    async def of_case(self, reference: str) -> tuple[Erasure, ...]:
        """In the order in which they were made."""
        return await self._rows.all(select(Erasure).where(col(Erasure.reference) == reference).order_by(col(Erasure.at), col(Erasure.id)))


class Stops:
    """The stop list of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, digest: str, since: datetime) -> bool:
        """False when it was on the list before; the first date stays."""
        return await self._rows.could_add(StoppedMarketing(digest=digest, since=since))

    async def find_since(self, digest: str) -> datetime | None:
        """Since when the address behind the digest wants no marketing; None when it is not on the list."""
        return await self._rows.find(select(col(StoppedMarketing.since)).where(col(StoppedMarketing.digest) == digest))
