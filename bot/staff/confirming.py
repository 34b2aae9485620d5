"""A login that is a while ago is confirmed before the gravest actions (A5): the form that needs it waits in the page and then goes on."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.desk.door import LoggedIn, Proof, TooManyTries, WrongLogin
from bot.staff.frames import Frame
from bot.staff.incoming import FORM, SESSION, form_of, session_of
from bot.staff.journey import kept_fields
from bot.staff.login import LoginPages

RENEWED: web.RequestKey[str] = web.RequestKey("RENEWED")
"""The session's new token, for the cookie of whatever answers the request."""


@dataclass(frozen=True)
class ConfirmPage:
    """Sends the same form to the same place, with password and code beside."""

    template: ClassVar[str] = "confirm.html"
    frame: Frame
    action: str
    address: str
    has_factor: bool
    problem: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Confirming:
    login: LoginPages

    async def ask(self, request: web.Request) -> web.Response | None:
        """None when password and code came along and are right: the request may go on."""
        form, session = form_of(request), session_of(request)
        if "confirm_password" not in form:
            return self._page(request, HTTPStatus.UNAUTHORIZED)
        proof = Proof(form.get("confirm_code", ""), self.login.network_of(request), form["confirm_password"])
        match await self.login.door.confirm(session, proof):
            case LoggedIn(token, fresh):
                request[SESSION], request[RENEWED] = fresh, token
                request[FORM] = dict(kept_fields(form))
                return None
            case TooManyTries() as tries:
                page = self._page(request, HTTPStatus.TOO_MANY_REQUESTS, self.login.waiting(request, tries))
                return self.login.held_back(page, tries)
            case WrongLogin():
                words = self.login.framing.frame(request).words
                has_factor = session.account.totp_seed is not None
                return self._page(request, HTTPStatus.UNAUTHORIZED, words("confirm.wrong" if has_factor else "password.problem.wrong"))

    def _page(self, request: web.Request, status: HTTPStatus, problem: str = "") -> web.Response:
        account = session_of(request).account
        page = ConfirmPage(
            frame=self.login.framing.frame(request),
            action=request.path,
            address=account.address,
            has_factor=account.totp_seed is not None,
            problem=problem,
            kept=kept_fields(form_of(request)),
        )
        return self.login.renderer.response(page, status)
