"""What staff work through for a case, and what they write for colleagues."""

from sqlalchemy import bindparam, func, select, update
from sqlmodel import SQLModel, col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import ChecklistLine, TicketNote

TABLE = SQLModel.metadata.tables["checklist_line"]
CHANGING = ("result", "note", "kept_law", "kept_until", "holder_id", "due_on", "done_by", "done_at")
SAVE = update(TABLE).where(TABLE.c.id == bindparam("its_id")).values({name: bindparam(f"new_{name}") for name in CHANGING})
MINE = select(ChecklistLine).where(col(ChecklistLine.ticket_id) == bindparam("its_case"))
MINE = MINE.order_by(col(ChecklistLine.position), col(ChecklistLine.id))
NOTES = select(TicketNote).where(col(TicketNote.ticket_id) == bindparam("its_case")).order_by(col(TicketNote.at), col(TicketNote.id))


class Checklists:
    """Checklist lines and notes of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, *lines: ChecklistLine) -> None:
        await self._rows.add(*lines)

    async def of_ticket(self, ticket_id: str) -> tuple[ChecklistLine, ...]:
        """The lines of a case in their order."""
        return await self._rows.all(MINE, its_case=ticket_id)

    async def get(self, ticket_id: str, line_id: str) -> ChecklistLine:
        """A line of this very case."""
        mine = select(ChecklistLine).where(col(ChecklistLine.id) == line_id, col(ChecklistLine.ticket_id) == ticket_id)
        line = await self._rows.find(mine)
        if line is None:
            raise RecordNotFound("checklist line")
        return line

    async def save(self, *lines: ChecklistLine) -> None:
        """Stores what lines came to, who did them or is asked to, and when; a line without result is open again."""
        for line in lines:
            values = {f"new_{name}": getattr(line, name) for name in CHANGING}
            if not await self._rows.change(SAVE, its_id=line.id, **values):
                raise RecordNotFound("checklist line")

    async def how_many_open(self, ticket_id: str) -> int:
        mine = (col(ChecklistLine.ticket_id) == ticket_id, col(ChecklistLine.result).is_(None))
        return await self._rows.number(select(func.count()).where(*mine))

    async def add_note(self, note: TicketNote) -> None:
        await self._rows.add(note)

    async def notes_of(self, ticket_id: str) -> tuple[TicketNote, ...]:
        """The notes of a case, the oldest first."""
        return await self._rows.all(NOTES, its_case=ticket_id)
