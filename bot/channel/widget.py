"""The visitor's widget: the one script that a site includes, and the panel that it opens in a frame of our own origin.

Every file is read, filled with its words and packed once, at the start. Nothing here sets a cookie, and no file names
another host. The frame is what keeps the scripts of the host page from what the visitor types.
"""

import gzip
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content import ANSWERED, Language, Table, Wording, read_table

_FILES = Path(__file__).parent / "panel"
_SCRIPTS = ("panel.js", "line.js", "log.js", "text.js", "composer.js", "calls.js", "memory.js")
_SAID_AS = {"no": Language.NB, "sv": Language.NB, "da": Language.NB} | {str(each): each for each in ANSWERED}

_ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Vary": "Accept-Encoding"}
# The panel's parts belong together, so each opening asks whether they still hold; the loader is asked for on every page.
_ASK_EACH_TIME = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "same-origin"}
_FIVE_MINUTES = {
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",  # a site that pins the script by its hash must be allowed to read it
}


@dataclass(frozen=True)
class WidgetWords:
    """What the widget shows of its own accord: on the site's page, in the panel, and the names of kinds and languages."""

    loader: Mapping[str, Wording]
    panel: Mapping[str, Wording]
    kinds: Mapping[str, Wording]
    languages: Mapping[str, str]


@dataclass(frozen=True)
class _PanelPage:
    """All that the template may ask for. `facts` is what the scripts are told, as a data block."""

    language: Language
    words: Mapping[str, str]
    languages: Mapping[str, str]
    email: str
    phone: str
    phone_link: str
    facts: Mapping[str, object]


class _File:
    """One answer, ready in plain and packed form."""

    def __init__(self, text: str, content_type: str, headers: Mapping[str, str]) -> None:
        self.body = text.encode()
        self.packed = gzip.compress(self.body, mtime=0)
        self.tag = hashlib.sha256(self.body).hexdigest()[:20]
        self.content_type = content_type
        self.headers = {**_ALWAYS, **headers}

    def answer(self, request: web.Request) -> web.Response:
        asked = request.if_none_match or ()
        if any(known.value in {self.tag, "*"} for known in asked):
            held = web.Response(status=304, headers=self.headers)
            held.etag = self.tag
            return held
        is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = web.Response(
            body=self.packed if is_packed else self.body,
            content_type=self.content_type,
            charset="utf-8",
            headers=self.headers | ({"Content-Encoding": "gzip"} if is_packed else {}),
        )
        response.etag = self.tag
        return response


def read_widget_words(file: Path) -> WidgetWords:
    """The words of `intents/widget.toml`; a missing language is a `ContentError`. That every word is there, tests see to."""
    table = read_table(file)
    named = table.table("languages")
    languages = {str(each): named.text(each) for each in ANSWERED}
    named.reject_unknown_keys()
    words = WidgetWords(*(_wordings(table.table(part)) for part in ("loader", "panel", "kinds")), languages=languages)
    table.reject_unknown_keys()
    return words


def widget_routes(
    words: WidgetWords, *, email: str, phone: str, allowed_origins: Sequence[str], is_demo: bool
) -> list[web.RouteDef]:
    """`allowed_origins` are the sites that may frame the panel; in demo mode our own pages may, too."""
    pages = {each: _panel(words, each, email, phone, allowed_origins, is_demo=is_demo) for each in ANSWERED}
    scripts = [(name, "text/javascript") for name in _SCRIPTS]
    files = {
        f"/widget/{name}": _File((_FILES / name).read_text(encoding="utf-8"), kind, _ASK_EACH_TIME)
        for name, kind in [*scripts, ("panel.css", "text/css")]
    }
    files["/widget.js"] = _loader(words, email, phone)

    async def panel(request: web.Request) -> web.Response:
        asked = request.query.get("lang", "").lower().partition("-")[0]
        return pages[_SAID_AS.get(asked, Language.NB)].answer(request)

    return [web.get("/widget/panel", panel), *(web.get(path, _serving(file)) for path, file in files.items())]


def _wordings(table: Table) -> dict[str, Wording]:
    return {key: table.wording(key) for key in table.keys()}


def _serving(file: _File) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        return file.answer(request)

    return serve


def _loader(words: WidgetWords, email: str, phone: str) -> _File:
    told = {each: _in_language(words.loader, each) for each in ANSWERED}
    facts = json.dumps({"words": told, "email": email, "phone": phone}, ensure_ascii=False, separators=(",", ":"))
    script = (_FILES / "loader.js").read_text(encoding="utf-8")
    lines = [line.strip() for line in script.splitlines()]
    short = "\n".join(line for line in lines if not line.startswith("//"))  # each page of the site carries it
    return _File(short.replace('"FILLED BY widget.py"', facts), "text/javascript", _FIVE_MINUTES)


def _panel(
    words: WidgetWords, language: Language, email: str, phone: str, allowed_origins: Sequence[str], *, is_demo: bool
) -> _File:
    said = _in_language(words.panel, language)
    facts = {"lang": language, "words": said, "kinds": _in_language(words.kinds, language), "origins": [*allowed_origins]}
    link = "".join(sign for sign in phone if sign in "+0123456789")
    page = _PanelPage(language, said, words.languages, email, phone, link, facts)
    templates = Environment(loader=FileSystemLoader(_FILES), autoescape=True, undefined=StrictUndefined)
    framed_by = " ".join([*allowed_origins, *(["'self'"] if is_demo else [])]) or "'none'"
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {framed_by}"
    )
    text = templates.get_template("panel.html").render(page=page)
    return _File(text, "text/html", _ASK_EACH_TIME | {"Content-Security-Policy": policy})


def _in_language(wordings: Mapping[str, Wording], language: Language) -> dict[str, str]:
    return {key: wording.in_language(language) for key, wording in wordings.items()}
