"""Plain pages outside the console: templates with autoescape, a strict policy, and nothing from elsewhere."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Pages:
    """The templates of one folder."""

    folder: Path

    def show(self, template: str, page: object, status: int = 200) -> web.Response:
        environment = Environment(loader=FileSystemLoader(self.folder), autoescape=True, undefined=StrictUndefined)
        text = environment.get_template(template).render(page=page)
        return web.Response(text=text, content_type="text/html", status=status, headers=HEADERS)

    def style(self, name: str) -> web.Response:
        text = (self.folder / name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type="text/css", headers={"Cache-Control": "no-cache", **_NOSNIFF})


_NOSNIFF = {"X-Content-Type-Options": "nosniff"}
