"""The copy of a case: what would go, a look at it, its release and its links (R12, R13, A12)."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from aiohttp import hdrs, web

from bot.answers.dates import oslo_date
from bot.desk.answers import Answer, Done, Refusal, Refused
from bot.desk.package import Material
from bot.desk.releasing import NOT_ON_RECORD, ON_RECORD, Looked, Releasing, may_release
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice, moment
from bot.staff.files import size_of
from bot.staff.forms import slip_of
from bot.staff.frames import Frame
from bot.staff.incoming import form_of, session_of
from bot.staff.part import PartPages, Showing, known_case
from bot.staff.wordbook import Words
from bot.store.tables import Release, Ticket
from bot.tickets.statuses import Status

FILE_NAME = "kopi.zip"
_ELSEWHERE = {Refusal.POINTS_OPEN: "/answer", Refusal.LINES_OPEN: "#checklist"}
"""Where to do what is missing, after the case's own address."""


@dataclass(frozen=True)
class Enclosure:
    name: str
    size: str


@dataclass(frozen=True)
class LeftOut:
    what: str
    why: str
    ground: str


@dataclass(frozen=True)
class LinkRow:
    """A link that was sent; `state` says whether it works still."""

    state: str
    about: str


@dataclass(frozen=True)
class CopyPage:
    """`in_the_way` says why nothing may go, `remedy` where to mend that; `can_release`: this person may press now."""

    template: ClassVar[str] = "copy.html"
    frame: Frame
    reference: str
    version: int
    title: str
    address: str
    verified: str
    answered: str
    rows: tuple[tuple[str, int], ...]
    files: tuple[Enclosure, ...]
    files_size: str
    withheld: tuple[LeftOut, ...]
    language: str
    subject: str
    letter: str
    links: tuple[LinkRow, ...]
    has_live_link: bool
    in_the_way: str
    remedy: str
    can_release: bool
    on_record: tuple[Choice, ...]
    fingerprint: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class CopyPages(PartPages):
    place, changed = "copy", "withhold.changed"
    changed_text, resumed_text = "refusal.copy_changed", ""
    releasing: Releasing

    async def draft(self, request: web.Request) -> web.StreamResponse:
        """The package to be saved and looked at; it changes nothing but the log."""
        with known_case():
            package = await self.releasing.draft(request.match_info["reference"], session_of(request).person)
        if isinstance(package, Refused):
            return await self.answered(request, "copy", package)
        headers = {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{FILE_NAME}"'}
        return web.Response(body=io.BytesIO(package), content_type="application/octet-stream", headers=headers)

    async def release(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        with known_case():
            answer = await self.releasing.release(reference, person, slip_of(form), form.get("copy", ""), form.get("on_record", ""))
        return await self.answered(request, "copy", answer)

    async def revoke(self, request: web.Request) -> web.StreamResponse:
        reference, person = request.match_info["reference"], session_of(request).person
        with known_case():
            answer = await self.releasing.revoke(reference, person, slip_of(form_of(request)))
        return await self.answered(request, "revoke_copy", answer)

    async def answered(self, request: web.Request, name: str, answer: Answer) -> web.StreamResponse:
        """What needs a second person first leads back to the case."""
        if isinstance(answer, Done) and answer.ticket.status == Status.IN_REVIEW:
            raise web.HTTPSeeOther(f"/staff/cases/{answer.ticket.reference}?done=submit")
        return await super().answered(request, name, answer)

    async def filled(self, request: web.Request, frame: Frame, showing: Showing) -> web.Response:
        person = session_of(request).person
        looked = await self.releasing.look(showing.reference, person)
        if isinstance(looked, Refused):
            return await self.case_instead(request, showing, looked)
        can_release = may_release(looked.ticket, person.id) and looked.in_the_way is None
        page = self._page(frame, looked, showing, can_release=can_release)
        return self.cases.renderer.response(page, showing.status)

    def _page(self, frame: Frame, looked: Looked, showing: Showing, *, can_release: bool) -> CopyPage:
        words, ticket, material, now = frame.words, looked.ticket, looked.material, self.releasing.desk.clock()
        today, copies = oslo_date(now), self.releasing.desk.contents.copies
        in_the_way = looked.in_the_way
        return CopyPage(
            frame=frame,
            reference=ticket.reference,
            version=ticket.version,
            title=words("copy.title", reference=ticket.reference),
            address=ticket.address or "",
            verified=moment(ticket.verified_at, words, today) if ticket.verified_at is not None else "",
            answered=_answered(material, words),
            rows=tuple((copies.text(f"table.{table}", words.language), len(rows)) for table, rows in material.tables.items() if rows),
            files=tuple(Enclosure(one.file.name, size_of(one.file.size)) for one in material.enclosed),
            files_size=size_of(sum(one.file.size for one in material.enclosed)),
            withheld=tuple(LeftOut(one.what, one.why, words(f"ground.{one.ground}")) for one in material.withheld),
            language=material.language,
            subject=looked.letter.subject if looked.letter is not None else "",
            letter=looked.letter.text if looked.letter is not None else "",
            links=tuple(_link(one, words, now, today) for one in looked.releases),
            has_live_link=any(_state(one, now) == "live" for one in looked.releases),
            in_the_way=_why_not(ticket, in_the_way, words),
            remedy=_remedy(ticket.reference, in_the_way),
            can_release=can_release,
            on_record=_on_record(showing.values.get("on_record", _known(is_on_record=ticket.is_on_record)), words),
            fingerprint=material.fingerprint,
            problems=showing.problems,
            notice=showing.notice,
        )


def _answered(material: Material, words: Words) -> str:
    if material.is_portable:
        return words("copy.portable")
    ready, total = sum(not one.is_open for one in material.points), len(material.points)
    return words("answer.progress", done=ready, total=total)


def _why_not(ticket: Ticket, in_the_way: Refusal | None, words: Words) -> str:
    """Why nothing may go; of a closed case, for which nothing ever went from here, what it is that one sees."""
    if in_the_way is Refusal.NOT_NOW and ticket.status == Status.CLOSED:
        return words("copy.closed_without_link")
    return words(f"refusal.{in_the_way}") if in_the_way is not None else ""


def _remedy(reference: str, in_the_way: Refusal | None) -> str:
    place = _ELSEWHERE.get(in_the_way) if in_the_way is not None else None
    return f"/staff/cases/{reference}{place}" if place else ""


def _known(*, is_on_record: bool | None) -> str:
    return "" if is_on_record is None else ON_RECORD if is_on_record else NOT_ON_RECORD


def _on_record(chosen: str, words: Words) -> tuple[Choice, ...]:
    return tuple(
        Choice(one, words(f"copy.on_record_{one}"), one == chosen, words(f"copy.on_record_{one}_hint"))
        for one in (ON_RECORD, NOT_ON_RECORD)
    )


def _link(release: Release, words: Words, now: datetime, today: date) -> LinkRow:
    about = words("copy.link_about", at=moment(release.made_at, words, today), until=moment(release.expires_at, words, today))
    return LinkRow(words(f"copy.link_{_state(release, now)}", left=release.downloads_left), about)


def _state(release: Release, now: datetime) -> str:
    if release.revoked_at is not None:
        return "revoked"
    if release.downloads_left <= 0:
        return "used"
    return "live" if release.expires_at > now and release.wiped_at is None else "expired"
