"""The page for somebody who was too late: who has the case now, and what was typed in vain. Nothing of the case itself (A9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.seeing import find_taken, is_known
from bot.outside import Clock
from bot.staff.case_parts import moment
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, session_of
from bot.store.database import Database


@dataclass(frozen=True)
class TakenPage:
    template: ClassVar[str] = "taken.html"
    frame: Frame
    title: str
    kept: tuple[str, ...]


@dataclass(frozen=True)
class TakenPages:
    database: Database
    clock: Clock
    renderer: Renderer
    framing: Framing

    async def is_known(self, request: web.Request, reference: str) -> bool:
        return await is_known(self.database, reference, session_of(request).person)

    async def find(self, request: web.Request, reference: str, values: Mapping[str, str]) -> web.Response | None:
        """None for a case that this person never saw, or sees still."""
        taken = await find_taken(self.database, self.clock, reference, session_of(request).person)
        if taken is None:
            return None
        frame = self.framing.frame(request)
        at = moment(taken.at, frame.words, oslo_date(self.clock()))
        page = TakenPage(frame, frame.words("taken.title", name=taken.holder, at=at), _written(values))
        return self.renderer.response(page, HTTPStatus.CONFLICT)


def _written(values: Mapping[str, str]) -> tuple[str, ...]:
    """What a person wrote among the fields of a form: words with blanks between them; ids and choices have none."""
    return tuple(value for value in values.values() if any(mark.isspace() for mark in value))
