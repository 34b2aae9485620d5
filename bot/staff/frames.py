"""What every page has around its own content, and how a page becomes a response."""

import hashlib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar, Protocol

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content import Language
from bot.staff.menu import Entry
from bot.staff.wordbook import Words

HERE = Path(__file__).parent
STATIC_FILES = {
    "base.css": "text/css",
    "queue.css": "text/css",
    "case.css": "text/css",
    "sheets.css": "text/css",
    "print.css": "text/css",
    "console.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Frame:
    """`mark` names this very page, so that the same press twice is known; `place` is the entry of the `menu` that is lit."""

    words: Words
    path: str
    csrf: str = ""
    mark: str = ""
    person: str = ""
    place: str = ""
    menu: tuple[Entry, ...] = ()
    idle_seconds: int = 0
    is_demo: bool = False

    @property
    def language(self) -> Language:
        return self.words.language


class Page(Protocol):
    """A frozen dataclass, one a template."""

    template: ClassVar[str]

    @property
    def frame(self) -> Frame: ...


class Renderer:
    """The templates, which see a page and nothing else."""

    def text(self, page: Page) -> str:
        return _templates().get_template(page.template).render(page=page, w=page.frame.words)

    def response(self, page: Page, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
        return web.Response(text=self.text(page), status=status, content_type="text/html", charset="utf-8")


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["static"] = static_url
    return templates


def static_url(name: str) -> str:
    """The file's address, which changes with its content."""
    return f"/staff/static/{_STAMP}/{name}"


async def serve_static(request: web.Request) -> web.Response:
    """One of the files by name; an old stamp gets the file as it is now."""
    name = request.match_info["name"]
    if name not in STATIC_FILES:
        raise web.HTTPNotFound
    return web.Response(body=_BODIES[name], content_type=STATIC_FILES[name], charset="utf-8")


_BODIES = {name: (HERE / "static" / name).read_bytes() for name in STATIC_FILES}
_STAMP = hashlib.sha256(b"".join(_BODIES.values())).hexdigest()[:12]
