"""The files of a case: a list, a form that brings one, downloads, and a way to remove one again (R13, A12)."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar
from urllib.parse import quote

from aiohttp import hdrs, web

from bot.answers.dates import oslo_date
from bot.desk.answers import Refusal, Refused
from bot.desk.file_kinds import TAKEN
from bot.desk.filing import MEGABYTE, Brought, Filed, Filing, is_gathered_by, purposes_of
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice, moment
from bot.staff.forms import slip_of
from bot.staff.frames import Frame
from bot.staff.incoming import form_of, session_of, upload_of
from bot.staff.part import PartPages, Showing, known_case
from bot.staff.wordbook import Words
from bot.store.copies import EVIDENCE
from bot.store.tables import CaseFile
from bot.tickets.checklist import System
from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class FileRow:
    """`line` is what it is evidence for; empty for none."""

    id: str
    name: str
    url: str
    purpose: str
    line: str
    about: str


@dataclass(frozen=True)
class FilesPage:
    """`can_change`: this person may add and remove now."""

    template: ClassVar[str] = "files.html"
    frame: Frame
    reference: str
    version: int
    title: str
    can_change: bool
    rows: tuple[FileRow, ...]
    purposes: tuple[Choice, ...]
    lines: tuple[Choice, ...]
    limits: str
    largest: int
    accepted: str
    problems: Mapping[str, str]
    notice: Notice | None


@dataclass(frozen=True)
class FilePages(PartPages):
    place, changed = "files", "withhold.changed"
    resumed_text = "files.resumed"
    filing: Filing

    def asked(self, request: web.Request) -> Mapping[str, str]:
        """Which line a file is to be evidence for."""
        return request.query

    async def add(self, request: web.Request) -> web.StreamResponse:
        form, reference, upload = form_of(request), request.match_info["reference"], upload_of(request)
        slip, content = slip_of(form), await upload.read(self.filing.largest)
        if content is None:
            return await self.answered(request, "files", Refused(Refusal.FILE_TOO_LARGE, "file"))
        brought = Brought(upload.name, content, form.get("purpose", ""), form.get("line", ""))
        with known_case():
            answer = await self.filing.add(reference, session_of(request).person, slip, brought)
        return await self.answered(request, "files", answer)

    async def remove(self, request: web.Request) -> web.StreamResponse:
        form, reference, person = form_of(request), request.match_info["reference"], session_of(request).person
        with known_case():
            answer = await self.filing.remove(reference, person, slip_of(form), form.get("file", ""), is_sure="sure" in form)
        return await self.answered(request, "unfile", answer)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The file to be saved, never to be shown: whatever it holds, it runs nowhere near the console."""
        reference, file_id = request.match_info["reference"], request.match_info["file"]
        with known_case():
            found = await self.filing.read(reference, session_of(request).person, file_id)
        if found is None:
            words = self.cases.framing.frame(request).words
            notice = Notice("bad", words("files.broken"), words("files.broken_text"))
            return await self.page(request, Showing(reference, notice=notice, status=HTTPStatus.CONFLICT))
        file, content = found
        headers = {hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"}
        return web.Response(body=io.BytesIO(content), content_type="application/octet-stream", headers=headers)

    async def filled(self, request: web.Request, frame: Frame, showing: Showing) -> web.Response:
        filed = await self.filing.look(showing.reference, session_of(request).person)
        words, values, megabytes = frame.words, showing.values, self.filing.largest // MEGABYTE
        page = FilesPage(
            frame=frame,
            reference=showing.reference,
            version=filed.ticket.version,
            title=words("files.title", reference=showing.reference),
            can_change=is_gathered_by(filed.ticket, session_of(request).person.id),
            rows=tuple(self._row(file, filed, words) for file in filed.files),
            purposes=_purposes(filed, values, words),
            lines=self._lines(filed, values.get("line", ""), words),
            limits=words("files.limits", megabytes=megabytes),
            largest=self.filing.largest,
            accepted=",".join(TAKEN),
            problems=showing.problems,
            notice=showing.notice,
        )
        return self.cases.renderer.response(page, showing.status)

    def _row(self, file: CaseFile, filed: Filed, words: Words) -> FileRow:
        names = {line.id: self._system(line.system, words) for line in filed.lines}
        at = moment(file.added_at, words, oslo_date(self.filing.desk.clock()))
        return FileRow(
            id=file.id,
            name=file.name,
            url=f"/staff/cases/{filed.ticket.reference}/files/{file.id}",
            purpose=words(f"file_purpose.{file.purpose}"),
            line=names.get(file.line_id or "", ""),
            about=words("files.about", size=size_of(file.size), at=at),
        )

    def _lines(self, filed: Filed, chosen: str, words: Words) -> tuple[Choice, ...]:
        lines = tuple(Choice(line.id, self._system(line.system, words), line.id == chosen) for line in filed.lines)
        return (Choice("", words("files.no_line"), not chosen), *lines) if lines else ()

    def _system(self, name: str, words: Words) -> str:
        known: dict[str, System] = {system.id: system for system in self.filing.desk.contents.systems}
        return known[name].name.in_language(words.language) if name in known else name


def _purposes(filed: Filed, values: Mapping[str, str], words: Words) -> tuple[Choice, ...]:
    """Who comes from a line of the checklist brings evidence; else the usual one is chosen."""
    offered = purposes_of(Kind(filed.ticket.kind))
    chosen = values.get("purpose", EVIDENCE if values.get("line") else offered[0])
    return tuple(Choice(one, words(f"file_purpose.{one}"), one == chosen, words(f"file_purpose_hint.{one}")) for one in offered)


def size_of(count: int) -> str:
    """For people: "312 kB", "1,4 MB"; the same in both languages of the console."""
    return f"{count / MEGABYTE:.1f} MB".replace(".", ",") if count >= MEGABYTE else f"{max(1, round(count / 1024))} kB"
