"""The one extension of a case's date. The new date and the letter that tells it are one transaction (D9); dates are computed (D13)."""

from dataclasses import dataclass, replace

from bot.answers.dates import oslo_date, written_date
from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.drafts import Draft, draft_of, language_of
from bot.desk.seeing import get_case
from bot.desk.texts import LONGEST_REASONS, fault_of, kept_text
from bot.mail.letters import EmptyPart
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.deadlines import extended
from bot.tickets.extension import ExtensionFault, ExtensionGround, Standing, faults_of_extension
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status

LETTER = "extended"

_REFUSALS = {
    ExtensionFault.KIND: Refused(Refusal.NOT_EXTENDABLE),
    ExtensionFault.STATUS: Refused(Refusal.NOT_NOW),
    ExtensionFault.TWICE: Refused(Refusal.EXTENDED_BEFORE),
    ExtensionFault.TOO_LATE: Refused(Refusal.TOO_LATE),
    ExtensionFault.GROUND_MISSING: Refused(Refusal.UNKNOWN_CHOICE, "ground"),
    ExtensionFault.REASONS_MISSING: Refused(Refusal.TEXT_MISSING, "reasons"),
}


@dataclass(frozen=True)
class Extension:
    """As chosen in the console; `reasons` are for the letter. `is_marketing` is asked for objections alone (R22)."""

    ground: ExtensionGround | None
    reasons: str
    is_marketing: bool = True

    @property
    def typed(self) -> dict[str, str]:
        return {"ground": self.ground or "", "reasons": self.reasons, "marketing": "yes" if self.is_marketing else "no"}


@dataclass(frozen=True)
class Extending:
    """Previews and extends."""

    desk: Desk

    async def preview(self, reference: str, person: Person, extension: Extension) -> Draft | Refused:
        """The exact letter, without a change to anything; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            return self._draft(records, ticket, person, _kept(extension))

    async def extend(self, reference: str, person: Person, slip: Slip, extension: Extension, fingerprint: str) -> Answer:
        """Sends the letter that was looked at and moves the date, or says that the letter would be another by now."""
        kept = _kept(extension)

        async def act(work: Work) -> Entry | Refused:
            ticket = work.ticket
            draft = self._draft(work.records, ticket, person, kept)
            if isinstance(draft, Refused):
                return draft
            if draft.fingerprint != fingerprint:
                return Refused(Refusal.LETTER_CHANGED)
            ticket.due_on, ticket.extended_at = extended(ticket.received_on), work.now
            ticket.extension_ground, ticket.extension_reasons = kept.ground, kept.reasons
            post = self.desk.post(work.records, work.now)
            await post.to_requester(LETTER, ticket, language_of(ticket), self._values(ticket, kept))
            return Entry("case.extended", ticket.due_on.isoformat(), kept.ground or "")

        answer = await change(self.desk, Press(reference, person, slip, "extend", kept.typed), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    def _draft(self, records: Records, ticket: Ticket, person: Person, extension: Extension) -> Draft | Refused:
        if ticket.holder_id != person.id:
            return Refused(Refusal.NOT_YOURS)
        now = self.desk.clock()
        faults = faults_of_extension(standing_of(ticket, extension), oslo_date(now), extension.ground, extension.reasons)
        if faults:
            return _REFUSALS[faults[0]]
        if (fault := fault_of(extension.reasons, LONGEST_REASONS, is_needed=True)) is not None:
            return Refused(fault, "reasons")
        post, language = self.desk.post(records, now), language_of(ticket)
        try:
            letter = post.draft(LETTER, language, {**post.facts_of(ticket, language), **self._values(ticket, extension)})
        except EmptyPart:
            return Refused(Refusal.TEXT_MISSING, "reasons")
        return draft_of(ticket, letter, extension.typed) or Refused(Refusal.NO_ADDRESS)

    def _values(self, ticket: Ticket, extension: Extension) -> dict[str, str]:
        language, ground = language_of(ticket), extension.ground
        return {
            "due": written_date(extended(ticket.received_on), language),
            "first_due": written_date(ticket.first_due_on, language),
            "ground": self.desk.contents.letters.ground_label(ground, language) if ground is not None else "",
            "handler_text": extension.reasons,
        }


def standing_of(ticket: Ticket, extension: Extension) -> Standing:
    return Standing(
        kind=Kind(ticket.kind),
        status=Status(ticket.status),
        first_due_on=ticket.first_due_on,
        is_extended=ticket.extended_at is not None,
        is_marketing=extension.is_marketing,
    )


def _kept(extension: Extension) -> Extension:
    return replace(extension, reasons=kept_text(extension.reasons.strip()))
