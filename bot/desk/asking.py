"""A question to the requester: the letter is read before it goes, and the case then waits. The dates stay as they are (D11)."""

from dataclasses import dataclass

from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.drafts import Draft, draft_of, language_of
from bot.desk.seeing import get_case
from bot.desk.texts import LONGEST_REASONS, fault_of, kept_text
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Move, Status, may_move

LETTER = "question_to_requester"


@dataclass(frozen=True)
class Asking:
    """Previews and asks. Answers come by e-mail, and staff note them."""

    desk: Desk

    async def preview(self, reference: str, person: Person, text: str) -> Draft | Refused:
        """The exact letter, without a change to anything; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            return self._draft(records, ticket, person, kept_text(text.strip()))

    async def ask(self, reference: str, person: Person, slip: Slip, text: str, fingerprint: str) -> Answer:
        """Sends the letter that was looked at and lets the case wait, or says that the letter would be another by now."""
        kept = kept_text(text.strip())

        async def act(work: Work) -> Entry | Refused:
            draft = self._draft(work.records, work.ticket, person, kept)
            if isinstance(draft, Refused):
                return draft
            if draft.fingerprint != fingerprint:
                return Refused(Refusal.LETTER_CHANGED)
            if (refused := work.move(Move.ASK)) is not None:
                return refused
            post = self.desk.post(work.records, work.now)
            await post.to_requester(LETTER, work.ticket, language_of(work.ticket), {"handler_text": kept})
            return Entry("case.asked")

        answer = await change(self.desk, Press(reference, person, slip, "ask", {"text": kept}), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    def _draft(self, records: Records, ticket: Ticket, person: Person, text: str) -> Draft | Refused:
        if ticket.holder_id != person.id:
            return Refused(Refusal.NOT_YOURS)
        if not may_move(Kind(ticket.kind), Status(ticket.status), Move.ASK):
            return Refused(Refusal.NOT_NOW)
        if (fault := fault_of(text, LONGEST_REASONS, is_needed=True)) is not None:
            return Refused(fault, "text")
        post, language = self.desk.post(records, self.desk.clock()), language_of(ticket)
        letter = post.draft(LETTER, language, {**post.facts_of(ticket, language), "handler_text": text})
        return draft_of(ticket, letter, {"text": text}) or Refused(Refusal.NO_ADDRESS)
