"""What waits for a second person: the list, the frozen content, and the two answers to it (A10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Answer, Changed, Done, Refused, UnknownCase
from bot.desk.approving import Action, Approving, Shown, Waiting
from bot.desk.roles import Role
from bot.staff.case_page import Notice
from bot.staff.case_parts import moment, name_of
from bot.staff.cases import CasePages, status_of
from bot.staff.forms import slip_of
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.urgency import Urgency, urgency_of, weekday_date
from bot.staff.wordbook import Words
from bot.store.tables import Ticket

PLACE = "approvals"


@dataclass(frozen=True)
class WaitingRow:
    reference: str
    kind: str
    due: str
    urgency: Urgency


@dataclass(frozen=True)
class ApprovalsPage:
    template: ClassVar[str] = "approvals.html"
    frame: Frame
    rows: tuple[WaitingRow, ...]


@dataclass(frozen=True)
class Part:
    """A part of the frozen content; `is_long` is shown as a sheet of paper."""

    label: str
    text: str
    is_long: bool


@dataclass(frozen=True)
class ApprovalPage:
    """`alone` says from when the preparer may approve, where one person works alone; `copy` leads to the copy that waits to be released."""

    template: ClassVar[str] = "approval.html"
    frame: Frame
    reference: str
    version: int
    approval: str
    title: str
    kind: str
    action: str
    urgency: Urgency
    about: str
    alone: str
    language: str
    parts: tuple[Part, ...]
    copy: str
    may_decide: bool
    reason: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class Typed:
    """What was typed and not stored, and what is wrong with it."""

    reason: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True)
class ApprovalPages:
    approving: Approving
    cases: CasePages
    renderer: Renderer
    framing: Framing

    async def show_all(self, request: web.Request) -> web.Response:
        tickets, frame = await self.approving.waiting_cases(), self.framing.frame(request, PLACE)
        today = oslo_date(self.approving.desk.clock())
        return self.renderer.response(ApprovalsPage(frame, tuple(_row(ticket, frame.words, today) for ticket in tickets)))

    async def show(self, request: web.Request) -> web.Response:
        return await self._page(request, Typed())

    async def approve(self, request: web.Request) -> web.StreamResponse:
        form, reference = form_of(request), request.match_info["reference"]
        person = session_of(request).person
        try:
            answer = await self.approving.approve(reference, person, slip_of(form), form.get("approval", ""))
        except UnknownCase:
            raise web.HTTPNotFound from None
        return await self._answered(request, "approve", answer)

    async def reject(self, request: web.Request) -> web.StreamResponse:
        form, reference = form_of(request), request.match_info["reference"]
        person, text = session_of(request).person, form.get("text", "")
        try:
            answer = await self.approving.reject(reference, person, slip_of(form), form.get("approval", ""), text)
        except UnknownCase:
            raise web.HTTPNotFound from None
        return await self._answered(request, "reject", answer)

    async def _answered(self, request: web.Request, name: str, answer: Answer) -> web.StreamResponse:
        words, reference = self.framing.frame(request).words, request.match_info["reference"]
        reason = form_of(request).get("text", "")
        match answer:
            case Done():
                raise web.HTTPSeeOther(f"/staff/cases/{reference}?done={name}")
            case Changed() as changed:
                return await self.cases.page(request, reference, changed=changed, status=HTTPStatus.CONFLICT)
            case Refused() as refused:
                problem = words(f"refusal.{refused.why}")
                notice = Notice("bad", words("case.not_done"), problem)
                problems = {refused.field: problem} if refused.field else {}
                return await self._page(request, Typed(reason, problems, notice, status_of(refused)))

    async def _page(self, request: web.Request, typed: Typed) -> web.Response:
        reference, session = request.match_info["reference"], session_of(request)
        try:
            waiting = await self.approving.look(reference, session.person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        frame, now = self.framing.frame(request, PLACE), self.approving.desk.clock()
        if waiting is None:
            notice = typed.notice or Notice("warning", frame.words("approvals.gone"))
            return await self.cases.page(request, reference, notice=notice, status=HTTPStatus.CONFLICT)
        may_decide = session.person.role is Role.PRIVACY_OFFICER
        return self.renderer.response(_approval_page(frame, waiting, now, typed, may_decide=may_decide), typed.status)


def _row(ticket: Ticket, words: Words, today: date) -> WaitingRow:
    return WaitingRow(ticket.reference, words(f"kind.{ticket.kind}"), weekday_date(ticket.due_on, words), urgency_of(ticket, today, words))


def _approval_page(frame: Frame, waiting: Waiting, now: datetime, typed: Typed, *, may_decide: bool) -> ApprovalPage:
    words, ticket, approval = frame.words, waiting.ticket, waiting.approval
    today = oslo_date(now)
    name, at = name_of(approval.prepared_by, waiting.people, words), moment(approval.prepared_at, words, today)
    alone = approval.not_before
    return ApprovalPage(
        frame=frame,
        reference=ticket.reference,
        version=ticket.version,
        approval=approval.id,
        title=words("approvals.look", reference=ticket.reference),
        kind=words(f"kind.{ticket.kind}"),
        action=words(f"approval_action.{approval.action}"),
        urgency=urgency_of(ticket, today, words),
        about=words("approvals.about", name=name, at=at),
        alone=words("approvals.alone", at=moment(alone, words, today)) if alone is not None else "",
        language=ticket.language,
        parts=tuple(_part(one, words) for one in waiting.frozen.shown),
        copy=f"/staff/cases/{ticket.reference}/copy" if approval.action == Action.RELEASE else "",
        may_decide=may_decide,
        reason=typed.reason,
        problems=typed.problems,
        notice=typed.notice,
    )


def _part(shown: Shown, words: Words) -> Part:
    text = words(shown.text) if shown.is_word else shown.text
    return Part(words(shown.label), text, is_long="\n" in text)
