"""Login, logout, password and language of a person. What was typed on a page whose session ended is kept over the login."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar

from aiohttp import hdrs, web

from bot.answers.dates import written_time
from bot.desk.door import Attempt, Door, LoggedIn, Session, TooManyTries
from bot.outside import Clock, Tokens
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import SESSION, Framing, find_session, form_of, place_after

Resume = Callable[[web.Request, str, Mapping[str, str]], Awaitable[web.Response | None]]
"""Shows the page that a form came from, with what was typed in it."""

KEPT = "kept."
NOT_KEPT = frozenset({"csrf"})
CASES = "/staff/cases/"


@dataclass(frozen=True)
class LoginPage:
    """`kept` are the fields of a form that came when its session had ended; `again` is where it was going."""

    template: ClassVar[str] = "login.html"
    frame: Frame
    address: str
    next: str
    problem: str
    notice: str
    again: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OpeningPage:
    """Loads itself once more: a link from another site brings no strict cookie, a page of our own does."""

    template: ClassVar[str] = "opening.html"
    frame: Frame


@dataclass(frozen=True)
class Cookies:
    """The session's cookie, and the one that ties a login form to its browser (A5)."""

    is_secure: bool

    @property
    def session(self) -> str:
        return "__Host-staff" if self.is_secure else "staff"

    @property
    def login(self) -> str:
        return "__Host-staff-login" if self.is_secure else "staff-login"

    def give(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(name, value, path="/", secure=self.is_secure, httponly=True, samesite="Strict")

    def take(self, response: web.StreamResponse, name: str) -> None:
        response.del_cookie(name, path="/", secure=self.is_secure, httponly=True, samesite="Strict")


@dataclass(frozen=True)
class LoginPages:
    """The pages before a session; `key` makes the tokens of login forms, `network_of` gives the visitor's IP address."""

    door: Door
    renderer: Renderer
    framing: Framing
    cookies: Cookies
    clock: Clock
    tokens: Tokens
    key: bytes
    network_of: Callable[[web.Request], str]
    resume: Resume

    async def find_session(self, request: web.Request) -> Session | None:
        token = request.cookies.get(self.cookies.session, "")
        return await self.door.find(token) if token else None

    def ask(self, request: web.Request) -> web.Response:
        """The login page in place of one that needs a session; a form on its way is kept in it."""
        if request.method == hdrs.METH_GET and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return self.renderer.response(OpeningPage(self.framing.frame(request)))
        if request.method != hdrs.METH_POST:
            return self._page(request, HTTPStatus.UNAUTHORIZED, next_place=place_after(request.path_qs))
        kept: dict[str, str] = {}
        if request.path.startswith(CASES):
            kept = {name: value for name, value in form_of(request).items() if name not in NOT_KEPT}
        return self._page(request, HTTPStatus.UNAUTHORIZED, problem="expired", again=request.path, kept=kept)

    async def show(self, request: web.Request) -> web.Response:
        if find_session(request) is not None:
            raise web.HTTPSeeOther("/staff")
        return self._page(request, next_place=place_after(request.query.get("next", "/staff")))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        form = form_of(request)
        if not self._is_own_form(request, form):
            return self._page_again(request, form, "old", HTTPStatus.FORBIDDEN)
        attempt = Attempt(
            form.get("address", ""),
            form.get("password", ""),
            self.network_of(request),
            request.cookies.get(self.cookies.session, ""),
        )
        match await self.door.log_in(attempt):
            case LoggedIn() as logged_in:
                return await self._welcome(request, form, logged_in)
            case TooManyTries(until):
                response = self._page_again(request, form, "wait", HTTPStatus.TOO_MANY_REQUESTS, until)
                seconds = (until - self.clock()).total_seconds()
                response.headers[hdrs.RETRY_AFTER] = str(max(1, round(seconds)))
                return response
            case _:
                return self._page_again(request, form, "wrong", HTTPStatus.UNAUTHORIZED)

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        session = find_session(request)
        if session is not None:
            await self.door.log_out(session)
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: "/staff/login"})
        self.cookies.take(response, self.cookies.session)
        return response

    async def _welcome(self, request: web.Request, form: Mapping[str, str], logged_in: LoggedIn) -> web.StreamResponse:
        request[SESSION] = logged_in.session
        response: web.Response | None = None
        again = form.get("again", "")
        if again.startswith(CASES) and not logged_in.session.must_set_password:
            kept = {name.removeprefix(KEPT): value for name, value in form.items() if name.startswith(KEPT)}
            response = await self.resume(request, again, kept)
        if response is None:
            place = place_after(form.get("next", ""))
            response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: place})
        self.cookies.give(response, self.cookies.session, logged_in.token)
        self.cookies.take(response, self.cookies.login)
        return response

    def _page_again(
        self, request: web.Request, form: Mapping[str, str], problem: str, status: HTTPStatus, until: datetime | None = None
    ) -> web.Response:
        kept = {name.removeprefix(KEPT): value for name, value in form.items() if name.startswith(KEPT)}
        again = form.get("again", "")
        return self._page(
            request,
            status,
            next_place=place_after(form.get("next", "")),
            problem=problem,
            until=until,
            address=form.get("address", ""),
            again=again if again.startswith(CASES) else "",
            kept=kept,
        )

    def _page(
        self,
        request: web.Request,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        next_place: str = "/staff",
        problem: str = "",
        until: datetime | None = None,
        address: str = "",
        again: str = "",
        kept: Mapping[str, str] | None = None,
    ) -> web.Response:
        nonce = request.cookies.get(self.cookies.login, "") or self.tokens.secret()
        frame = self.framing.frame(request)
        at = written_time(until) if until is not None else ""
        page = LoginPage(
            frame=Frame(frame.words, frame.path, csrf=self._token(nonce), is_demo=frame.is_demo),
            address=address,
            next=next_place,
            problem=frame.words(f"login.problem.{problem}", at=at) if problem else "",
            notice=frame.words("login.changed") if "changed" in request.query else "",
            again=again,
            kept=tuple((f"{KEPT}{name}", value) for name, value in (kept or {}).items()),
        )
        response = self.renderer.response(page, status)
        self.cookies.give(response, self.cookies.login, nonce)
        return response

    def _is_own_form(self, request: web.Request, form: Mapping[str, str]) -> bool:
        nonce = request.cookies.get(self.cookies.login, "")
        return bool(nonce) and hmac.compare_digest(self._token(nonce).encode(), form.get("csrf", "").encode())

    def _token(self, nonce: str) -> str:
        return hmac.new(self.key, nonce.encode(), hashlib.sha256).hexdigest()
