"""Data that is stored and not used: begun with a letter, ended only after one (art. 18, R19, R23).

The end is announced by a person; it comes when the letter has been handed over (bot/rounds/restrictions.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.answers import Answer, Done, Person, Refusal, Refused, Slip
from bot.desk.casework import Act, Desk, Entry, Press, Work, change
from bot.desk.drafts import Draft, draft_of, language_of
from bot.desk.roles import Role
from bot.desk.seeing import get_case
from bot.desk.texts import LONGEST_REASONS, fault_of, kept_text
from bot.store.records import Records
from bot.store.tables import Letter, Restriction, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.restricting import RestrictionGround, may_restrict
from bot.tickets.statuses import WORKED_ON, Status

BEGUN, ENDS = "restricted", "restriction_lifted"


@dataclass(frozen=True)
class Restricting:
    desk: Desk

    async def preview(self, reference: str, person: Person, ground: RestrictionGround | None, text: str) -> Draft | Refused:
        """The exact letter that begins it, without a change to anything; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            return await self._begin(records, ticket, person, ground, kept_text(text.strip()))

    async def begin(
        self, reference: str, person: Person, slip: Slip, ground: RestrictionGround | None, text: str, fingerprint: str
    ) -> Answer:
        """From now on the person's closed cases and chats are in no list; the letter that was looked at says so."""
        kept = kept_text(text.strip())

        async def act(work: Work) -> Entry | Refused:
            ticket = work.ticket
            draft = await self._begin(work.records, ticket, person, ground, kept)
            if isinstance(draft, Refused):
                return draft
            if draft.fingerprint != fingerprint or ground is None:
                return Refused(Refusal.LETTER_CHANGED)
            await work.records.restrictions.add(
                Restriction(
                    id=work.desk.tokens.identifier(), ticket_id=ticket.id, address=ticket.address or "", ground=ground, since=work.now
                )
            )
            await self._send(work, BEGUN, draft)
            return Entry("case.restricted", ground)

        return await self._pressed(Press(reference, person, slip, "restrict", {"ground": ground or "", "text": kept}), act)

    async def preview_end(self, reference: str, person: Person, text: str) -> Draft | Refused:
        """The exact letter that announces the end; raises UnknownCase."""
        async with self.desk.database.reading() as records:
            ticket = await get_case(records, reference, person)
            return await self._end(records, ticket, person, kept_text(text.strip()))

    async def announce_end(self, reference: str, person: Person, slip: Slip, text: str, fingerprint: str) -> Answer:
        """Sends the letter; the restriction holds until it has been handed over (art. 18(3))."""
        kept = kept_text(text.strip())

        async def act(work: Work) -> Entry | Refused:
            draft = await self._end(work.records, work.ticket, person, kept)
            if isinstance(draft, Refused):
                return draft
            active = await work.records.restrictions.find_active(work.ticket.id)
            if draft.fingerprint != fingerprint or active is None:
                return Refused(Refusal.LETTER_CHANGED)
            await self._send(work, ENDS, draft)
            await work.records.restrictions.mark_notified(active.id, person.id, work.now)
            return Entry("case.restriction_ends")

        return await self._pressed(Press(reference, person, slip, "lift", {"text": kept}), act)

    async def _begin(
        self, records: Records, ticket: Ticket, person: Person, ground: RestrictionGround | None, text: str
    ) -> Draft | Refused:
        if ticket.holder_id != person.id:
            return Refused(Refusal.NOT_YOURS)
        if not may_begin(ticket):
            return Refused(Refusal.NOT_NOW)
        if ticket.address is None:
            return Refused(Refusal.NO_ADDRESS)
        if ticket.verified_at is None:
            return Refused(Refusal.UNVERIFIED)
        if await _active(records, ticket) is not None:
            return Refused(Refusal.RESTRICTED_BEFORE)
        if ground is None:
            return Refused(Refusal.UNKNOWN_CHOICE, "ground")
        if (fault := fault_of(text, LONGEST_REASONS, is_needed=False)) is not None:
            return Refused(fault, "text")
        language = language_of(ticket)
        more = {"ground": self.desk.contents.letters.ground_label(ground, language), "handler_text": text}
        return self._draft(records, ticket, BEGUN, more, {"ground": ground, "text": text})

    async def _end(self, records: Records, ticket: Ticket, person: Person, text: str) -> Draft | Refused:
        if not may_end(ticket, person.id, person.role):
            return Refused(Refusal.NOT_YOURS)
        active = await _active(records, ticket)
        if active is None or ticket.status == Status.IN_REVIEW:
            return Refused(Refusal.NOT_NOW)
        if is_announced(active, await records.letters.of_ticket(ticket.id)):
            return Refused(Refusal.ANNOUNCED_BEFORE)
        if (fault := fault_of(text, LONGEST_REASONS, is_needed=True)) is not None:
            return Refused(fault, "text")
        return self._draft(records, ticket, ENDS, {"handler_text": text}, {"text": text})

    def _draft(self, records: Records, ticket: Ticket, letter: str, more: dict[str, str], typed: dict[str, str]) -> Draft | Refused:
        post, language = self.desk.post(records, self.desk.clock()), language_of(ticket)
        text = post.draft(letter, language, {**post.facts_of(ticket, language), **more})
        return draft_of(ticket, text, typed) or Refused(Refusal.NO_ADDRESS)

    async def _send(self, work: Work, kind: str, draft: Draft) -> None:
        post, language, ticket = self.desk.post(work.records, work.now), language_of(work.ticket), work.ticket
        more = {"handler_text": draft.typed.get("text", "")}
        if ground := draft.typed.get("ground"):
            more["ground"] = self.desk.contents.letters.ground_label(RestrictionGround(ground), language)
        await post.to_requester(kind, ticket, language, more)

    async def _pressed(self, press: Press, act: Act) -> Answer:
        answer = await change(self.desk, press, act)
        if isinstance(answer, Done):
            self.desk.notify()
        return answer


def may_begin(ticket: Ticket) -> bool:
    return may_restrict(Kind(ticket.kind)) and ticket.status in WORKED_ON


def may_end(ticket: Ticket, staff_id: str, role: Role) -> bool:
    """Who has the case; and of a closed one, which nobody can take over, the privacy officer: its holder may have left."""
    return ticket.holder_id == staff_id or (role is Role.PRIVACY_OFFICER and ticket.status == Status.CLOSED)


def is_announced(active: Restriction, letters: Sequence[Letter]) -> bool:
    """Whether the letter of the end is on its way or has gone; one that failed may be written anew."""
    if active.notified_at is None:
        return False
    return any(one.kind == ENDS and one.failed_at is None and one.written_at >= active.since for one in letters)


async def _active(records: Records, ticket: Ticket) -> Restriction | None:
    return next((one for one in await records.restrictions.of_ticket(ticket.id) if one.lifted_at is None), None)
