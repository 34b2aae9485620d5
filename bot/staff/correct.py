"""What was wrong and what is right now, in a case of rectification (R16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Answer, Changed, Done, Refused, UnknownCase
from bot.desk.casework import Desk
from bot.desk.correcting import Correcting, Value, may_correct
from bot.staff.case_page import Notice, Typed
from bot.staff.case_parts import moment
from bot.staff.cases import CasePages, refusal_of, status_of
from bot.staff.forms import slip_of
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of

FIELDS = ("what", "old", "new")


@dataclass(frozen=True)
class CorrectionRow:
    id: str
    what: str
    old: str
    new: str
    at: str


@dataclass(frozen=True)
class CorrectPage:
    template: ClassVar[str] = "correct.html"
    frame: Frame
    reference: str
    version: int
    title: str
    said: str
    said_language: str
    rows: tuple[CorrectionRow, ...]
    values: Mapping[str, str]
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class CorrectPages:
    desk: Desk
    cases: CasePages
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.StreamResponse:
        words, done = self.framing.frame(request).words, request.query.get("done", "")
        notice = Notice("good", words(f"done.{done}")) if f"done.{done}" in words else None
        return await self._page(request, {}, notice=notice)

    async def add(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        value = Value(*(form.get(field, "") for field in FIELDS))
        try:
            answer = await Correcting(self.desk).add(reference, person, slip_of(form), value)
        except UnknownCase:
            raise web.HTTPNotFound from None
        return await self._answered(request, "correct", answer)

    async def remove(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        try:
            answer = await Correcting(self.desk).remove(reference, person, slip_of(form), form.get("correction", ""))
        except UnknownCase:
            raise web.HTTPNotFound from None
        return await self._answered(request, "uncorrect", answer)

    async def resume(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response:
        """The form as it was when its session ended."""
        words = self.framing.frame(request).words
        notice = Notice("warning", words("case.resumed.title"), words("case.resumed.text"))
        return await self._page(request, values, notice=notice, reference=reference)

    async def _answered(self, request: web.Request, name: str, answer: Answer) -> web.StreamResponse:
        words, form, reference = self.framing.frame(request).words, form_of(request), request.match_info["reference"]
        match answer:
            case Done():
                raise web.HTTPSeeOther(f"/staff/cases/{reference}/correct?done={name}")
            case Changed():
                notice = Notice("warning", words("correct.changed"), words("changed.text"))
                return await self._page(request, form, notice=notice, status=HTTPStatus.CONFLICT)
            case Refused() as refused:
                problems, notice = refusal_of(refused, words)
                return await self._page(request, form, problems, notice=notice, status=status_of(refused))

    async def _page(
        self,
        request: web.Request,
        values: Mapping[str, str],
        problems: Mapping[str, str] | None = None,
        *,
        notice: Notice | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        reference: str = "",
    ) -> web.Response:
        reference, person = reference or request.match_info["reference"], session_of(request).person
        try:
            ticket, corrections = await Correcting(self.desk).look(reference, person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        frame, today = self.framing.frame(request, "case"), oslo_date(self.desk.clock())
        words = frame.words
        if not may_correct(ticket, person.id):
            notice = notice or Notice("bad", words("case.not_done"), words("refusal.not_now"))
            return await self.cases.page(request, reference, typed=Typed("correct", values), notice=notice, status=HTTPStatus.CONFLICT)
        page = CorrectPage(
            frame=frame,
            reference=reference,
            version=ticket.version,
            title=words("correct.title", reference=reference),
            said=ticket.words,
            said_language=ticket.language,
            rows=tuple(CorrectionRow(one.id, one.what, one.old_value, one.new_value, moment(one.at, words, today)) for one in corrections),
            values={field: values.get(field, "") for field in FIELDS},
            problems=problems or {},
            notice=notice,
        )
        return self.renderer.response(page, status)
