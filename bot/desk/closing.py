"""How a case ends: a person decides, the letter is looked at, and case and letter are stored in one transaction.

Nothing here chooses an outcome (R25). What would be unlawful is refused with its faults (R9, R10, R14, R22); what needs a
second person is frozen and put before one (A10).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from bot.answers.dates import oslo_date
from bot.desk.answering import answer_of
from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.approving import Action, Frozen, Shown, prepare
from bot.desk.casework import Act, Desk, Entry, Press, Work, change
from bot.desk.drafts import language_of
from bot.desk.elsewhere import Elsewhere, fault_elsewhere
from bot.desk.ending_letter import ending_letter
from bot.desk.seeing import get_case
from bot.desk.texts import LONGEST_REASONS, fault_of, kept_text
from bot.mail.letters import EmptyPart, LetterText
from bot.post import recipient_of
from bot.store.approvals import APPROVED
from bot.store.records import Records
from bot.store.tables import Approval, ChecklistLine, Ticket
from bot.tickets.approvals import needs_second_person
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome, faults_of, is_refusal_late
from bot.tickets.registration import Delivery
from bot.tickets.statuses import Move, Status, may_move

_FOR_THE_KNOWN = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_FOUND})
"""Ends that tell or change something: first we must know who asks (R7, E5)."""


@dataclass(frozen=True)
class Choice:
    """A decision as chosen in the console. `is_marketing` is asked for objections alone (R22)."""

    decision: Decision
    is_marketing: bool = True
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    @property
    def typed(self) -> dict[str, str]:
        one = self.decision
        return {
            "outcome": one.outcome,
            "ground": one.ground or "",
            "reasons": one.reasons,
            "marketing": "yes" if self.is_marketing else "no",
            "forwarded_to": self.elsewhere.forwarded_to,
            "merged_into": self.elsewhere.merged_into,
        }

    @classmethod
    def of(cls, typed: Mapping[str, str]) -> "Choice":
        """The same from its fields; raises ValueError for an outcome or a ground that does not exist."""
        ground = typed.get("ground", "")
        decision = Decision(Outcome(typed.get("outcome", "")), Ground(ground) if ground else None, typed.get("reasons", ""))
        elsewhere = Elsewhere(typed.get("forwarded_to", ""), typed.get("merged_into", ""))
        return cls(decision, is_marketing=typed.get("marketing") != "no", elsewhere=elsewhere)


@dataclass(frozen=True)
class Preview:
    """The letter that closing would send; None when no address is known. `choice` is as it would be kept.

    `needs_approval`: a second person looks at it before it goes; `is_late`: a refusal that should have gone in the first month.
    """

    ticket: Ticket
    choice: Choice
    letter: LetterText | None
    fingerprint: str
    needs_approval: bool
    is_late: bool


@dataclass(frozen=True)
class Closing:
    """Previews and closes."""

    desk: Desk

    async def preview(self, reference: str, person: Person, choice: Choice) -> Preview | Refused:
        """The exact letter, without a change to anything; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            return await self._draft(records, ticket, person.id, _kept(choice))

    async def close(self, reference: str, person: Person, slip: Slip, choice: Choice, fingerprint: str) -> Answer:
        """Closes the case with the letter that was looked at, or puts it before a second person; or says that it would be another now."""
        kept = _kept(choice)

        async def act(work: Work) -> Entry | Refused:
            draft = await self._draft(work.records, work.ticket, person.id, kept)
            if isinstance(draft, Refused):
                return draft
            if draft.fingerprint != fingerprint:
                return Refused(Refusal.LETTER_CHANGED)
            if draft.needs_approval:
                return await prepare(work, Action.CLOSING, _frozen(draft), draft.fingerprint)
            return await self._close(work, kept)

        answer = await change(self.desk, Press(reference, person, slip, "close", kept.typed), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    async def find_prepared(self, reference: str) -> Mapping[str, str] | None:
        """What was last put before a second person for the case and came back, as it was typed."""
        async with self.desk.database.reading() as records:
            ticket = await records.cases.find_by_reference(reference)
            prepared = await records.approvals.of_ticket(ticket.id) if ticket is not None else ()
        closings = [one for one in prepared if one.action == Action.CLOSING and one.decision != APPROVED]
        return Frozen.read(closings[-1].content).data if closings else None

    async def execute(self, _reference: str, approval: Approval) -> Act:
        """The act closes the case as it was approved."""
        return partial(self._close_as_approved, approval)

    async def _close_as_approved(self, approval: Approval, work: Work) -> Entry | Refused:
        choice = Choice.of(Frozen.read(approval.content).data)
        draft = await self._draft(work.records, work.ticket, approval.prepared_by, choice)
        if isinstance(draft, Refused):
            return draft
        if draft.fingerprint != approval.fingerprint:
            return Refused(Refusal.OVERTAKEN)
        return await self._close(work, choice)

    async def _close(self, work: Work, choice: Choice) -> Entry | Refused:
        if (refused := work.move(Move.CLOSE)) is not None:
            return refused
        await self._send(work, choice)
        decision, ticket, elsewhere = choice.decision, work.ticket, choice.elsewhere
        ticket.outcome, ticket.ground, ticket.reasons = decision.outcome, decision.ground, decision.reasons or None
        ticket.forwarded_to, ticket.merged_into = elsewhere.forwarded_to, elsewhere.merged_into or None
        ticket.closed_at = work.now
        if elsewhere.merged_into:
            await work.records.audit.append(work.now, work.person.id, "case.took_over", elsewhere.merged_into, ticket.reference)
        late = "refusal notice late" if is_refusal_late(decision.outcome, oslo_date(work.now), ticket.first_due_on) else ""
        return Entry("case.closed", decision.outcome, " ".join(filter(None, (decision.ground, late))))

    async def _draft(self, records: Records, ticket: Ticket, holder_id: str, choice: Choice) -> Preview | Refused:
        kind, decision = Kind(ticket.kind), choice.decision
        if ticket.holder_id != holder_id:
            return Refused(Refusal.NOT_YOURS)
        if not may_move(kind, Status(ticket.status), Move.CLOSE):
            return Refused(Refusal.NOT_NOW)
        if (fault := fault_of(decision.reasons, LONGEST_REASONS, is_needed=False)) is not None:
            return Refused(fault, "reasons")
        lines = await records.checklists.of_ticket(ticket.id)
        open_lines = sum(line.result is None for line in lines)
        faults = faults_of(
            decision,
            kind,
            open_lines,
            is_marketing=choice.is_marketing,
            open_points=sum(one.is_open for one in await answer_of(records, self.desk.contents, ticket)),
            withheld=[Ground(one.ground) for one in await records.copies.withheld_of(ticket.id)],
            is_handed_over=await _is_handed_over(records, ticket, self.desk.clock()),
        )
        if kind.needs_code and ticket.verified_at is None and decision.outcome in _FOR_THE_KNOWN:
            return Refused(Refusal.IDENTITY_MISSING, "outcome")
        if faults:
            return Refused(Refusal.UNLAWFUL, faults=faults)
        if (refused := await fault_elsewhere(records, ticket, decision.outcome, choice.elsewhere)) is not None:
            return refused
        if kind is Kind.RESTRICTION and decision.outcome is Outcome.FULFILLED and not await records.restrictions.of_ticket(ticket.id):
            return Refused(Refusal.NOT_RESTRICTED, "outcome")
        if kind is Kind.QUESTION and decision.outcome is Outcome.FULFILLED and not decision.reasons:
            return Refused(Refusal.TEXT_MISSING, "reasons")
        try:
            letter = await self._letter(records, ticket, choice, lines)
        except EmptyPart:
            return Refused(Refusal.TEXT_MISSING, "reasons")
        is_erasure_approved = await records.approvals.has_approved(ticket.id, Action.ERASURE)
        needs_approval = needs_second_person(decision, kind, is_erasure_approved=is_erasure_approved)
        is_late = is_refusal_late(decision.outcome, oslo_date(self.desk.clock()), ticket.first_due_on)
        return Preview(ticket, choice, letter, _fingerprint(ticket, letter), needs_approval, is_late)

    async def _letter(self, records: Records, ticket: Ticket, choice: Choice, lines: Sequence[ChecklistLine]) -> LetterText | None:
        if recipient_of(ticket) is None:
            return None
        post, language = self.desk.post(records, self.desk.clock()), language_of(ticket)
        kind, values = await ending_letter(records, self.desk.contents, ticket, choice.decision, choice.elsewhere, lines)
        return post.draft(kind, language, {**post.facts_of(ticket, language), **values})

    async def _send(self, work: Work, choice: Choice) -> None:
        records, ticket = work.records, work.ticket
        lines = await records.checklists.of_ticket(ticket.id)
        kind, values = await ending_letter(records, self.desk.contents, ticket, choice.decision, choice.elsewhere, lines)
        await self.desk.post(records, work.now).to_requester(kind, ticket, language_of(ticket), values)


async def _is_handed_over(records: Records, ticket: Ticket, now: datetime) -> bool:
    """Whether the copy waits behind a link that works, or was fetched; on paper it goes with the letter (R11)."""
    if ticket.delivery == Delivery.POSTAL:
        return True
    sent = [one for one in await records.releases.listed(ticket.id) if one.revoked_at is None]
    return any(one.first_download_at is not None or (one.expires_at > now and one.wiped_at is None) for one in sent)


def _frozen(draft: Preview) -> Frozen:
    decision, letter = draft.choice.decision, draft.letter
    shown = [Shown("preview.outcome", f"outcome.{decision.outcome}", is_word=True)]
    if decision.ground is not None:
        shown.append(Shown("preview.ground", f"ground.{decision.ground}", is_word=True))
    if letter is not None:
        shown += [Shown("preview.subject", letter.subject), Shown("preview.letter", letter.text)]
    return Frozen(tuple(shown), draft.choice.typed)


def _kept(choice: Choice) -> Choice:
    decision = replace(choice.decision, reasons=kept_text(choice.decision.reasons.strip()))
    return replace(choice, decision=decision, elsewhere=choice.elsewhere.kept_for(decision.outcome))


def _fingerprint(ticket: Ticket, letter: LetterText | None) -> str:
    parts = (ticket.id, recipient_of(ticket) or "", letter.subject if letter else "", letter.text if letter else "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
