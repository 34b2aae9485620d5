"""Where a person is logged in, and how to end it (A5)."""

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.own_account import OwnAccount
from bot.staff.case_page import Notice
from bot.staff.case_parts import moment
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of

PLACE = "sessions"


@dataclass(frozen=True)
class SessionRow:
    id: str
    browser: str
    since: str
    used: str
    is_this: bool


@dataclass(frozen=True)
class SessionsPage:
    template: ClassVar[str] = "sessions.html"
    frame: Frame
    rows: tuple[SessionRow, ...]
    notice: Notice | None


@dataclass(frozen=True)
class SessionPages:
    own: OwnAccount
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        session, frame = session_of(request), self.framing.frame(request, PLACE)
        words, today = frame.words, oslo_date(self.own.door.clock())
        rows = tuple(
            SessionRow(
                row.id,
                row.agent or words("sessions.unknown"),
                moment(row.started_at, words, today),
                moment(row.last_at, words, today),
                is_this=row.token_hash == session.token_hash,
            )
            for row in await self.own.sessions(session)
        )
        notice = Notice("good", words("sessions.ended")) if "ended" in request.query else None
        return self.renderer.response(SessionsPage(frame, rows, notice))

    async def end(self, request: web.Request) -> web.StreamResponse:
        await self.own.end_session(session_of(request), form_of(request).get("session", ""))
        raise web.HTTPSeeOther("/staff/sessions?ended=1")

    async def end_others(self, request: web.Request) -> web.StreamResponse:
        await self.own.end_others(session_of(request))
        raise web.HTTPSeeOther("/staff/sessions?ended=1")
