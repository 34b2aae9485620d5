"""The form that asks the requester something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.desk.answers import Answer, Person, Refused, Slip
from bot.desk.asking import Asking
from bot.desk.casework import Desk
from bot.desk.drafts import Draft, language_of
from bot.desk.views import CaseView
from bot.staff.case_page import Notice
from bot.staff.frames import Frame


@dataclass(frozen=True)
class AskPage:
    template: ClassVar[str] = "ask.html"
    frame: Frame
    reference: str
    version: int
    title: str
    said: str
    said_language: str
    text: str
    language_name: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class AskTelling:
    desk: Desk
    name: str = "ask"

    def page(self, frame: Frame, view: CaseView, form: Mapping[str, str], problems: Mapping[str, str], notice: Notice | None) -> AskPage:
        ticket, words = view.ticket, frame.words
        return AskPage(
            frame=frame,
            reference=ticket.reference,
            version=ticket.version,
            title=words("ask.title", reference=ticket.reference),
            said=ticket.words,
            said_language=ticket.language,
            text=form.get("text", ""),
            language_name=words(f"language.in_{language_of(ticket)}"),
            problems=problems,
            notice=notice,
        )

    async def preview(self, reference: str, person: Person, form: Mapping[str, str]) -> Draft | Refused:
        return await Asking(self.desk).preview(reference, person, form.get("text", ""))

    async def send(self, reference: str, person: Person, slip: Slip, form: Mapping[str, str]) -> Answer:
        return await Asking(self.desk).ask(reference, person, slip, form.get("text", ""), form.get("letter", ""))
