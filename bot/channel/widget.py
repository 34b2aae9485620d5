"""The visitor's widget: the one script that a site includes, and the panel that it opens in a frame of ours.

Every file is read, filled with its words and packed once, at the start. Nothing here sets a cookie, and no
file names another host. The frame keeps the scripts of the host page from what the visitor types.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.content import ANSWERED, Language, Table, Wording, read_table

_FILES = Path(__file__).parent / "panel"
_PARTS = {
    **dict.fromkeys(("panel.js", "line.js", "calls.js", "memory.js", "log.js"), "text/javascript"),
    **dict.fromkeys(("text.js", "composer.js"), "text/javascript"),
    "panel.css": "text/css",
}
_SAID_AS = {"no": Language.NB, "sv": Language.NB, "da": Language.NB} | {str(each): each for each in ANSWERED}

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Encoding",
}
# The panel's parts belong together, so each opening asks whether they still hold.
_OURS_ALONE = _ALWAYS | {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "same-origin"}
_FOR_ANY_SITE = _ALWAYS | {
    "Cache-Control": "public, max-age=300",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",  # a site that pins the script by its hash must be allowed to read it
}


@dataclass(frozen=True)
class Contact:
    """How to reach a person; shown in every state of the widget."""

    email: str
    phone: str

    @property
    def phone_link(self) -> str:
        return "".join(sign for sign in self.phone if sign in "+0123456789")


@dataclass(frozen=True)
class WidgetWords:
    """What the widget shows of its own accord: on the site's page, in the panel, as names of case kinds."""

    loader: Mapping[str, Wording]
    panel: Mapping[str, Wording]
    kinds: Mapping[str, Wording]
    languages: Mapping[str, str]


@dataclass(frozen=True)
class _PanelPage:
    """All that the template may ask for. `facts` is what the scripts are told, as a data block."""

    language: Language
    languages: Mapping[str, str]
    words: Mapping[str, str]
    contact: Contact
    facts: Mapping[str, object]


class _File:
    """One answer, ready in plain and packed form."""

    def __init__(self, text: str, content_type: str, headers: Mapping[str, str]) -> None:
        self._body = text.encode()
        self._packed = gzip.compress(self._body, mtime=0)
        self._tag = hashlib.sha256(self._body).hexdigest()[:20]
        self._type, self._headers = content_type, dict(headers)

    async def answer(self, request: web.Request) -> web.Response:
        if any(known.value in {self._tag, "*"} for known in request.if_none_match or ()):
            response = web.Response(status=304, headers=self._headers)
        else:
            is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
            body, packing = (self._packed, {"Content-Encoding": "gzip"}) if is_packed else (self._body, {})
            headers = self._headers | packing
            response = web.Response(body=body, content_type=self._type, charset="utf-8", headers=headers)
        response.etag = self._tag
        return response


def read_widget_words(file: Path) -> WidgetWords:
    """The words of `intents/widget.toml`; a missing language is a `ContentError`."""
    table = read_table(file)
    named = table.table("languages")
    languages = {str(each): named.text(each) for each in ANSWERED}
    named.reject_unknown_keys()
    loader, panel, kinds = (_wordings(table.table(part)) for part in ("loader", "panel", "kinds"))
    table.reject_unknown_keys()
    return WidgetWords(loader, panel, kinds, languages)


def widget_routes(words: WidgetWords, contact: Contact, *, allowed_origins: Sequence[str], is_demo: bool) -> list[web.RouteDef]:
    """`allowed_origins` are the sites that may frame the panel; in demo mode our own pages may, too."""
    framed_by = [*allowed_origins, *(["'self'"] if is_demo else [])] or ["'none'"]
    headers = _OURS_ALONE | {"Content-Security-Policy": _policy(framed_by)}
    pages = {each: _File(_panel(words, each, contact, allowed_origins), "text/html", headers) for each in ANSWERED}

    async def panel(request: web.Request) -> web.Response:
        asked = request.query.get("lang", "").lower().partition("-")[0]
        return await pages[_SAID_AS.get(asked, Language.NB)].answer(request)

    files = {f"/widget/{name}": _File(_read(name), kind, _OURS_ALONE) for name, kind in _PARTS.items()}
    files["/widget.js"] = _File(_loader(words, contact), "text/javascript", _FOR_ANY_SITE)
    return [web.get("/widget/panel", panel), *(web.get(path, file.answer) for path, file in files.items())]


def _policy(framed_by: Sequence[str]) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {' '.join(framed_by)}"
    )


def _loader(words: WidgetWords, contact: Contact) -> str:
    told = {each: _said(words.loader, each) for each in ANSWERED}
    facts = {"words": told, "email": contact.email, "phone": contact.phone}
    lines = [line.strip() for line in _read("loader.js").splitlines()]
    short = "\n".join(line for line in lines if not line.startswith("//"))  # each page of the site carries it
    return short.replace('"FILLED BY widget.py"', json.dumps(facts, ensure_ascii=False, separators=(",", ":")))


def _panel(words: WidgetWords, language: Language, contact: Contact, origins: Sequence[str]) -> str:
    said, kinds = _said(words.panel, language), _said(words.kinds, language)
    facts = {"lang": language, "words": said, "kinds": kinds, "origins": [*origins]}
    templates = Environment(loader=FileSystemLoader(_FILES), autoescape=True, undefined=StrictUndefined)
    page = _PanelPage(language, words.languages, said, contact, facts)
    return templates.get_template("panel.html").render(page=page)


def _read(name: str) -> str:
    return (_FILES / name).read_text(encoding="utf-8")


def _wordings(table: Table) -> dict[str, Wording]:
    return {key: table.wording(key) for key in table.keys()}


def _said(wordings: Mapping[str, Wording], language: Language) -> dict[str, str]:
    return {key: wording.in_language(language) for key, wording in wordings.items()}
