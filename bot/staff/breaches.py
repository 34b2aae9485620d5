"""Requests about breaches: the register, one breach, and a new one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.answers.dates import OSLO, oslo_date
from bot.desk.breaches import (
    BreachChanged,
    BreachDone,
    BreachRefused,
    UnknownBreach,
    decision_of,
    list_breaches,
    look_at_breach,
    register_breach,
    reopen_breach,
    save_breach,
)
from bot.desk.casework import Desk
from bot.staff.breaches_page import MOMENTS, TEXTS, breach_page, breaches_page, new_breach_page
from bot.staff.case_page import Notice
from bot.staff.case_parts import moment, name_of
from bot.staff.forms import slip_of
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.register import moment_of
from bot.tickets.breaches import BreachFault, Findings
from bot.tickets.registration import BY_HAND, Channel

PLACE = "breaches"
_REFERENCE = re.compile(r"[A-Z]{3}-[0-9]{4}-[0-9]{4,8}")
_FIELD_OF = {
    BreachFault.FACTS_MISSING: "facts",
    BreachFault.EFFECTS_MISSING: "effects",
    BreachFault.MEASURES_MISSING: "measures",
    BreachFault.DECISION_MISSING: "decision",
    BreachFault.REASONS_MISSING: "reasons",
    BreachFault.REPORT_TIME_MISSING: "reported",
    BreachFault.REPORTED_BEFORE_KNOWN: "reported",
    BreachFault.TOLD_BEFORE_KNOWN: "people_told",
}
"""Faults of no single field stand above the form."""


@dataclass(frozen=True)
class BreachPages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show_all(self, request: web.Request) -> web.Response:
        page = breaches_page(self.framing.frame(request, PLACE), await list_breaches(self.desk), self.desk.clock())
        return self.renderer.response(page)

    async def show(self, request: web.Request) -> web.Response:
        done = f"breach.done.{request.query.get('done', '')}"
        words = self.framing.frame(request).words
        return await self._page(request, notice=Notice("good", words(done)) if done in words else None)

    async def save(self, request: web.Request) -> web.StreamResponse:
        """Stores; and finishes when that button was pressed."""
        form, closes = form_of(request), "close" in form_of(request)
        slip = slip_of(form)
        if unreadable := [name for name in MOMENTS if _is_unreadable(form, name)]:
            words = self.framing.frame(request).words
            problems = {name: words(f"breach_fault.{BreachFault.TIME_UNREADABLE}") for name in unreadable}
            return await self._page(request, typed=form, problems=problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        reference, person = request.match_info["breach"], session_of(request).person
        try:
            answer = await save_breach(self.desk, reference, person, slip, _findings_of(form), closes=closes)
        except UnknownBreach:
            raise web.HTTPNotFound from None
        return await self._answered(request, answer, "close" if closes else "save", form)

    async def reopen(self, request: web.Request) -> web.StreamResponse:
        reference, person = request.match_info["breach"], session_of(request).person
        try:
            answer = await reopen_breach(self.desk, reference, person, slip_of(form_of(request)))
        except UnknownBreach:
            raise web.HTTPNotFound from None
        return await self._answered(request, answer, "reopen", None)

    async def show_new(self, request: web.Request) -> web.Response:
        now = self.desk.clock().astimezone(OSLO)
        return self._new(request, {"aware_date": now.date().isoformat(), "aware_time": f"{now:%H:%M}", **request.query}, {})

    async def register(self, request: web.Request) -> web.StreamResponse:
        form = form_of(request)
        mark, channel = form.get("mark", ""), form.get("channel", "")
        if not re.fullmatch(r"[0-9a-zA-Z_-]{8,64}", mark) or channel not in BY_HAND:
            raise web.HTTPBadRequest
        person, aware_at = session_of(request).person, moment_of(form, "aware")
        answer = await register_breach(self.desk, person, mark, form.get("words", ""), aware_at, Channel(channel), _case_of(form))
        if isinstance(answer, BreachDone):
            raise web.HTTPSeeOther(f"/staff/breaches/{answer.breach.reference}?done=register")
        return self._new(request, form, answer.faults)

    async def _answered(
        self, request: web.Request, answer: BreachDone | BreachChanged | BreachRefused, done: str, form: Mapping[str, str] | None
    ) -> web.StreamResponse:
        words = self.framing.frame(request).words
        match answer:
            case BreachDone(breach):
                raise web.HTTPSeeOther(f"/staff/breaches/{breach.reference}?done={done}")
            case BreachChanged():
                return await self._page(request, typed=form, changed=answer, status=HTTPStatus.CONFLICT)
            case BreachRefused(faults):
                problems = {_FIELD_OF[fault]: words(f"breach_fault.{fault}") for fault in reversed(faults) if fault in _FIELD_OF}
                others = [words(f"breach_fault.{fault}") for fault in faults if fault not in _FIELD_OF]
                notice = Notice("bad", words("breach.not_done"), " ".join(others))
                return await self._page(request, typed=form, problems=problems, notice=notice, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    async def _page(
        self,
        request: web.Request,
        *,
        typed: Mapping[str, str] | None = None,
        problems: Mapping[str, str] | None = None,
        notice: Notice | None = None,
        changed: BreachChanged | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> web.Response:
        try:
            view = await look_at_breach(self.desk, request.match_info["breach"], session_of(request).person)
        except UnknownBreach:
            raise web.HTTPNotFound from None
        frame, now = self.framing.frame(request, PLACE), self.desk.clock()
        if changed is not None:
            at = moment(changed.at, frame.words, oslo_date(now))
            notice = Notice("warning", frame.words("changed.title", name=name_of(changed.by, view.people, frame.words), at=at))
        return self.renderer.response(breach_page(frame, view, typed, problems or {}, notice, now), status)

    def _new(self, request: web.Request, form: Mapping[str, str], problems: Mapping[str, str]) -> web.Response:
        page = new_breach_page(self.framing.frame(request, PLACE), form, _case_of(form), problems, self.desk.clock())
        return self.renderer.response(page, HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK)


def _case_of(form: Mapping[str, str]) -> str:
    """The reference of a case; empty for anything else."""
    case = form.get("case", "")
    return case if _REFERENCE.fullmatch(case) else ""


def _is_unreadable(form: Mapping[str, str], name: str) -> bool:
    is_filled = bool(form.get(f"{name}_date") or form.get(f"{name}_time"))
    return is_filled and moment_of(form, name) is None


def _findings_of(form: Mapping[str, str]) -> Findings:
    facts, effects, measures, reasons = (form.get(name, "") for name in TEXTS)
    reported_at, people_told_at = (moment_of(form, name) for name in MOMENTS)
    return Findings(facts, effects, measures, decision_of(form.get("decision", "")), reasons, reported_at, people_told_at)
