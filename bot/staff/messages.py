"""Pages that say what went wrong, in words and with what to do."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing

_SAID = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


@dataclass(frozen=True)
class MessagePage:
    template: ClassVar[str] = "message.html"
    frame: Frame
    title: str
    text: str


@dataclass(frozen=True)
class MessagePages:
    renderer: Renderer
    framing: Framing

    def show(self, request: web.Request, status: HTTPStatus, key: str = "") -> web.Response:
        """`key` names other words than those of the status."""
        frame = self.framing.frame(request)
        key = key or _SAID.get(status, "broken")
        page = MessagePage(frame, frame.words(f"message.{key}.title"), frame.words(f"message.{key}.text"))
        return self.renderer.response(page, status)
