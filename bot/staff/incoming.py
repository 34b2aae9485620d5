"""What a request tells about its sender: session, form, language; and the frame of the page that answers it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.content import Language
from bot.desk.sessions import IDLE, Session, Stage
from bot.outside import Tokens
from bot.staff.frames import Frame
from bot.staff.menu import menu_of
from bot.staff.uploads import Upload
from bot.staff.wordbook import Wordbook

_BY_TAG = {"en": Language.EN, "nb": Language.NB, "no": Language.NB, "nn": Language.NB, "sv": Language.NB, "da": Language.NB}


_OURS = re.compile(r"/staff(?:/(?!login|logout|static)[\w./~-]*)?(?:\?[\w.~%+&=@:,/-]*)?", re.ASCII)

SESSION: web.RequestKey[Session] = web.RequestKey("SESSION", Session)
FORM: web.RequestKey[Mapping[str, str]] = web.RequestKey("FORM")
UPLOAD: web.RequestKey[Upload] = web.RequestKey("UPLOAD", Upload)


def find_session(request: web.Request) -> Session | None:
    return request.get(SESSION)


def session_of(request: web.Request) -> Session:
    """The session of a request that was let in."""
    session = find_session(request)
    if session is None:
        raise web.HTTPForbidden
    return session


def form_of(request: web.Request) -> Mapping[str, str]:
    return request[FORM] if FORM in request else {}  # noqa: SIM401 - get() forgets the type


def upload_of(request: web.Request) -> Upload:
    return request.get(UPLOAD) or Upload()


def route_name(request: web.Request) -> str:
    return request.match_info.route.name or ""


@dataclass(frozen=True)
class Framing:
    """Makes the frame of each page."""

    wordbook: Wordbook
    tokens: Tokens
    is_demo: bool

    def frame(self, request: web.Request, place: str = "") -> Frame:
        session = find_session(request)
        words = self.wordbook.of(language_of(request))
        if session is None or session.stage is Stage.CODE:
            return Frame(words, request.path, csrf=session.csrf if session is not None else "", is_demo=self.is_demo)
        return Frame(
            words,
            path=request.path_qs if request.method == hdrs.METH_GET else request.path,
            csrf=session.csrf,
            mark=self.tokens.identifier(),
            person=session.account.name,
            place=place,
            menu=menu_of(session.person.role) if session.stage is Stage.READY else (),
            idle_seconds=int(IDLE.total_seconds()),
            is_demo=self.is_demo,
        )


def language_of(request: web.Request) -> Language:
    """What the person chose; before the login what the page or the browser asks for; else bokmål."""
    session = find_session(request)
    if session is not None:
        return _BY_TAG.get(session.account.language, Language.NB)
    asked = [request.query.get("lang", ""), form_of(request).get("lang", "")]
    asked += request.headers.get(hdrs.ACCEPT_LANGUAGE, "").split(",")
    for tag in asked:
        found = _BY_TAG.get(tag.split(";")[0].strip().lower().split("-")[0])
        if found is not None:
            return found
    return Language.NB


def place_after(text: str) -> str:
    """Where to go on inside the console; its first page for anything that leads elsewhere."""
    return text if _OURS.fullmatch(text) and ".." not in text else "/staff"
