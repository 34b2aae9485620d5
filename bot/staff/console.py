"""The console under /staff: routes and wiring."""

import ipaddress
import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from aiohttp import web

from bot.contents import Library
from bot.desk.answering import Answering
from bot.desk.approving import Action, Approving
from bot.desk.casework import Desk
from bot.desk.closing import Closing
from bot.desk.door import Door
from bot.desk.erasing_case import Erasing
from bot.desk.factor import SecondFactor
from bot.desk.filing import Filing
from bot.desk.log_reading import ChainWatch
from bot.desk.own_account import OwnAccount
from bot.desk.passwords import Passwords
from bot.desk.people import People
from bot.desk.releasing import Releasing
from bot.desk.restricting import may_end
from bot.desk.withholding import Withholding
from bot.outside import Clock, Tokens
from bot.peers import network_of
from bot.settings import Settings, is_loopback
from bot.staff.access import Route
from bot.staff.answer import AnswerPages
from bot.staff.approvals import ApprovalPages
from bot.staff.ask import AskTelling
from bot.staff.breaches import BreachPages
from bot.staff.cases import CasePages
from bot.staff.cookies import Cookies
from bot.staff.copy import CopyPages
from bot.staff.correct import CorrectPages
from bot.staff.erase import ErasePages
from bot.staff.extend import ExtendTelling
from bot.staff.factor import FactorPages
from bot.staff.figures import FigurePages
from bot.staff.files import FilePages
from bot.staff.finishing import FinishPages
from bot.staff.frames import Renderer
from bot.staff.guard import Guard
from bot.staff.incoming import Framing
from bot.staff.journey import CASES
from bot.staff.log import LogPages
from bot.staff.login import LoginPages
from bot.staff.messages import MessagePages
from bot.staff.misses import MissPages
from bot.staff.people import PeoplePages
from bot.staff.person import PersonPages
from bot.staff.queue import QueuePages
from bot.staff.record import RecordPages
from bot.staff.register import RegisterPages
from bot.staff.report import ReportPages
from bot.staff.restrict import LiftTelling, RestrictTelling
from bot.staff.routes import Pages, table
from bot.staff.sessions import SessionPages
from bot.staff.stop import StopPages, StopTelling
from bot.staff.taken import TakenPages
from bot.staff.telling import TellingPages
from bot.staff.withhold import WithholdPages
from bot.staff.wordbook import read_wordbook
from bot.store.database import Database

log = logging.getLogger(__name__)

ROUTES: web.AppKey[tuple[Route, ...]] = web.AppKey("ROUTES")


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
    factor = SecondFactor(settings.key("second factor"), tokens)
    door = Door(database, passwords or Passwords(), factor, clock, tokens, settings.key("staff login"), is_demo=settings.is_demo)
    own = OwnAccount(door)
    wordbook = read_wordbook().for_one_person() if settings.one_person else read_wordbook()
    renderer, framing = Renderer(), Framing(wordbook, tokens, settings.is_demo)
    cookies = Cookies(is_secure=not _is_plain(settings))
    cases = CasePages(desk, renderer, framing)
    taken = TakenPages(database, clock, renderer, framing)
    finishing = FinishPages(desk, renderer, framing, cases)
    extending, asking = TellingPages(ExtendTelling(desk), cases), TellingPages(AskTelling(desk), cases)
    erasing = ErasePages(desk, cases, renderer, framing)
    answering, files = AnswerPages(cases, Answering(desk)), FilePages(cases, Filing(desk))
    withholding = WithholdPages(cases, Withholding(desk))
    copying = CopyPages(cases, Releasing(desk))
    forms: dict[str, FinishPages | TellingPages | ErasePages | CorrectPages | AnswerPages | FilePages | WithholdPages | CopyPages] = {
        "finish": finishing,
        "close": finishing,
        "extend": extending,
        "ask": asking,
    }
    correcting, stopping = CorrectPages(cases, desk), StopPages(StopTelling(desk), cases)
    restricting, lifting = TellingPages(RestrictTelling(desk), cases), TellingPages(LiftTelling(desk), cases, may_end)
    forms |= {"answer": answering, "files": files, "unfile": files, "withhold": withholding, "include": withholding}
    forms |= {"copy": copying, "revoke-copy": copying}
    forms |= {"erase": erasing, "correct": correcting, "restrict": restricting, "lift": lifting, "stop": stopping}

    async def resume(request: web.Request, path: str, values: Mapping[str, str]) -> web.Response | None:
        reference, _, form = path.removeprefix(CASES).partition("/")
        try:
            return await resume_seen(request, reference, form, values)
        except web.HTTPNotFound:
            return await taken.find(request, reference, values)

    async def resume_seen(request: web.Request, reference: str, form: str, values: Mapping[str, str]) -> web.Response | None:
        if (pages := forms.get(form.partition("/")[0])) is not None:
            return await pages.resume(request, reference, values)
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
    executors = {Action.CLOSING: Closing(desk).execute, Action.ERASURE: Erasing(desk).execute, Action.RELEASE: Releasing(desk).execute}
    pages = Pages(
        login=login,
        person=PersonPages(own, renderer, framing, cookies),
        factor=FactorPages(own, renderer, framing, cookies),
        sessions=SessionPages(own, renderer, framing),
        people=PeoplePages(People(door), renderer, framing),
        queue=QueuePages(desk, renderer, framing),
        cases=cases,
        finishing=finishing,
        extending=extending,
        asking=asking,
        reporting=ReportPages(desk, renderer, framing),
        register=RegisterPages(desk, renderer, framing),
        breaches=BreachPages(desk, renderer, framing),
        answering=answering,
        files=files,
        withholding=withholding,
        copying=copying,
        erasing=erasing,
        correcting=correcting,
        restricting=restricting,
        lifting=lifting,
        stopping=stopping,
        approvals=ApprovalPages(Approving(desk, executors), cases, renderer, framing),
        misses=MissPages(desk, renderer, framing),
        log=LogPages(desk, ChainWatch(desk), renderer, framing),
        figures=FigurePages(desk, renderer, framing),
        record=RecordPages(desk, renderer, framing),
    )
    routes = table(pages)
    guard = Guard(door, login, MessagePages(renderer, framing), taken, routes, base_url=settings.base_url)
    console = web.Application(middlewares=[guard.shield, guard.admit])
    app[ROUTES] = routes
    for route in routes:
        console.router.add_route(route.method, route.path, route.handler, name=route.name)
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
