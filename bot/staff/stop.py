"""Stopped everywhere: straight to the letter, one press sends it and closes the case (R22, R24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.desk.answers import Answer, Person, Refused, Slip, UnknownCase
from bot.desk.casework import Desk
from bot.desk.drafts import Draft
from bot.desk.stopping import Stopping
from bot.desk.views import CaseView, look_at_case
from bot.staff.case_page import Notice
from bot.staff.frames import Frame
from bot.staff.incoming import session_of
from bot.staff.telling import TellingPages


@dataclass(frozen=True)
class StopPage:
    template: ClassVar[str] = "stop.html"
    frame: Frame
    reference: str
    version: int
    title: str
    notice: Notice | None


@dataclass(frozen=True)
class StopTelling:
    desk: Desk
    name: str = "stop"

    def page(self, frame: Frame, view: CaseView, form: Mapping[str, str], problems: Mapping[str, str], notice: Notice | None) -> StopPage:
        ticket = view.ticket
        return StopPage(frame, ticket.reference, ticket.version, frame.words("stop.title", reference=ticket.reference), notice)

    async def preview(self, reference: str, person: Person, form: Mapping[str, str]) -> Draft | Refused:
        return await Stopping(self.desk).preview(reference, person)

    async def send(self, reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
        return await Stopping(self.desk).stop(reference, person, slip, form.get("letter", ""))


@dataclass(frozen=True)
class StopPages(TellingPages):
    """There is nothing to write, so that the letter comes first; whoever reads it has read the case."""

    async def show(self, request: web.Request) -> web.StreamResponse:
        reference, person = request.match_info["reference"], session_of(request).person
        try:
            draft = await self.telling.preview(reference, person, {})
            if isinstance(draft, Refused):
                return await self._refused(request, {}, draft)
            await look_at_case(self.cases.desk, reference, person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        words = self.cases.framing.frame(request).words
        return self._letter(request, draft, Notice("good", words("stop.rule")))
