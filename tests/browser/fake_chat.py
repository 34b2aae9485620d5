"""A chat server that keeps the contract of the HTTP and socket calls, and that can be told to fail.

The real one answers as it sees fit and loses no acknowledgement on demand; this one does both by the book.
"""

import json
import socket
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from bot.channel.widget import Contact, read_widget_words, widget_routes

WORDS = Path(__file__).parents[2] / "intents" / "widget.toml"

NOTICE = (
    "Hei! Jeg er en chatbot, ikke et menneske. Jeg svarer på spørsmål om personvern.\n\n"
    "Vi lagrer samtalen i 30 dager for å kunne svare deg. Du når et menneske på post@qsmanager.no."
)
ENGLISH_NOTICE = "Hi! I am a chatbot, not a human. We keep the conversation for 30 days."
TOO_FAST = {"title": "For mange", "detail": "Vent ett minutt, så kan du skrive igjen.", "status": 429}
SOURCED = {
    "text": "Ja. Du kan be om innsyn i opplysningene vi har om deg, og i hvordan vi bruker dem.\n"
    "Du kan også be oss om å\n- rette noe som er feil\n- slette opplysningene\n- begrense bruken av dem\n"
    "Er du uenig i svaret, kan du klage til Datatilsynet på www.datatilsynet.no.",
    "cites": [{"section": "rights", "title": "Rettigheter", "statements": ["P43"]}],
    "options": [
        {"label": "Be om innsyn", "say": "Jeg vil ha innsyn"},
        {"label": "Noe annet", "say": "Noe annet"},
    ],
    "asks": "choice",
}
ASKS_EMAIL = {
    "text": "Du vil ha slettet det vi har om deg. Hvilken e-postadresse gjelder det?",
    "asks": "email",
}
ASKS_CODE = {
    "text": "Jeg har sendt en kode til adressen. Skriv den her. Den varer i 10 minutter.",
    "asks": "code",
    "options": [
        {"label": "Send ny kode", "say": "ny kode"},
        {"label": "Rett adressen", "say": "feil adresse"},
    ],
}
CASE = {
    "text": "Koden stemmer, og saken er registrert. Vi fikk den 23. november 2026.",
    "ticket": {"reference": "SLE-2026-0042", "kind": "deletion", "due": "2026-12-23"},
}


@dataclass
class _Conversation:
    messages: list[dict[str, object]] = field(default_factory=list)
    sockets: set[web.WebSocketResponse] = field(default_factory=set)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class FakeChat:
    """One server on two ports, which are two origins: one for the widget, one for the page that carries it.

    `foreign_url` is that page on another site, where Chromium, in the private windows that tests use, refuses
    storage to the frame.
    """

    def __init__(self) -> None:
        self.conversations: dict[str, _Conversation] = {}
        self.requests: list[str] = []
        self.refuses_sockets = False
        self.loses_next_acknowledgement = False
        self.host_language = "nb"
        self._runner: web.AppRunner | None = None
        self._ports = (_free_port(), _free_port())
        self.widget_url = f"http://127.0.0.1:{self._ports[0]}"
        self.host_url = f"http://127.0.0.1:{self._ports[1]}"
        self.foreign_url = f"http://localhost:{self._ports[1]}"

    async def start(self) -> None:
        app = web.Application(middlewares=[self._record])
        words = read_widget_words(WORDS)
        app.add_routes(
            widget_routes(
                words,
                Contact("post@qsmanager.no", "+47 625 43 777"),
                allowed_origins=[self.host_url, self.foreign_url],
                is_demo=False,
            )
        )
        app.router.add_get("/", self._host_page)
        app.router.add_get("/other", self._host_page)
        app.router.add_post("/api/chats", self._begin)
        app.router.add_delete("/api/chats/{chat}", self._erase)
        app.router.add_post("/api/chats/{chat}/messages", self._post)
        app.router.add_get("/api/chats/{chat}/messages", self._get)
        app.router.add_get("/api/chats/{chat}/socket", self._socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        for port in self._ports:
            await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self.drop_sockets()
            await self._runner.cleanup()
            self._runner = None

    async def drop_sockets(self) -> None:
        for conversation in self.conversations.values():
            for open_socket in list(conversation.sockets):
                await open_socket.close()

    def said(self) -> list[str]:
        """What visitors said, over all conversations."""
        return [
            str(each["text"]) for conversation in self.conversations.values() for each in conversation.messages if each["from"] == "visitor"
        ]

    async def repeats(self) -> None:
        """Sends everything once more over every open socket."""
        for conversation in self.conversations.values():
            for message in conversation.messages:
                await self._publish(conversation, message)

    async def staff_says(self, text: str) -> None:
        for conversation in self.conversations.values():
            await self._publish(conversation, self._add(conversation, "staff", {"text": text}))

    @web.middleware
    async def _record(self, request: web.Request, handler: object) -> web.StreamResponse:
        self.requests.append(f"{request.method} {request.path}")
        return await handler(request)  # type: ignore[operator]

    async def _host_page(self, _: web.Request) -> web.Response:
        script = f'<script async src="{self.widget_url}/widget.js"></script>'
        rows = "".join(f"<p>Avsnitt {at}. <a href='#{at}'>Les mer {at}</a></p>" for at in range(30))
        text = (
            f'<!doctype html><html lang="{self.host_language}"><head><title>QS Manager</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="color-scheme" content="light dark">'
            f'<link rel="icon" href="data:,">{script}{script}</head><body><main><h1>QS Manager</h1>'
            f'<p><a href="/other">En annen side</a></p>{rows}</main></body></html>'
        )
        ours = self.widget_url
        policy = f"default-src 'none'; img-src data:; script-src {ours}; frame-src {ours}"
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    async def _begin(self, request: web.Request) -> web.Response:
        chat = f"c{len(self.conversations) + 1}"
        conversation = self.conversations[chat] = _Conversation()
        lang = json.loads(await request.text() or "{}").get("lang", "nb")
        text = ENGLISH_NOTICE if lang == "en" else NOTICE
        choices = ("Hva vet dere om meg?", "Slett opplysningene mine")
        options = [{"label": each, "say": each} for each in choices]
        greeting = self._add(conversation, "bot", {"text": text, "lang": lang, "options": options})
        return web.json_response({"chat": chat, "token": f"token-{chat}", "messages": [greeting]}, status=201)

    def _conversation(self, request: web.Request) -> _Conversation:
        chat = request.match_info["chat"]
        if chat not in self.conversations:
            raise web.HTTPNotFound(text='{"title": "Ukjent samtale"}', content_type="application/problem+json")
        assert request.headers["Authorization"] == f"Bearer token-{chat}"
        return self.conversations[chat]

    async def _erase(self, request: web.Request) -> web.Response:
        self._conversation(request)
        del self.conversations[request.match_info["chat"]]
        return web.Response(status=204)

    async def _get(self, request: web.Request) -> web.Response:
        after = int(request.query["after"])
        return web.json_response({"messages": self._conversation(request).messages[after:]})

    async def _post(self, request: web.Request) -> web.Response:
        body = await request.json()
        conversation = self._conversation(request)
        if "for fort" in body["text"]:
            return web.json_response(TOO_FAST, status=429, content_type="application/problem+json")
        return web.json_response({"messages": self._take(conversation, body["id"], body["text"])})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.refuses_sockets:
            return web.Response(status=503)
        conversation = self.conversations.get(request.match_info["chat"])
        line = web.WebSocketResponse()
        await line.prepare(request)
        hello = await line.receive_json()
        if conversation is None:
            await line.close(code=4404)
            return line
        assert hello["type"] == "auth" and hello["token"].startswith("token-")
        for message in conversation.messages[hello["after"] :]:
            await line.send_json({"type": "message", **message})
        conversation.sockets.add(line)
        await line.send_json({"type": "ready", "seq": len(conversation.messages)})
        async for frame in line:
            said = json.loads(frame.data)
            if "for fort" in said["text"]:
                await line.send_json({"type": "error", "id": said["id"]} | TOO_FAST)
                continue
            taken = self._take(conversation, said["id"], said["text"])
            if self.loses_next_acknowledgement:
                self.loses_next_acknowledgement = False
                await line.close()
                break
            for message in taken:
                await self._publish(conversation, message)
        conversation.sockets.discard(line)
        return line

    async def _publish(self, conversation: _Conversation, message: dict[str, object]) -> None:
        for line in conversation.sockets:
            await line.send_json({"type": "message", **message})

    def _take(self, conversation: _Conversation, client_id: str, text: str) -> list[dict[str, object]]:
        """The visitor's message and its replies; the same id again gives the same."""
        for at, known in enumerate(conversation.messages):
            if known.get("id") == client_id:
                return conversation.messages[at : at + 2]
        own = self._add(conversation, "visitor", {"text": text, "id": client_id})
        return [own, self._add(conversation, "bot", self._reply(text.lower()))]

    def _reply(self, text: str) -> dict[str, object]:
        if "rettigheter" in text:
            return SOURCED
        if "slett" in text:
            return ASKS_EMAIL
        if "@" in text:
            return ASKS_CODE
        if "".join(sign for sign in text if sign.isdigit()) == "123456":
            return CASE
        if "langt" in text:
            return {"text": "\n\n".join(f"Avsnitt {number} av et langt svar. " * 6 for number in range(8))}
        return {"text": f"Du skrev: {text}"}

    def _add(self, conversation: _Conversation, sender: str, message: dict[str, object]) -> dict[str, object]:
        added = {
            "seq": len(conversation.messages) + 1,
            "from": sender,
            "lang": "nb",
            "at": "2026-11-23T08:15:00Z",
            "intent": None,
            "cites": [],
            "asks": "none",
            "options": [],
            "ticket": None,
        } | message
        conversation.messages.append(added)
        return added
