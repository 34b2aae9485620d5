"""What is left out of a copy, and why: others' rights and paragraph 16 alone; the requester is told each (art. 15(4), R10, R13)."""

from dataclasses import dataclass

from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.filing import may_gather
from bot.desk.seeing import VIEWED, get_case
from bot.desk.texts import LONGEST_LINE_NOTE, fault_of, kept_text
from bot.store.tables import Ticket, TicketNote, Withheld
from bot.tickets.grounds import grounds_of_a_part
from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class Omission:
    """Something that is left out: what it is and why, in words for the requester; `note_id` when it is a note of ours."""

    what: str
    why: str
    ground: str
    note_id: str = ""


@dataclass(frozen=True)
class Omitted:
    """A case, what is left out of its copy, and the notes that could be."""

    ticket: Ticket
    withheld: tuple[Withheld, ...]
    notes: tuple[TicketNote, ...]


@dataclass(frozen=True)
class Withholding:
    desk: Desk

    async def look(self, reference: str, person: Person) -> Omitted:
        """The list, and an entry that this person read it; raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            await records.audit.append(self.desk.clock(), person.id, VIEWED, reference)
            notes = await records.checklists.notes_of(ticket.id)
            return Omitted(ticket, await records.copies.withheld_of(ticket.id), notes)

    async def withhold(self, reference: str, person: Person, slip: Slip, omission: Omission) -> Answer:
        """Leaves something out; raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if (refused := _fault_of_case(work)) is not None:
                return refused
            for name, text in (("what", omission.what), ("why", omission.why)):
                if (fault := fault_of(text, LONGEST_LINE_NOTE, is_needed=True)) is not None:
                    return Refused(fault, name)
            if omission.ground not in grounds_of_a_part(work.kind):
                return Refused(Refusal.UNKNOWN_CHOICE, "ground")
            if omission.note_id and omission.note_id not in {one.id for one in await work.records.checklists.notes_of(work.ticket.id)}:
                return Refused(Refusal.UNKNOWN_CHOICE, "note")
            await work.records.copies.withhold(
                Withheld(
                    id=self.desk.tokens.identifier(),
                    ticket_id=work.ticket.id,
                    what=kept_text(omission.what),
                    why=kept_text(omission.why),
                    ground=omission.ground,
                    note_id=omission.note_id or None,
                    staff_id=person.id,
                    at=work.now,
                )
            )
            return Entry("case.withheld", omission.ground)

        return await change(self.desk, Press(reference, person, slip, "withhold", vars(omission)), act)

    async def include(self, reference: str, person: Person, slip: Slip, withheld_id: str) -> Answer:
        """Puts back what was left out; raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if (refused := _fault_of_case(work)) is not None:
                return refused
            if not await work.records.copies.no_longer_withhold(work.ticket.id, withheld_id):
                return Refused(Refusal.ALREADY_GONE)
            return Entry("case.included")

        return await change(self.desk, Press(reference, person, slip, "include", {"withheld": withheld_id}), act)


def _fault_of_case(work: Work) -> Refused | None:
    return may_gather(work) if Kind(work.kind).gets_copy else Refused(Refusal.NOT_NOW)
