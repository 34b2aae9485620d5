"""Requests for the record of processing: it holds the settings, and nothing of anybody."""

from dataclasses import dataclass

from aiohttp import web

from bot.content import ContentError
from bot.desk.casework import Desk
from bot.desk.record import record_of
from bot.staff.case_page import Notice
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing
from bot.staff.record_page import Material, RecordPage, reviewed_of, sheets_of


@dataclass(frozen=True)
class RecordPages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        """As the file and the settings say now; a slip in the file is told to whoever can mend it."""
        frame = self.framing.frame(request, "record")
        try:
            page = self._page(frame)
        except ContentError as error:
            page = RecordPage(frame, "", (), Notice("bad", frame.words("record.broken"), str(error)))
        return self.renderer.response(page)

    def _page(self, frame: Frame) -> RecordPage:
        settings, contents = self.desk.settings, self.desk.contents
        book = record_of(settings, contents.policy.facts)
        material = Material(book, settings, contents.policy.facts, contents.systems, {})
        return RecordPage(frame, reviewed_of(book, frame.words), sheets_of(material, frame.words))
