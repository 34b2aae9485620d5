"""What was wrong and what is right now, in a case of rectification (R16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Refusal, Refused
from bot.desk.casework import Desk
from bot.desk.correcting import Correcting, Value, may_correct
from bot.staff.case_page import Notice
from bot.staff.case_parts import moment
from bot.staff.forms import slip_of
from bot.staff.frames import Frame
from bot.staff.incoming import form_of, session_of
from bot.staff.part import PartPages, Showing, known_case

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
class CorrectPages(PartPages):
    place, changed = "correct", "correct.changed"
    desk: Desk

    async def add(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        value = Value(*(form.get(field, "") for field in FIELDS))
        with known_case():
            answer = await Correcting(self.desk).add(reference, person, slip_of(form), value)
        return await self.answered(request, "correct", answer)

    async def remove(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        with known_case():
            answer = await Correcting(self.desk).remove(reference, person, slip_of(form), form.get("correction", ""))
        return await self.answered(request, "uncorrect", answer)

    async def filled(self, request: web.Request, frame: Frame, showing: Showing) -> web.Response:
        ticket, corrections = await Correcting(self.desk).look(showing.reference, session_of(request).person)
        words, values, today = frame.words, showing.values, oslo_date(self.desk.clock())
        if not may_correct(ticket, session_of(request).person.id):
            return await self.case_instead(request, showing, Refused(Refusal.NOT_NOW))
        page = CorrectPage(
            frame=frame,
            reference=showing.reference,
            version=ticket.version,
            title=words("correct.title", reference=showing.reference),
            said=ticket.words,
            said_language=ticket.language,
            rows=tuple(CorrectionRow(one.id, one.what, one.old_value, one.new_value, moment(one.at, words, today)) for one in corrections),
            values={field: values.get(field, "") for field in FIELDS},
            problems=showing.problems,
            notice=showing.notice,
        )
        return self.cases.renderer.response(page, showing.status)
