"""The chat over plain HTTP: open, say, read on, erase (DESIGN section 6). The socket is in the file beside this one."""

from http import HTTPStatus

from aiohttp import hdrs, web

from bot.channel.messages import incoming, parsed, shown
from bot.channel.problems import Problem
from bot.channel.socket import Sockets
from bot.channel.visitors import Gate, language_of
from bot.channel.wakeups import Wakeups
from bot.conductor.limits import Denied
from bot.conductor.turns import Conductor, UnknownChat

LONGEST_PAGE = 500


class Livechat:
    """Handlers around the conductor; they check, pass on, and shape what comes back."""

    def __init__(self, conductor: Conductor, gate: Gate, wakeups: Wakeups) -> None:
        self._conductor, self._gate = conductor, gate
        self._sockets = Sockets(conductor, gate, wakeups)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/chats", self.open),
            web.post("/api/chats/{chat}/messages", self.say),
            web.get("/api/chats/{chat}/messages", self.read, allow_head=False),
            web.delete("/api/chats/{chat}", self.erase),
            web.get("/api/chats/{chat}/socket", self._sockets.serve, allow_head=False),
            *(web.options(path, self.preflight) for path in ("/api/chats", "/api/chats/{chat}", "/api/chats/{chat}/messages")),
        ]

    async def close(self) -> None:
        """Says goodbye to open sockets, so that they come back to another process."""
        await self._sockets.close()

    async def open(self, request: web.Request) -> web.Response:
        self._gate.check_origin(request)
        body = parsed(text) if (text := await _body(request)) else {}
        opened = await self._conductor.open(language_of(body.get("lang"), request), self._gate.network_of(request))
        if isinstance(opened, Denied):
            raise too_much(opened)
        answer = {"chat": opened.chat_id, "token": opened.token, "messages": [shown(one) for one in opened.messages]}
        return web.json_response(answer, status=HTTPStatus.CREATED)

    async def say(self, request: web.Request) -> web.Response:
        self._gate.check_origin(request)
        token = token_of(request)
        message = incoming(parsed(await _body(request)))
        network = self._gate.network_of(request)
        try:
            taken = await self._conductor.say(request.match_info["chat"], token, message.id, message.text, network)
        except UnknownChat:
            raise unknown_chat() from None
        if isinstance(taken, Denied):
            raise too_much(taken)
        return web.json_response({"messages": [shown(one) for one in taken.replies]})

    async def read(self, request: web.Request) -> web.Response:
        self._gate.check_origin(request)
        after = request.query.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) <= 9):
            raise Problem(422, "Bad number", "`after` must be the `seq` of the last message you have, or 0.")
        try:
            said = await self._conductor.messages_after(request.match_info["chat"], token_of(request), int(after), LONGEST_PAGE)
        except UnknownChat:
            raise unknown_chat() from None
        return web.json_response({"messages": [shown(one) for one in said]})

    async def erase(self, request: web.Request) -> web.Response:
        self._gate.check_origin(request)
        try:
            await self._conductor.erase(request.match_info["chat"], token_of(request))
        except UnknownChat:
            raise unknown_chat() from None
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def preflight(self, request: web.Request) -> web.Response:
        """A page on an allowed origin may call from its own script; the headers that say so are on every answer."""
        self._gate.check_origin(request)
        return web.Response(status=HTTPStatus.NO_CONTENT)


def token_of(request: web.Request) -> str:
    """The bearer token; raises Problem without one."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        detail = "Send the header Authorization: Bearer and the chat's token."
        raise Problem(401, "No token", detail, headers={"WWW-Authenticate": "Bearer"})
    return token.strip()


def unknown_chat() -> Problem:
    """The same for a chat that never was, one that was erased, and a token of another chat."""
    return Problem(404, "Unknown chat", "There is no such chat, or the token is not its own. Please open a new chat.")


def too_much(denied: Denied) -> Problem:
    return Problem(
        429,
        "Too many messages",
        denied.text,
        headers={"Retry-After": str(denied.seconds)},
        more={"retry_after": denied.seconds},
    )


async def _body(request: web.Request) -> str:
    try:
        return (await request.read()).decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "Not UTF-8", "The body must be a JSON object in UTF-8.") from None
    except web.HTTPRequestEntityTooLarge:
        raise Problem(413, "Body too large", "The body is larger than 64 KiB.") from None
