"""The checklist of a case, saved as a whole: only lines that were filled in anew are written, with who and when (R14)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.desk.answers import Answer, Changed, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.moves import can_hold
from bot.desk.texts import LONGEST_LINE_NOTE, fault_of, kept_text
from bot.store.tables import ChecklistLine
from bot.tickets.checklist import ASSISTANT, Result
from bot.tickets.kinds import Kind
from bot.tickets.statuses import WORKED_ON


@dataclass(frozen=True)
class Filled:
    """A line as it was typed. `stamp` is that of the line on the page it was typed on; no result leaves it open.

    `law` is a rule of `bot.tickets.keeping`, or the name of another law; `holder_id` the colleague who is asked to do it.
    """

    result: Result | None
    note: str
    stamp: str
    law: str = ""
    until: date | None = None
    holder_id: str = ""
    due_on: date | None = None

    @property
    def kept(self) -> "Filled":
        """As it would be stored: masked, with a law only where something is kept."""
        is_kept = self.result is not None and self.result.needs_law
        law, until = (kept_text(self.law.strip()), self.until) if is_kept else ("", None)
        return replace(self, note=kept_text(self.note), law=law, until=until)

    def says_the_same_as(self, line: ChecklistLine) -> bool:
        typed = (self.result, self.note, self.law or None, self.until, self.holder_id or None, self.due_on)
        return typed == (line.result, line.note, line.kept_law, line.kept_until, line.holder_id, line.due_on)


class _Overtaken(Exception):
    def __init__(self, line: ChecklistLine, work: Work) -> None:
        self.line, self.work = line, work


def stamp_of(line: ChecklistLine) -> str:
    """Differs when what the line says does."""
    at = line.done_at.isoformat() if line.done_at is not None else ""
    asked = (line.kept_law or "", str(line.kept_until or ""), line.holder_id or "", str(line.due_on or ""))
    content = "\0".join((line.id, line.result or "", line.note, line.done_by or "", at, *asked))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


async def save_checklist(desk: Desk, reference: str, person: Person, slip: Slip, filled: Mapping[str, Filled]) -> Answer:
    """Saves the lines by their ids. A page that has grown old may still save lines that nobody else touched."""

    async def act(work: Work) -> Entry | Refused:
        if not work.is_mine:
            return Refused(Refusal.NOT_YOURS)
        if work.status not in WORKED_ON:
            return Refused(Refusal.NOT_NOW)
        changed = []
        for line in await work.records.checklists.of_ticket(work.ticket.id):
            typed = filled[line.id].kept if line.id in filled else None
            if typed is None or typed.says_the_same_as(line):
                continue
            refused = _fault(typed, line, work) or await _fault_of_holder(typed, line, work) or await _not_erased(typed, line, work)
            if refused is not None:
                return refused
            if typed.stamp != stamp_of(line):
                raise _Overtaken(line, work)
            _fill(line, typed, work)
            changed.append(line)
        await work.records.checklists.save(*changed)
        said = " ".join(f"{line.system}={line.result or 'open'}" for line in changed)
        return Entry("case.checklist", said, changes_case=bool(changed))

    typed = {line_id: repr(one) for line_id, one in filled.items()}
    press = Press(reference, person, slip, "checklist", typed, needs_latest=False)
    try:
        return await change(desk, press, act)
    except _Overtaken as overtaken:
        line, ticket = overtaken.line, overtaken.work.ticket
        return Changed(line.done_by or ticket.changed_by, line.done_at or ticket.changed_at, ticket)


def _fill(line: ChecklistLine, typed: Filled, work: Work) -> None:
    """Who did it and when changes with what it came to, not with whom it is asked of."""
    came_to = (typed.result, typed.note, typed.law or None, typed.until)
    if came_to != (line.result, line.note, line.kept_law, line.kept_until):
        line.done_by, line.done_at = (work.person.id, work.now) if typed.result is not None else (None, None)
    line.result, line.note, line.kept_law, line.kept_until = came_to
    line.holder_id, line.due_on = typed.holder_id or None, typed.due_on


def _fault(typed: Filled, line: ChecklistLine, work: Work) -> Refused | None:
    if typed.result is not None and typed.result.needs_note and not typed.note.strip():
        return Refused(Refusal.NOTE_MISSING, f"note_{line.id}")
    if typed.result is not None and typed.result.needs_law and not typed.law:
        return Refused(Refusal.LAW_MISSING, f"law_{line.id}")
    if typed.result is not None and typed.result.needs_law and typed.until is None:
        return Refused(Refusal.LAST_DAY_MISSING, f"until_{line.id}")
    if typed.due_on is not None and typed.due_on > work.ticket.due_on:
        return Refused(Refusal.LINE_DUE_LATE, f"due_{line.id}")
    for field, text in (("note", typed.note), ("law", typed.law)):
        if (fault := fault_of(text, LONGEST_LINE_NOTE, is_needed=False)) is not None:
            return Refused(fault, f"{field}_{line.id}")
    return None


async def _not_erased(typed: Filled, line: ChecklistLine, work: Work) -> Refused | None:
    """What the assistant holds is erased by the erasure alone; nobody can write that it is gone while it is there (R15)."""
    ticket = work.ticket
    is_claimed = work.kind == Kind.DELETION and line.system == ASSISTANT and typed.result is Result.DONE and ticket.address is not None
    if not is_claimed or await work.records.erasures.of_case(ticket.reference):
        return None
    return Refused(Refusal.NOT_ERASED, f"result_{line.id}")


async def _fault_of_holder(typed: Filled, line: ChecklistLine, work: Work) -> Refused | None:
    if typed.holder_id in {"", line.holder_id}:
        return None
    colleague = await work.records.accounts.find(typed.holder_id)
    return None if colleague is not None and can_hold(colleague) else Refused(Refusal.NO_SUCH_COLLEAGUE, f"holder_{line.id}")
