"""What a person changes about the own account: password, language; and that the session goes on."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import hdrs, web

from bot.desk.door import WrongLogin
from bot.desk.own_account import OwnAccount
from bot.desk.passwords import LONGEST, SHORTEST
from bot.staff.cookies import Cookies
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, place_after, session_of
from bot.staff.wordbook import SPOKEN


@dataclass(frozen=True)
class PasswordPage:
    """`must` when so far there is only the one-time password; `field` is the one that `problem` is about."""

    template: ClassVar[str] = "password.html"
    frame: Frame
    address: str
    must: bool
    shortest: int
    longest: int
    problem: str
    field: str


@dataclass(frozen=True)
class PersonPages:
    own: OwnAccount
    renderer: Renderer
    framing: Framing
    cookies: Cookies

    async def show_password(self, request: web.Request) -> web.Response:
        return self._page(request)

    async def change_password(self, request: web.Request) -> web.StreamResponse:
        form = form_of(request)
        typed = (form.get("current", ""), form.get("new", ""), form.get("again", ""))
        fault = await self.own.change_password(session_of(request), *typed)
        if isinstance(fault, WrongLogin):
            return self._page(request, "wrong", "current")
        if fault is not None:
            return self._page(request, fault, "again" if fault == "different" else "new")
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: "/staff/login?changed=1"})
        self.cookies.take(response, self.cookies.session)
        return response

    async def choose_language(self, request: web.Request) -> web.StreamResponse:
        form, session = form_of(request), session_of(request)
        chosen = next((language for language in SPOKEN if language == form.get("chosen")), None)
        if chosen is None:
            raise web.HTTPBadRequest
        door = self.own.door
        async with door.database.transaction() as records:
            await records.accounts.set_language(session.account.id, chosen)
            await records.audit.append(door.clock(), session.account.id, "staff.language", session.account.id, chosen)
        raise web.HTTPSeeOther(place_after(form.get("back", "")))

    async def keep_alive(self, request: web.Request) -> web.Response:
        """Asked for by the warning before the idle end; that it was let in has kept the session alive."""
        session_of(request)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    def _page(self, request: web.Request, problem: str = "", field: str = "") -> web.Response:
        session, frame = session_of(request), self.framing.frame(request, "password")
        page = PasswordPage(
            frame=frame,
            address=session.account.address,
            must=session.must_set_password,
            shortest=SHORTEST,
            longest=LONGEST,
            problem=frame.words(f"password.problem.{problem}", shortest=SHORTEST, longest=LONGEST) if problem else "",
            field=field,
        )
        return self.renderer.response(page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)
