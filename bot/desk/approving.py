"""Four eyes (A10). Three rules:

1. What is put before a second person is frozen; it is done exactly so, or not at all.
2. Approving and doing are one transaction, so that nothing can change in between.
3. Whatever else happens to the case meanwhile makes the approval void.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from bot.content import Language
from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.casework import Act, Desk, Entry, Press, Work, change
from bot.desk.roles import Role
from bot.desk.seeing import get_case
from bot.desk.texts import LONGEST_NOTE, fault_of, kept_text
from bot.store.approvals import APPROVED, REJECTED
from bot.store.tables import Approval, StaffAccount, Ticket
from bot.tickets.approvals import alone_from, may_approve
from bot.tickets.statuses import Move, Status


class Action(StrEnum):
    """What can be put before a second person."""

    CLOSING = "closing"
    ERASURE = "erasure"
    RELEASE = "release"


@dataclass(frozen=True)
class Shown:
    """A line of what the approver reads. `label` names words of the console; `text` does, too, when `is_word`."""

    label: str
    text: str
    is_word: bool = False


@dataclass(frozen=True)
class Frozen:
    """What was prepared: what a person reads of it, and what the program needs to do it."""

    shown: tuple[Shown, ...]
    data: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> str:
        return json.dumps({"shown": [asdict(one) for one in self.shown], "data": dict(self.data)}, ensure_ascii=False)

    @classmethod
    def read(cls, content: str) -> "Frozen":
        kept = json.loads(content)
        return cls(tuple(Shown(**one) for one in kept["shown"]), kept["data"])


Executor = Callable[[str, Approval], Awaitable[Act]]
"""Makes ready, before the transaction, what takes long. The act does what was approved for the case of that reference; it refuses
with OVERTAKEN what would no longer be what was frozen."""


@dataclass(frozen=True)
class Waiting:
    """What waits for a case, as its page shows it."""

    ticket: Ticket
    approval: Approval
    frozen: Frozen
    people: Mapping[str, StaffAccount]


async def prepare(work: Work, action: Action, frozen: Frozen, fingerprint: str) -> Entry | Refused:
    """Puts it before a second person; the case is in review until somebody decides. The approvers get a letter without content."""
    if work.status is not Status.IN_REVIEW and (refused := work.move(Move.REVIEW)) is not None:
        return refused
    settings, now = work.desk.settings, work.now
    await work.records.approvals.add(
        Approval(
            id=work.desk.tokens.identifier(),
            ticket_id=work.ticket.id,
            action=action,
            content=frozen.written(),
            fingerprint=fingerprint,
            prepared_by=work.person.id,
            prepared_at=now,
            not_before=alone_from(now, settings.one_person_hours, is_one_person=settings.one_person),
        )
    )
    post = work.desk.post(work.records, now)
    url = f"{settings.base_url}/staff/cases/{work.ticket.reference}/approval"
    values = {**post.facts_of(work.ticket, Language.NB), "console_url": url}
    await post.write("staff_approval", settings.officer_address, Language.NB, values, work.ticket.id)
    return Entry("case.submitted", action)


@dataclass(frozen=True)
class Approving:
    """Lets a second person decide. `executors` do what each action asks for."""

    desk: Desk
    executors: Mapping[Action, Executor]

    async def waiting_cases(self) -> tuple[Ticket, ...]:
        """The approvers' list, what is due first on top."""
        async with self.desk.database.reading() as records:
            return await records.approvals.waiting_cases()

    async def look(self, reference: str, person: Person) -> Waiting | None:
        """What waits for the case, and an entry that this person read it; None when nothing does. Raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            approval = await records.approvals.find_waiting(ticket.id)
            if approval is None or ticket.status != Status.IN_REVIEW:
                return None
            people = {account.id: account for account in await records.accounts.all()}
            await records.audit.append(self.desk.clock(), person.id, "case.approval_viewed", reference)
        return Waiting(ticket, approval, Frozen.read(approval.content), people)

    async def approve(self, reference: str, person: Person, slip: Slip, approval_id: str) -> Answer:
        """Does what was prepared, in the same transaction; by another person than prepared it."""
        execute = await self._made_ready(reference, person, approval_id)

        async def act(work: Work) -> Entry | Refused:
            approval = await work.records.approvals.find_waiting(work.ticket.id)
            is_waiting = approval is not None and approval.id == approval_id and work.status is Status.IN_REVIEW
            if approval is None or execute is None or not is_waiting:
                return Refused(Refusal.OVERTAKEN)
            if person.role is not Role.PRIVACY_OFFICER:
                return Refused(Refusal.NOT_YOURS)
            if not may_approve(approval.prepared_by, person.id, approval.not_before, work.now):
                return Refused(Refusal.TOO_EARLY if approval.not_before is not None else Refusal.SAME_PERSON)
            entry = await execute(work)
            if isinstance(entry, Refused):
                return entry
            if work.status is Status.IN_REVIEW:
                work.move(Move.CLAIM)
            alone = "alone" if approval.prepared_by == person.id else ""
            await work.records.approvals.decide(approval.id, APPROVED, person.id, work.now, alone)
            await work.records.audit.append(work.now, person.id, "case.approved", reference, approval.action, alone)
            return entry

        answer = await change(self.desk, Press(reference, person, slip, "approve", {"approval": approval_id}), act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    async def reject(self, reference: str, person: Person, slip: Slip, approval_id: str, text: str) -> Answer:
        """Sends it back with a reason; the case is in progress again. Whoever prepared it takes it back by going on with the case."""

        async def act(work: Work) -> Entry | Refused:
            approval = await work.records.approvals.find_waiting(work.ticket.id)
            if approval is None or approval.id != approval_id or work.status is not Status.IN_REVIEW:
                return Refused(Refusal.OVERTAKEN)
            if person.role is not Role.PRIVACY_OFFICER:
                return Refused(Refusal.NOT_YOURS)
            if (fault := fault_of(text, LONGEST_NOTE, is_needed=True)) is not None:
                return Refused(fault, "text")
            if (refused := work.move(Move.CLAIM)) is not None:
                return refused
            await work.note(text)
            await work.records.approvals.decide(approval.id, REJECTED, person.id, work.now, kept_text(text))
            return Entry("case.sent_back", approval.action)

        press = Press(reference, person, slip, "reject", {"approval": approval_id, "text": text})
        return await change(self.desk, press, act)

    async def _made_ready(self, reference: str, person: Person, approval_id: str) -> Act | None:
        """What does the thing that waits; None when it waits no more."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            approval = await records.approvals.find_waiting(ticket.id)
        if approval is None or approval.id != approval_id:
            return None
        return await self.executors[Action(approval.action)](reference, approval)
