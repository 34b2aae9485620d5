"""Who works on a case, and what it waits for. Only its holder changes a case; the privacy officer may take it over, hand it over and
put it back, and the log says so."""

from dataclasses import dataclass

from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.roles import Role
from bot.desk.texts import LONGEST_NOTE, fault_of
from bot.store.tables import StaffAccount
from bot.tickets.statuses import Move, Status, may_move, moved


@dataclass(frozen=True)
class Moves:
    """The moves of cases, each by one person."""

    desk: Desk

    async def claim(self, reference: str, person: Person, slip: Slip) -> Answer:
        """Takes the case: free, up again after waiting, or, as the privacy officer, from a colleague."""

        async def act(work: Work) -> Entry | Refused:
            before = work.ticket.holder_id
            is_running = work.status is Status.IN_PROGRESS
            if is_running and work.is_mine:
                return Refused(Refusal.NOT_NOW)
            if not is_running and (refused := work.move(Move.CLAIM)) is not None:
                return refused
            work.give_to(person.id)
            if before is None:
                return Entry("case.claimed")
            return Entry("case.resumed") if before == person.id else Entry("case.taken_over", before)

        return await change(self.desk, Press(reference, person, slip, "claim"), act)

    async def hand_over(self, reference: str, person: Person, slip: Slip, colleague_id: str, text: str) -> Answer:
        """Gives the case to a colleague, with a word if there is one to say."""

        async def act(work: Work) -> Entry | Refused:
            if not work.may_steer:
                return Refused(Refusal.NOT_YOURS)
            colleague = await work.records.accounts.find(colleague_id)
            if colleague is None or not can_hold(colleague) or colleague.id in {person.id, work.ticket.holder_id}:
                return Refused(Refusal.NO_SUCH_COLLEAGUE, "colleague")
            if (fault := fault_of(text, LONGEST_NOTE, is_needed=False)) is not None:
                return Refused(fault, "text")
            if (refused := work.move(Move.HAND_OVER)) is not None:
                return refused
            await work.note(text)
            work.give_to(colleague.id)
            work.ticket.opened_at = None
            return Entry("case.handed_over", colleague.id)

        press = Press(reference, person, slip, "hand_over", {"to": colleague_id, "text": text})
        return await change(self.desk, press, act)

    async def release(self, reference: str, person: Person, slip: Slip) -> Answer:
        """Puts the case back for anybody."""

        async def act(work: Work) -> Entry | Refused:
            if not work.may_steer:
                return Refused(Refusal.NOT_YOURS)
            if (refused := work.move(Move.RELEASE)) is not None:
                return refused
            before = "" if work.is_mine else work.ticket.holder_id or ""
            work.give_to(None)
            return Entry("case.released", before)

        return await change(self.desk, Press(reference, person, slip, "release"), act)

    async def wait(self, reference: str, person: Person, slip: Slip, move: Move | None, text: str) -> Answer:
        """Marks what the case waits for; the dates stay as they are (D11)."""

        async def act(work: Work) -> Entry | Refused:
            if not work.is_mine:
                return Refused(Refusal.NOT_YOURS)
            if move not in {Move.ASK, Move.WAIT}:
                return Refused(Refusal.UNKNOWN_CHOICE, "for")
            if (fault := fault_of(text, LONGEST_NOTE, is_needed=True)) is not None:
                return Refused(fault, "text")
            if (refused := work.move(move)) is not None:
                return refused
            await work.note(text)
            return Entry("case.waits", work.ticket.status)

        press = Press(reference, person, slip, "wait", {"for": move or "", "text": text})
        return await change(self.desk, press, act)

    async def reopen(self, reference: str, person: Person, slip: Slip, text: str) -> Answer:
        """Takes a closed case up again, under its number and its dates; the letters that were sent stay with it."""

        async def act(work: Work) -> Entry | Refused:
            ticket = work.ticket
            if (fault := fault_of(text, LONGEST_NOTE, is_needed=True)) is not None:
                return Refused(fault, "text")
            if not may_move(work.kind, work.status, Move.REOPEN):
                return Refused(Refusal.NOT_NOW)
            if ticket.verified_at is None and work.kind.needs_code:
                return Refused(Refusal.UNVERIFIED)
            ticket.status = moved(work.kind, work.status, Move.REOPEN, is_verified=True)
            outcome = ticket.outcome or ""
            work.give_to(None)
            ticket.closed_at = ticket.outcome = ticket.ground = ticket.reasons = ticket.merged_into = None
            ticket.forwarded_to = ""
            await work.note(text)
            return Entry("case.reopened", outcome)

        return await change(self.desk, Press(reference, person, slip, "reopen", {"text": text}), act)

    async def note(self, reference: str, person: Person, slip: Slip, text: str) -> Answer:
        """Adds a word for colleagues; whoever sees the case may, and it makes no page grow old."""

        async def act(work: Work) -> Entry | Refused:
            if (fault := fault_of(text, LONGEST_NOTE, is_needed=True)) is not None:
                return Refused(fault, "text")
            await work.note(text)
            return Entry("case.noted", changes_case=False)

        press = Press(reference, person, slip, "note", {"text": text}, needs_latest=False)
        return await change(self.desk, press, act)


def can_hold(account: StaffAccount) -> bool:
    """Whether the person can be given a case."""
    return account.disabled_at is None and Role(account.role).works_on_cases
