"""Requests for the report of a case: on paper, and as data."""

from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.desk.answers import UnknownCase
from bot.desk.casework import Desk
from bot.desk.report_form import CaseReport
from bot.desk.reporting import report_case
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, session_of
from bot.staff.report_page import report_page


@dataclass(frozen=True)
class ReportPages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        report, frame = await self._report(request, "html"), self.framing.frame(request, "case")
        systems = {system.id: system.name.in_language(frame.language) for system in self.desk.contents.systems}
        page = report_page(frame, report, systems, has_case=session_of(request).person.role.works_on_cases)
        return self.renderer.response(page)

    async def download(self, request: web.Request) -> web.Response:
        """As bot/desk/report_schema.json publishes it."""
        report = await self._report(request, "json")
        headers = {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{report.reference}.json"'}
        return web.Response(text=report.model_dump_json(indent=2), content_type="application/json", headers=headers)

    async def _report(self, request: web.Request, form: str) -> CaseReport:
        try:
            return await report_case(self.desk, request.match_info["reference"], session_of(request).person, form)
        except UnknownCase:
            raise web.HTTPNotFound from None
