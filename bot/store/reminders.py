"""Which reminders of a case or a breach were written; each mark once, whichever process comes first (D7)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import DeadlineNotice

AT_ONCE = 500
"""Names in one question; databases take only so many."""
NOTED = select(DeadlineNotice).where(col(DeadlineNotice.subject_id).in_(bindparam("these", expanding=True)))


class Reminders:
    """Marks of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def note(self, subject_id: str, mark: str, at: datetime) -> bool:
        """True for the one transaction that may write the reminder."""
        return await self._rows.could_add(DeadlineNotice(subject_id=subject_id, mark=mark, at=at))

    async def noted(self, subject_ids: Collection[str]) -> frozenset[tuple[str, str]]:
        """(subject, mark) of all that was written about these."""
        names, found = sorted(subject_ids), set[tuple[str, str]]()
        for start in range(0, len(names), AT_ONCE):
            found |= {(one.subject_id, one.mark) for one in await self._rows.all(NOTED, these=names[start : start + AT_ONCE])}
        return frozenset(found)
