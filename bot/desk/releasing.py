"""Giving out a copy: looked at, put before a second person where it must be, sealed, and told by a letter with its link (A12, R12, R13).

1. What goes is what was looked at; when something else would go by now, nothing goes.
2. The token of the link is in the letter alone. A new link makes the old one dead.
3. Nothing goes while a point of the answer or a line of the checklist is open (R12, R14).
4. A hundred megabytes take seconds to pack and seal: that is done before the transaction, in which nobody else can write.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.answers.dates import oslo_date, written_date
from bot.content import Language
from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.approving import Action, Frozen, Shown, prepare
from bot.desk.casework import Act, Desk, Entry, Press, Work, change
from bot.desk.filing import KEY
from bot.desk.package import Material, files_in, gather, packed
from bot.desk.roles import Role
from bot.desk.seeing import VIEWED, get_case
from bot.digests import blocked_digest, link_digest
from bot.mail.letter_kinds import LetterKind
from bot.mail.letters import LetterText
from bot.sealing import SealBroken, seal
from bot.store.records import Records
from bot.store.tables import Approval, Release, Ticket
from bot.tickets.approvals import needs_second_person_to_release
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import HANDS_OVER
from bot.tickets.registration import Delivery
from bot.tickets.statuses import Status

ON_RECORD, NOT_ON_RECORD = "yes", "no"
"""Whether the address was found in our systems, as the form says it (E19)."""


@dataclass(frozen=True)
class Looked:
    """What would go now. `letter` tells of it, with dots for the link; None for who asked for paper. `in_the_way` is why nothing may go."""

    ticket: Ticket
    material: Material
    letter: LetterText | None
    releases: tuple[Release, ...]
    in_the_way: Refusal | None


@dataclass(frozen=True)
class _Package:
    """A copy that lies ready, sealed for the release of that id."""

    id: str
    size: int
    sha256: str
    sealed: bytes


@dataclass(frozen=True)
class Releasing:
    """Looks, gives out and takes back."""

    desk: Desk

    async def look(self, reference: str, person: Person) -> Looked | Refused:
        """What would go, and an entry that this person read it; raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            if (refused := _without_copy(ticket)) is not None:
                return refused
            await records.audit.append(self.desk.clock(), person.id, VIEWED, reference)
            material = await gather(records, self.desk.contents, self.desk.settings, ticket)
            releases = await records.releases.listed(ticket.id)
            return Looked(ticket, material, self._letter(records, material), releases, await self._in_the_way(records, material, releases))

    async def draft(self, reference: str, person: Person) -> bytes | Refused:
        """The package as it would be, for the holder and the privacy officer, and an entry that they had it; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            if ticket.holder_id != person.id and person.role is not Role.PRIVACY_OFFICER:
                return Refused(Refusal.NOT_YOURS)
            if (refused := _without_copy(ticket)) is not None:
                return refused
            material = await gather(records, self.desk.contents, self.desk.settings, ticket)
            files = await self._files(records, material)
        if isinstance(files, Refused):
            return files
        package = await asyncio.to_thread(packed, material, files, self.desk.contents, self.desk.clock())
        async with self.desk.database.transaction() as records:
            await records.audit.append(self.desk.clock(), person.id, "case.copy_read", reference)
        return package

    async def release(self, reference: str, person: Person, slip: Slip, fingerprint: str, on_record: str) -> Answer:
        """Gives out what was looked at, or puts it before a second person; raises UnknownCase."""
        package = await self._made_ready(reference, person.id, fingerprint)

        async def act(work: Work) -> Entry | Refused:
            material = await self._checked(work.records, work.ticket, person.id)
            if isinstance(material, Refused):
                return material
            if work.status is Status.IN_REVIEW:
                return Refused(Refusal.NOT_NOW)
            if on_record not in {ON_RECORD, NOT_ON_RECORD}:
                return Refused(Refusal.UNKNOWN_CHOICE, "on_record")
            if material.fingerprint != fingerprint:
                return Refused(Refusal.COPY_CHANGED)
            if not isinstance(package, _Package):
                return package or Refused(Refusal.COPY_CHANGED)
            work.ticket.is_on_record = on_record == ON_RECORD
            if await self._needs_approval(work, material):
                return await prepare(work, Action.RELEASE, self._frozen(material), fingerprint)
            return await self._give_out(work, material.language, package)

        press = Press(reference, person, slip, "copy", {"copy": fingerprint, "on_record": on_record})
        return await self._changed(press, act)

    async def revoke(self, reference: str, person: Person, slip: Slip) -> Answer:
        """Ends the link; raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if not work.may_steer:
                return Refused(Refusal.NOT_YOURS)
            if not await work.records.releases.revoke(work.ticket.id, work.now):
                return Refused(Refusal.ALREADY_GONE)
            return Entry("case.copy_revoked")

        return await self._changed(Press(reference, person, slip, "revoke-copy"), act)

    async def execute(self, reference: str, approval: Approval) -> Act:
        """Makes the copy ready; the act gives out what was approved, as it was approved."""
        package = await self._made_ready(reference, approval.prepared_by, approval.fingerprint)

        async def act(work: Work) -> Entry | Refused:
            material = await self._checked(work.records, work.ticket, approval.prepared_by)
            if isinstance(material, Refused):
                return material
            if material.fingerprint != approval.fingerprint:
                return Refused(Refusal.OVERTAKEN)
            if not isinstance(package, _Package):
                return package or Refused(Refusal.OVERTAKEN)
            return await self._give_out(work, material.language, package)

        return act

    def _frozen(self, material: Material) -> Frozen:
        """What the second person reads; the package itself can be opened beside it."""
        copies, ticket = self.desk.contents.copies, material.ticket
        rows = (f"{copies.text(f'table.{table}', Language.NB)}: {len(rows)}" for table, rows in material.tables.items() if rows)
        shown = [
            Shown("copy.to", ticket.address or ""),
            Shown("copy.on_record", f"copy.on_record_{ON_RECORD if ticket.is_on_record else NOT_ON_RECORD}", is_word=True),
            Shown("copy.rows", "\n".join(rows)),
        ]
        if material.enclosed:
            shown.append(Shown("copy.files", "\n".join(one.file.name for one in material.enclosed)))
        shown += [Shown("copy.withheld", f"{one.what}\n{one.why}\n{Ground(one.ground).article}") for one in material.withheld]
        return Frozen(tuple(shown))

    async def _changed(self, press: Press, act: Act) -> Answer:
        answer = await change(self.desk, press, act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer

    async def _checked(self, records: Records, ticket: Ticket, holder_id: str) -> Material | Refused:
        if ticket.holder_id != holder_id:
            return Refused(Refusal.NOT_YOURS)
        if (refused := _without_copy(ticket)) is not None:
            return refused
        material = await gather(records, self.desk.contents, self.desk.settings, ticket)
        in_the_way = await self._in_the_way(records, material, await records.releases.listed(ticket.id))
        return Refused(in_the_way) if in_the_way is not None else material

    async def _in_the_way(self, records: Records, material: Material, releases: Sequence[Release]) -> Refusal | None:
        """Why nothing may go as things stand; whoever said "not me" gets no code, and it may be somebody else who asks (E9)."""
        ticket = material.ticket
        if ticket.delivery == Delivery.POSTAL:
            return Refusal.ON_PAPER
        if ticket.status == Status.CLOSED and not releases:
            return Refusal.NOT_NOW
        if await records.challenges.is_blocked(blocked_digest(ticket.address or "", self.desk.settings), self.desk.clock()):
            return Refusal.CODES_BLOCKED
        if material.open_points:
            return Refusal.POINTS_OPEN
        if any(line.result is None for line in await records.checklists.of_ticket(ticket.id)):
            return Refusal.LINES_OPEN
        return None

    async def _made_ready(self, reference: str, holder_id: str, fingerprint: str) -> _Package | Refused | None:
        """The package of what was looked at; None when it would not go, or be another, by now: the transaction says why."""
        async with self.desk.database.reading() as records:
            ticket = await records.cases.find_by_reference(reference)
            material = await self._checked(records, ticket, holder_id) if ticket is not None else None
            if not isinstance(material, Material) or material.fingerprint != fingerprint:
                return None
            files = await self._files(records, material)
        return files if isinstance(files, Refused) else await asyncio.to_thread(self._sealed, material, files)

    def _sealed(self, material: Material, files: Mapping[str, bytes]) -> _Package:
        content = packed(material, files, self.desk.contents, self.desk.clock())
        release_id, key = self.desk.tokens.identifier(), self.desk.settings.key(KEY)
        sealed = seal(content, key, release_id, self.desk.tokens)
        return _Package(release_id, len(content), hashlib.sha256(content).hexdigest(), sealed)

    async def _files(self, records: Records, material: Material) -> Mapping[str, bytes] | Refused:
        try:
            return await files_in(records, self.desk.settings, material)
        except SealBroken:
            return Refused(Refusal.FILE_BROKEN)

    async def _needs_approval(self, work: Work, material: Material) -> bool:
        """A new link to the same address, after the case was closed with its copy, was decided when that went out."""
        if work.status is Status.CLOSED:
            return all(one.address != work.ticket.address for one in await work.records.releases.listed(work.ticket.id))
        return needs_second_person_to_release(
            is_on_record=bool(work.ticket.is_on_record),
            verified_at=work.ticket.verified_at,
            now=work.now,
            withheld=[Ground(one.ground) for one in material.withheld],
        )

    async def _give_out(self, work: Work, language: Language, package: _Package) -> Entry:
        settings, now, token = self.desk.settings, work.now, self.desk.tokens.secret()
        await work.records.releases.add(
            Release(
                id=package.id,
                ticket_id=work.ticket.id,
                token_digest=link_digest(token),
                address=work.ticket.address or "",
                language=language,
                made_by=work.person.id,
                made_at=now,
                expires_at=now + timedelta(days=settings.release_days),
                downloads_left=settings.release_downloads,
                size=package.size,
                sha256=package.sha256,
                sealed=package.sealed,
            )
        )
        values = self._values(language, token)
        await self.desk.post(work.records, now).to_requester(LetterKind.COPY_READY, work.ticket, language, values)
        return Entry("case.copy_released")

    def _letter(self, records: Records, material: Material) -> LetterText | None:
        if material.ticket.delivery == Delivery.POSTAL:
            return None
        post, language = self.desk.post(records, self.desk.clock()), material.language
        values = {**post.facts_of(material.ticket, language), **self._values(language, "…")}
        return post.draft(LetterKind.COPY_READY, language, values)

    def _values(self, language: Language, token: str) -> Mapping[str, str]:
        settings, until = self.desk.settings, self.desk.clock() + timedelta(days=self.desk.settings.release_days)
        return {
            "link": f"{settings.base_url}/data/{token}",
            "until": written_date(oslo_date(until), language),
            "downloads": str(settings.release_downloads),
        }


def may_release(ticket: Ticket, person_id: str) -> bool:
    """Whether the page has something to do for this person: the holder, while the case is worked on, and for a new link afterwards."""
    return ticket.holder_id == person_id and ticket.status != Status.IN_REVIEW and _without_copy(ticket) is None


def has_copy(ticket: Ticket) -> bool:
    """Whether there is one to look at: of an open case as it would go, of a closed one as the person got it."""
    return _without_copy(ticket) is None


def _without_copy(ticket: Ticket) -> Refused | None:
    """Why there can be no copy of such a case at all."""
    if not Kind(ticket.kind).gets_copy or ticket.stripped_at is not None:
        return Refused(Refusal.NOT_NOW)
    if ticket.status == Status.CLOSED and ticket.outcome not in HANDS_OVER:
        return Refused(Refusal.NOT_NOW)
    if ticket.verified_at is None:
        return Refused(Refusal.UNVERIFIED)
    return Refused(Refusal.NO_ADDRESS) if ticket.address is None else None
