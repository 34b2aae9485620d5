"""The answer to an access request, point by point: what the declaration says is there, the rest is marked for staff (R12)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.desk.answering import POLICY, Answered, Answering, Typed, when_nothing
from bot.desk.answers import Refusal, Refused
from bot.desk.drafts import language_of
from bot.desk.filing import is_gathered_by
from bot.desk.texts import LONGEST_NOTE
from bot.staff.case_page import Notice
from bot.staff.forms import slip_of
from bot.staff.frames import Frame
from bot.staff.incoming import form_of, session_of
from bot.staff.part import PartPages, Showing, known_case
from bot.staff.wordbook import Words
from bot.tickets.kinds import Kind

TEXT, LOOKED_AT = "text_", "looked_at_"
"""What a field's name begins with, before the name of its point."""


@dataclass(frozen=True)
class PointRow:
    """`state` is open, to_look_at or ready. `asks_to_look`: it has a box to tick."""

    id: str
    title: str
    article: str
    hint: str
    state: str
    state_label: str
    source: str
    text: str
    asks_to_look: bool
    is_ticked: bool
    problem: str


@dataclass(frozen=True)
class AnswerPage:
    """`can_change`: this person may write now."""

    template: ClassVar[str] = "answer.html"
    frame: Frame
    reference: str
    version: int
    title: str
    said: str
    said_language: str
    language: str
    language_name: str
    can_change: bool
    progress: str
    points: tuple[PointRow, ...]
    notice: Notice | None


@dataclass(frozen=True)
class AnswerPages(PartPages):
    place, changed = "answer", "answer.changed"
    answering: Answering

    async def save(self, request: web.Request) -> web.StreamResponse:
        """Stores the points; or, when that was pressed, fills the form for a person of whom nothing was found."""
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        slip = slip_of(form)
        if "nothing" in form:
            return await self._nothing(request)
        with known_case():
            answer = await self.answering.save(reference, person, slip, typed_of(form))
        return await self.answered(request, "answer", answer)

    async def _nothing(self, request: web.Request) -> web.Response:
        reference, words = request.match_info["reference"], self.cases.framing.frame(request).words
        with known_case():
            ticket, _ = await self.answering.look(reference, session_of(request).person)
        texts = {f"{TEXT}{name}": text for name, text in when_nothing(self.answering.desk.contents, ticket).items()}
        notice = Notice("warning", words("answer.filled"), words("answer.filled_text"))
        return await self.page(request, Showing(reference, texts, notice=notice))

    def refusal(self, refused: Refused, form: Mapping[str, str], words: Words) -> tuple[Mapping[str, str], Notice]:
        """Of points that are too long all, not only the first: each is told beside it, and named above."""
        if refused.why is not Refusal.TEXT_TOO_LONG:
            return super().refusal(refused, form, words)
        titles = {point.id: point.title.in_language(words.language) for point in self.answering.desk.contents.points}
        lengths = {name: len(text) for name, text in typed_of(form).texts.items() if name in titles and len(text) > LONGEST_NOTE}
        problems = {name: words("answer.too_long", length=length, longest=LONGEST_NOTE) for name, length in lengths.items()}
        named = ", ".join(f"«{titles[name]}»" for name in lengths)
        return problems, Notice("bad", words("case.not_done"), words("answer.too_long_where", points=named))

    async def filled(self, request: web.Request, frame: Frame, showing: Showing) -> web.Response:
        person, words = session_of(request).person, frame.words
        ticket, points = await self.answering.look(showing.reference, person)
        if ticket.kind != Kind.ACCESS:
            return await self.case_instead(request, showing, Refused(Refusal.NOT_NOW))
        language = language_of(ticket)
        page = AnswerPage(
            frame=frame,
            reference=showing.reference,
            version=ticket.version,
            title=words("answer.title", reference=showing.reference),
            said=ticket.words,
            said_language=ticket.language,
            language=language,
            language_name=words(f"language.in_{language}"),
            can_change=is_gathered_by(ticket, person.id),
            progress=words("answer.progress", done=sum(not one.is_open for one in points), total=len(points)),
            points=tuple(_row(one, showing.values, showing.problems, words) for one in points),
            notice=showing.notice,
        )
        return self.cases.renderer.response(page, showing.status)


def typed_of(form: Mapping[str, str]) -> Typed:
    texts = {name.removeprefix(TEXT): text for name, text in form.items() if name.startswith(TEXT)}
    return Typed(texts, frozenset(name.removeprefix(LOOKED_AT) for name in form if name.startswith(LOOKED_AT)))


def _row(one: Answered, values: Mapping[str, str], problems: Mapping[str, str], words: Words) -> PointRow:
    point = one.point
    asks_to_look = one.is_proposed and point.must_be_looked_at
    state = "ready" if not one.is_open else "to_look_at" if one.text else "open"
    return PointRow(
        id=point.id,
        title=point.title.in_language(words.language),
        article=point.article,
        hint=point.hint.in_language(words.language),
        state=state,
        state_label=words(f"answer.state.{state}"),
        source=_source(one, words),
        text=values.get(f"{TEXT}{point.id}", one.text),
        asks_to_look=asks_to_look,
        is_ticked=f"{LOOKED_AT}{point.id}" in values,
        problem=problems.get(point.id, ""),
    )


def _source(one: Answered, words: Words) -> str:
    if not one.text:
        return ""
    if one.source == POLICY:
        return words("answer.from_policy")
    return words("answer.proposed" if one.is_proposed else "answer.from_staff")
