"""The frame of every change to a case. Three rules:

1. Read for update, check, change, log: one transaction, one entry in the log (A13).
2. A form from a page that has grown old changes nothing; its sender is told who was first.
3. The same press twice is one press.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.contents import Contents, Library
from bot.desk.answers import Answer, Changed, Done, Person, Refusal, Refused, Slip, UnknownCase
from bot.desk.roles import Role, may_see
from bot.desk.texts import kept_text
from bot.outside import Clock, Tokens
from bot.post import Post
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import Ticket, TicketNote
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Move, Status, may_move, moved

MARK_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Entry:
    """What the log will say of the change; facts of the procedure, never what was written (R26)."""

    action: str
    result: str = ""
    reason: str = ""
    changes_case: bool = True


@dataclass(frozen=True)
class Desk:
    """What every action needs. `notify` is called after commits that wrote letters."""

    database: Database
    library: Library
    settings: Settings
    clock: Clock
    tokens: Tokens
    notify: Callable[[], None]

    @property
    def contents(self) -> Contents:
        return self.library.contents

    def post(self, records: Records, now: datetime) -> Post:
        return Post(records, self.contents, self.settings, self.tokens, now)


@dataclass(frozen=True)
class Work:
    """One change under way: the row is locked, and nothing is written yet."""

    desk: Desk
    records: Records
    person: Person
    ticket: Ticket
    now: datetime

    @property
    def kind(self) -> Kind:
        return Kind(self.ticket.kind)

    @property
    def status(self) -> Status:
        return Status(self.ticket.status)

    @property
    def is_mine(self) -> bool:
        return self.ticket.holder_id == self.person.id

    @property
    def may_steer(self) -> bool:
        """Whether this person says who works on the case: its holder, and the privacy officer for everybody's."""
        return self.is_mine or self.person.role is Role.PRIVACY_OFFICER

    def move(self, move: Move) -> Refused | None:
        """Moves the case, or says why not."""
        if not may_move(self.kind, self.status, move):
            return Refused(Refusal.UNVERIFIED if self.status is Status.UNVERIFIED else Refusal.NOT_NOW)
        self.ticket.status = moved(self.kind, self.status, move)
        return None

    def give_to(self, holder_id: str | None) -> None:
        self.ticket.holder_id = holder_id
        self.ticket.claimed_at = self.now if holder_id is not None else None

    async def note(self, text: str) -> None:
        """Stores the note without what must never reach the disk; nothing when there is nothing to say."""
        if text:
            await self.records.checklists.add_note(
                TicketNote(
                    id=self.desk.tokens.identifier(),
                    ticket_id=self.ticket.id,
                    staff_id=self.person.id,
                    at=self.now,
                    text=kept_text(text),
                )
            )


Act = Callable[[Work], Awaitable[Entry | Refused]]


@dataclass(frozen=True)
class Press:
    """A button that somebody pressed on the page of a case; `typed` tells two presses of one form apart.

    `needs_latest`: nobody may have changed the case since the page was made.
    """

    reference: str
    person: Person
    slip: Slip
    action: str
    typed: Mapping[str, str] = field(default_factory=dict)
    needs_latest: bool = True

    @property
    def mark(self) -> str:
        """The key under which the press is remembered."""
        content = json.dumps([self.person.id, self.slip.mark, self.action, sorted(self.typed.items())])
        return f"press:{hashlib.sha256(content.encode()).hexdigest()}"


async def change(desk: Desk, press: Press, act: Act) -> Answer:
    """Runs `act` on the case, stores the case, and logs; raises UnknownCase, also for a case that this person may not see.

    `act` changes the ticket that it is handed; whatever it writes besides is undone when it raises. A refusal must
    come before anything is written.
    """
    async with desk.database.transaction() as records:
        ticket = await records.cases.find_by_reference_for_update(press.reference)
        if ticket is None:
            raise UnknownCase
        now = desk.clock()
        if await records.counts.how_many(press.mark, now - MARK_KEPT):
            return Done(ticket)
        if not may_see(press.person.role, press.person.id, ticket):
            raise UnknownCase
        if press.needs_latest and ticket.version != press.slip.version:
            return Changed(ticket.changed_by, ticket.changed_at, ticket)
        entry = await act(Work(desk, records, press.person, ticket, now))
        if isinstance(entry, Refused):
            return entry
        if entry.changes_case:
            if ticket.status != Status.IN_REVIEW:
                await records.approvals.overtake(ticket.id, now)
            ticket.changed_at, ticket.changed_by = now, press.person.id
            if not await records.cases.save(ticket, ticket.version):
                raise RuntimeError("a locked case was changed")
        await records.counts.add(press.mark, now)
        await records.audit.append(now, press.person.id, entry.action, press.reference, entry.result, entry.reason)
    return Done(ticket)
