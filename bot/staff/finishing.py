"""Finishing a case in two steps: choose how it ends, then read the very letter before it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Changed, Done, Refusal, Refused, UnknownCase
from bot.desk.casework import Desk
from bot.desk.closing import Choice, Closing, Preview
from bot.desk.drafts import language_of
from bot.desk.elsewhere import Elsewhere
from bot.desk.views import look_at_case
from bot.post import recipient_of
from bot.staff.case_page import Notice, Typed
from bot.staff.cases import CasePages, changed_notice, status_of
from bot.staff.finish_page import FinishPage, Marketing, ending_choices, ground_choices
from bot.staff.forms import slip_of
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.urgency import urgency_of
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Fault
from bot.tickets.registration import Delivery
from bot.tickets.statuses import OPEN, Status

_FIELDS = ("outcome", "ground", "forwarded_to", "merged_into", "reasons")
"""As they follow each other on the page."""

_FIELD_OF_FAULT = {
    Fault.OUTCOME_NOT_OFFERED: "outcome",
    Fault.GROUND_MISSING: "ground",
    Fault.GROUND_NOT_FITTING: "ground",
    Fault.GROUND_NOT_NEEDED: "ground",
    Fault.REASONS_MISSING: "reasons",
    Fault.OPEN_LINES: "outcome",
    Fault.OPEN_POINTS: "outcome",
    Fault.PART_WITHHELD: "outcome",
    Fault.NOT_HANDED_OVER: "outcome",
}


@dataclass(frozen=True)
class PreviewPage:
    """`fields` repeat the decision; `subject` and `text` are empty when no letter can be sent."""

    template: ClassVar[str] = "preview.html"
    frame: Frame
    reference: str
    version: int
    title: str
    outcome: str
    ground: str
    recipient: str
    is_on_paper: bool
    is_late: bool
    language: str
    language_name: str
    subject: str
    text: str
    fingerprint: str
    fields: tuple[tuple[str, str], ...]
    needs_approval: bool
    notice: Notice | None


@dataclass(frozen=True)
class FinishPages:
    desk: Desk
    renderer: Renderer
    framing: Framing
    cases: CasePages

    async def show(self, request: web.Request) -> web.StreamResponse:
        marketing = request.query.get("marketing", "")
        if marketing == "no":
            return await self._form(request, {"marketing": marketing})
        prepared = await Closing(self.desk).find_prepared(request.match_info["reference"])
        return await self._form(request, prepared or {})

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """To the letter; or back to the form, when that is asked for or something is missing."""
        form, reference = form_of(request), request.match_info["reference"]
        slip = slip_of(form)
        if "edit" in form:
            return await self._form(request, form)
        choice = choice_of(form)
        if choice is None:
            return await self._form(request, form, {"outcome": "refusal.outcome_missing"})
        try:
            preview = await Closing(self.desk).preview(reference, session_of(request).person, choice)
        except UnknownCase:
            raise web.HTTPNotFound from None
        if isinstance(preview, Refused):
            return await self._refused(request, form, preview)
        if preview.ticket.version != slip.version:
            ticket = preview.ticket
            return await self._form(request, form, changed=Changed(ticket.changed_by, ticket.changed_at, ticket))
        return self._letter(request, preview)

    async def close(self, request: web.Request) -> web.StreamResponse:
        form, reference = form_of(request), request.match_info["reference"]
        slip, choice, person = slip_of(form), choice_of(form), session_of(request).person
        if choice is None:
            raise web.HTTPBadRequest
        closing = Closing(self.desk)
        try:
            answer = await closing.close(reference, person, slip, choice, form.get("letter", ""))
        except UnknownCase:
            raise web.HTTPNotFound from None
        match answer:
            case Done(ticket=ticket):
                done = "submit" if ticket.status == Status.IN_REVIEW else "close"
                raise web.HTTPSeeOther(f"/staff/cases/{reference}?done={done}")
            case Changed() as changed:
                return await self._form(request, form, changed=changed)
            case Refused(why=Refusal.LETTER_CHANGED):
                preview = await closing.preview(reference, person, choice)
                if isinstance(preview, Refused):
                    return await self._refused(request, form, preview)
                words = self.framing.frame(request).words
                notice = Notice("warning", words("preview.changed"), words("refusal.letter_changed"))
                return self._letter(request, preview, notice)
            case Refused() as refused:
                return await self._refused(request, form, refused)

    async def resume(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response:
        """The form as it was when its session ended; its letter has to be looked at again."""
        words = self.framing.frame(request).words
        notice = Notice("warning", words("case.resumed.title"), words("case.resumed.text"))
        return await self._form(request, values, notice=notice, reference=reference)

    async def _refused(self, request: web.Request, form: Mapping[str, str], refused: Refused) -> web.Response:
        if refused.why in {Refusal.NOT_YOURS, Refusal.NOT_NOW, Refusal.UNVERIFIED}:
            words = self.framing.frame(request).words
            notice = Notice("bad", words("case.not_done"), words(f"refusal.{refused.why}"))
            reference = request.match_info["reference"]
            return await self.cases.page(request, reference, typed=Typed("finish", form), notice=notice, status=status_of(refused))
        found = {_FIELD_OF_FAULT[fault]: f"fault.{fault}" for fault in reversed(refused.faults)}
        if refused.field:
            found[refused.field] = f"refusal.{refused.why}"
        problems = {field: found[field] for field in _FIELDS if field in found}
        return await self._form(request, form, problems)

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
        session, frame = session_of(request), self.framing.frame(request, "case")
        reference = reference or request.match_info["reference"]
        try:
            view = await look_at_case(self.desk, reference, session.person)
        except UnknownCase:
            raise web.HTTPNotFound from None
        ticket, words, today = view.ticket, frame.words, oslo_date(self.desk.clock())
        if changed is not None:
            notice = changed_notice(changed, view, session.person, words, self.desk)
        if ticket.holder_id != session.account.id or ticket.status not in OPEN:
            notice = notice or Notice("bad", words("case.not_done"), words("refusal.not_yours"))
            return await self.cases.page(request, reference, typed=Typed("finish", form), notice=notice, status=HTTPStatus.CONFLICT)
        kind, is_marketing = Kind(ticket.kind), form.get("marketing") != "no"
        page = FinishPage(
            frame=frame,
            reference=reference,
            version=ticket.version,
            title=words("finish.title", reference=reference),
            kind=words(f"kind.{kind}"),
            is_question=kind is Kind.QUESTION,
            said=ticket.words,
            said_language=ticket.language,
            urgency=urgency_of(ticket, today, words),
            open_lines=sum(line.result is None for line in view.lines),
            endings=ending_choices(kind, form.get("outcome", ""), words, is_marketing=is_marketing),
            grounds=ground_choices(kind, form.get("ground", ""), words, is_marketing=is_marketing),
            elsewhere=Elsewhere(form.get("forwarded_to", ""), form.get("merged_into", "")),
            others=tuple(other.reference for other in view.others if other.status != Status.CLOSED),
            reasons=form.get("reasons", ""),
            language_name=words(f"language.in_{language_of(ticket)}"),
            marketing=Marketing(is_asked=kind is Kind.OBJECTION, is_marketing=is_marketing),
            problems={name: words(key) for name, key in (problems or {}).items()},
            notice=notice,
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.CONFLICT if changed else HTTPStatus.OK
        return self.renderer.response(page, status)

    def _letter(self, request: web.Request, preview: Preview, notice: Notice | None = None) -> web.Response:
        frame, ticket, letter = self.framing.frame(request, "case"), preview.ticket, preview.letter
        words, decision = frame.words, preview.choice.decision
        page = PreviewPage(
            frame=replace(frame, path=f"/staff/cases/{ticket.reference}/finish"),
            reference=ticket.reference,
            version=ticket.version,
            title=words("preview.title", reference=ticket.reference),
            outcome=words(f"outcome.{decision.outcome}"),
            ground=words(f"ground.{decision.ground}") if decision.ground is not None else "",
            recipient=recipient_of(ticket) or "",
            is_on_paper=ticket.delivery == Delivery.POSTAL,
            is_late=preview.is_late,
            language=language_of(ticket),
            language_name=words(f"language.in_{language_of(ticket)}"),
            subject=letter.subject if letter is not None else "",
            text=letter.text if letter is not None else "",
            fingerprint=preview.fingerprint,
            fields=tuple(preview.choice.typed.items()),
            needs_approval=preview.needs_approval,
            notice=notice,
        )
        return self.renderer.response(page, HTTPStatus.CONFLICT if notice is not None else HTTPStatus.OK)


def choice_of(form: Mapping[str, str]) -> Choice | None:
    """The decision in the form; None without an outcome. Raises HTTPBadRequest for one that does not exist."""
    if not form.get("outcome", ""):
        return None
    try:
        return Choice.of(form)
    except ValueError:
        raise web.HTTPBadRequest from None
