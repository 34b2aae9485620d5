"""What a case holds about its person, and how it goes: the content first, the facts of its handling later (R26).

A table that gets a reference to a case is named here, in `strip` and in `erase`; a test plants a row in each.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import SQLModel, col

from bot.store.rows import Rows
from bot.store.tables import (
    Approval,
    Breach,
    CaseFile,
    ChecklistLine,
    CommitmentSalt,
    DeadlineNotice,
    Letter,
    Restriction,
    Ticket,
)

NOTHING = '{"shown": [], "data": {}}'
"""What a frozen content reads when it is empty."""
ALONE = "alone"
"""Why an approval needed nobody else; a fact, which stays."""

_GOES = ("ticket_note", "correction", "case_file", "answer_field", "withheld", "release")
"""Rows that are nothing but content."""


@dataclass(frozen=True)
class Stripped:
    """How much went with the content of a case."""

    letters: int
    files: int


class CaseContents:
    """The content of cases in one transaction; of many cases with one statement a table."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def strip(self, ticket_ids: Collection[str], at: datetime, *, recalls_letters: bool = False) -> Stripped:
        """Removes words, address, reasons, notes, files, answers, corrections, and what letters and approvals said.

        Dates, kind, outcome, ground, who handled it and who approved it stay. A restriction that is lifted goes, one in force stays.
        A letter on its way is left alone, unless it is recalled: it comes from a backup and was sent long ago.
        """
        if not ticket_ids:
            return Stripped(letters=0, files=0)
        files = await self._rows.change(delete(CaseFile).where(col(CaseFile.ticket_id).in_(ticket_ids)))
        await self._remove_rows(_GOES, ticket_ids)
        lifted = (col(Restriction.ticket_id).in_(ticket_ids), col(Restriction.lifted_at).is_not(None))
        await self._rows.change(delete(Restriction).where(*lifted))
        await self._rows.change(update(ChecklistLine).where(col(ChecklistLine.ticket_id).in_(ticket_ids)).values(note=""))
        mine = update(Approval).where(col(Approval.ticket_id).in_(ticket_ids))
        await self._rows.change(mine.values(content=NOTHING))
        await self._rows.change(mine.where(col(Approval.reason) != ALONE).values(reason=""))
        letters = update(Letter).where(col(Letter.ticket_id).in_(ticket_ids))
        if not recalls_letters:
            letters = letters.where(col(Letter.next_try_at).is_(None))
        emptied = await self._rows.change(letters.values(text="", subject="", recipient="", failure="", next_try_at=None))
        await self._rows.change(delete(CommitmentSalt).where(col(CommitmentSalt.owner).in_(ticket_ids)))
        await self._rows.change(
            update(Ticket)
            .where(col(Ticket.id).in_(ticket_ids))
            .values(
                address=None,
                words="",
                circumstances=[],
                chat_id=None,
                postal_address="",
                extension_reasons=None,
                reasons=None,
                forwarded_to="",
                stripped_at=at,
                version=col(Ticket.version) + 1,
            )
        )
        return Stripped(letters=emptied, files=files)

    async def erase(self, ticket_ids: Collection[str]) -> int:
        """Removes the cases with all that belongs to them, and says how many; the audit log keeps what it says."""
        if not ticket_ids:
            return 0
        await self._remove_rows((*_GOES, "restriction", "checklist_line", "approval", "letter"), ticket_ids)
        await self._rows.change(delete(DeadlineNotice).where(col(DeadlineNotice.subject_id).in_(ticket_ids)))
        await self._rows.change(delete(CommitmentSalt).where(col(CommitmentSalt.owner).in_(ticket_ids)))
        await self._rows.change(update(Breach).where(col(Breach.ticket_id).in_(ticket_ids)).values(ticket_id=None))
        return await self._rows.change(delete(Ticket).where(col(Ticket.id).in_(ticket_ids)))

    async def _remove_rows(self, names: tuple[str, ...], ticket_ids: Collection[str]) -> None:
        for name in names:
            table = SQLModel.metadata.tables[name]
            await self._rows.change(delete(table).where(table.columns["ticket_id"].in_(ticket_ids)))
