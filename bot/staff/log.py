"""Requests for the log, on a page and as a table to take along."""

from dataclasses import dataclass
from datetime import UTC

from aiohttp import hdrs, web

from bot.desk.casework import Desk
from bot.desk.log_reading import ChainWatch, export_log, look_at_log
from bot.desk.spreadsheets import csv_of
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, session_of
from bot.staff.log_page import PER_PAGE, log_asked_of, log_page, who

COLUMNS = ("number", "at", "actor", "name", "action", "about", "result", "reason", "digest")


@dataclass(frozen=True)
class LogPages:
    desk: Desk
    watch: ChainWatch
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        asked = log_asked_of(request.query)
        state = await self.watch.state()
        offset = (asked.number - 1) * PER_PAGE
        person, frame = session_of(request).person, self.framing.frame(request, "log")
        view = await look_at_log(self.desk, person, asked.wanted, PER_PAGE, offset)
        systems = {system.id: system.name.in_language(frame.language) for system in self.desk.contents.systems}
        return self.renderer.response(log_page(frame, view, asked, state, person.role, systems))

    async def download(self, request: web.Request) -> web.Response:
        words = self.framing.frame(request).words
        entries, people = await export_log(self.desk, session_of(request).person, log_asked_of(request.query).wanted)
        rows = (
            (
                str(one.seq),
                one.at.astimezone(UTC).isoformat(timespec="seconds"),
                one.actor,
                who(one.actor, people, words),
                one.action,
                one.subject,
                one.result,
                one.reason,
                one.digest,
            )
            for one in entries
        )
        headers = {hdrs.CONTENT_DISPOSITION: 'attachment; filename="log.csv"'}
        return web.Response(body=csv_of(COLUMNS, rows), content_type="text/csv", charset="utf-8", headers=headers)
