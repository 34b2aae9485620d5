"""The console under /staff: routes and wiring."""

import ipaddress
import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import web

from bot.contents import Library
from bot.desk.casework import Desk
from bot.desk.door import Door
from bot.desk.passwords import Passwords
from bot.outside import Clock, Tokens
from bot.peers import network_of
from bot.settings import Settings, is_loopback
from bot.staff.cases import CasePages
from bot.staff.finishing import FinishPages
from bot.staff.frames import Renderer, serve_static
from bot.staff.guard import Guard
from bot.staff.incoming import Framing
from bot.staff.login import CASES, Cookies, LoginPages
from bot.staff.messages import MessagePages
from bot.staff.misses import MissPages
from bot.staff.person import PersonPages
from bot.staff.queue import QueuePages
from bot.staff.wordbook import read_wordbook
from bot.store.database import Database

log = logging.getLogger(__name__)

FINISHING = frozenset({"finish", "close"})


def add_console(
    app: web.Application,
    *,
    database: Database,
    library: Library,
    settings: Settings,
    clock: Clock,
    tokens: Tokens,
    notify: Callable[[], None],
    passwords: Passwords | None = None,
) -> None:
    """Adds the console to the application. `notify` is called after commits that wrote letters. Raises ContentError."""
    desk = Desk(database, library, settings, clock, tokens, notify)
    door = Door(database, passwords or Passwords(), clock, tokens, settings.key("staff login"), is_demo=settings.is_demo)
    renderer, framing = Renderer(), Framing(read_wordbook(), tokens, settings.is_demo)
    cookies = Cookies(is_secure=not _is_plain(settings))
    cases = CasePages(desk, renderer, framing)
    finishing = FinishPages(desk, renderer, framing, cases)

    async def resume(request: web.Request, path: str, values: Mapping[str, str]) -> web.Response | None:
        reference, _, form = path.removeprefix(CASES).partition("/")
        if form in FINISHING:
            return await finishing.resume(request, reference, values)
        return await cases.resume(request, form, reference, values) if form else None

    proxies = tuple(ipaddress.ip_network(network, strict=False) for network in settings.trusted_proxies)
    login = LoginPages(
        door=door,
        renderer=renderer,
        framing=framing,
        cookies=cookies,
        clock=clock,
        tokens=tokens,
        key=settings.key("staff login form"),
        network_of=lambda request: network_of(request, proxies),
        resume=resume,
    )
    person = PersonPages(door, renderer, framing, cookies)
    guard = Guard(door, login, MessagePages(renderer, framing), base_url=settings.base_url)
    queue = QueuePages(desk, renderer, framing)
    misses = MissPages(desk, renderer, framing)

    console = web.Application(middlewares=[guard.shield, guard.admit])
    console.add_routes(
        [
            web.get("", queue.show, allow_head=False, name="queue"),
            web.get("/login", login.show, allow_head=False, name="login"),
            web.post("/login", login.submit, name="login"),
            web.post("/logout", login.log_out, name="logout"),
            web.get("/password", person.show_password, allow_head=False, name="password"),
            web.post("/password", person.change_password, name="password"),
            web.post("/language", person.choose_language, name="language"),
            web.post("/session", person.keep_alive, name="session"),
            web.get("/cases/{reference}", cases.show, allow_head=False, name="case"),
            web.get("/cases/{reference}/finish", finishing.show, allow_head=False, name="finish"),
            web.post("/cases/{reference}/finish", finishing.submit, name="finish"),
            web.post("/cases/{reference}/close", finishing.close, name="close"),
            *(web.post(f"/cases/{{reference}}/{name}", handler, name=name) for name, handler in cases.actions().items()),
            web.get("/misses", misses.show, allow_head=False, name="misses"),
            web.post("/misses/{miss}/assign", misses.assign, name="assign-miss"),
            web.post("/misses/{miss}/drop", misses.drop, name="drop-miss"),
            web.get("/static/{stamp}/{name}", serve_static, allow_head=False, name="static"),
        ]
    )
    app.add_subapp("/staff", console)


def _is_plain(settings: Settings) -> bool:
    """Whether cookies must do without https: on this very machine alone, where no network listens (A5)."""
    parts = urlsplit(settings.base_url)
    if parts.scheme == "https":
        return False
    if is_loopback(parts.hostname or ""):
        return True
    log.warning("BOT_PUBLIC_URL is not https: browsers will not keep the console's cookie, so nobody can log in to it")
    return False
