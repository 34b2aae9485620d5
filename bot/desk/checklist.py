"""The checklist of a case, saved as a whole: only lines that were filled in anew are written, with who and when (R14)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.desk.answers import Answer, Changed, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.texts import LONGEST_LINE_NOTE, fault_of, kept_text
from bot.store.tables import ChecklistLine
from bot.tickets.checklist import Result
from bot.tickets.statuses import Status


@dataclass(frozen=True)
class Filled:
    """A line as it was typed. `stamp` is that of the line on the page it was typed on; no result leaves it open."""

    result: Result | None
    note: str
    stamp: str


class _Overtaken(Exception):
    def __init__(self, line: ChecklistLine, work: Work) -> None:
        self.line, self.work = line, work


def stamp_of(line: ChecklistLine) -> str:
    """Differs when what the line says does."""
    at = line.done_at.isoformat() if line.done_at is not None else ""
    content = "\0".join((line.id, line.result or "", line.note, line.done_by or "", at))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


async def save_checklist(desk: Desk, reference: str, person: Person, slip: Slip, filled: Mapping[str, Filled]) -> Answer:
    """Saves the lines by their ids. A page that has grown old may still save lines that nobody else touched."""

    async def act(work: Work) -> Entry | Refused:
        if not work.is_mine:
            return Refused(Refusal.NOT_YOURS)
        if work.status in {Status.CLOSED, Status.UNVERIFIED, Status.IN_REVIEW}:
            return Refused(Refusal.NOT_NOW)
        changed = []
        for line in await work.records.checklists.of_ticket(work.ticket.id):
            typed = filled.get(line.id)
            if typed is None or (typed.result, kept_text(typed.note)) == (line.result, line.note):
                continue
            if (fault := _fault(typed)) is not None:
                return Refused(fault, f"note_{line.id}")
            if typed.stamp != stamp_of(line):
                raise _Overtaken(line, work)
            line.result, line.note = typed.result, kept_text(typed.note)
            line.done_by, line.done_at = (person.id, work.now) if typed.result is not None else (None, None)
            changed.append(line)
        for line in changed:
            await work.records.checklists.save(line)
        said = " ".join(f"{line.system}={line.result or 'open'}" for line in changed)
        return Entry("case.checklist", said, changes_case=bool(changed))

    typed = {line_id: f"{one.result or ''} {one.note}" for line_id, one in filled.items()}
    press = Press(reference, person, slip, "checklist", typed, needs_latest=False)
    try:
        return await change(desk, press, act)
    except _Overtaken as overtaken:
        line, ticket = overtaken.line, overtaken.work.ticket
        return Changed(line.done_by or ticket.changed_by, line.done_at or ticket.changed_at, ticket)


def _fault(typed: Filled) -> Refusal | None:
    if typed.result is not None and typed.result.needs_note and not typed.note.strip():
        return Refusal.NOTE_MISSING
    return fault_of(typed.note, LONGEST_LINE_NOTE, is_needed=False)
