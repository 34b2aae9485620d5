"""The register of breaches (art. 33(5)): every one, also those that were not reported."""

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from bot.store.cases import ReferenceTaken
from bot.store.rows import Rows
from bot.store.tables import Breach

FIXED_WHEN_KNOWN = frozenset({"id", "reference", "channel", "aware_at", "due_at", "version"})
"""What no change may touch: the clock of a breach least of all (D13)."""
OPEN = select(Breach).where(col(Breach.closed_at).is_(None)).order_by(col(Breach.due_at), col(Breach.id))
MINE = select(Breach).where(col(Breach.ticket_id) == bindparam("its_case")).order_by(col(Breach.aware_at), col(Breach.id))


class Breaches:
    """Breaches of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, breach: Breach) -> None:
        """Writes it down; raises ReferenceTaken, with the transaction unharmed."""
        if not await self._rows.could_add(breach):
            if await self.find_by_reference(breach.reference) is None:
                raise ValueError("the breach breaks a rule of its table other than the unique reference")
            raise ReferenceTaken

    async def find(self, breach_id: str) -> Breach | None:
        return await self._rows.find(select(Breach).where(col(Breach.id) == breach_id))

    async def find_by_reference(self, reference: str) -> Breach | None:
        return await self._rows.find(select(Breach).where(col(Breach.reference) == reference))

    async def find_by_reference_for_update(self, reference: str) -> Breach | None:
        """The breach, which no other transaction can change until this one ends."""
        return await self._rows.find(select(Breach).where(col(Breach.reference) == reference).with_for_update())

    async def open(self) -> tuple[Breach, ...]:
        """All that are not finished, what is due first on top."""
        return await self._rows.all(OPEN)

    async def closed(self, limit: int) -> tuple[Breach, ...]:
        """The last that were finished, the newest first."""
        ended = select(Breach).where(col(Breach.closed_at).is_not(None))
        return await self._rows.all(ended.order_by(col(Breach.closed_at).desc(), col(Breach.id)).limit(limit))

    async def of_ticket(self, ticket_id: str) -> tuple[Breach, ...]:
        return await self._rows.all(MINE, its_case=ticket_id)

    async def link(self, breach_id: str, ticket_id: str) -> None:
        """Says which case belongs to it, unless one does already."""
        free = update(Breach).where(col(Breach.id) == breach_id, col(Breach.ticket_id).is_(None))
        await self._rows.change(free.values(ticket_id=ticket_id))

    async def save(self, breach: Breach, expected_version: int) -> bool:
        """Stores the breach if nobody changed it since that version, and raises its version; False otherwise."""
        values = {key: value for key, value in breach.model_dump().items() if key not in FIXED_WHEN_KNOWN}
        same = update(Breach).where(col(Breach.id) == breach.id, col(Breach.version) == expected_version)
        if not await self._rows.change(same.values(version=expected_version + 1, **values)):
            return False
        breach.version = expected_version + 1
        return True
