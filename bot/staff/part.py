"""A page of its own under a case, with a form on it: shown, shown after a press, shown again after a login that came in between."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.desk.answers import Answer, Changed, Done, Refused, UnknownCase
from bot.staff.case_page import Notice, Typed
from bot.staff.cases import CasePages, refusal_of, status_of
from bot.staff.frames import Frame
from bot.staff.incoming import form_of
from bot.staff.wordbook import Words


@dataclass(frozen=True)
class Showing:
    """How a page is shown this time: with what was typed, what is wrong with it by field, and what stands above."""

    reference: str
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True)
class PartPages(ABC):
    """What every such page does. `place` is the last part of its address.

    The others name words: what is said when somebody was first, and what of the form is said to be there after a login.
    """

    place: ClassVar[str]
    changed: ClassVar[str]
    changed_text: ClassVar[str] = "changed.text"
    resumed_text: ClassVar[str] = "case.resumed.text"
    cases: CasePages

    @abstractmethod
    async def filled(self, request: web.Request, frame: Frame, showing: Showing) -> web.Response:
        """The page as the case stands now; raises UnknownCase."""

    def asked(self, _request: web.Request) -> Mapping[str, str]:
        """What the address chooses beforehand; nothing, unless a page says otherwise, or a link could fill a form with its own words."""
        return {}

    async def show(self, request: web.Request) -> web.StreamResponse:
        words, done = self.cases.framing.frame(request).words, request.query.get("done", "")
        notice = Notice("good", words(f"done.{done}")) if f"done.{done}" in words else None
        return await self.page(request, Showing(request.match_info["reference"], self.asked(request), notice=notice))

    async def resume(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response:
        """The page with its form as it was when its session ended."""
        words = self.cases.framing.frame(request).words
        text = words(self.resumed_text) if self.resumed_text else ""
        return await self.page(request, Showing(reference, values, notice=Notice("warning", words("case.resumed.title"), text)))

    async def answered(self, request: web.Request, name: str, answer: Answer) -> web.StreamResponse:
        """After a press: on to the page that says it is done, or the form again with all that was typed."""
        reference, form, words = request.match_info["reference"], form_of(request), self.cases.framing.frame(request).words
        match answer:
            case Done():
                raise web.HTTPSeeOther(f"/staff/cases/{reference}/{self.place}?done={name}")
            case Changed():
                notice = Notice("warning", words(self.changed), words(self.changed_text))
                return await self.page(request, Showing(reference, form, notice=notice, status=HTTPStatus.CONFLICT))
            case Refused() as refused:
                problems, notice = self.refusal(refused, form, words)
                return await self.page(request, Showing(reference, form, problems, notice, status_of(refused)))

    def refusal(self, refused: Refused, _form: Mapping[str, str], words: Words) -> tuple[Mapping[str, str], Notice]:
        """What is said beside the field and above the page."""
        return refusal_of(refused, words)

    async def page(self, request: web.Request, showing: Showing) -> web.Response:
        with known_case():
            return await self.filled(request, self.cases.framing.frame(request, "case"), showing)

    async def case_instead(self, request: web.Request, showing: Showing, refused: Refused) -> web.Response:
        """The page of the case, where this one has nothing to show."""
        words = self.cases.framing.frame(request).words
        typed, notice = Typed(self.place, showing.values), showing.notice or refusal_of(refused, words)[1]
        return await self.cases.page(request, showing.reference, typed=typed, notice=notice, status=status_of(refused))


@contextmanager
def known_case() -> Iterator[None]:
    """A case that this person may not see is not found, like one that never was."""
    try:
        yield
    except UnknownCase:
        raise web.HTTPNotFound from None
