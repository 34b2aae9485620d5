"""What is left out of a copy, and why (art. 15(4), R10, R13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Answer, Changed, Done, Refused, UnknownCase
from bot.desk.drafts import language_of
from bot.desk.filing import is_gathered_by
from bot.desk.withholding import Omission, Withholding
from bot.staff.case_page import Notice, Typed
from bot.staff.case_parts import Choice, moment
from bot.staff.cases import CasePages, refusal_of, status_of
from bot.staff.forms import slip_of
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.wordbook import Words
from bot.store.tables import TicketNote
from bot.tickets.grounds import grounds_of_a_part
from bot.tickets.kinds import Kind

FIELDS = ("what", "why", "ground", "note")
BEGINNING = 80
"""Of a note, in the list to choose from."""


@dataclass(frozen=True)
class OmissionRow:
    """`is_note`: it is a note of ours, which the copy leaves out by itself."""

    id: str
    what: str
    why: str
    ground: str
    is_note: bool
    at: str


@dataclass(frozen=True)
class WithholdPage:
    """`can_change`: this person may add and remove now."""

    template: ClassVar[str] = "withhold.html"
    frame: Frame
    reference: str
    version: int
    title: str
    can_change: bool
    rows: tuple[OmissionRow, ...]
    values: Mapping[str, str]
    grounds: tuple[Choice, ...]
    notes: tuple[Choice, ...]
    language: str
    language_name: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class WithholdPages:
    withholding: Withholding
    cases: CasePages
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.StreamResponse:
        words, done = self.framing.frame(request).words, request.query.get("done", "")
        notice = Notice("good", words(f"done.{done}")) if f"done.{done}" in words else None
        return await self._page(request, {}, notice=notice)

    async def add(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        omission = Omission(*(form.get(field, "") for field in FIELDS))
        try:
            answer = await self.withholding.withhold(reference, person, slip_of(form), omission)
        except UnknownCase:
            raise web.HTTPNotFound from None
        return await self._answered(request, "withhold", answer)

    async def remove(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        try:
            answer = await self.withholding.include(reference, person, slip_of(form), form.get("withheld", ""))
        except UnknownCase:
            raise web.HTTPNotFound from None
        return await self._answered(request, "include", answer)

    async def resume(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response:
        """The form as it was when its session ended."""
        words = self.framing.frame(request).words
        notice = Notice("warning", words("case.resumed.title"), words("case.resumed.text"))
        return await self._page(request, values, notice=notice, reference=reference)

    async def _answered(self, request: web.Request, name: str, answer: Answer) -> web.StreamResponse:
        words, form = self.framing.frame(request).words, form_of(request)
        match answer:
            case Done():
                raise web.HTTPSeeOther(f"/staff/cases/{request.match_info['reference']}/withhold?done={name}")
            case Changed():
                notice = Notice("warning", words("withhold.changed"), words("changed.text"))
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
            omitted = await self.withholding.look(reference, person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        frame, today, ticket = self.framing.frame(request, "case"), oslo_date(self.withholding.desk.clock()), omitted.ticket
        words, language = frame.words, language_of(ticket)
        if not Kind(ticket.kind).gets_copy:
            notice = Notice("bad", words("case.not_done"), words("refusal.not_now"))
            return await self.cases.page(request, reference, typed=Typed(), notice=notice, status=HTTPStatus.CONFLICT)
        page = WithholdPage(
            frame=frame,
            reference=reference,
            version=ticket.version,
            title=words("withhold.title", reference=reference),
            can_change=is_gathered_by(ticket, person.id),
            rows=tuple(
                OmissionRow(one.id, one.what, one.why, words(f"ground.{one.ground}"), one.note_id is not None, moment(one.at, words, today))
                for one in omitted.withheld
            ),
            values={field: values.get(field, "") for field in FIELDS},
            grounds=_grounds(Kind(ticket.kind), values.get("ground", ""), words),
            notes=_notes(omitted.notes, values.get("note", ""), words("withhold.no_note")),
            language=language,
            language_name=words(f"language.in_{language}"),
            problems=problems or {},
            notice=notice,
        )
        return self.renderer.response(page, status)


def _grounds(kind: Kind, chosen: str, words: Words) -> tuple[Choice, ...]:
    return tuple(Choice(one, words(f"ground.{one}"), one == chosen, one.article) for one in grounds_of_a_part(kind))


def _notes(notes: tuple[TicketNote, ...], chosen: str, none: str) -> tuple[Choice, ...]:
    """Empty when there is no note."""
    if not notes:
        return ()
    return (Choice("", none, not chosen), *(Choice(one.id, _beginning(one.text), one.id == chosen) for one in notes))


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= BEGINNING else f"{flat[:BEGINNING]}…"
