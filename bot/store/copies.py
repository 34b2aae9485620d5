"""What staff gather for the answer to a case: files, the points of the answer, and what is left out (R12, R13)."""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import defer
from sqlmodel import col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import AnswerField, CaseFile, Withheld

COPY, EVIDENCE = "copy", "evidence"
FILES = select(CaseFile).options(defer(CaseFile.sealed)).where(col(CaseFile.ticket_id) == bindparam("its_case"))  # type: ignore[arg-type]
FILES = FILES.order_by(col(CaseFile.added_at), col(CaseFile.id))
ANSWERS = select(AnswerField).where(col(AnswerField.ticket_id) == bindparam("its_case")).order_by(col(AnswerField.field))
EARLIER_ANSWERS = delete(AnswerField).where(
    col(AnswerField.ticket_id) == bindparam("its_case"), col(AnswerField.field).in_(bindparam("these", expanding=True))
)
WITHHELD = select(Withheld).where(col(Withheld.ticket_id) == bindparam("its_case")).order_by(col(Withheld.at), col(Withheld.id))
NOTES_WITHHELD = select(col(Withheld.note_id)).where(
    col(Withheld.ticket_id).in_(bindparam("these", expanding=True)), col(Withheld.note_id).is_not(None)
)


class Copies:
    """Files, answers and omissions of one transaction. Files come without their content unless it is asked for."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add_file(self, file: CaseFile) -> None:
        await self._rows.add(file)

    async def files_of(self, ticket_id: str) -> tuple[CaseFile, ...]:
        """Without content, in the order in which they were added."""
        return await self._rows.all(FILES, its_case=ticket_id)

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
        return await self._rows.all(ANSWERS, its_case=ticket_id)

    async def save_answers(self, *answers: AnswerField) -> None:
        """Points of one case, written or written anew; its others stay as they are."""
        if not answers:
            return
        await self._rows.change(EARLIER_ANSWERS, its_case=answers[0].ticket_id, these=[answer.field for answer in answers])
        await self._rows.add(*answers)

    async def withheld_of(self, ticket_id: str) -> tuple[Withheld, ...]:
        return await self._rows.all(WITHHELD, its_case=ticket_id)

    async def notes_withheld(self, ticket_ids: Collection[str]) -> frozenset[str]:
        """Ids of notes that are left out of copies."""
        return frozenset(one for one in await self._rows.all(NOTES_WITHHELD, these=list(ticket_ids)) if one is not None)

    async def withhold(self, withheld: Withheld) -> None:
        await self._rows.add(withheld)

    async def no_longer_withhold(self, ticket_id: str, withheld_id: str) -> bool:
        mine = (col(Withheld.id) == withheld_id, col(Withheld.ticket_id) == ticket_id)
        return await self._rows.change(delete(Withheld).where(*mine)) > 0
