"""What is left out of a copy, and why (art. 15(4), R10, R13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Refusal, Refused
from bot.desk.drafts import language_of
from bot.desk.filing import is_gathered_by
from bot.desk.withholding import Omission, Withholding
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice, moment
from bot.staff.forms import slip_of
from bot.staff.frames import Frame
from bot.staff.incoming import form_of, session_of
from bot.staff.part import PartPages, Showing, known_case
from bot.staff.wordbook import Words
from bot.store.tables import TicketNote
from bot.tickets.grounds import grounds_of_a_part
from bot.tickets.kinds import Kind

FIELDS = ("what", "why", "ground", "note")
BEGINNING = 80
"""Of a note, in the list to choose from."""


@dataclass(frozen=True)
class OmissionRow:
    """`is_note`: it is a note of ours, which the copy leaves out by itself."""

    id: str
    what: str
    why: str
    ground: str
    is_note: bool
    at: str


@dataclass(frozen=True)
class WithholdPage:
    """`can_change`: this person may add and remove now."""

    template: ClassVar[str] = "withhold.html"
    frame: Frame
    reference: str
    version: int
    title: str
    can_change: bool
    rows: tuple[OmissionRow, ...]
    values: Mapping[str, str]
    grounds: tuple[Choice, ...]
    notes: tuple[Choice, ...]
    language: str
    language_name: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class WithholdPages(PartPages):
    place, changed = "withhold", "withhold.changed"
    withholding: Withholding

    async def add(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        omission = Omission(*(form.get(field, "") for field in FIELDS))
        with known_case():
            answer = await self.withholding.withhold(reference, person, slip_of(form), omission)
        return await self.answered(request, "withhold", answer)

    async def remove(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        with known_case():
            answer = await self.withholding.include(reference, person, slip_of(form), form.get("withheld", ""))
        return await self.answered(request, "include", answer)

    async def filled(self, request: web.Request, frame: Frame, showing: Showing) -> web.Response:
        person, values = session_of(request).person, showing.values
        omitted = await self.withholding.look(showing.reference, person)
        words, ticket, today = frame.words, omitted.ticket, oslo_date(self.withholding.desk.clock())
        if not Kind(ticket.kind).gets_copy:
            return await self.case_instead(request, showing, Refused(Refusal.NOT_NOW))
        language = language_of(ticket)
        page = WithholdPage(
            frame=frame,
            reference=showing.reference,
            version=ticket.version,
            title=words("withhold.title", reference=showing.reference),
            can_change=is_gathered_by(ticket, person.id),
            rows=tuple(
                OmissionRow(one.id, one.what, one.why, words(f"ground.{one.ground}"), one.note_id is not None, moment(one.at, words, today))
                for one in omitted.withheld
            ),
            values={field: values.get(field, "") for field in FIELDS},
            grounds=_grounds(Kind(ticket.kind), values.get("ground", ""), words),
            notes=_notes(omitted.notes, values.get("note", ""), words("withhold.no_note")),
            language=language,
            language_name=words(f"language.in_{language}"),
            problems=showing.problems,
            notice=showing.notice,
        )
        return self.cases.renderer.response(page, showing.status)


def _grounds(kind: Kind, chosen: str, words: Words) -> tuple[Choice, ...]:
    return tuple(Choice(one, words(f"ground.{one}"), one == chosen, one.article) for one in grounds_of_a_part(kind))


def _notes(notes: tuple[TicketNote, ...], chosen: str, none: str) -> tuple[Choice, ...]:
    """Empty when there is no note."""
    if not notes:
        return ()
    return (Choice("", none, not chosen), *(Choice(one.id, _beginning(one.text), one.id == chosen) for one in notes))


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= BEGINNING else f"{flat[:BEGINNING]}…"
