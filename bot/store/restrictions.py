"""Whose data is stored and not used (art. 18), and what may not be deleted for the time being (R15, R19)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Restriction, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.restricting import COPIED_FIRST, RestrictionGround
from bot.tickets.statuses import OPEN, Status


def is_out_of_use() -> ColumnElement[bool]:
    """A closed case of somebody whose data is restricted in another case: it is in no list and found by no search (R19)."""
    other = and_(
        col(Restriction.address) == col(Ticket.address),
        col(Restriction.lifted_at).is_(None),
        col(Restriction.ticket_id) != col(Ticket.id),
    )
    return and_(col(Ticket.status) == Status.CLOSED, exists().where(other))


def restricted_chats() -> Select[str | None]:
    """Ids of chats in which somebody showed an address whose data is restricted now."""
    restricted = select(col(Restriction.address)).where(col(Restriction.lifted_at).is_(None))
    proved = (col(Ticket.chat_id).is_not(None), col(Ticket.verified_at).is_not(None))
    return select(col(Ticket.chat_id)).where(*proved, col(Ticket.address).in_(restricted))


class Restrictions:
    """Restrictions of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, restriction: Restriction) -> None:
        await self._rows.add(restriction)

    async def of_ticket(self, ticket_id: str) -> tuple[Restriction, ...]:
        """All that came from a case, the first begun first."""
        mine = select(Restriction).where(col(Restriction.ticket_id) == ticket_id)
        return await self._rows.all(mine.order_by(col(Restriction.since), col(Restriction.id)))

    async def find_active(self, ticket_id: str) -> Restriction | None:
        """The one that a case began and that is not lifted."""
        mine = select(Restriction).where(col(Restriction.ticket_id) == ticket_id, col(Restriction.lifted_at).is_(None))
        return await self._rows.find(mine.with_for_update())

    async def active_of(self, address: str) -> tuple[Restriction, ...]:
        mine = select(Restriction).where(col(Restriction.address) == address, col(Restriction.lifted_at).is_(None))
        return await self._rows.all(mine.order_by(col(Restriction.since), col(Restriction.id)))

    async def mark_notified(self, restriction_id: str, staff_id: str, at: datetime) -> None:
        """The letter that announces the end is written; it ends when that letter has been handed over."""
        mine = update(Restriction).where(col(Restriction.id) == restriction_id)
        await self._rows.change(mine.values(notified_at=at, lifted_by=staff_id))

    async def to_lift(self) -> tuple[Restriction, ...]:
        """Those whose end was announced and that still hold."""
        mine = select(Restriction).where(col(Restriction.notified_at).is_not(None), col(Restriction.lifted_at).is_(None))
        return await self._rows.all(mine.order_by(col(Restriction.since), col(Restriction.id)))

    async def lift(self, restriction_id: str, at: datetime) -> bool:
        """True for the one transaction that ended it."""
        mine = update(Restriction).where(col(Restriction.id) == restriction_id, col(Restriction.lifted_at).is_(None))
        return await self._rows.change(mine.values(lifted_at=at)) > 0

    async def what_holds(self, address: str, but_not: str) -> tuple[Ticket, ...]:
        """The cases because of which nothing of this person may be deleted on request, the first received first (R15).

        `but_not` is the id of the case that asks. A restriction whose ground nobody has named yet may be one for legal claims.
        """
        asked = and_(
            col(Ticket.address) == address,
            col(Ticket.id) != but_not,
            col(Ticket.status).in_(OPEN),
            or_(
                col(Ticket.kind).in_(COPIED_FIRST),
                and_(col(Ticket.kind) == Kind.RESTRICTION, ~exists().where(col(Restriction.ticket_id) == col(Ticket.id))),
            ),
        )
        claimed = and_(
            col(Restriction.ticket_id) == col(Ticket.id),
            col(Restriction.address) == address,
            col(Restriction.ground) == RestrictionGround.LEGAL_CLAIMS,
            col(Restriction.lifted_at).is_(None),
        )
        held = select(Ticket).where(or_(asked, exists().where(claimed)))
        return await self._rows.all(held.order_by(col(Ticket.received_at), col(Ticket.id)))

    async def held_addresses(self) -> frozenset[str]:
        """Everybody whose data no purge may touch: an open case of access or restriction, or a restriction in force (R15)."""
        waiting = select(col(Ticket.address)).where(
            col(Ticket.address).is_not(None),
            col(Ticket.status).in_(OPEN),
            col(Ticket.kind).in_([*COPIED_FIRST, Kind.RESTRICTION]),
        )
        restricted = select(col(Restriction.address)).where(col(Restriction.lifted_at).is_(None))
        return frozenset(address for address in (*await self._rows.all(waiting), *await self._rows.all(restricted)) if address)
