"""What every answer says beside its body: who may read it (CORS), that nobody keeps it, and nothing about the program."""

from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from bot.channel.visitors import Gate

API = "/api/"


def headers_for(gate: Gate) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A listener for `on_response_prepare`; errors get the same headers, so that a page's script can read them."""

    async def prepare(request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        headers[hdrs.SERVER] = "privacy-assistant"
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if not request.path.startswith(API):
            return
        headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
        headers[hdrs.VARY] = hdrs.ORIGIN
        origin = request.headers.get(hdrs.ORIGIN)
        if origin is None or not gate.knows(origin, request):
            return
        headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = origin
        headers[hdrs.ACCESS_CONTROL_ALLOW_METHODS] = "GET, POST, DELETE"
        headers[hdrs.ACCESS_CONTROL_ALLOW_HEADERS] = "Authorization, Content-Type"
        headers[hdrs.ACCESS_CONTROL_EXPOSE_HEADERS] = hdrs.RETRY_AFTER

    return prepare
