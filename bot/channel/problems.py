"""Errors as `application/problem+json` (RFC 9457): a clear title for programs, a clear sentence for people."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from sqlalchemy.exc import OperationalError

log = logging.getLogger(__name__)

SECONDS_TO_COME_BACK = 5

LONGEST_ID = 64

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Exception):
    """Ends the request with this status; `detail` is shown to the visitor."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        self.status, self.title, self.detail = status, title, detail
        self.headers, self.more = headers or {}, more or {}
        super().__init__(title)

    def about(self, message_id: object) -> "Problem":
        """The same problem, naming the message it is about, when that is a name."""
        if not isinstance(message_id, str) or len(message_id) > LONGEST_ID:
            return self
        return Problem(self.status, self.title, self.detail, headers=self.headers, more={**self.more, "id": message_id})

    def as_json(self) -> dict[str, object]:
        return {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail, **self.more}

    def response(self) -> web.Response:
        return web.json_response(self.as_json(), status=self.status, headers=self.headers, content_type="application/problem+json")


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure below /api/ leaves as a problem; what was not foreseen is logged without text, and never shown."""
    try:
        return await handler(request)
    except Problem as problem:
        return problem.response()
    except web.HTTPException as error:
        if not request.path.startswith("/api/") or error.status < 400:
            raise
        allow = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return Problem(error.status, error.reason, f"{request.method} {error.reason}", headers=allow).response()
    except Exception as error:
        route = request.match_info.route.resource
        log.error("request failed: %s %s: %s", request.method, route.canonical if route else "-", type(error).__name__)
        log.debug("where", exc_info=True)
        if isinstance(error, (OSError, OperationalError)):
            headers = {"Retry-After": str(SECONDS_TO_COME_BACK)}
            detail = "The service cannot reach its storage right now. Nothing is lost; please try again in a moment."
            return Problem(503, "Not available", detail, headers=headers).response()
        return Problem(500, "Internal error", "Something went wrong on our side. Please try again.").response()
