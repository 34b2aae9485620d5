"""The form that extends a case's date."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.answers import Answer, Person, Refused, Slip
from bot.desk.casework import Desk
from bot.desk.drafts import Draft, language_of
from bot.desk.extending import Extending, Extension
from bot.desk.views import CaseView
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice
from bot.staff.finish_page import Marketing
from bot.staff.frames import Frame
from bot.staff.urgency import distance, weekday_date
from bot.tickets.deadlines import extended
from bot.tickets.extension import ExtensionGround
from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class ExtendPage:
    """`until` is the first date, up to which the letter may go."""

    template: ClassVar[str] = "extend.html"
    frame: Frame
    reference: str
    version: int
    title: str
    said: str
    said_language: str
    until: str
    left: str
    new_date: str
    grounds: tuple[Choice, ...]
    reasons: str
    language_name: str
    marketing: Marketing
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class ExtendTelling:
    desk: Desk
    name: str = "extend"

    def page(self, frame: Frame, view: CaseView, form: Mapping[str, str], problems: Mapping[str, str], notice: Notice | None) -> ExtendPage:
        ticket, words = view.ticket, frame.words
        today, chosen = oslo_date(self.desk.clock()), form.get("ground", "")
        return ExtendPage(
            frame=frame,
            reference=ticket.reference,
            version=ticket.version,
            title=words("extend.title", reference=ticket.reference),
            said=ticket.words,
            said_language=ticket.language,
            until=weekday_date(ticket.first_due_on, words),
            left=distance(ticket.first_due_on, today, words),
            new_date=weekday_date(extended(ticket.received_on), words),
            grounds=tuple(
                Choice(one, words(f"extension_ground.{one}"), one == chosen, words(f"extension_ground_hint.{one}"))
                for one in ExtensionGround
            ),
            reasons=form.get("reasons", ""),
            language_name=words(f"language.in_{language_of(ticket)}"),
            marketing=Marketing(is_asked=ticket.kind == Kind.OBJECTION, is_marketing=form.get("marketing") != "no"),
            problems=problems,
            notice=notice,
        )

    async def preview(self, reference: str, person: Person, form: Mapping[str, str]) -> Draft | Refused:
        return await Extending(self.desk).preview(reference, person, _extension_of(form))

    async def send(self, reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
        return await Extending(self.desk).extend(reference, person, slip, _extension_of(form), form.get("letter", ""))


def _extension_of(form: Mapping[str, str]) -> Extension:
    ground = form.get("ground", "")
    if ground and ground not in tuple(ExtensionGround):
        raise web.HTTPBadRequest
    chosen = ExtensionGround(ground) if ground else None
    return Extension(chosen, form.get("reasons", ""), is_marketing=form.get("marketing") != "no")
