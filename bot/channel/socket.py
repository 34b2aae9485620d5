"""The chat over a WebSocket: resumable without a gap, whatever breaks.

The first frame authenticates: {"type": "auth", "token": T, "after": N}. Then the gap comes, {"type": "ready", "seq": last},
and from then on everything said, from whichever side and through whichever socket, in the order of `seq`. Frames in:
{"type": "say", "id", "text"}. Frames out: "message" (a message's own fields beside the type), "typing", "error".
"""

import asyncio
import logging
from contextlib import suppress

from aiohttp import WSCloseCode, WSMsgType, web

from bot.channel.messages import LARGEST_BODY, incoming, parsed, shown
from bot.channel.problems import Problem
from bot.channel.visitors import Gate
from bot.channel.wakeups import Wakeups
from bot.conductor.limits import Denied
from bot.conductor.turns import Conductor, UnknownChat

log = logging.getLogger(__name__)

SECONDS_TO_AUTHENTICATE = 10.0
SECONDS_BETWEEN_LOOKS = 5.0
"""What another process said is seen after this at the latest, also when no wake-up came."""
HEARTBEAT_SECONDS = 20.0
UNAUTHENTICATED = 4401
UNKNOWN_CHAT = 4404


class Sockets:
    """Serves sockets and remembers the open ones, to say goodbye at the end."""

    def __init__(self, conductor: Conductor, gate: Gate, wakeups: Wakeups) -> None:
        self._conductor, self._gate, self._wakeups = conductor, gate, wakeups
        self._open: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self._gate.check_origin(request)
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS, max_msg_size=LARGEST_BODY)
        if not socket.can_prepare(request).ok:
            raise Problem(426, "Not a socket", "This address speaks WebSocket only.", headers={"Upgrade": "websocket"})
        await socket.prepare(request)
        self._open.add(socket)
        try:
            await self._talk(socket, request.match_info["chat"], self._gate.network_of(request))
        except UnknownChat:
            await socket.close(code=UNKNOWN_CHAT, message=b"unknown chat")
        except Exception as error:  # noqa: BLE001 - the shell's catch-all
            await _give_up(socket, error)
        finally:
            self._open.discard(socket)
        return socket

    async def close(self) -> None:
        goodbyes = (socket.close(code=WSCloseCode.GOING_AWAY, message=b"restarting") for socket in tuple(self._open))
        await asyncio.gather(*goodbyes, return_exceptions=True)

    async def _talk(self, socket: web.WebSocketResponse, chat_id: str, network: str) -> None:
        greeting = await self._authenticate(socket)
        if greeting is None:
            return
        token, after = greeting
        with self._wakeups.listening(chat_id) as woken:
            seq = await self._catch_up(socket, chat_id, token, after)
            await socket.send_json({"type": "ready", "seq": seq})
            sender = asyncio.create_task(self._send(socket, chat_id, token, seq, woken))
            try:
                await self._receive(socket, chat_id, token, network)
            finally:
                sender.cancel()
                with suppress(asyncio.CancelledError):
                    await sender

    async def _authenticate(self, socket: web.WebSocketResponse) -> tuple[str, int] | None:
        """The token and the last seq the client has; closes the socket and gives None when the first frame is anything else."""
        try:
            frame = await socket.receive(timeout=SECONDS_TO_AUTHENTICATE)
            body = parsed(frame.data) if frame.type is WSMsgType.TEXT else {}
        except (TimeoutError, Problem):
            body = {}
        token, after = body.get("token"), body.get("after", 0)
        is_auth = body.get("type") == "auth" and isinstance(after, int) and not isinstance(after, bool)
        if not is_auth or not isinstance(token, str) or not token or not isinstance(after, int) or after < 0:
            await socket.close(code=UNAUTHENTICATED, message=b"first frame must be auth")
            return None
        return token, min(after, 2**31 - 1)

    async def _catch_up(self, socket: web.WebSocketResponse, chat_id: str, token: str, seq: int) -> int:
        """Sends what came after that number; returns the last one sent."""
        for message in await self._conductor.messages_after(chat_id, token, seq):
            await socket.send_json({"type": "message", **shown(message)})
            seq = message.seq
        return seq

    async def _send(self, socket: web.WebSocketResponse, chat_id: str, token: str, seq: int, woken: asyncio.Event) -> None:
        """Everything said leaves by this one loop, read from the database, so that order and completeness need no care elsewhere."""
        try:
            while not socket.closed:
                with suppress(TimeoutError):
                    async with asyncio.timeout(SECONDS_BETWEEN_LOOKS):
                        await woken.wait()
                woken.clear()
                seq = await self._catch_up(socket, chat_id, token, seq)
        except UnknownChat:
            await socket.close(code=UNKNOWN_CHAT, message=b"unknown chat")
        except Exception as error:  # noqa: BLE001 - a socket that hears and never speaks would look alive
            await _give_up(socket, error)

    async def _receive(self, socket: web.WebSocketResponse, chat_id: str, token: str, network: str) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.ERROR:
                return  # a broken or too large frame: aiohttp has closed the socket and said why
            if frame.type is not WSMsgType.TEXT:
                await _complain(socket, Problem(400, "Not text", "Frames must be JSON text."))
                continue
            try:
                await self._take(socket, chat_id, token, frame.data, network)
            except Problem as problem:
                await _complain(socket, problem)

    async def _take(self, socket: web.WebSocketResponse, chat_id: str, token: str, data: str, network: str) -> None:
        body = parsed(data)
        if body.get("type") != "say":
            raise Problem(422, "Unknown frame", "Known here: say.")
        try:
            message = incoming(body)
            await socket.send_json({"type": "typing"})
            taken = await self._conductor.say(chat_id, token, message.id, message.text, network)
            if isinstance(taken, Denied):
                raise Problem(429, "Too many messages", taken.text, more={"retry_after": taken.seconds})
        except Problem as problem:
            raise problem.about(body.get("id")) from None


async def _give_up(socket: web.WebSocketResponse, error: Exception) -> None:
    """Closes; the client comes back and resumes without a gap."""
    if isinstance(error, ConnectionError):
        log.debug("a socket broke off")
    else:
        log.error("a socket failed: %s", type(error).__name__)
    await socket.close(code=WSCloseCode.INTERNAL_ERROR, message=b"please reconnect")


async def _complain(socket: web.WebSocketResponse, problem: Problem) -> None:
    """The same fields as over HTTP; `type` says what kind of frame it is."""
    await socket.send_json({**problem.as_json(), "type": "error"})
