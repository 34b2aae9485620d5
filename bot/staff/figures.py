"""Requests for the figures. They hold nothing of anybody; taking them along is logged like every export (A13)."""

from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.answers.dates import oslo_date
from bot.desk.casework import Desk
from bot.desk.spreadsheets import csv_of
from bot.staff.figures_page import TABLE, figures_asked_of, figures_page, table_of
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, session_of

EXPORTED = "figures.exported"


@dataclass(frozen=True)
class FigurePages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        now = self.desk.clock()
        asked = figures_asked_of(request.query, oslo_date(now))
        async with self.desk.database.reading() as records:
            cases = await records.figures.cases(asked.first, asked.last)
            breaches = await records.figures.breaches(asked.first, asked.last)
            first_day = await records.figures.find_first_day() or asked.today
        page = figures_page(self.framing.frame(request, "figures"), asked, cases, breaches, first_day.year, now)
        return self.renderer.response(page)

    async def download(self, request: web.Request) -> web.Response:
        now, person = self.desk.clock(), session_of(request).person
        asked = figures_asked_of(request.query, oslo_date(now))
        async with self.desk.database.transaction() as records:
            cases = await records.figures.cases(asked.first, asked.last)
            breaches = await records.figures.breaches(asked.first, asked.last)
            await records.audit.append(now, person.id, EXPORTED, "figures", f"{asked.first} {asked.last}")
        body = csv_of(TABLE, table_of(cases, breaches, asked, now))
        headers = {hdrs.CONTENT_DISPOSITION: 'attachment; filename="figures.csv"'}
        return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)
