"""The forms that begin a restriction and announce its end (art. 18, R19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from bot.desk.answers import Answer, Person, Refused, Slip
from bot.desk.casework import Desk
from bot.desk.drafts import Draft, language_of
from bot.desk.restricting import Restricting
from bot.desk.views import CaseView
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice
from bot.staff.frames import Frame
from bot.tickets.kinds import Kind
from bot.tickets.restricting import RestrictionGround, usual_ground


@dataclass(frozen=True)
class RestrictPage:
    """`name` is restrict or lift; `grounds` are empty for the end."""

    template: ClassVar[str] = "restrict.html"
    frame: Frame
    name: str
    reference: str
    version: int
    title: str
    rule: str
    said: str
    said_language: str
    grounds: tuple[Choice, ...]
    label: str
    text: str
    language_name: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class RestrictTelling:
    desk: Desk
    name: str = "restrict"

    def page(
        self, frame: Frame, view: CaseView, form: Mapping[str, str], problems: Mapping[str, str], notice: Notice | None
    ) -> RestrictPage:
        chosen = form.get("ground", usual_ground(Kind(view.ticket.kind)) or "")
        words = frame.words
        grounds = tuple(
            Choice(one, words(f"restriction_ground.{one}"), one == chosen, words(f"restriction_ground_hint.{one}"))
            for one in RestrictionGround
        )
        return RestrictPage(
            frame=frame,
            name=self.name,
            reference=view.ticket.reference,
            version=view.ticket.version,
            title=words("restrict.title", reference=view.ticket.reference),
            rule=words("restrict.rule"),
            said=view.ticket.words,
            said_language=view.ticket.language,
            grounds=grounds,
            label=words("restrict.text"),
            text=form.get("text", ""),
            language_name=words(f"language.in_{language_of(view.ticket)}"),
            problems=problems,
            notice=notice,
        )

    async def preview(self, reference: str, person: Person, form: Mapping[str, str]) -> Draft | Refused:
        return await Restricting(self.desk).preview(reference, person, _ground_of(form), form.get("text", ""))

    async def send(self, reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
        ground, text = _ground_of(form), form.get("text", "")
        return await Restricting(self.desk).begin(reference, person, slip, ground, text, form.get("letter", ""))


@dataclass(frozen=True)
class LiftTelling:
    desk: Desk
    name: str = "lift"

    def page(
        self, frame: Frame, view: CaseView, form: Mapping[str, str], problems: Mapping[str, str], notice: Notice | None
    ) -> RestrictPage:
        words = frame.words
        return RestrictPage(
            frame=frame,
            name=self.name,
            reference=view.ticket.reference,
            version=view.ticket.version,
            title=words("lift.title", reference=view.ticket.reference),
            rule=words("lift.rule"),
            said=view.ticket.words,
            said_language=view.ticket.language,
            grounds=(),
            label=words("lift.text"),
            text=form.get("text", ""),
            language_name=words(f"language.in_{language_of(view.ticket)}"),
            problems=problems,
            notice=notice,
        )

    async def preview(self, reference: str, person: Person, form: Mapping[str, str]) -> Draft | Refused:
        return await Restricting(self.desk).preview_end(reference, person, form.get("text", ""))

    async def send(self, reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
        return await Restricting(self.desk).announce_end(reference, person, slip, form.get("text", ""), form.get("letter", ""))


def _ground_of(form: Mapping[str, str]) -> RestrictionGround | None:
    ground = form.get("ground", "")
    if ground and ground not in tuple(RestrictionGround):
        raise web.HTTPBadRequest
    return RestrictionGround(ground) if ground else None
