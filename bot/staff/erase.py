"""What the assistant holds on the person of a case of deletion: what goes, what stays and why, before a second person is asked (A11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Changed, Done, Person, Refused, UnknownCase
from bot.desk.casework import Desk
from bot.desk.erasing import Going, What
from bot.desk.erasing_case import Erasing, Looked, fingerprint_of
from bot.staff.case_page import Notice, Typed
from bot.staff.case_parts import moment
from bot.staff.cases import CasePages, status_of
from bot.staff.forms import slip_of
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.waiting import Waiting, held_by
from bot.staff.wordbook import Words


@dataclass(frozen=True)
class Row:
    what: str
    name: str
    note: str


@dataclass(frozen=True)
class ErasePage:
    """`waiting` are cases that must be answered first; `erased` says when it was done before."""

    template: ClassVar[str] = "erase.html"
    frame: Frame
    reference: str
    version: int
    title: str
    address: str
    going: tuple[Row, ...]
    staying: tuple[Row, ...]
    waiting: tuple[Waiting, ...]
    erased: str
    fingerprint: str
    notice: Notice | None


@dataclass(frozen=True)
class ErasePages:
    desk: Desk
    cases: CasePages
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self._page(request)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        form, reference = form_of(request), request.match_info["reference"]
        try:
            answer = await Erasing(self.desk).submit(reference, session_of(request).person, slip_of(form), form.get("rows", ""))
        except UnknownCase:
            raise web.HTTPNotFound from None
        match answer:
            case Done():
                raise web.HTTPSeeOther(f"/staff/cases/{reference}?done=submit")
            case Changed() as changed:
                return await self.cases.page(request, reference, changed=changed, status=HTTPStatus.CONFLICT)
            case Refused() as refused:
                words = self.framing.frame(request).words
                notice = Notice("bad", words("case.not_done"), words(f"refusal.{refused.why}"))
                return await self._page(request, notice, status_of(refused))

    async def resume(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response:
        """The page as it is now; nothing was typed on it."""
        words = self.framing.frame(request).words
        return await self._page(request, Notice("warning", words("case.resumed.title")), reference=reference)

    async def _page(
        self, request: web.Request, notice: Notice | None = None, status: HTTPStatus = HTTPStatus.OK, reference: str = ""
    ) -> web.Response:
        reference, frame = reference or request.match_info["reference"], self.framing.frame(request, "case")
        try:
            looked = await Erasing(self.desk).look(reference, session_of(request).person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        if isinstance(looked, Refused):
            notice = notice or Notice("bad", frame.words("case.not_done"), frame.words(f"refusal.{looked.why}"))
            return await self.cases.page(request, reference, typed=Typed("erase"), notice=notice, status=status_of(looked))
        return self.renderer.response(self._filled(frame, looked, session_of(request).person, notice), status)

    def _filled(self, frame: Frame, looked: Looked, me: Person, notice: Notice | None) -> ErasePage:
        words, found, today = frame.words, looked.survey, oslo_date(self.desk.clock())
        codes = found.counts.get(What.CODES, 0)
        rows = [_row(one, words, moment(one.at, words, today) if one.at else "") for one in found.going if one.what is not What.CODES]
        if codes:
            rows.append(Row(words("erase.what.codes"), str(codes), ""))
        return ErasePage(
            frame=frame,
            reference=looked.ticket.reference,
            version=looked.ticket.version,
            title=words("erase.title", reference=looked.ticket.reference),
            address=found.address,
            going=tuple(rows),
            staying=tuple(Row(words(f"erase.what.{one.what}"), one.name, words(f"erase.stays.{one.why}")) for one in found.staying),
            waiting=held_by(looked.held_by, me, words),
            erased=words("erase.done_before", at=moment(looked.erased_at, words, today)) if looked.erased_at is not None else "",
            fingerprint=fingerprint_of(found),
            notice=notice,
        )


def _row(one: Going, words: Words, at: str) -> Row:
    note = words.counted(f"erase.with.{one.what}", one.number) if one.what in {What.CHATS, What.MESSAGES, What.CASES} else ""
    return Row(words(f"erase.what.{one.what}"), one.name or at, note)
