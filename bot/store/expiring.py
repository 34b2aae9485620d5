"""What has been kept long enough, found and removed by the periods of the retention table. Holds are the caller's to know (R15)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Breach, Challenge, Chat, CommitmentSalt, DeadlineNotice, Release, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status

NEEDS_CODE = tuple(kind for kind in Kind if kind.needs_code)


class Expiring:
    """Retention's questions, in one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def idle_chats(self, since: datetime, limit: int) -> tuple[Chat, ...]:
        """Chats that nobody spoke in since then and that still remember where the dialogue stood, the oldest first."""
        idle = select(Chat).where(col(Chat.last_at) < since, col(Chat.state) != "")
        return await self._rows.all(idle.order_by(col(Chat.last_at)).limit(limit))

    async def remember(self, chat_id: str, state: str) -> None:
        """Puts the shorter state in place; when somebody last spoke stays."""
        await self._rows.change(update(Chat).where(col(Chat.id) == chat_id).values(state=state))

    async def forget_codes(self, now: datetime) -> int:
        """Removes the digest of every code that can no longer be used; that it was sent is still counted."""
        dead = or_(col(Challenge.used_at).is_not(None), col(Challenge.replaced_at).is_not(None), col(Challenge.expires_at) <= now)
        return await self._rows.change(update(Challenge).where(dead, col(Challenge.digest) != "").values(digest=""))

    async def unproved(self, due_before: date, limit: int) -> tuple[Ticket, ...]:
        """Closed cases whose requester nobody ever knew, and whose date passed before that day."""
        nobody = (col(Ticket.verified_at).is_(None), col(Ticket.identity_check) == "", col(Ticket.kind).in_(NEEDS_CODE))
        closed = select(Ticket).where(col(Ticket.status) == Status.CLOSED, col(Ticket.due_on) < due_before, *nobody)
        return await self._rows.all(closed.order_by(col(Ticket.due_on), col(Ticket.id)).limit(limit))

    async def to_strip(self, closed_before: datetime, held: Collection[str], limit: int) -> tuple[Ticket, ...]:
        """Closed cases that still have their content, the longest closed first."""
        whole = select(Ticket).where(col(Ticket.closed_at) < closed_before, col(Ticket.stripped_at).is_(None), _is_free(held))
        return await self._rows.all(whole.order_by(col(Ticket.closed_at), col(Ticket.id)).limit(limit))

    async def to_erase(self, closed_before: datetime, held: Collection[str], limit: int) -> tuple[Ticket, ...]:
        """Closed cases of which not even the facts are needed any more, the longest closed first."""
        old = select(Ticket).where(col(Ticket.closed_at) < closed_before, _is_free(held))
        return await self._rows.all(old.order_by(col(Ticket.closed_at), col(Ticket.id)).limit(limit))

    async def how_many_cases_of(self, held: Collection[str]) -> int:
        return await self._rows.number(select(func.count()).select_from(Ticket).where(col(Ticket.address).in_(held)))

    async def wipe_packages(self, now: datetime) -> int:
        """Removes the content of packages whose time or downloads are over, or that were taken back; that they were made stays."""
        over = or_(col(Release.expires_at) <= now, col(Release.revoked_at).is_not(None), col(Release.downloads_left) <= 0)
        return await self._rows.change(update(Release).where(over, col(Release.sealed).is_not(None)).values(sealed=None, wiped_at=now))

    async def erase_breaches(self, closed_before: datetime) -> int:
        old = select(col(Breach.id)).where(col(Breach.closed_at) < closed_before)
        await self._rows.change(delete(DeadlineNotice).where(col(DeadlineNotice.subject_id).in_(old)))
        return await self._rows.change(delete(Breach).where(col(Breach.closed_at) < closed_before))

    async def erase_lost_salts(self) -> int:
        """Removes salts of cases that are gone."""
        return await self._rows.change(delete(CommitmentSalt).where(col(CommitmentSalt.owner).not_in(select(col(Ticket.id)))))


def _is_free(held: Collection[str]) -> ColumnElement[bool]:
    return or_(col(Ticket.address).is_(None), col(Ticket.address).not_in(held))
