"""The page of one case, put together from what the desk gathered. It decides what is offered, never what is allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from bot.answers.dates import oslo_date
from bot.contents import Contents
from bot.desk.answers import person_of
from bot.desk.moves import can_hold
from bot.desk.roles import Role
from bot.desk.views import CaseView
from bot.staff import case_parts
from bot.staff.case_lines import LineRow, lines_of
from bot.staff.case_links import Link, links_of
from bot.staff.case_parts import Choice, DateFact, FileLink, Flag, HistoryRow, LetterRow, NoteRow, Timeline
from bot.staff.frames import Frame
from bot.staff.urgency import Urgency, urgency_of
from bot.staff.waiting import Waiting, waiting_of
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome, is_refusal_late
from bot.tickets.registration import IdentityCheck
from bot.tickets.statuses import OPEN, WORKED_ON, Status
from bot.verification.address import looks_alike


@dataclass(frozen=True)
class Typed:
    """What a form brought that was not stored: shown again, never lost. `problems` says by field what is wrong."""

    form: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """`tone` is good, warning or bad."""

    tone: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Kept:
    """Something typed for which the page has no form any more."""

    label: str
    text: str


@dataclass(frozen=True)
class Offers:
    """Which forms the page has."""

    claim: str
    hand_over: bool
    wait: bool
    release: bool
    checklist: bool
    finish: bool
    reopen: bool
    approval: bool
    identity: bool


@dataclass(frozen=True)
class OtherCase:
    reference: str
    kind: str
    status: str


@dataclass(frozen=True)
class Ended:
    """How a closed case ended, and where the wish lives on; `late` is set when a refusal came after the first month (D10)."""

    outcome: str
    ground: str
    forwarded_to: str
    merged_into: str
    reasons: str
    at: str
    late: str


@dataclass(frozen=True)
class CasePage:
    template: ClassVar[str] = "case.html"
    frame: Frame
    reference: str
    version: int
    title: str
    kind: str
    status: str
    status_name: str
    urgency: Urgency
    address: str
    is_disguised: bool
    verified: str
    delivery: str
    postal_address: str
    language: str
    language_name: str
    channel: str
    said: str
    flags: tuple[Flag, ...]
    dates: tuple[DateFact, ...]
    timeline: Timeline
    holder: str
    is_mine: bool
    offers: Offers
    colleagues: tuple[Choice, ...]
    identity_checks: tuple[Choice, ...]
    lines: tuple[LineRow, ...]
    progress: str
    open_lines: int
    notes: tuple[NoteRow, ...]
    letters: tuple[LetterRow, ...]
    failed_letters: int
    history: tuple[HistoryRow, ...]
    readings: tuple[HistoryRow, ...]
    others: tuple[OtherCase, ...]
    links: tuple[Link, ...]
    files: tuple[FileLink, ...]
    ended: Ended | None
    notice: Notice | None
    waiting: tuple[Waiting, ...]
    kept: tuple[Kept, ...]
    typed: Typed


def case_page(
    frame: Frame, view: CaseView, me: StaffAccount, contents: Contents, now: datetime, today: date, typed: Typed, notice: Notice | None
) -> CasePage:
    words, ticket = frame.words, view.ticket
    status, is_mine = Status(ticket.status), ticket.holder_id == me.id
    is_closed = status is Status.CLOSED
    urgency = urgency_of(ticket, today, words)
    holder = view.people.get(ticket.holder_id or "")
    offers = _offers(view, me)
    systems = {system.id: system for system in contents.systems}
    lines = lines_of(view, systems, typed.values if typed.form == "checklist" else {}, typed.problems, today, words)
    open_lines = sum(not line.result for line in lines)
    letters = case_parts.letters_of(view, today, words)
    return CasePage(
        frame=frame,
        reference=ticket.reference,
        version=ticket.version,
        title=words("case.title", kind=words(f"kind.{ticket.kind}"), reference=ticket.reference),
        kind=words(f"kind.{ticket.kind}"),
        status=status,
        status_name=words(f"status.{status}"),
        urgency=urgency,
        address=ticket.address or "",
        is_disguised=ticket.address is not None and looks_alike(ticket.address),
        verified=case_parts.identity_of(ticket, words, today),
        delivery=words(f"delivery.{ticket.delivery}"),
        postal_address=ticket.postal_address,
        language=ticket.language,
        language_name=words(f"language.in_{ticket.language}"),
        channel=words(f"channel.{ticket.channel}") if f"channel.{ticket.channel}" in words else ticket.channel,
        said=ticket.words,
        flags=case_parts.flags_of(ticket, words),
        dates=case_parts.dates_of(ticket, today, words),
        timeline=case_parts.timeline_of(ticket, today),
        holder=holder.name if holder is not None else "",
        is_mine=is_mine,
        offers=offers,
        colleagues=_colleagues(view, me, typed),
        identity_checks=tuple(Choice(one, words(f"identity.{one}"), is_chosen=False) for one in IdentityCheck),
        lines=lines,
        progress=words("line.progress", done=len(lines) - open_lines, total=len(lines)),
        open_lines=open_lines,
        notes=tuple(
            NoteRow(case_parts.name_of(note.staff_id, view.people, words), case_parts.moment(note.at, words, today), note.text)
            for note in view.notes
        ),
        letters=letters,
        failed_letters=sum(letter.state in {"failed", "bounced"} for letter in letters),
        history=case_parts.history_of(view, today, words),
        readings=case_parts.readings_of(view, today, words),
        others=tuple(OtherCase(other.reference, words(f"kind.{other.kind}"), words(f"status.{other.status}")) for other in view.others),
        links=links_of(view, me, today, words),
        files=case_parts.files_of(view),
        ended=_ended(view, today, frame) if is_closed else None,
        notice=notice,
        waiting=waiting_of(view, person_of(me), words),
        kept=_kept(typed, offers, lines, frame),
        typed=typed,
    )


def _offers(view: CaseView, me: StaffAccount) -> Offers:
    ticket = view.ticket
    status, is_mine = Status(ticket.status), ticket.holder_id == me.id
    works = is_mine and status in WORKED_ON
    is_held = ticket.holder_id is not None
    steers = works or (Role(me.role) is Role.PRIVACY_OFFICER and is_held and status in OPEN)
    return Offers(
        claim=_claim(status, is_mine=is_mine, is_held=is_held),
        hand_over=steers,
        wait=works,
        release=steers,
        checklist=works and bool(view.lines),
        finish=works,
        approval=status is Status.IN_REVIEW,
        identity=works and ticket.verified_at is None and Kind(ticket.kind).needs_code,
        reopen=status is Status.CLOSED and (ticket.verified_at is not None or not Kind(ticket.kind).needs_code),
    )


def _claim(status: Status, *, is_mine: bool, is_held: bool) -> str:
    """Which words the button has; none when there is nothing to take."""
    if status not in OPEN or (is_mine and status is Status.IN_PROGRESS):
        return ""
    if is_mine:
        return "resume"
    return "take_over" if is_held else "claim"


def _colleagues(view: CaseView, me: StaffAccount, typed: Typed) -> tuple[Choice, ...]:
    chosen = typed.values.get("colleague", "") if typed.form == "hand_over" else ""
    able = [one for one in view.people.values() if can_hold(one) and one.id not in {me.id, view.ticket.holder_id}]
    return tuple(Choice(one.id, one.name, one.id == chosen) for one in able)


def _ended(view: CaseView, today: date, frame: Frame) -> Ended:
    ticket, words = view.ticket, frame.words
    return Ended(
        outcome=words(f"outcome.{ticket.outcome}") if ticket.outcome else "",
        ground=words(f"ground.{ticket.ground}") if ticket.ground else "",
        forwarded_to=ticket.forwarded_to,
        merged_into=ticket.merged_into or "",
        reasons=ticket.reasons or "",
        at=case_parts.moment(ticket.closed_at, words, today) if ticket.closed_at is not None else "",
        late=words("case.refused_late") if _is_refused_late(ticket) else "",
    )


def _is_refused_late(ticket: Ticket) -> bool:
    if ticket.closed_at is None or not ticket.outcome:
        return False
    return is_refusal_late(Outcome(ticket.outcome), oslo_date(ticket.closed_at), ticket.first_due_on)


def _kept(typed: Typed, offers: Offers, lines: tuple[LineRow, ...], frame: Frame) -> tuple[Kept, ...]:
    """What was typed in a form that the page does not have now."""
    if not typed.form or typed.form == "note" or getattr(offers, typed.form, False):
        return ()
    if typed.form == "checklist":
        return tuple(
            Kept(line.system, "\n".join(filter(None, (choice.label, line.note))))
            for line in lines
            if line.is_unsaved
            for choice in line.results
            if choice.is_chosen
        )
    text = typed.values.get("text", "") or typed.values.get("reasons", "")
    return (Kept(frame.words("case.your_text"), text),) if text else ()
