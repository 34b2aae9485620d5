"""Requests about one case: the page, and each action on it. Who came too late sees who was first, with all that was typed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Answer, Changed, Done, Person, Refusal, Refused, Slip, UnknownCase
from bot.desk.casework import Desk
from bot.desk.checklist import save_checklist
from bot.desk.moves import Moves
from bot.desk.posting import mark_bounced, mark_posted
from bot.desk.registering import identify
from bot.desk.roles import may_see
from bot.desk.views import CaseView, look_at_case
from bot.staff.case_lines import filled_of
from bot.staff.case_page import Notice, Typed, case_page
from bot.staff.case_parts import moment, name_of
from bot.staff.forms import slip_of
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.wordbook import Words
from bot.tickets.registration import IdentityCheck
from bot.tickets.statuses import Move

BY_CASE = frozenset(
    {
        Refusal.NOT_YOURS,
        Refusal.NOT_NOW,
        Refusal.UNVERIFIED,
        Refusal.LETTER_CHANGED,
        Refusal.SAME_PERSON,
        Refusal.TOO_EARLY,
        Refusal.OVERTAKEN,
        Refusal.NO_ADDRESS,
        Refusal.NOT_EXTENDABLE,
        Refusal.EXTENDED_BEFORE,
        Refusal.TOO_LATE,
        Refusal.HELD,
        Refusal.ROWS_CHANGED,
        Refusal.RESTRICTED_BEFORE,
        Refusal.ANNOUNCED_BEFORE,
        Refusal.ALREADY_GONE,
        Refusal.FILES_TOO_MANY,
        Refusal.POINTS_OPEN,
        Refusal.LINES_OPEN,
        Refusal.COPY_CHANGED,
        Refusal.FILE_BROKEN,
        Refusal.ON_PAPER,
        Refusal.CODES_BLOCKED,
    }
)
"""Refusals for what the case is, and not for what was typed."""

Action = Callable[[str, Person, Slip, Mapping[str, str]], Awaitable[Answer]]

_WAITS = {"requester": Move.ASK, "others": Move.WAIT}
_PLACES = {"checklist": "checklist", "note": "notes", "posted": "letters", "bounced": "letters"}
"""Where on the page one lands after an action."""


@dataclass(frozen=True)
class CasePages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        done = request.query.get("done", "")
        words = self.framing.frame(request).words
        notice = Notice("good", words(f"done.{done}")) if f"done.{done}" in words else None
        return await self.page(request, request.match_info["reference"], notice=notice)

    async def page(
        self,
        request: web.Request,
        reference: str,
        *,
        typed: Typed | None = None,
        notice: Notice | None = None,
        changed: Changed | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        """The case as it stands now; raises HTTPNotFound."""
        session, now = session_of(request), self.desk.clock()
        try:
            view = await look_at_case(self.desk, reference, session.person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        frame, today = self.framing.frame(request, "case"), oslo_date(now)
        if changed is not None:
            notice = changed_notice(changed, view, session.person, frame.words, self.desk)
        page = case_page(frame, view, session.account, self.desk.contents, now, today, typed or Typed(), notice)
        return self.renderer.response(page, status)

    def actions(self) -> Mapping[str, Callable[[web.Request], Awaitable[web.StreamResponse]]]:
        """A handler for each action, by the last part of its address."""
        return {name: self._handler(name.replace("-", "_"), action) for name, action in self._actions().items()}

    async def resume(self, request: web.Request, form: str, reference: str, values: Mapping[str, str]) -> web.Response:
        """The page with a form filled as it was when its session ended."""
        words = self.framing.frame(request).words
        notice = Notice("warning", words("case.resumed.title"), words("case.resumed.text"))
        return await self.page(request, reference, typed=Typed(form.replace("-", "_"), values), notice=notice)

    def _actions(self) -> dict[str, Action]:
        moves = Moves(self.desk)

        async def checklist(reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
            try:
                filled = filled_of(form, oslo_date(self.desk.clock()))
            except ValueError:
                raise web.HTTPBadRequest from None
            return await save_checklist(self.desk, reference, person, slip, filled)

        return {
            "claim": lambda reference, person, slip, _form: moves.claim(reference, person, slip),
            "release": lambda reference, person, slip, _form: moves.release(reference, person, slip),
            "hand-over": lambda reference, person, slip, form: moves.hand_over(
                reference, person, slip, form.get("colleague", ""), form.get("text", "")
            ),
            "wait": lambda reference, person, slip, form: moves.wait(
                reference, person, slip, _WAITS.get(form.get("for", "")), form.get("text", "")
            ),
            "note": lambda reference, person, slip, form: moves.note(reference, person, slip, form.get("text", "")),
            "reopen": lambda reference, person, slip, form: moves.reopen(reference, person, slip, form.get("text", "")),
            "checklist": checklist,
            "posted": lambda reference, person, slip, form: mark_posted(self.desk, reference, person, slip, form.get("letter", "")),
            "bounced": lambda reference, person, slip, form: mark_bounced(
                self.desk, reference, person, slip, form.get("letter", ""), form.get("text", "")
            ),
            "identity": lambda reference, person, slip, form: identify(
                self.desk, reference, person, slip, _check_of(form.get("check", ""))
            ),
        }

    def _handler(self, name: str, action: Action) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            reference, form = request.match_info["reference"], form_of(request)
            try:
                answer = await action(reference, session_of(request).person, slip_of(form), form)
            except UnknownCase:
                raise web.HTTPNotFound from None
            return await self._answered(request, reference, name, answer)

        return handle

    async def _answered(self, request: web.Request, reference: str, name: str, answer: Answer) -> web.StreamResponse:
        match answer:
            case Done(ticket=ticket):
                person = session_of(request).person
                if not may_see(person.role, person.id, ticket):
                    raise web.HTTPSeeOther(f"/staff?done={name}")
                place = f"#{_PLACES[name]}" if name in _PLACES else ""
                raise web.HTTPSeeOther(f"/staff/cases/{reference}?done={name}{place}")
            case Changed() as changed:
                typed = Typed(name, form_of(request))
                return await self.page(request, reference, typed=typed, changed=changed, status=HTTPStatus.CONFLICT)
            case Refused() as refused:
                words = self.framing.frame(request).words
                problem = words(f"refusal.{refused.why}")
                typed = Typed(name, form_of(request), {refused.field: problem} if refused.field else {})
                notice = Notice("bad", words("case.not_done"), problem)
                return await self.page(request, reference, typed=typed, notice=notice, status=status_of(refused))


def _check_of(text: str) -> IdentityCheck | None:
    return IdentityCheck(text) if text in tuple(IdentityCheck) else None


def status_of(refused: Refused) -> HTTPStatus:
    """409 for what the case does not allow now, 422 for what the form lacks."""
    return HTTPStatus.CONFLICT if refused.why in BY_CASE else HTTPStatus.UNPROCESSABLE_ENTITY


def refusal_of(refused: Refused, words: Words) -> tuple[Mapping[str, str], Notice]:
    """What stands beside the field that it is about, and what stands above the page."""
    problem = words(f"refusal.{refused.why}")
    return {refused.field: problem} if refused.field else {}, Notice("bad", words("case.not_done"), problem)


def changed_notice(changed: Changed, view: CaseView, me: Person, words: Words, desk: Desk) -> Notice:
    """Who was first, when, and how the case stands now."""
    at = moment(changed.at, words, oslo_date(desk.clock()))
    who = words("changed.yourself") if changed.by == me.id else name_of(changed.by, view.people, words)
    holder = view.people.get(view.ticket.holder_id or "")
    now = words(f"status.{view.ticket.status}")
    stands = words("changed.held", status=now, holder=holder.name) if holder is not None else words("changed.free", status=now)
    return Notice("warning", words("changed.title", name=who, at=at), f"{stands} {words('changed.text')}")
