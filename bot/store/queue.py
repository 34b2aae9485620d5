"""The desk's list of cases: which, in what order, and how many of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlmodel import col

from bot.store.restrictions import is_out_of_use
from bot.store.rows import Rows
from bot.store.tables import Ticket
from bot.tickets.deadlines import AT_ONCE
from bot.tickets.statuses import OPEN, Status


class Group(StrEnum):
    """Statuses as the console groups them; unverified cases are a list of their own and in no other."""

    OPEN = "open"
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    IN_REVIEW = "in_review"
    CLOSED = "closed"
    UNVERIFIED = "unverified"
    ALL = "all"


STATUSES: Mapping[Group, tuple[Status, ...]] = {
    Group.NEW: (Status.NEW,),
    Group.IN_PROGRESS: (Status.IN_PROGRESS,),
    Group.WAITING: (Status.WAITING_REQUESTER, Status.WAITING_OTHERS),
    Group.IN_REVIEW: (Status.IN_REVIEW,),
    Group.CLOSED: (Status.CLOSED,),
    Group.UNVERIFIED: (Status.UNVERIFIED,),
    Group.OPEN: tuple(status for status in Status if status in OPEN),
    Group.ALL: tuple(status for status in Status if status is not Status.UNVERIFIED),
}


@dataclass(frozen=True)
class Filter:
    """What to list. Every field narrows; `overdue_on` keeps cases whose date passed before that day.

    `due_from` and `due_until` keep cases whose date is in between, both days included.

    `text` is looked for in reference and address, any case. `for_one` keeps what is free or held by that person (A9).
    """

    group: Group = Group.OPEN
    kind: str | None = None
    holder_id: str | None = None
    is_unheld: bool = False
    overdue_on: date | None = None
    text: str = ""
    due_from: date | None = None
    due_until: date | None = None
    for_one: str | None = None


@dataclass(frozen=True)
class Page:
    """Some cases of a list, and how many the whole list has."""

    tickets: tuple[Ticket, ...]
    total: int


@dataclass(frozen=True)
class Numbers:
    """How many cases each filter of the console would show; `by_kind` counts open ones, `soon` those due in the days asked for."""

    by_group: Mapping[Group, int]
    mine: int
    unheld: int
    overdue: int
    by_kind: Mapping[str, int] = field(default_factory=dict)
    soon: int = 0


class Queue:
    """The list of cases, in one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def page(self, wanted: Filter, *, limit: int = 50, offset: int = 0) -> Page:
        """What is due first on top, within a day what was received first; of closed cases the last closed.

        What must stop at once counts as due on its target (R22).
        """
        chosen = select(Ticket).where(*_conditions(wanted))
        total = await self._rows.number(select(func.count()).select_from(chosen.subquery()))
        return Page(await self._rows.all(_ordered(chosen, wanted.group).limit(limit).offset(offset)), total)

    async def open_by_due(self) -> tuple[Ticket, ...]:
        """Every open case, what is due first on top; without the unverified."""
        return await self._rows.all(OPEN_BY_DUE)

    async def numbers(self, *, today: date, staff_id: str, soon_until: date | None = None, for_one: str | None = None) -> Numbers:
        """All counts of the console in two questions; with `for_one`, of what is free or held by that person."""
        visible = _visible(for_one)
        is_open = col(Ticket.status).in_(STATUSES[Group.OPEN])
        groups = [func.sum(case((col(Ticket.status).in_(STATUSES[group]), 1), else_=0)) for group in Group]
        others = [
            func.sum(case((and_(is_open, condition), 1), else_=0))
            for condition in (
                col(Ticket.holder_id) == staff_id,
                col(Ticket.holder_id).is_(None),
                col(Ticket.due_on) < today,
                col(Ticket.due_on).between(today, soon_until or today),
            )
        ]
        [counted] = await self._rows.tuples(select(*groups, *others).where(*visible))
        by_group = dict(zip(Group, map(_number, counted), strict=False))
        mine, unheld, overdue, soon = map(_number, counted[len(Group) :])
        kinds = select(col(Ticket.kind), func.count()).where(is_open, *visible).group_by(col(Ticket.kind))
        by_kind = {str(kind): _number(number) for kind, number in await self._rows.tuples(kinds)}
        return Numbers(by_group=by_group, mine=mine, unheld=unheld, overdue=overdue, by_kind=by_kind, soon=soon)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Ticket.status).in_(STATUSES[wanted.group]), *_visible(wanted.for_one)]
    if wanted.kind is not None:
        conditions.append(col(Ticket.kind) == wanted.kind)
    if wanted.holder_id is not None:
        conditions.append(col(Ticket.holder_id) == wanted.holder_id)
    if wanted.is_unheld:
        conditions.append(col(Ticket.holder_id).is_(None))
    if wanted.overdue_on is not None:
        conditions.append(col(Ticket.due_on) < wanted.overdue_on)
    if wanted.due_from is not None:
        conditions.append(col(Ticket.due_on) >= wanted.due_from)
    if wanted.due_until is not None:
        conditions.append(col(Ticket.due_on) <= wanted.due_until)
    if text := wanted.text.strip():
        conditions.append(
            or_(
                col(Ticket.reference).icontains(text, autoescape=True),
                col(Ticket.address).icontains(text, autoescape=True),
            )
        )
    return conditions


def _visible(for_one: str | None) -> list[ColumnElement[bool]]:
    """What may be listed at all: nothing of a person whose data is restricted (R19), and of the rest what that one may see."""
    in_use = not_(is_out_of_use())
    if for_one is None:
        return [in_use]
    return [in_use, or_(col(Ticket.holder_id).is_(None), col(Ticket.holder_id) == for_one)]


def _ordered(chosen: Select[Ticket], group: Group) -> Select[Ticket]:
    if group is Group.CLOSED:
        return chosen.order_by(col(Ticket.closed_at).desc(), col(Ticket.id))
    is_fast = col(Ticket.kind).in_(AT_ONCE)
    pressing_on = case((is_fast, col(Ticket.target_on)), else_=col(Ticket.due_on))
    return chosen.order_by(pressing_on, col(Ticket.received_at), col(Ticket.id))


OPEN_BY_DUE = _ordered(select(Ticket).where(*_conditions(Filter())), Group.OPEN)


def _number(value: object) -> int:
    return int(str(value or 0))
