"""What staff gather for the answer to a case: files, the points of the answer, and what is left out (R12, R13)."""

from collections.abc import Collection

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import defer
from sqlmodel import col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import AnswerField, CaseFile, Withheld

COPY, EVIDENCE = "copy", "evidence"


class Copies:
    """Files, answers and omissions of one transaction. Files come without their content unless it is asked for."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add_file(self, file: CaseFile) -> None:
        await self._rows.add(file)

    async def files_of(self, ticket_id: str) -> tuple[CaseFile, ...]:
        """Without content, in the order in which they were added."""
        mine = select(CaseFile).options(defer(CaseFile.sealed)).where(col(CaseFile.ticket_id) == ticket_id)  # type: ignore[arg-type]
        return await self._rows.all(mine.order_by(col(CaseFile.added_at), col(CaseFile.id)))

    async def get_file(self, ticket_id: str, file_id: str) -> CaseFile:
        """A file of this very case, with its content."""
        file = await self._rows.find(select(CaseFile).where(col(CaseFile.id) == file_id, col(CaseFile.ticket_id) == ticket_id))
        if file is None:
            raise RecordNotFound("file")
        return file

    async def size_of_files(self, ticket_id: str) -> int:
        """Bytes of all files of the case."""
        return await self._rows.number(select(func.sum(CaseFile.size)).where(col(CaseFile.ticket_id) == ticket_id))

    async def remove_file(self, ticket_id: str, file_id: str) -> bool:
        mine = (col(CaseFile.id) == file_id, col(CaseFile.ticket_id) == ticket_id)
        return await self._rows.change(delete(CaseFile).where(*mine)) > 0

    async def answers_of(self, ticket_id: str) -> tuple[AnswerField, ...]:
        return await self._rows.all(select(AnswerField).where(col(AnswerField.ticket_id) == ticket_id).order_by(col(AnswerField.field)))

    async def save_answer(self, answer: AnswerField) -> None:
        """One point, written or written anew."""
        mine = update(AnswerField).where(col(AnswerField.ticket_id) == answer.ticket_id, col(AnswerField.field) == answer.field)
        if not await self._rows.change(mine.values(**answer.model_dump())):
            await self._rows.add(answer)

    async def withheld_of(self, ticket_id: str) -> tuple[Withheld, ...]:
        mine = select(Withheld).where(col(Withheld.ticket_id) == ticket_id)
        return await self._rows.all(mine.order_by(col(Withheld.at), col(Withheld.id)))

    async def notes_withheld(self, ticket_ids: Collection[str]) -> frozenset[str]:
        """Ids of notes that are left out of copies."""
        mine = select(col(Withheld.note_id)).where(col(Withheld.ticket_id).in_(ticket_ids), col(Withheld.note_id).is_not(None))
        return frozenset(one for one in await self._rows.all(mine) if one is not None)

    async def withhold(self, withheld: Withheld) -> None:
        await self._rows.add(withheld)

    async def no_longer_withhold(self, ticket_id: str, withheld_id: str) -> bool:
        mine = (col(Withheld.id) == withheld_id, col(Withheld.ticket_id) == ticket_id)
        return await self._rows.change(delete(Withheld).where(*mine)) > 0
