"""The erasure that a case of deletion asks for: looked at row by row, approved by a second person, done in one transaction (A10, A11)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.content import Language
from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.approving import Action, Frozen, Shown, prepare
from bot.desk.casework import Act, Desk, Entry, Press, Work, change
from bot.desk.erasing import Survey, What, erase, survey
from bot.desk.seeing import VIEWED, get_case
from bot.digests import erased_digest
from bot.store.records import Records
from bot.store.tables import Approval, Erasure, Ticket
from bot.tickets.checklist import ASSISTANT, Result
from bot.tickets.kinds import Kind
from bot.tickets.statuses import OPEN


@dataclass(frozen=True)
class Looked:
    """What would be erased now. `held_by` are cases because of which nothing may be; `erased_at` when it was last done."""

    ticket: Ticket
    survey: Survey
    held_by: tuple[Ticket, ...]
    erased_at: datetime | None


@dataclass(frozen=True)
class Erasing:
    """Previews, prepares and carries out."""

    desk: Desk

    async def look(self, reference: str, person: Person) -> Looked | Refused:
        """What goes and what stays, and an entry that this person read it; raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            looked = await self._looked(records, ticket, person.id)
            if isinstance(looked, Looked):
                await records.audit.append(self.desk.clock(), person.id, VIEWED, reference)
            return looked

    async def submit(self, reference: str, person: Person, slip: Slip, fingerprint: str) -> Answer:
        """Puts what was looked at before a second person, or says that it would be something else by now."""

        async def act(work: Work) -> Entry | Refused:
            looked = await self._looked(work.records, work.ticket, person.id)
            if isinstance(looked, Refused):
                return looked
            if looked.held_by:
                return Refused(Refusal.HELD)
            if fingerprint_of(looked.survey) != fingerprint:
                return Refused(Refusal.ROWS_CHANGED)
            return await prepare(work, Action.ERASURE, _frozen(looked.survey), fingerprint)

        answer = await change(self.desk, Press(reference, person, slip, "erase", {"rows": fingerprint}), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    async def execute(self, _reference: str, approval: Approval) -> Act:
        """The act erases what was approved."""
        return partial(self._erase_as_approved, approval)

    async def _erase_as_approved(self, approval: Approval, work: Work) -> Entry | Refused:
        """Erases as it was approved, never more; writes the journal and ticks the line, in the same transaction."""
        records, ticket = work.records, work.ticket
        looked = await self._looked(records, ticket, approval.prepared_by)
        if isinstance(looked, Refused):
            return looked
        if looked.held_by:
            return Refused(Refusal.HELD)
        if not looked.survey.keys <= set(json.loads(Frozen.read(approval.content).data["keys"])):
            return Refused(Refusal.OVERTAKEN)
        await erase(records, looked.survey, work.now)
        digest = erased_digest(looked.survey.address, self.desk.settings)
        await records.erasures.add(Erasure(id=approval.id, digest=digest, reference=ticket.reference, at=work.now))
        await self._tick(work, looked.survey, approval.prepared_by)
        return Entry("case.erased", looked.survey.written_counts or "nothing")

    async def _looked(self, records: Records, ticket: Ticket, holder_id: str) -> Looked | Refused:
        if ticket.holder_id != holder_id:
            return Refused(Refusal.NOT_YOURS)
        if ticket.kind != Kind.DELETION or ticket.status not in OPEN:
            return Refused(Refusal.NOT_NOW)
        if ticket.address is None:
            return Refused(Refusal.NO_ADDRESS)
        if ticket.verified_at is None:
            return Refused(Refusal.UNVERIFIED)
        erased = [one.at for one in await records.erasures.of_case(ticket.reference)]
        return Looked(
            ticket=ticket,
            survey=await survey(records, ticket.address, self.desk.settings, own=ticket.id),
            held_by=await records.restrictions.what_holds(ticket.address, ticket.id),
            erased_at=erased[-1] if erased else None,
        )

    async def _tick(self, work: Work, found: Survey, staff_id: str) -> None:
        for line in await work.records.checklists.of_ticket(work.ticket.id):
            if line.system == ASSISTANT:
                line.result = Result.DONE
                line.note = self.desk.contents.letters.erased(found.counts, Language.NB)
                line.kept_law = line.kept_until = None
                line.done_by, line.done_at = staff_id, work.now
                await work.records.checklists.save(line)


def fingerprint_of(found: Survey) -> str:
    """Differs when other rows would go. Codes do not count: they go by themselves within a day."""
    parts = sorted(found.keys - {str(What.CODES)})
    return hashlib.sha256("\0".join((found.address, *parts)).encode()).hexdigest()


def _frozen(found: Survey) -> Frozen:
    shown = [Shown(f"erase.what.{what}", str(number)) for what, number in found.counts.items()]
    shown += [Shown("erase.case_goes", one.name) for one in found.going if one.what is What.CASES]
    shown += [Shown(f"erase.stays.{one.why}", one.name or f"{one.what}") for one in found.staying]
    return Frozen(tuple(shown), {"keys": json.dumps(sorted({*found.keys, str(What.CODES)}))})
