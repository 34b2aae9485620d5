"""Requests for the list of cases."""

from dataclasses import dataclass

from aiohttp import web

from bot.answers.dates import OSLO, oslo_date
from bot.desk.casework import Desk
from bot.desk.views import Look, look_at_queue
from bot.staff.case_page import Notice
from bot.staff.frames import Renderer
from bot.staff.incoming import Framing, session_of
from bot.staff.listing import Listing, asked_of, filter_of
from bot.staff.queue_page import PER_PAGE, queue_page


@dataclass(frozen=True)
class QueuePages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        session, now = session_of(request), self.desk.clock()
        asked, today = asked_of(request.query), oslo_date(now)
        look = Look(
            wanted=filter_of(asked, session.account.id, today),
            today=today,
            limit=PER_PAGE,
            offset=(asked.number - 1) * PER_PAGE,
        )
        view = await look_at_queue(self.desk, session.person, look)
        place = asked.listing if asked.listing in {Listing.UNVERIFIED, Listing.CLOSED} else Listing.OPEN
        frame = self.framing.frame(request, place)
        hour = now.astimezone(OSLO).hour
        done = f"done.{request.query.get('done', '')}"
        notice = Notice("good", frame.words(done)) if done in frame.words else None
        return self.renderer.response(queue_page(frame, view, asked, session.account, today, hour, notice))
