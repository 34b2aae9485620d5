"""Around every request to the console. Rules:

1. Every response carries the protective headers, errors too (A7).
2. Whatever is not open to everybody needs a live session and a role that the table of routes names: deny by default (A9).
3. What changes something is a POST from our own pages with the session's token in it (A6).
"""

import hmac
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from sqlalchemy.exc import OperationalError

from bot.desk.door import Door
from bot.desk.sessions import Session, Stage
from bot.staff.access import WITNESSES, Handler, Route
from bot.staff.confirming import RENEWED, Confirming
from bot.staff.forms import read_form
from bot.staff.incoming import FORM, SESSION, UPLOAD, find_session, form_of, route_name, upload_of
from bot.staff.login import LoginPages
from bot.staff.menu import home_of
from bot.staff.messages import MessagePages
from bot.staff.taken import TakenPages
from bot.staff.uploads import read_upload

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers say Origin: null on our own forms
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
UNCHANGING = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For static files alone: they hold nobody's data, and their address changes with their content."""
DOWNLOADED = {"Content-Security-Policy": "sandbox; default-src 'none'"}
"""For files of cases: whatever a browser makes of one, it runs nothing and belongs to no site."""


class Guard:
    """The console's middlewares, from the outside in: `shield`, `admit`."""

    def __init__(
        self, door: Door, login: LoginPages, messages: MessagePages, taken: TakenPages, routes: Sequence[Route], *, base_url: str
    ) -> None:
        self._door, self._login, self._messages, self._taken = door, login, messages, taken
        self._confirming = Confirming(login)
        self._routes = {(route.method, route.name): route for route in routes}
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._headers = HEADERS | (HSTS if parts.scheme == "https" else {})

    @web.middleware
    async def shield(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = self._explained(request, error)
        except Exception as error:
            log.error("request failed: %s %s: %s", request.method, _route(request), type(error).__name__)
            log.debug("where", exc_info=True)
            response = self._failed(request, error)
        if find_session(request) is not None:
            await upload_of(request).throw_away()
        if RENEWED in request:
            self._login.cookies.give(response, self._login.cookies.session, request[RENEWED])
        more = _MORE_HEADERS.get(route_name(request), {}) if response.status == HTTPStatus.OK else {}
        response.headers.update({**self._headers, **more})
        return response

    @web.middleware
    async def admit(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        session = await self._login.find_session(request)
        if session is not None:
            request[SESSION] = session
        route = self._routes.get((request.method, route_name(request)))
        if request.method == hdrs.METH_POST:
            if not self._is_from_here(request):
                raise web.HTTPForbidden
            if route is not None and route.takes_file:
                request[FORM], request[UPLOAD] = await read_upload(request)
            else:
                request[FORM] = await read_form(request)
        if request.match_info.http_exception is not None:
            return await handler(request)
        if route is None:
            raise web.HTTPNotFound
        if route.stage is Stage.OPEN:
            return await handler(request)
        if session is None:
            return self._login.ask(request)
        if request.method == hdrs.METH_POST and not _carries(session, request[FORM]):
            raise web.HTTPForbidden
        if not session.stage.reaches(route.stage):
            if session.stage is Stage.CODE:
                return self._login.ask(request)
            raise web.HTTPSeeOther("/staff/password" if session.must_set_password else "/staff/factor")
        if session.person.role not in route.roles:
            if route.path == "":
                raise web.HTTPSeeOther(home_of(session.person.role))
            await self._door.refuse(session, route.name)
            return self._messages.show(request, HTTPStatus.FORBIDDEN, "no_role")
        if route.is_fresh and not session.is_fresh(self._door.clock()):
            page = await self._confirming.ask(request)
            if page is not None:
                return page
        is_witness = route.tells_handling and session.person.role in WITNESSES
        if (reference := request.match_info.get("reference")) is not None and not is_witness:
            return await self._about_a_case(request, handler, reference)
        return await handler(request)

    async def _about_a_case(self, request: web.Request, handler: Handler, reference: str) -> web.StreamResponse:
        """What is a colleague's case for this person is not found, whatever the route; a form that was late is told who was first."""
        is_known = await self._taken.is_known(request, reference)
        page = None if is_known else await self._taken.find(request, reference, form_of(request))
        if not is_known and (page is None or request.method != hdrs.METH_POST):
            raise web.HTTPNotFound
        try:
            return await handler(request)
        except web.HTTPNotFound:
            page = page or await self._taken.find(request, reference, form_of(request))
            if page is None or request.method != hdrs.METH_POST:
                raise
            return page

    def _is_from_here(self, request: web.Request) -> bool:
        """By what browsers say of themselves and pages cannot change; a program without a browser says neither."""
        origin, site = request.headers.get(hdrs.ORIGIN), request.headers.get("Sec-Fetch-Site")
        own = {self._origin, f"{request.scheme}://{request.host}"}
        return (origin is None or origin in own) and site in {None, "same-origin"}

    def _failed(self, request: web.Request, error: Exception) -> web.StreamResponse:
        """A storage that is full or away is told apart from a fault of ours: it is worth trying again."""
        if isinstance(error, (OSError, OperationalError)):
            return self._messages.show(request, HTTPStatus.SERVICE_UNAVAILABLE)
        return self._messages.show(request, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _explained(self, request: web.Request, error: web.HTTPException) -> web.StreamResponse:
        """A redirect as it is; a refusal as a page in words."""
        if error.status < HTTPStatus.BAD_REQUEST:
            return web.Response(status=error.status, headers={hdrs.LOCATION: error.headers[hdrs.LOCATION]})
        response = self._messages.show(request, HTTPStatus(error.status))
        if hdrs.ALLOW in error.headers:
            response.headers[hdrs.ALLOW] = error.headers[hdrs.ALLOW]
        return response


_MORE_HEADERS = {"static": UNCHANGING, "file": DOWNLOADED}
"""By route."""


def _carries(session: Session, form: Mapping[str, str]) -> bool:
    return hmac.compare_digest(form.get("csrf", "").encode(), session.csrf.encode())


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "-"
