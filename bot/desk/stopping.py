"""Marketing that stops, and a consent that is withdrawn: stopped everywhere, told and closed in one press (R22, R24).

No reason is asked, nothing is weighed, and nothing is deleted by it. The address goes on the stop list as a digest.
"""

from dataclasses import dataclass

from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.drafts import Draft, draft_of, language_of
from bot.desk.line_words import told_lines
from bot.desk.seeing import get_case
from bot.digests import stopped_digest
from bot.store.records import Records
from bot.store.tables import ChecklistLine, Ticket
from bot.tickets.checklist import Result
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.statuses import Move, Status, may_move

LETTER = "stopped"
KINDS = frozenset({Kind.WITHDRAW_CONSENT, Kind.OBJECTION})


@dataclass(frozen=True)
class Stopping:
    desk: Desk

    async def preview(self, reference: str, person: Person) -> Draft | Refused:
        """The exact letter, without a change to anything; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            return await self._draft(records, ticket, person)

    async def stop(self, reference: str, person: Person, slip: Slip, fingerprint: str) -> Answer:
        """Ticks what is open as stopped, puts the address on the stop list, sends the letter and closes the case."""

        async def act(work: Work) -> Entry | Refused:
            records, ticket = work.records, work.ticket
            draft = await self._draft(records, ticket, person)
            if isinstance(draft, Refused):
                return draft
            if draft.fingerprint != fingerprint:
                return Refused(Refusal.LETTER_CHANGED)
            if (refused := work.move(Move.CLOSE)) is not None:
                return refused
            lines = await records.checklists.of_ticket(ticket.id)
            for line in lines:
                if line.result is None:
                    line.result, line.done_by, line.done_at = Result.DONE, person.id, work.now
                    await records.checklists.save(line)
            await records.stops.add(stopped_digest(ticket.address or "", self.desk.settings), work.now)
            more = {"lines": told_lines(self.desk.contents, ticket, lines)}
            await self.desk.post(records, work.now).to_requester(LETTER, ticket, language_of(ticket), more)
            ticket.outcome, ticket.closed_at = Outcome.FULFILLED, work.now
            return Entry("case.stopped", Outcome.FULFILLED)

        answer = await change(self.desk, Press(reference, person, slip, "stop"), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    async def _draft(self, records: Records, ticket: Ticket, person: Person) -> Draft | Refused:
        if ticket.holder_id != person.id:
            return Refused(Refusal.NOT_YOURS)
        if not may_stop(ticket):
            return Refused(Refusal.NOT_NOW)
        if ticket.address is None:
            return Refused(Refusal.NO_ADDRESS)
        lines = [_as_stopped(line) for line in await records.checklists.of_ticket(ticket.id)]
        post, language = self.desk.post(records, self.desk.clock()), language_of(ticket)
        values = {**post.facts_of(ticket, language), "lines": told_lines(self.desk.contents, ticket, lines)}
        return draft_of(ticket, post.draft(LETTER, language, values), {}) or Refused(Refusal.NO_ADDRESS)


def may_stop(ticket: Ticket) -> bool:
    kind, status = Kind(ticket.kind), Status(ticket.status)
    return kind in KINDS and status is not Status.IN_REVIEW and may_move(kind, status, Move.CLOSE)


def _as_stopped(line: ChecklistLine) -> ChecklistLine:
    line.result = line.result or Result.DONE
    return line
