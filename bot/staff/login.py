"""Login in two pages, and logout. What was typed on a page whose session ended is kept over the login."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import hdrs, web

from bot.answers.dates import written_time
from bot.desk.door import Attempt, Door, LoggedIn, Proof, TooManyTries, WrongLogin
from bot.desk.sessions import Session, Stage
from bot.outside import Clock, Tokens
from bot.staff.browsers import kind_of_browser
from bot.staff.cookies import Cookies
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import SESSION, Framing, find_session, form_of, place_after, session_of
from bot.staff.journey import Journey, interrupted, journey_of
from bot.staff.wordbook import Words

Resume = Callable[[web.Request, str, Mapping[str, str]], Awaitable[web.Response | None]]
"""Shows the page that a form came from, with what was typed in it."""


@dataclass(frozen=True)
class LoginPage:
    template: ClassVar[str] = "login.html"
    frame: Frame
    address: str
    journey: Journey
    problem: str
    notice: str


@dataclass(frozen=True)
class CodePage:
    """The second step; `address` is for the browser's password manager."""

    template: ClassVar[str] = "code.html"
    frame: Frame
    address: str
    journey: Journey
    problem: str


@dataclass(frozen=True)
class OpeningPage:
    """Loads itself once more: a link from another site brings no strict cookie, a page of our own does."""

    template: ClassVar[str] = "opening.html"
    frame: Frame


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
        """The login page, or that for the code, in place of one that needs more; a form on its way is kept in it."""
        if find_session(request) is not None:
            return self._code_page(request, interrupted(request), status=HTTPStatus.UNAUTHORIZED)
        if request.method == hdrs.METH_GET and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return self.renderer.response(OpeningPage(self.framing.frame(request)))
        problem = "expired" if request.method == hdrs.METH_POST else ""
        return self._page(request, interrupted(request), status=HTTPStatus.UNAUTHORIZED, problem=problem)

    async def show(self, request: web.Request) -> web.Response:
        session = find_session(request)
        journey = Journey(next=place_after(request.query.get("next", "/staff")))
        if session is None:
            return self._page(request, journey)
        if session.stage is Stage.CODE:
            return self._code_page(request, journey)
        raise web.HTTPSeeOther("/staff")

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """The first step."""
        form = form_of(request)
        if not self._is_own_form(request, form):
            return self._page(request, journey_of(form), status=HTTPStatus.FORBIDDEN, problem="old")
        attempt = Attempt(
            form.get("address", ""),
            form.get("password", ""),
            self.network_of(request),
            request.cookies.get(self.cookies.session, ""),
            kind_of_browser(request.headers.get(hdrs.USER_AGENT, "")),
        )
        match await self.door.log_in(attempt):
            case LoggedIn() as logged_in:
                return await self._go_on(request, logged_in)
            case TooManyTries() as tries:
                problem = self.waiting(request, tries)
                return self.held_back(self._page(request, journey_of(form), status=HTTPStatus.TOO_MANY_REQUESTS, said=problem), tries)
            case WrongLogin():
                return self._page(request, journey_of(form), status=HTTPStatus.UNAUTHORIZED, problem="wrong")

    async def submit_code(self, request: web.Request) -> web.StreamResponse:
        """The second step; for who has come further, nothing is left to do."""
        form, session = form_of(request), session_of(request)
        if session.stage is not Stage.CODE:
            raise web.HTTPSeeOther(journey_of(form).next)
        proof = Proof(form.get("code", ""), self.network_of(request))
        match await self.door.enter_code(session, proof, kind_of_browser(request.headers.get(hdrs.USER_AGENT, ""))):
            case LoggedIn() as logged_in:
                return await self._go_on(request, logged_in)
            case TooManyTries() as tries:
                page = self._code_page(request, journey_of(form), status=HTTPStatus.TOO_MANY_REQUESTS, problem=self.waiting(request, tries))
                return self.held_back(page, tries)
            case WrongLogin():
                problem = self._words(request)("code.wrong")
                return self._code_page(request, journey_of(form), status=HTTPStatus.UNAUTHORIZED, problem=problem)

    async def log_out(self, request: web.Request) -> web.StreamResponse:
        session = find_session(request)
        if session is not None:
            await self.door.log_out(session)
        response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: "/staff/login"})
        self.cookies.take(response, self.cookies.session)
        return response

    def waiting(self, request: web.Request, tries: TooManyTries) -> str:
        return self._words(request)("login.problem.wait", at=written_time(tries.until))

    def held_back(self, response: web.Response, tries: TooManyTries) -> web.Response:
        seconds = (tries.until - self.clock()).total_seconds()
        response.headers[hdrs.RETRY_AFTER] = str(max(1, round(seconds)))
        return response

    async def _go_on(self, request: web.Request, logged_in: LoggedIn) -> web.StreamResponse:
        """To the code, or to where the person was going."""
        request[SESSION] = logged_in.session
        journey = journey_of(form_of(request))
        response: web.Response | None = None
        if logged_in.session.stage is Stage.CODE:
            response = self._code_page(request, journey)
        elif journey.again and logged_in.session.stage is Stage.READY:
            response = await self.resume(request, journey.again, journey.values)
        if response is None:
            response = web.Response(status=HTTPStatus.SEE_OTHER, headers={hdrs.LOCATION: journey.next})
        self.cookies.give(response, self.cookies.session, logged_in.token)
        self.cookies.take(response, self.cookies.login)
        return response

    def _page(
        self, request: web.Request, journey: Journey, *, status: HTTPStatus = HTTPStatus.OK, problem: str = "", said: str = ""
    ) -> web.Response:
        nonce = request.cookies.get(self.cookies.login, "") or self.tokens.secret()
        frame = self.framing.frame(request)
        page = LoginPage(
            frame=Frame(frame.words, frame.path, csrf=self._token(nonce), is_demo=frame.is_demo),
            address=form_of(request).get("address", "") if request.path == "/staff/login" else "",
            journey=journey,
            problem=said or (frame.words(f"login.problem.{problem}") if problem else ""),
            notice=frame.words("login.changed") if "changed" in request.query else "",
        )
        response = self.renderer.response(page, status)
        self.cookies.give(response, self.cookies.login, nonce)
        return response

    def _code_page(self, request: web.Request, journey: Journey, *, status: HTTPStatus = HTTPStatus.OK, problem: str = "") -> web.Response:
        frame, address = self.framing.frame(request), session_of(request).account.address
        return self.renderer.response(CodePage(frame, address, journey, problem), status)

    def _words(self, request: web.Request) -> Words:
        return self.framing.frame(request).words

    def _is_own_form(self, request: web.Request, form: Mapping[str, str]) -> bool:
        nonce = request.cookies.get(self.cookies.login, "")
        return bool(nonce) and hmac.compare_digest(self._token(nonce).encode(), form.get("csrf", "").encode())

    def _token(self, nonce: str) -> str:
        return hmac.new(self.key, nonce.encode(), hashlib.sha256).hexdigest()
