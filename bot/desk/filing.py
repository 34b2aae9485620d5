"""Files of a case: taken by content, stored sealed, given out as downloads only. Each reading is logged (A13)."""

import asyncio
import hashlib
from dataclasses import dataclass

from bot.desk.answers import Answer, Person, Refusal, Refused, Slip, UnknownCase
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.file_kinds import FileFault, FileKind, kind_of
from bot.desk.seeing import VIEWED, get_case
from bot.desk.texts import kept_text
from bot.sealing import SealBroken, seal, unseal
from bot.store.copies import COPY, EVIDENCE
from bot.store.records import RecordNotFound
from bot.store.tables import CaseFile, ChecklistLine, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import WORKED_ON

MEGABYTE = 1024 * 1024
LARGEST_CASE = 100 * MEGABYTE
"""All files of one case; the package is made in memory."""

KEY = "files"


@dataclass(frozen=True)
class Brought:
    """A file as it came. `line_id` is the line of the checklist that it is evidence for, empty for none."""

    name: str
    content: bytes
    purpose: str
    line_id: str = ""


@dataclass(frozen=True)
class Filed:
    """A case and its files, without their content."""

    ticket: Ticket
    files: tuple[CaseFile, ...]
    lines: tuple[ChecklistLine, ...]


@dataclass(frozen=True)
class Filing:
    desk: Desk

    @property
    def largest(self) -> int:
        """Bytes of one file."""
        return self.desk.settings.file_megabytes * MEGABYTE

    async def look(self, reference: str, person: Person) -> Filed:
        """The list, and an entry that this person read it; raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            await records.audit.append(self.desk.clock(), person.id, VIEWED, reference)
            files = await records.copies.files_of(ticket.id)
            return Filed(ticket, files, await records.checklists.of_ticket(ticket.id))

    async def add(self, reference: str, person: Person, slip: Slip, brought: Brought) -> Answer:
        """Takes the file; a page that has grown old may still bring one. Raises UnknownCase."""
        if len(brought.content) > self.largest:
            return Refused(Refusal.FILE_TOO_LARGE, "file")
        file_id = self.desk.tokens.identifier()
        # megabytes take long enough to be read and sealed that others would wait: neither here nor while the case is locked
        digest, kind, sealed = await asyncio.to_thread(self._prepared, brought, file_id)

        async def act(work: Work) -> Entry | Refused:
            if (refused := may_gather(work)) is not None:
                return refused
            if brought.purpose not in purposes_of(work.kind):
                return Refused(Refusal.UNKNOWN_CHOICE, "purpose")
            lines = {line.id for line in await work.records.checklists.of_ticket(work.ticket.id)}
            if brought.line_id and brought.line_id not in lines:
                return Refused(Refusal.UNKNOWN_CHOICE, "line")
            if isinstance(kind, FileFault):
                return Refused(_REFUSALS[kind], "file")
            if await work.records.copies.size_of_files(work.ticket.id) + len(brought.content) > LARGEST_CASE:
                return Refused(Refusal.FILES_TOO_MANY, "file")
            await work.records.copies.add_file(
                CaseFile(
                    id=file_id,
                    ticket_id=work.ticket.id,
                    line_id=brought.line_id or None if brought.purpose == EVIDENCE else None,
                    purpose=brought.purpose,
                    name=kind.name,
                    media_type=kind.media_type,
                    size=len(brought.content),
                    sha256=digest,
                    sealed=sealed,
                    added_by=person.id,
                    added_at=work.now,
                )
            )
            return Entry("case.file_added", brought.purpose)

        typed = {"sha256": digest, "purpose": brought.purpose, "name": brought.name, "line": brought.line_id}
        return await change(self.desk, Press(reference, person, slip, "add-file", typed, needs_latest=False), act)

    async def remove(self, reference: str, person: Person, slip: Slip, file_id: str, *, is_sure: bool) -> Answer:
        """For good: nothing of the file stays. Raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if (refused := may_gather(work)) is not None:
                return refused
            if not is_sure:
                return Refused(Refusal.NOT_CONFIRMED, f"sure-{file_id}")
            if not await work.records.copies.remove_file(work.ticket.id, file_id):
                return Refused(Refusal.ALREADY_GONE)
            return Entry("case.file_removed")

        press = Press(reference, person, slip, "remove-file", {"file": file_id, "sure": str(is_sure)}, needs_latest=False)
        return await change(self.desk, press, act)

    async def read(self, reference: str, person: Person, file_id: str) -> tuple[CaseFile, bytes] | None:
        """The file and its content, and an entry that this person read it; None when its seal is broken.

        Raises UnknownCase for a file that is not there, too.
        """
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            try:
                file = await records.copies.get_file(ticket.id, file_id)
            except RecordNotFound:
                raise UnknownCase from None
            await records.audit.append(self.desk.clock(), person.id, "case.file_read", reference, file.purpose)
        try:
            return file, await asyncio.to_thread(unseal, file.sealed, self.desk.settings.key(KEY), file.id)
        except SealBroken:
            return None

    def _prepared(self, brought: Brought, file_id: str) -> tuple[str, FileKind | FileFault, bytes]:
        """Its digest, what it is, and its content as it may be stored. A name is masked like all that staff type (C7)."""
        kind = kind_of(kept_text(brought.name), brought.content)
        sealed = b"" if isinstance(kind, FileFault) else seal(brought.content, self.desk.settings.key(KEY), file_id, self.desk.tokens)
        return hashlib.sha256(brought.content).hexdigest(), kind, sealed


def purposes_of(kind: Kind) -> tuple[str, ...]:
    """What a file of such a case may be there for, the usual first."""
    return (COPY, EVIDENCE) if kind.gets_copy else (EVIDENCE,)


def is_gathered_by(ticket: Ticket, person_id: str) -> bool:
    """Whether this person puts the answer together now: the holder, while the case is worked on and nobody is asked to approve it."""
    return ticket.holder_id == person_id and ticket.status in WORKED_ON


def may_gather(work: Work) -> Refused | None:
    """The same as a refusal that says why."""
    if work.status not in WORKED_ON:
        return Refused(Refusal.NOT_NOW)
    return None if is_gathered_by(work.ticket, work.person.id) else Refused(Refusal.NOT_YOURS)


_REFUSALS = {
    FileFault.EMPTY: Refusal.FILE_EMPTY,
    FileFault.UNKNOWN_KIND: Refusal.FILE_KIND,
    FileFault.NOT_WHAT_IT_SAYS: Refusal.FILE_NOT_WHAT_IT_SAYS,
}
