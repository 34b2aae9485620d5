"""A case handler with a browser of their own, who does not give up when the service is killed under them.

Forms are filled from what the pages hold. A step is acknowledged when it was answered with success, or when the case,
read again, shows it.
"""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

import pyotp
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout, FormData

from bot.outside import utc_now
from tests.channel.killed import SECONDS_BETWEEN_TRIES, SECONDS_TO_GIVE_UP, Program
from tests.staff.office import Page, read

ADDRESS, NAME = "carla@qsmanager.no", "Carla"
PASSWORD = "en lang setning som bare Carla husker"
RESULT = re.compile(r'<select [^>]*name="(result_[^"]+)"')
NOTE = re.compile(r'<input [^>]*name="(note_[^"]+)"')

SEED = re.compile(r'<code class="seed"[^>]*>([A-Z2-7 ]+)</code>')

T = TypeVar("T")
Form = tuple[str, Mapping[str, str]]
"""Where it goes, and its fields."""


@dataclass(frozen=True)
class Step:
    """One thing to do with a case: its form, from the case's page, and how that page shows that it is done."""

    name: str
    fill: Callable[[str, Page], Awaitable[Form]]
    is_done: Callable[[Page], bool]


@dataclass
class Handler:
    """Finishes the cases that are handed in, one after the other; the session's cookie jar must take an IP address.

    What was cut off is pressed again as it was, and the next time looked up first: people do both.
    """

    program: Program
    session: ClientSession
    one_time_password: str
    is_there: asyncio.Event = field(default_factory=asyncio.Event)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    found_done: int = 0
    broken: int = 0
    seed: str = ""
    _looks_again: Iterator[bool] = field(default_factory=lambda: itertools.cycle((False, True)))

    async def starts(self) -> None:
        """The first day: a password of one's own in place of the one for one use, and a second factor."""
        await self._until_through(lambda: self._logs_in(self.one_time_password))
        await self._until_through(self._chooses_password)
        await self._until_through(lambda: self._logs_in(PASSWORD))
        await self._until_through(self._sets_the_second_factor)

    async def works(self, cases: "asyncio.Queue[str]", pile: int) -> None:
        """Every other day: from when so many cases wait, until sent home."""
        async with asyncio.timeout(SECONDS_TO_GIVE_UP):
            while cases.qsize() < pile:  # noqa: ASYNC110 - the queue tells nobody how long it is
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)
        self.is_there.set()
        await self._until_through(lambda: self._logs_in(PASSWORD))
        while True:
            await self.finishes(await cases.get())
            cases.task_done()

    async def finishes(self, reference: str) -> None:
        """From the list to the letter; every step until it is through."""
        listed = await self._until_through(lambda: self._opens("/staff?list=unheld"))
        assert f'href="/staff/cases/{reference}"' in listed.text
        for step in (
            Step("claimed", self._claim, lambda page: f'action="/staff/cases/{reference}/checklist"' in page.text),
            Step("checklist", self._checklist, lambda page: set(re.findall(r'<li class="line([^"]*)"', page.text)) == {" is-done"}),
            Step("closed", self._letter, lambda page: 'id="ended-title"' in page.text),
        ):
            await self._takes(reference, step)
            self.acknowledged.append((reference, step.name))

    async def _takes(self, reference: str, step: Step) -> None:
        kept: list[Form] = []

        async def press() -> None:
            if not kept or next(self._looks_again):
                page = await self._opens(f"/staff/cases/{reference}")
                if step.is_done(page):
                    assert kept, f"{step.name} was done before it was pressed"
                    self.found_done += 1
                    return
                kept[:] = [await step.fill(reference, page)]
            answer = await self._sends(*kept[-1])
            assert answer.status == HTTPStatus.SEE_OTHER, answer.said

        await self._until_through(press)

    async def _claim(self, reference: str, page: Page) -> Form:
        path = f"/staff/cases/{reference}/claim"
        return path, page.hidden(path)

    async def _checklist(self, reference: str, page: Page) -> Form:
        path = f"/staff/cases/{reference}/checklist"
        results = dict.fromkeys(RESULT.findall(page.text), "done")
        return path, {**page.hidden(path), **results, **dict.fromkeys(NOTE.findall(page.text), "")}

    async def _letter(self, reference: str, _case: Page) -> Form:
        """The outcome is chosen, and the letter read, before it is sent."""
        choose, send = f"/staff/cases/{reference}/finish", f"/staff/cases/{reference}/close"
        page = await self._opens(choose)
        preview = await self._sends(choose, {**page.hidden(choose), "outcome": "fulfilled", "ground": "", "reasons": ""})
        assert preview.status == HTTPStatus.OK, preview.said
        assert "Vi har gjort det du ba om." in preview.said
        return send, preview.hidden(send)

    async def _logs_in(self, password: str) -> None:
        page = await self._asks("GET", "/staff/login")
        if page.status == HTTPStatus.SEE_OTHER:
            return
        if 'action="/staff/login/code"' in page.text:
            await self._gives_code(page)
            return
        form = {**page.hidden("/staff/login"), "address": ADDRESS, "password": password}
        answer = await self._sends("/staff/login", form)
        while answer.status == HTTPStatus.TOO_MANY_REQUESTS:  # tries that were cut off count as wrong
            await asyncio.sleep(int(answer.response.headers["Retry-After"]))
            answer = await self._sends("/staff/login", form)
        if answer.status == HTTPStatus.OK:
            await self._gives_code(answer)
            return
        assert answer.status == HTTPStatus.SEE_OTHER, answer.said

    async def _gives_code(self, page: Page) -> None:
        """The app's code; a used one is refused, and the next one comes within half a minute."""
        path = "/staff/login/code"
        answer = await self._sends(path, {**page.hidden(path), "code": self._code()})
        while answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}:
            await asyncio.sleep(int(answer.response.headers.get("Retry-After", "15")))
            answer = await self._sends(path, {**answer.hidden(path), "code": self._code()})
        assert answer.status == HTTPStatus.SEE_OTHER, answer.said

    async def _sets_the_second_factor(self) -> None:
        """What was cut off may have been done: then the session has ended, and the login asks for the app's code."""
        path = "/staff/factor"
        page = await self._asks("GET", path)
        found = SEED.search(page.text)
        if found is None:
            await self._logs_in(PASSWORD)
            return
        self.seed = found[1].replace(" ", "")
        answer = await self._sends(path, {**page.hidden(path), "code": self._code()})
        assert answer.status == HTTPStatus.OK, answer.said

    def _code(self) -> str:
        return pyotp.TOTP(self.seed).at(utc_now())

    async def _chooses_password(self) -> None:
        """Choosing ends the session; to be asked for the login again shows that it was done."""
        path = "/staff/password"
        page = await self._asks("GET", path)
        if page.status == HTTPStatus.UNAUTHORIZED:
            return
        typed = {"current": self.one_time_password, "new": PASSWORD, "again": PASSWORD}
        answer = await self._sends(path, {**page.hidden(path), **typed})
        assert answer.status == HTTPStatus.SEE_OTHER, answer.said

    async def _opens(self, path: str) -> Page:
        page = await self._asks("GET", path)
        assert page.status == HTTPStatus.OK, page.said
        return page

    async def _sends(self, path: str, fields: Mapping[str, str]) -> Page:
        return await self._asks("POST", path, FormData(dict(fields)))

    async def _asks(self, method: str, path: str, form: FormData | None = None) -> Page:
        url, patience = self.program.url + path, ClientTimeout(30)
        async with self.session.request(method, url, data=form, timeout=patience, allow_redirects=False) as answer:
            return await read(answer)

    async def _until_through(self, act: Callable[[], Awaitable[T]]) -> T:
        async with asyncio.timeout(SECONDS_TO_GIVE_UP):
            while True:
                try:
                    return await act()
                except (ClientError, ConnectionError) as error:
                    self.broken += not isinstance(error, ClientConnectorError)
                    await asyncio.sleep(SECONDS_BETWEEN_TRIES)
