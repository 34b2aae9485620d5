"""Cases from receipt to closing. The desk's list of them is in queue.py, checklists and notes in checklists.py."""

from datetime import datetime

from sqlalchemy import bindparam, not_, select, update
from sqlmodel import SQLModel, col

from bot.store.restrictions import is_out_of_use
from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import Ticket
from bot.tickets.statuses import OPEN, Status

VISITOR = "visitor"
FIXED_AT_RECEIPT = frozenset({"id", "reference", "kind", "channel", "received_at", "received_on", "safe_on", "first_due_on", "version"})
"""What no change of a case may touch (D13)."""
BY_ID = select(Ticket).where(col(Ticket.id) == bindparam("its_id"))
BY_ID_FOR_UPDATE = BY_ID.with_for_update()
BY_REFERENCE = select(Ticket).where(col(Ticket.reference) == bindparam("its_reference"))
BY_REFERENCE_FOR_UPDATE = BY_REFERENCE.with_for_update()
TABLE = SQLModel.metadata.tables["ticket"]
CHANGING = tuple(column.name for column in TABLE.columns if column.name not in FIXED_AT_RECEIPT)
SAVE = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("its_id"), TABLE.c.version == bindparam("expected"))
    .values({**{name: bindparam(f"new_{name}") for name in CHANGING}, "version": bindparam("expected") + 1})
)
OLDEST_FIRST = (col(Ticket.received_at), col(Ticket.id))
OPEN_OF_ADDRESS = (
    select(Ticket).where(col(Ticket.address) == bindparam("its_address"), col(Ticket.status).in_(OPEN)).order_by(*OLDEST_FIRST)
)
OF_CHAT = select(Ticket).where(col(Ticket.chat_id) == bindparam("its_chat")).order_by(*OLDEST_FIRST)
UNVERIFIED_OF_CHAT = OF_CHAT.where(col(Ticket.status) == Status.UNVERIFIED)
UNVERIFIED_BEFORE = select(Ticket).where(col(Ticket.status) == Status.UNVERIFIED, col(Ticket.received_at) < bindparam("moment"))
UNVERIFIED_BEFORE = UNVERIFIED_BEFORE.order_by(col(Ticket.received_at)).limit(bindparam("most"))
TO_REMIND = select(Ticket).where(
    col(Ticket.status) == Status.UNVERIFIED,
    col(Ticket.received_at) <= bindparam("moment"),
    col(Ticket.address).is_not(None),
    col(Ticket.reminded_at).is_(None),
)
TO_REMIND = TO_REMIND.order_by(col(Ticket.received_at)).limit(bindparam("most"))


class ReferenceTaken(Exception):
    """Another case has this reference; draw another number."""


class Cases:
    """Cases of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, ticket: Ticket) -> None:
        """Opens the case; raises ReferenceTaken, with the transaction unharmed."""
        if not await self._rows.could_add(ticket):
            if await self.find_by_reference(ticket.reference) is None:
                raise ValueError("the case breaks a rule of its table other than the unique reference")
            raise ReferenceTaken

    async def find(self, ticket_id: str) -> Ticket | None:
        return await self._rows.find(BY_ID, its_id=ticket_id)

    async def get(self, ticket_id: str) -> Ticket:
        ticket = await self.find(ticket_id)
        if ticket is None:
            raise RecordNotFound("case")
        return ticket

    async def find_for_update(self, ticket_id: str) -> Ticket | None:
        """The case, which no other transaction can change until this one ends."""
        return await self._rows.find(BY_ID_FOR_UPDATE, its_id=ticket_id)

    async def find_by_reference(self, reference: str) -> Ticket | None:
        return await self._rows.find(BY_REFERENCE, its_reference=reference)

    async def find_by_reference_for_update(self, reference: str) -> Ticket | None:
        """The case, which no other transaction can change until this one ends."""
        return await self._rows.find(BY_REFERENCE_FOR_UPDATE, its_reference=reference)

    async def get_by_reference(self, reference: str) -> Ticket:
        ticket = await self.find_by_reference(reference)
        if ticket is None:
            raise RecordNotFound("case")
        return ticket

    async def open_of_address(self, address: str) -> tuple[Ticket, ...]:
        """Cases before staff that are about this address; one that still waits for its code never, whoever opened it (E5, R31)."""
        return await self._rows.all(OPEN_OF_ADDRESS, its_address=address)

    async def of_address(self, address: str, limit: int = 20) -> tuple[Ticket, ...]:
        """Cases of a proven address, the newest first; closed ones, too, unless the person's data is restricted (R19)."""
        mine = select(Ticket).where(col(Ticket.address) == address, col(Ticket.verified_at).is_not(None), not_(is_out_of_use()))
        newest = mine.order_by(col(Ticket.received_at).desc(), col(Ticket.id))
        return await self._rows.all(newest.limit(limit))

    async def of_chat(self, chat_id: str) -> tuple[Ticket, ...]:
        """Every case that was opened in the chat, in order of receipt."""
        return await self._rows.all(OF_CHAT, its_chat=chat_id)

    async def unverified_of_chat(self, chat_id: str) -> tuple[Ticket, ...]:
        """Cases of the chat that wait for a code, in order of receipt."""
        return await self._rows.all(UNVERIFIED_OF_CHAT, its_chat=chat_id)

    async def verify(self, ticket_id: str, at: datetime) -> bool:
        """Puts an unverified case before staff, once; the clock goes on as it was (D1).

        False when it was not unverified.
        """
        waiting = update(Ticket).where(col(Ticket.id) == ticket_id, col(Ticket.status) == Status.UNVERIFIED)
        values = {"status": Status.NEW, "verified_at": at, "changed_at": at, "changed_by": VISITOR}
        return await self._rows.change(waiting.values(version=col(Ticket.version) + 1, **values)) > 0

    async def save(self, ticket: Ticket, expected_version: int) -> bool:
        """Stores the case if nobody changed it since that version, and raises its version; False otherwise.

        Kind, reference and receipt stay as they were on the first day (D13).
        """
        values = {f"new_{name}": getattr(ticket, name) for name in CHANGING}
        if not await self._rows.change(SAVE, its_id=ticket.id, expected=expected_version, **values):
            return False
        ticket.version = expected_version + 1
        return True

    async def claim(self, ticket_id: str, staff_id: str, at: datetime) -> bool:
        """Gives an open case that nobody holds to this person; of two at once one gets True, the other False.

        It is in progress from then on.
        """
        free = update(Ticket).where(
            col(Ticket.id) == ticket_id,
            col(Ticket.holder_id).is_(None),
            col(Ticket.status).in_(OPEN),
        )
        held = free.values(holder_id=staff_id, claimed_at=at, status=Status.IN_PROGRESS)
        changed = held.values(changed_at=at, changed_by=staff_id, version=col(Ticket.version) + 1)
        return await self._rows.change(changed) > 0

    async def unverified_before(self, moment: datetime, limit: int = 500) -> tuple[Ticket, ...]:
        """Cases that waited for a code since before then; to be closed as unverified."""
        return await self._rows.all(UNVERIFIED_BEFORE, moment=moment, most=limit)

    async def to_remind(self, received_before: datetime, limit: int = 500) -> tuple[Ticket, ...]:
        """Cases of before then that wait for a code, know an address and got no reminder yet."""
        return await self._rows.all(TO_REMIND, moment=received_before, most=limit)

    async def mark_reminded(self, ticket_id: str, at: datetime) -> bool:
        """True for the one transaction that may write the reminder."""
        waiting = update(Ticket).where(col(Ticket.id) == ticket_id, col(Ticket.reminded_at).is_(None))
        return await self._rows.change(waiting.values(reminded_at=at)) > 0

    async def mark_opened(self, ticket_id: str, at: datetime) -> None:
        """Whoever is to work on it has read it; no page grows old by that (D15)."""
        await self._rows.change(update(Ticket).where(col(Ticket.id) == ticket_id, col(Ticket.opened_at).is_(None)).values(opened_at=at))

    async def mark_escalated(self, ticket_id: str, at: datetime | None) -> None:
        """Since then the privacy officer is asked to look; None when they have."""
        await self._rows.change(update(Ticket).where(col(Ticket.id) == ticket_id).values(escalated_at=at))
