"""Where a requester fetches the copy of their data (A12). Four rules:

1. GET changes nothing and says nothing about the person: mail scanners follow links (E15).
2. The link alone opens nothing: a fresh code to the same mailbox comes before every download (E5).
3. No cookie: what was proved stands in the form, signed, for ten minutes and this package alone.
4. A link that is dead says so, and how to get a new one.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web

from bot.answers.dates import oslo_date, written_date, written_time
from bot.channel.openings import Openings
from bot.channel.pages import HEADERS, Pages
from bot.channel.visitors import Gate, language_of
from bot.codes import VISITOR, Codes
from bot.conductor.limits import network_digest
from bot.content import Language
from bot.contents import Library
from bot.desk.filing import KEY
from bot.desk.package_schema import ADDRESS, schema
from bot.digests import link_digest
from bot.outside import Clock, Tokens
from bot.post import Post
from bot.sealing import SealBroken, unseal
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import Release, Ticket
from bot.verification.attempt import read_code
from bot.verification.challenge import Verdict

PURPOSE = "copy"
FILE_NAME = "personopplysninger.zip"
"""The same for everybody: a name of one's own would stand in histories and on screens (A12)."""

LONGEST_FORM = 4_096


class Stage(StrEnum):
    """What the page offers now."""

    READY = "ready"
    CODE = "code"
    FILE = "file"
    DEAD = "dead"
    ASKED = "asked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CopyPage:
    """`words` are in the reader's language; `opened` is the signed value that the download wants."""

    language: Language
    stage: Stage
    title: str
    text: str
    contact: str
    label: str = ""
    button: str = ""
    again: str = ""
    problem: str = ""
    opened: str = ""
    path: str = ""


@dataclass(frozen=True)
class Found:
    """A package and its case, in one transaction; `path` is where its pages are."""

    path: str
    records: Records
    release: Release
    ticket: Ticket
    now: datetime

    @property
    def is_live(self) -> bool:
        one = self.release
        is_over = one.revoked_at is not None or one.wiped_at is not None
        return not is_over and one.downloads_left > 0 and one.expires_at > self.now

    @property
    def language(self) -> Language:
        return Language(self.release.language).answered_in


@dataclass(frozen=True)
class Copies:
    """The pages under /data. `notify` is called after commits that wrote letters."""

    database: Database
    library: Library
    settings: Settings
    gate: Gate
    clock: Clock
    tokens: Tokens
    notify: Callable[[], None]
    pages: Pages

    @property
    def _openings(self) -> Openings:
        return Openings(self.settings.key("copy opened"))

    async def show(self, request: web.Request) -> web.Response:
        async def act(found: Found) -> web.Response:
            return self._page(found, Stage.READY) if found.is_live else self._dead(found)

        return await self._with(request, act)

    async def send_code(self, request: web.Request) -> web.Response:
        """A code to the package's own address; the page says the same whether it went out or not."""

        async def act(found: Found) -> web.Response:
            if not found.is_live:
                return self._dead(found)
            wait = await (await self._codes(request, found)).send(found.release.address, PURPOSE)
            if wait is None:
                return self._page(found, Stage.CODE)
            return self._page(found, Stage.CODE, problem="wait", status=HTTPStatus.TOO_MANY_REQUESTS, until=wait.until)

        return await self._with(request, act)

    async def open(self, request: web.Request) -> web.Response:
        """The code that was typed: right, and the download is offered for ten minutes."""
        attempt = read_code((await _form(request)).get("code", ""))

        async def act(found: Found) -> web.Response:
            if not found.is_live:
                return self._dead(found)
            if attempt is None:
                return self._page(found, Stage.CODE, problem="malformed", status=HTTPStatus.UNPROCESSABLE_ENTITY)
            result = await (await self._codes(request, found)).compare(found.release.address, attempt, PURPOSE)
            if result.verdict is Verdict.MATCHED:
                return self._page(found, Stage.FILE, opened=self._openings.sign(found.release.id, found.now))
            is_wrong = result.verdict is Verdict.MISMATCHED and result.tries_left > 0
            return self._page(found, Stage.CODE, problem="wrong" if is_wrong else "over", status=HTTPStatus.UNPROCESSABLE_ENTITY)

        return await self._with(request, act)

    async def fetch(self, request: web.Request) -> web.Response:
        """The package; each one that leaves is counted and logged (A13)."""
        opened = (await _form(request)).get("opened", "")
        content = await self._content(request.match_info["token"], opened)

        async def act(found: Found) -> web.Response:
            if not found.is_live:
                return self._dead(found)
            if not self._openings.is_open(found.release.id, opened, found.now):
                return self._page(found, Stage.READY, problem="closed", status=HTTPStatus.FORBIDDEN)
            if content is None or not await found.records.releases.take_download(found.release.id, found.now):
                return self._dead(found)
            left = str(found.release.downloads_left - 1)
            await found.records.audit.append(found.now, VISITOR, "copy.downloaded", found.ticket.reference, left)
            return web.Response(body=io.BytesIO(content), content_type="application/zip", headers=_FILE_HEADERS)

        return await self._with(request, act)

    async def ask_again(self, request: web.Request) -> web.Response:
        """Staff are told that a new link is wanted, once a day."""

        async def act(found: Found) -> web.Response:
            if found.is_live:
                return self._page(found, Stage.READY)
            key = f"copy wanted:{found.release.id}"
            if not await found.records.counts.how_many(key, found.now - timedelta(days=1)):
                await found.records.counts.add(key, found.now)
                post = Post(found.records, self.library.contents, self.settings, self.tokens, found.now)
                url = f"{self.settings.base_url}/staff/cases/{found.ticket.reference}"
                values = {**post.facts_of(found.ticket, Language.NB), "console_url": url}
                await post.write("staff_copy_wanted", self.settings.staff_mail, Language.NB, values, found.ticket.id)
                await found.records.audit.append(found.now, VISITOR, "copy.wanted", found.ticket.reference)
            return self._page(found, Stage.ASKED)

        return await self._with(request, act)

    async def _content(self, token: str, opened: str) -> bytes | None:
        """The package for whoever may have it now, read and unsealed while nobody waits for it; None when there is none."""
        async with self.database.reading() as records:
            release = await records.releases.find_by_digest(link_digest(token))
            if release is None or not self._openings.is_open(release.id, opened, self.clock()):
                return None
            sealed = await records.releases.content_of(release.id)
        try:
            return await asyncio.to_thread(unseal, sealed or b"", self.settings.key(KEY), release.id)
        except SealBroken:
            return None

    async def _with(self, request: web.Request, act: Callable[[Found], Awaitable[web.Response]]) -> web.Response:
        """Runs one step on the package behind the link, in one transaction."""
        if request.method == hdrs.METH_POST:
            self.gate.check_origin(request)
        token = request.match_info["token"]
        async with self.database.transaction() as records:
            release = await records.releases.find_by_digest(link_digest(token))
            ticket = await records.cases.find(release.ticket_id) if release is not None else None
            if release is None or ticket is None:
                return self._unknown(request)
            response = await act(Found(f"/data/{token}", records, release, ticket, self.clock()))
        self.notify()
        return response

    def _dead(self, found: Found) -> web.Response:
        return self._page(found, Stage.DEAD, status=HTTPStatus.GONE)

    def _unknown(self, request: web.Request) -> web.Response:
        language = language_of(request.query.get("lang"), request)
        title, text, contact = (self._words(key, language) for key in ("title", Stage.UNKNOWN, "contact"))
        page = CopyPage(language, Stage.UNKNOWN, title, text, contact)
        return self.pages.show("copy.html", page, HTTPStatus.NOT_FOUND)

    def _page(
        self,
        found: Found,
        stage: Stage,
        *,
        problem: str = "",
        opened: str = "",
        status: HTTPStatus = HTTPStatus.OK,
        until: datetime | None = None,
    ) -> web.Response:
        language = found.language
        values = {
            "date": written_date(oslo_date(found.release.expires_at), language),
            "tries": str(found.release.downloads_left),
            "time": written_time(until) if until is not None else "",
        }
        page = CopyPage(
            language=language,
            stage=stage,
            title=self._words("title", language),
            text=self._words(stage, language, values),
            contact=self._words("contact", language),
            label=self._words("code_label", language),
            button=self._words(f"button.{stage}", language) if stage is not Stage.ASKED else "",
            again=self._words("code_again", language),
            problem=self._words(f"problem.{problem}", language, values) if problem else "",
            opened=opened,
            path=found.path,
        )
        return self.pages.show("copy.html", page, status)

    def _words(self, key: str, language: Language, values: dict[str, str] | None = None) -> str:
        return self.library.contents.replies.text(f"copy.{key}", language, values)

    async def _codes(self, request: web.Request, found: Found) -> Codes:
        network = await network_digest(found.records, self.gate.network_of(request), found.now, self.tokens)
        post = Post(found.records, self.library.contents, self.settings, self.tokens, found.now)
        return Codes(found.records, post, self.settings, self.tokens, found.release.id, network, found.language, letter="copy_code")


def copy_routes(
    database: Database, library: Library, settings: Settings, gate: Gate, clock: Clock, tokens: Tokens, notify: Callable[[], None]
) -> list[web.RouteDef]:
    copies = Copies(database, library, settings, gate, clock, tokens, notify, Pages(Path(__file__).parent / "plain_pages"))
    return [
        web.get(ADDRESS, show_schema),
        web.get("/data/{token}", copies.show),
        web.post("/data/{token}/code", copies.send_code),
        web.post("/data/{token}/open", copies.open),
        web.post("/data/{token}/file", copies.fetch),
        web.post("/data/{token}/again", copies.ask_again),
    ]


async def show_schema(request: web.Request) -> web.Response:
    """The published form of a copy's data, for whoever reads it with a program (R21)."""
    return web.json_response(schema(), content_type="application/schema+json", headers=HEADERS)


async def _form(request: web.Request) -> dict[str, str]:
    """The text fields of a small form; nothing for anything else."""
    if (request.content_length or 0) > LONGEST_FORM or request.content_type != "application/x-www-form-urlencoded":
        return {}
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


_FILE_HEADERS = {
    **HEADERS,
    "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
