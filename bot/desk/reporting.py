"""The report of a case (R26): what was done when by whom, gathered from the facts of its handling and from the log.

It outlives its person's data: of a case that was emptied the facts are left, of one that was erased the log.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.answers.dates import oslo_date
from bot.contents import Contents
from bot.desk.answers import Person, UnknownCase
from bot.desk.casework import Desk
from bot.desk.letter_states import ended_at, state_of
from bot.desk.report_form import (
    Blocked,
    CaseReport,
    Counted,
    Dates,
    Delivered,
    Ending,
    Handling,
    Notice,
    Review,
    Search,
    Step,
)
from bot.desk.roles import may_follow
from bot.store.approvals import OVERTAKEN
from bot.store.copies import EVIDENCE
from bot.store.records import Records
from bot.store.stripping import ALONE
from bot.store.tables import Approval, AuditEntry, ChecklistLine, Letter, Release, Restriction, StaffAccount, Ticket
from bot.tickets.checklist import Result
from bot.tickets.extension import ExtensionGround
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome, is_refusal_late
from bot.tickets.registration import Channel, Delivery, IdentityCheck
from bot.tickets.restricting import RestrictionGround
from bot.tickets.statuses import Status

REPORTED = "case.report_read"
DOWNLOADED = "copy.downloaded"
NAMES_SOMEBODY = frozenset({"code.sent"})
"""Entries whose result hints at an address."""


async def report_case(desk: Desk, reference: str, person: Person, form: str) -> CaseReport:
    """The report, and an entry that this person read it, in which form; raises UnknownCase."""
    async with desk.database.transaction() as records:
        ticket = await records.cases.find_by_reference(reference)
        history = await records.audit.of_subject(reference)
        if not may_follow(person.role, person.id, ticket) or not (ticket or history):
            raise UnknownCase
        people = {account.id: account for account in await records.accounts.all()}
        now = desk.clock()
        report = await _gather(records, desk.contents, reference, ticket, history, people, now, person)
        await records.audit.append(now, person.id, REPORTED, reference, form)
    return report


async def _gather(
    records: Records,
    contents: Contents,
    reference: str,
    ticket: Ticket | None,
    history: Sequence[AuditEntry],
    people: Mapping[str, StaffAccount],
    now: datetime,
    person: Person,
) -> CaseReport:
    key = ticket.id if ticket is not None else ""
    files = await records.copies.files_of(key)
    recipients = frozenset(system.id for system in contents.systems if system.recipient)
    evidence = sum(file.purpose == EVIDENCE for file in files)
    return CaseReport(
        reference=reference,
        made_at=now,
        made_by=person.name,
        handling=_handling(ticket, people, now) if ticket is not None else None,
        searches=tuple(_search(line, recipients, people) for line in await records.checklists.of_ticket(key)),
        letters=tuple(_notice(letter) for letter in await records.letters.of_ticket(key)),
        reviews=tuple(_review(approval, ticket, people) for approval in await records.approvals.of_ticket(key)),
        copies=tuple(_copy(release, people) for release in reversed(await records.releases.listed(key))),
        downloads=tuple(entry.at for entry in history if entry.action == DOWNLOADED),
        restrictions=tuple(_blocked(one, people) for one in await records.restrictions.of_ticket(key)),
        left_out=tuple(Ground(one.ground) for one in await records.copies.withheld_of(key)),
        breaches=tuple(breach.reference for breach in await records.breaches.of_ticket(key)),
        erased_at=tuple(one.at for one in await records.erasures.all() if one.reference == reference),
        counted=Counted(
            notes=len(await records.checklists.notes_of(key)),
            files=len(files) - evidence,
            evidence=evidence,
            corrections=len(await records.corrections.of_ticket(key)),
        ),
        log=tuple(_step(entry, people) for entry in history),
    )


def _handling(ticket: Ticket, people: Mapping[str, StaffAccount], now: datetime) -> Handling:
    is_known = ticket.verified_at is not None
    return Handling(
        kind=Kind(ticket.kind),
        channel=Channel(ticket.channel),
        status=Status(ticket.status),
        held_by=_name(ticket.holder_id, people),
        identity_check=IdentityCheck(ticket.identity_check or IdentityCheck.CODE) if is_known else None,
        verified_at=ticket.verified_at,
        is_on_record=ticket.is_on_record,
        delivery=Delivery(ticket.delivery),
        extension_ground=ExtensionGround(ticket.extension_ground) if ticket.extension_ground else None,
        dates=Dates(**{name: getattr(ticket, name) for name in Dates.model_fields}),
        ending=_ending(ticket, ticket.closed_at) if ticket.closed_at is not None else None,
    )


def _ending(ticket: Ticket, closed_at: datetime) -> Ending:
    outcome = Outcome(ticket.outcome) if ticket.outcome else None
    ground, ended_on = Ground(ticket.ground) if ticket.ground else None, oslo_date(closed_at)
    return Ending(
        outcome=outcome,
        ground=ground,
        article=ground.article if ground is not None else "",
        days=(ended_on - ticket.received_on).days,
        is_in_time=ended_on <= ticket.due_on,
        is_refusal_late=outcome is not None and is_refusal_late(outcome, ended_on, ticket.first_due_on),
        merged_into=ticket.merged_into or "",
    )


def _search(line: ChecklistLine, recipients: frozenset[str], people: Mapping[str, StaffAccount]) -> Search:
    return Search(
        system=line.system,
        is_recipient=line.system in recipients,
        result=Result(line.result) if line.result else None,
        kept_law=line.kept_law or "",
        kept_until=line.kept_until,
        due_on=line.due_on,
        done_by=_name(line.done_by, people),
        done_at=line.done_at,
    )


def _notice(letter: Letter) -> Notice:
    return Notice(kind=letter.kind, state=state_of(letter), written_at=letter.written_at, ended_at=ended_at(letter), tries=letter.tries)


def _review(approval: Approval, ticket: Ticket | None, people: Mapping[str, StaffAccount]) -> Review:
    """Nothing waits for a case that is not in review: what was left undecided lapsed when the case went another way."""
    is_in_review = ticket is not None and ticket.status == Status.IN_REVIEW
    return Review(
        action=approval.action,
        prepared_by=_name(approval.prepared_by, people),
        prepared_at=approval.prepared_at,
        not_before=approval.not_before,
        decision=approval.decision or ("" if is_in_review else OVERTAKEN),
        decided_by=_name(approval.decided_by, people),
        decided_at=approval.decided_at,
        is_alone=approval.reason == ALONE,
    )


def _copy(release: Release, people: Mapping[str, StaffAccount]) -> Delivered:
    facts = {name: getattr(release, name) for name in Delivered.model_fields if name != "made_by"}
    return Delivered(made_by=_name(release.made_by, people), **facts)


def _blocked(one: Restriction, people: Mapping[str, StaffAccount]) -> Blocked:
    return Blocked(
        ground=RestrictionGround(one.ground),
        since=one.since,
        notified_at=one.notified_at,
        lifted_at=one.lifted_at,
        lifted_by=_name(one.lifted_by, people),
    )


def _step(entry: AuditEntry, people: Mapping[str, StaffAccount]) -> Step:
    return Step(
        seq=entry.seq,
        at=entry.at,
        by=_name(entry.actor, people),
        action=entry.action,
        result="" if entry.action in NAMES_SOMEBODY else _name(entry.result, people),
        reason=entry.reason,
        digest=entry.digest,
    )


def _name(text: str | None, people: Mapping[str, StaffAccount]) -> str:
    """A colleague's name in place of the id; anything else as it is."""
    if text is None:
        return ""
    return people[text].name if text in people else text
