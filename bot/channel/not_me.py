"""The "not you?" link of a code's letter: a page with one button; only the button blocks (E9, E15)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.channel.pages import Pages
from bot.channel.visitors import Gate, language_of
from bot.conductor.limits import deny_block, network_digest
from bot.content import Language
from bot.contents import Library
from bot.outside import Clock, Tokens
from bot.store.database import Database

BLOCKED_FOR = timedelta(days=30)
_TICKET = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class NotMePage:
    """`texts` in the reader's language; `is_done` after the button was pressed."""

    language: Language
    title: str
    text: str
    button: str
    is_done: bool


def not_me_routes(database: Database, library: Library, gate: Gate, clock: Clock, tokens: Tokens) -> list[web.RouteDef]:
    pages = Pages(Path(__file__).parent / "plain_pages")

    def page(request: web.Request, *, is_done: bool) -> web.Response:
        language, replies = language_of(request.query.get("lang"), request), library.contents.replies
        stage = "done" if is_done else "ask"
        title, text, button = (replies.text(f"not_me.{key}", language) for key in ("title", stage, "button"))
        return pages.show("not_me.html", NotMePage(language, title, text, button, is_done))

    async def ask(request: web.Request) -> web.Response:
        """GET changes nothing: mail scanners follow links."""
        return page(request, is_done=False)

    async def block(request: web.Request) -> web.Response:
        ticket = request.match_info["ticket"]
        if _TICKET.fullmatch(ticket):
            now = clock()
            async with database.transaction() as records:
                network = await network_digest(records, gate.network_of(request), now, tokens)
                if await deny_block(records, network, now) is not None:
                    raise web.HTTPTooManyRequests
                await records.challenges.block(ticket, now + BLOCKED_FOR)
                await records.audit.append(now, "mailbox owner", "address.blocked", ticket[:12])
        return page(request, is_done=True)

    async def style(request: web.Request) -> web.Response:
        return pages.style("plain.css")

    return [web.get("/not-me/{ticket}", ask), web.post("/not-me/{ticket}", block), web.get("/plain.css", style)]
