"""Values that were put right in cases of rectification, old and new; they stand here and nowhere else (R16)."""

from sqlalchemy import bindparam, delete, select
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Correction

MINE = select(Correction).where(col(Correction.ticket_id) == bindparam("its_case")).order_by(col(Correction.at), col(Correction.id))


class Corrections:
    """Corrections of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, correction: Correction) -> None:
        await self._rows.add(correction)

    async def of_ticket(self, ticket_id: str) -> tuple[Correction, ...]:
        """In the order in which they were written down."""
        return await self._rows.all(MINE, its_case=ticket_id)

    async def remove(self, ticket_id: str, correction_id: str) -> bool:
        """Takes back a correction of this very case; False when there is none."""
        mine = (col(Correction.ticket_id) == ticket_id, col(Correction.id) == correction_id)
        return await self._rows.change(delete(Correction).where(*mine)) > 0
