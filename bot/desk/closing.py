"""How a case ends: a person decides, the letter is looked at, and case and letter are stored in one transaction.

Nothing here chooses an outcome (R25). What would be unlawful is refused with its faults (R9, R10, R14, R22).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.content import Language
from bot.contents import Contents
from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip, UnknownCase
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.texts import LONGEST_REASONS, fault_of, kept_text
from bot.mail.letters import EmptyPart, LetterText
from bot.store.records import Records
from bot.store.tables import ChecklistLine, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome, faults_of
from bot.tickets.statuses import Move, Status, may_move

_TELLS_LINES = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_FOUND})
"""Letters that say where we looked; in others a list of places would only puzzle."""


@dataclass(frozen=True)
class Choice:
    """A decision as chosen in the console. `is_marketing` is asked for objections alone (R22)."""

    decision: Decision
    is_marketing: bool = True

    @property
    def typed(self) -> dict[str, str]:
        one = self.decision
        return {"outcome": one.outcome, "ground": one.ground or "", "reasons": one.reasons, "marketing": str(self.is_marketing)}


@dataclass(frozen=True)
class Preview:
    """The letter that closing would send; None when no address is known. `choice` is as it would be kept."""

    ticket: Ticket
    choice: Choice
    letter: LetterText | None
    fingerprint: str


@dataclass(frozen=True)
class Closing:
    """Previews and closes."""

    desk: Desk

    async def preview(self, reference: str, person: Person, choice: Choice) -> Preview | Refused:
        """The exact letter, without a change to anything; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await records.cases.find_by_reference(reference)
            if ticket is None:
                raise UnknownCase
            return await self._draft(records, ticket, person, _kept(choice))

    async def close(self, reference: str, person: Person, slip: Slip, choice: Choice, fingerprint: str) -> Answer:
        """Closes the case with the letter that was looked at, or says that it would be another by now."""
        kept = _kept(choice)

        async def act(work: Work) -> Entry | Refused:
            draft = await self._draft(work.records, work.ticket, person, kept)
            if isinstance(draft, Refused):
                return draft
            if draft.fingerprint != fingerprint:
                return Refused(Refusal.LETTER_CHANGED)
            if (refused := work.move(Move.CLOSE)) is not None:
                return refused
            await self._send(work, kept)
            decision, ticket = kept.decision, work.ticket
            ticket.outcome, ticket.ground, ticket.reasons = decision.outcome, decision.ground, decision.reasons or None
            ticket.closed_at = work.now
            return Entry("case.closed", decision.outcome, decision.ground or "")

        answer = await change(self.desk, Press(reference, person, slip, "close", kept.typed), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    async def _draft(self, records: Records, ticket: Ticket, person: Person, choice: Choice) -> Preview | Refused:
        kind, decision = Kind(ticket.kind), choice.decision
        if ticket.holder_id != person.id:
            return Refused(Refusal.NOT_YOURS)
        if not may_move(kind, Status(ticket.status), Move.CLOSE):
            return Refused(Refusal.NOT_NOW)
        if (fault := fault_of(decision.reasons, LONGEST_REASONS, is_needed=False)) is not None:
            return Refused(fault, "reasons")
        lines = await records.checklists.of_ticket(ticket.id)
        open_lines = sum(line.result is None for line in lines)
        faults = faults_of(decision, kind, open_lines, is_marketing=choice.is_marketing)
        if faults:
            return Refused(Refusal.UNLAWFUL, faults=faults)
        if kind is Kind.QUESTION and decision.outcome is Outcome.FULFILLED and not decision.reasons:
            return Refused(Refusal.TEXT_MISSING, "reasons")
        try:
            letter = self._letter(records, ticket, decision, lines)
        except EmptyPart:
            return Refused(Refusal.TEXT_MISSING, "reasons")
        return Preview(ticket, choice, letter, _fingerprint(ticket, letter))

    def _letter(self, records: Records, ticket: Ticket, decision: Decision, lines: Sequence[ChecklistLine]) -> LetterText | None:
        if ticket.address is None:
            return None
        post, language = self.desk.post(records, self.desk.clock()), language_of(ticket)
        values = {**post.facts_of(ticket, language), **_values(self.desk.contents, ticket, decision, lines)}
        return post.draft(f"closed_{decision.outcome}", language, values)

    async def _send(self, work: Work, choice: Choice) -> None:
        lines = await work.records.checklists.of_ticket(work.ticket.id)
        values = _values(self.desk.contents, work.ticket, choice.decision, lines)
        post = self.desk.post(work.records, work.now)
        await post.to_requester(f"closed_{choice.decision.outcome}", work.ticket, language_of(work.ticket), values)


def language_of(ticket: Ticket) -> Language:
    """The language that the requester is written to in."""
    return Language(ticket.language).answered_in


def _kept(choice: Choice) -> Choice:
    decision = choice.decision
    return replace(choice, decision=replace(decision, reasons=kept_text(decision.reasons.strip())))


def _values(contents: Contents, ticket: Ticket, decision: Decision, lines: Sequence[ChecklistLine]) -> dict[str, str]:
    language = language_of(ticket)
    names = {system.id: system.name.in_language(language) for system in contents.systems}
    told = lines if decision.outcome in _TELLS_LINES else ()
    ended = [(names.get(line.system, line.system), line.result) for line in told if line.result is not None]
    return {
        "handler_text": decision.reasons,
        "ground": decision.ground.article if decision.ground is not None else "",
        "lines": contents.letters.lines(ended, Kind(ticket.kind), language),
    }


def _fingerprint(ticket: Ticket, letter: LetterText | None) -> str:
    parts = (ticket.id, ticket.address or "", letter.subject if letter else "", letter.text if letter else "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
