"""Requests for the form on which a case is registered by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from http import HTTPStatus

from aiohttp import web

from bot.answers.dates import OSLO
from bot.content import Language
from bot.desk.casework import Desk
from bot.desk.registering import Incomplete, Registered, Registration, Similar, register
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.register_page import CIRCUMSTANCES, register_page
from bot.tickets.kinds import Kind
from bot.tickets.registration import BY_HAND, Channel, Delivery, IdentityCheck

PLACE = "register"


@dataclass(frozen=True)
class RegisterPages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        now = self.desk.clock().astimezone(OSLO)
        return self._page(request, {"received_date": now.date().isoformat(), "received_time": f"{now:%H:%M}"})

    async def submit(self, request: web.Request) -> web.StreamResponse:
        form = form_of(request)
        mark = form.get("mark", "")
        if not re.fullmatch(r"[0-9a-zA-Z_-]{8,64}", mark):
            raise web.HTTPBadRequest
        registration = _registration_of(form)
        match await register(self.desk, session_of(request).person, mark, registration, anyway=form.get("anyway") == "yes"):
            case Registered(ticket):
                raise web.HTTPSeeOther(f"/staff/cases/{ticket.reference}?done=register")
            case Incomplete(faults):
                return self._page(request, form, problems=faults)
            case Similar(tickets):
                return self._page(request, form, similar=tuple(ticket.reference for ticket in tickets))

    def _page(
        self, request: web.Request, form: Mapping[str, str], problems: Mapping[str, str] | None = None, similar: tuple[str, ...] = ()
    ) -> web.Response:
        frame, today = self.framing.frame(request, PLACE), self.desk.clock().astimezone(OSLO).date()
        page = register_page(frame, form, problems or {}, similar, today)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.CONFLICT if similar else HTTPStatus.OK
        return self.renderer.response(page, status)


def moment_of(form: Mapping[str, str], name: str) -> datetime | None:
    """The moment in fields `<name>_date` and `<name>_time`, which say it as the clocks of Oslo do; None when it cannot be read."""
    try:
        day, at = date.fromisoformat(form.get(f"{name}_date", "")), time.fromisoformat(form.get(f"{name}_time", ""))
        return datetime.combine(day, at.replace(tzinfo=None), OSLO).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _registration_of(form: Mapping[str, str]) -> Registration:
    """Raises HTTPBadRequest for what the form does not offer."""
    identity = form.get("identity_check", "")
    try:
        registration = Registration(
            kind=Kind(form.get("kind", "")),
            channel=Channel(form.get("channel", "")),
            received_at=moment_of(form, "received"),
            language=Language(form.get("language", "")),
            words=form.get("words", ""),
            address=form.get("address", ""),
            delivery=Delivery(form.get("delivery", "")),
            postal_address=form.get("postal_address", ""),
            identity_check=IdentityCheck(identity) if identity else None,
            circumstances=tuple(sorted(one for one in CIRCUMSTANCES if form.get(f"circumstance_{one}") == "yes")),
        )
    except ValueError:
        raise web.HTTPBadRequest from None
    if registration.channel not in BY_HAND:
        raise web.HTTPBadRequest
    return registration
