"""Requests about what was not understood: the page, and its two actions."""

from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web

from bot.desk.casework import Desk
from bot.desk.misses import assign_miss, drop_miss, look_at_misses
from bot.staff.case_page import Notice
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.misses_page import misses_page

PLACE = "misses"


@dataclass(frozen=True)
class MissPages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        words, done = self.framing.frame(request).words, f"misses.done.{request.query.get('done', '')}"
        return await self._page(request, Notice("good", words(done)) if done in words else None)

    async def assign(self, request: web.Request) -> web.StreamResponse:
        """The pressed button names the intent; the one beside the list names none, and the list does."""
        miss_id, form = request.match_info["miss"], form_of(request)
        intent, phrase = form.get("intent") or form.get("other", ""), form.get("phrase", "")
        refusal = await assign_miss(self.desk, session_of(request).person, miss_id, intent, phrase)
        if refusal is None:
            raise web.HTTPSeeOther("/staff/misses?done=assign")
        words = self.framing.frame(request).words
        notice = Notice("bad", words("misses.not_done"), words(f"refusal.{refusal}"))
        return await self._page(request, notice, (miss_id, phrase), HTTPStatus.UNPROCESSABLE_ENTITY)

    async def drop(self, request: web.Request) -> web.StreamResponse:
        await drop_miss(self.desk, session_of(request).person, request.match_info["miss"])
        raise web.HTTPSeeOther("/staff/misses?done=drop")

    async def _page(
        self, request: web.Request, notice: Notice | None, typed: tuple[str, str] = ("", ""), status: HTTPStatus = HTTPStatus.OK
    ) -> web.Response:
        view = await look_at_misses(self.desk, session_of(request).person)
        frame = self.framing.frame(request, PLACE)
        return self.renderer.response(misses_page(frame, view, self.desk.contents.topics, notice, typed), status)
