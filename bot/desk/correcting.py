"""What was wrong and what is right now, written down in a case of rectification; its last letter tells it (R16)."""

from dataclasses import dataclass

from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.seeing import VIEWED, get_case
from bot.desk.texts import LONGEST_LINE_NOTE, fault_of, kept_text
from bot.store.tables import Correction, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import WORKED_ON


@dataclass(frozen=True)
class Value:
    """As typed. `old` may be empty: something was missing."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Correcting:
    desk: Desk

    async def look(self, reference: str, person: Person) -> tuple[Ticket, tuple[Correction, ...]]:
        """The case and what was corrected so far, and an entry that this person read it; raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            await records.audit.append(self.desk.clock(), person.id, VIEWED, reference)
            return ticket, await records.corrections.of_ticket(ticket.id)

    async def add(self, reference: str, person: Person, slip: Slip, value: Value) -> Answer:
        """Writes a value down, masked like all that staff type; raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if (refused := _fault_of_case(work)) is not None:
                return refused
            for field, text, is_needed in (("what", value.what, True), ("old", value.old, False), ("new", value.new, True)):
                if (fault := fault_of(text, LONGEST_LINE_NOTE, is_needed=is_needed)) is not None:
                    return Refused(fault, field)
            await work.records.corrections.add(
                Correction(
                    id=work.desk.tokens.identifier(),
                    ticket_id=work.ticket.id,
                    what=kept_text(value.what),
                    old_value=kept_text(value.old),
                    new_value=kept_text(value.new),
                    staff_id=person.id,
                    at=work.now,
                )
            )
            return Entry("case.corrected")

        typed = {"what": value.what, "old": value.old, "new": value.new}
        return await change(self.desk, Press(reference, person, slip, "correct", typed), act)

    async def remove(self, reference: str, person: Person, slip: Slip, correction_id: str) -> Answer:
        """Takes a value back that was written down by mistake; raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if (refused := _fault_of_case(work)) is not None:
                return refused
            if not await work.records.corrections.remove(work.ticket.id, correction_id):
                return Refused(Refusal.NOT_NOW)
            return Entry("case.correction_removed")

        return await change(self.desk, Press(reference, person, slip, "uncorrect", {"correction": correction_id}), act)


def may_correct(ticket: Ticket, person_id: str) -> bool:
    return ticket.holder_id == person_id and ticket.kind == Kind.RECTIFICATION and ticket.status in WORKED_ON


def _fault_of_case(work: Work) -> Refused | None:
    if not work.is_mine:
        return Refused(Refusal.NOT_YOURS)
    return None if may_correct(work.ticket, work.person.id) else Refused(Refusal.NOT_NOW)
