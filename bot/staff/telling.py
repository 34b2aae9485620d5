"""Letters to the requester in the middle of a case: written on a form, read as they will go, then sent; extension and question alike."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import ClassVar, Protocol

from aiohttp import web

from bot.desk.answers import Answer, Changed, Done, Person, Refusal, Refused, Slip, UnknownCase
from bot.desk.drafts import Draft, language_of
from bot.desk.roles import Role
from bot.desk.views import CaseView, look_at_case
from bot.staff.case_page import Notice, Typed
from bot.staff.cases import CasePages, changed_notice, status_of
from bot.staff.forms import slip_of
from bot.staff.frames import Frame, Page
from bot.staff.incoming import form_of, session_of
from bot.store.tables import Ticket


@dataclass(frozen=True)
class LetterPage:
    """A letter as it will go; `fields` repeat what was typed."""

    template: ClassVar[str] = "letter.html"
    frame: Frame
    reference: str
    version: int
    name: str
    title: str
    recipient: str
    is_on_paper: bool
    language: str
    subject: str
    text: str
    fingerprint: str
    fields: tuple[tuple[str, str], ...]
    notice: Notice | None


class Telling(Protocol):
    """One kind of letter: what it is called in addresses and words, its form, and what the desk does with it."""

    @property
    def name(self) -> str: ...

    def page(self, frame: Frame, view: CaseView, form: Mapping[str, str], problems: Mapping[str, str], notice: Notice | None) -> Page:
        """The form, filled."""

    async def preview(self, reference: str, person: Person, form: Mapping[str, str]) -> Draft | Refused:
        """The letter; raises UnknownCase, and HTTPBadRequest for what no form of ours sends."""

    async def send(self, reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
        """Sends it as it was read; raises UnknownCase."""


def is_holder(ticket: Ticket, staff_id: str, role: Role) -> bool:
    return ticket.holder_id == staff_id


@dataclass(frozen=True)
class TellingPages:
    """The pages of one kind of letter; `may_write` says who gets its form."""

    telling: Telling
    cases: CasePages
    may_write: Callable[[Ticket, str, Role], bool] = is_holder

    @property
    def handlers(self) -> tuple[Callable[[web.Request], Awaitable[web.StreamResponse]], ...]:
        return (self.show, self.submit, self.send)

    async def show(self, request: web.Request) -> web.StreamResponse:
        return await self._form(request, dict(request.query))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """To the letter; or back to the form, when that is asked for or something is missing."""
        form, reference = form_of(request), request.match_info["reference"]
        slip = slip_of(form)
        if "edit" in form:
            return await self._form(request, form)
        try:
            draft = await self.telling.preview(reference, session_of(request).person, form)
        except UnknownCase:
            raise web.HTTPNotFound from None
        if isinstance(draft, Refused):
            return await self._refused(request, form, draft)
        if draft.ticket.version != slip.version:
            return await self._form(request, form, changed=Changed(draft.ticket.changed_by, draft.ticket.changed_at, draft.ticket))
        return self._letter(request, draft)

    async def send(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        try:
            answer = await self.telling.send(reference, person, slip_of(form), form)
            match answer:
                case Done():
                    raise web.HTTPSeeOther(f"/staff/cases/{reference}?done={self.telling.name}")
                case Changed() as changed:
                    return await self._form(request, form, changed=changed)
                case Refused(why=Refusal.LETTER_CHANGED):
                    draft = await self.telling.preview(reference, person, form)
                    return await self._refused(request, form, draft) if isinstance(draft, Refused) else self._again(request, draft)
                case Refused() as refused:
                    return await self._refused(request, form, refused)
        except UnknownCase:
            raise web.HTTPNotFound from None

    async def resume(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response:
        """The form as it was when its session ended; its letter has to be looked at again."""
        words = self.cases.framing.frame(request).words
        notice = Notice("warning", words("case.resumed.title"), words("case.resumed.text"))
        return await self._form(request, values, notice=notice, reference=reference)

    async def _refused(self, request: web.Request, form: Mapping[str, str], refused: Refused) -> web.Response:
        words = self.cases.framing.frame(request).words
        problem = words(f"refusal.{refused.why}")
        if not refused.field:
            notice, typed = Notice("bad", words("case.not_done"), problem), Typed(self.telling.name, form)
            return await self.cases.page(request, request.match_info["reference"], typed=typed, notice=notice, status=status_of(refused))
        return await self._form(request, form, {refused.field: problem})

    async def _form(
        self,
        request: web.Request,
        form: Mapping[str, str],
        problems: Mapping[str, str] | None = None,
        *,
        changed: Changed | None = None,
        notice: Notice | None = None,
        reference: str = "",
    ) -> web.Response:
        session, desk = session_of(request), self.cases.desk
        reference = reference or request.match_info["reference"]
        try:
            view = await look_at_case(desk, reference, session.person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        frame = self.cases.framing.frame(request, "case")
        if changed is not None:
            notice = changed_notice(changed, view, session.person, frame.words, desk)
        if not self.may_write(view.ticket, session.person.id, session.person.role):
            notice = notice or Notice("bad", frame.words("case.not_done"), frame.words("refusal.not_yours"))
            typed = Typed(self.telling.name, form)
            return await self.cases.page(request, reference, typed=typed, notice=notice, status=HTTPStatus.CONFLICT)
        page = self.telling.page(frame, view, form, problems or {}, notice)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.CONFLICT if changed else HTTPStatus.OK
        return self.cases.renderer.response(page, status)

    def _again(self, request: web.Request, draft: Draft) -> web.Response:
        words = self.cases.framing.frame(request).words
        notice = Notice("warning", words("preview.changed"), words("refusal.letter_changed"))
        return self._letter(request, draft, notice, HTTPStatus.CONFLICT)

    def _letter(self, request: web.Request, draft: Draft, notice: Notice | None = None, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
        frame, ticket = self.cases.framing.frame(request, "case"), draft.ticket
        page = LetterPage(
            frame=replace(frame, path=f"/staff/cases/{ticket.reference}/{self.telling.name}"),
            reference=ticket.reference,
            version=ticket.version,
            name=self.telling.name,
            title=frame.words("preview.title", reference=ticket.reference),
            recipient=draft.recipient,
            is_on_paper="\n" in draft.recipient,
            language=language_of(ticket),
            subject=draft.letter.subject,
            text=draft.letter.text,
            fingerprint=draft.fingerprint,
            fields=tuple(draft.typed.items()),
            notice=notice,
        )
        return self.cases.renderer.response(page, status)
