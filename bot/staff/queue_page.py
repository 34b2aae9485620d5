"""The page with the list of cases, put together from what the desk gathered."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.desk.roles import Role
from bot.desk.views import QueueView
from bot.staff.case_page import Notice
from bot.staff.frames import Frame
from bot.staff.listing import ANYBODY, ME, NOBODY, Asked, Listing
from bot.staff.urgency import Urgency, day_of, urgency_of, weekday_date
from bot.staff.wordbook import Words
from bot.store.queue import Group, Numbers
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status

PER_PAGE = 25
MORNING_ENDS, DAY_ENDS = 10, 18


@dataclass(frozen=True)
class Tab:
    listing: Listing
    label: str
    number: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    reference: str
    url: str
    kind: str
    status: str
    urgency: Urgency
    due: str
    received: str
    address: str
    holder: str
    is_mine: bool
    flags: tuple[str, ...]


@dataclass(frozen=True)
class QueuePage:
    """`earlier` and `later` are addresses of pages, empty where there is none."""

    template: ClassVar[str] = "queue.html"
    frame: Frame
    greeting: str
    summary: str
    summary_url: str
    tabs: tuple[Tab, ...]
    side_tabs: tuple[Tab, ...]
    title: str
    hint: str
    rows: tuple[Row, ...]
    kinds: tuple[Option, ...]
    holders: tuple[Option, ...]
    listing: Listing
    text: str
    is_filtered: bool
    is_unverified: bool
    everywhere_url: str
    clear_url: str
    total: str
    pages: str
    earlier: str
    later: str
    notice: Notice | None


def queue_page(
    frame: Frame, view: QueueView, asked: Asked, me: StaffAccount, today: date, hour: int, notice: Notice | None = None
) -> QueuePage:
    words, numbers, total = frame.words, view.numbers, view.page.total
    last = max(1, -(-total // PER_PAGE))
    counts = _counts(numbers)

    def tab(listing: Listing) -> Tab:
        url = Asked(listing).url
        return Tab(listing, words(f"list.{listing}"), counts[listing], url, listing is asked.listing)

    return QueuePage(
        frame=frame,
        greeting=_greeting(words, hour, me.name),
        summary=_summary(words, numbers),
        summary_url=_summary_url(numbers),
        tabs=tuple(map(tab, tuple(Listing)[:6])),
        side_tabs=tuple(map(tab, tuple(Listing)[6:])),
        title=words(f"list.{asked.listing}"),
        hint=words(f"list_hint.{asked.listing}"),
        rows=tuple(_row(ticket, view, me, today, words) for ticket in view.page.tickets),
        kinds=tuple(Option(kind, words(f"kind.{kind}"), kind == asked.kind) for kind in Kind),
        holders=_holders(words, view, me, asked.holder),
        listing=asked.listing,
        text=asked.text,
        is_filtered=bool(asked.text or asked.kind or asked.holder),
        is_unverified=asked.listing is Listing.UNVERIFIED,
        everywhere_url=asked.everywhere().url if asked.text and asked.listing is not Listing.ALL else "",
        clear_url=asked.without_filters().url,
        total=words.counted("queue.total", total),
        pages=words("queue.page", number=min(asked.number, last), last=last) if last > 1 else "",
        earlier=asked.at_page(min(asked.number, last + 1) - 1).url if asked.number > 1 else "",
        later=asked.at_page(asked.number + 1).url if asked.number < last else "",
        notice=notice,
    )


def _row(ticket: Ticket, view: QueueView, me: StaffAccount, today: date, words: Words) -> Row:
    is_closed = ticket.status == Status.CLOSED
    urgency = urgency_of(ticket, today, words)
    holder = view.people.get(ticket.holder_id or "")
    status = f"outcome.{ticket.outcome}" if is_closed and ticket.outcome else f"status.{ticket.status}"
    return Row(
        reference=ticket.reference,
        url=f"/staff/cases/{ticket.reference}",
        kind=words(f"kind.{ticket.kind}"),
        status=words(status),
        urgency=urgency,
        due=weekday_date(day_of(ticket), words, today),
        received=weekday_date(ticket.received_on, words, today),
        address=ticket.address or "",
        holder=holder.name if holder is not None else "",
        is_mine=ticket.holder_id == me.id,
        flags=_flags(ticket, view, words),
    )


def _flags(ticket: Ticket, view: QueueView, words: Words) -> tuple[str, ...]:
    known = [words(f"circumstance.{name}.label") for name in ticket.circumstances if f"circumstance.{name}.label" in words]
    waits = [words("queue.waits_for", reference=one) for one in view.waits_for[ticket.id]]
    return (*waits, *known, *((words("queue.extended"),) if ticket.extended_at is not None else ()))


def _counts(numbers: Numbers) -> dict[Listing, int]:
    by_group = numbers.by_group
    return {
        Listing.OPEN: by_group[Group.OPEN],
        Listing.OVERDUE: numbers.overdue,
        Listing.SOON: numbers.soon,
        Listing.UNHELD: numbers.unheld,
        Listing.MINE: numbers.mine,
        Listing.WAITING: by_group[Group.WAITING],
        Listing.CLOSED: by_group[Group.CLOSED],
        Listing.ALL: by_group[Group.ALL],
        Listing.UNVERIFIED: by_group[Group.UNVERIFIED],
    }


def _holders(words: Words, view: QueueView, me: StaffAccount, chosen: str) -> tuple[Option, ...]:
    special = [(ANYBODY, words("queue.anybody")), (ME, words("queue.me")), (NOBODY, words("queue.nobody"))]
    sees_all = Role(me.role) is Role.PRIVACY_OFFICER
    others = [(one.id, one.name) for one in view.people.values() if sees_all and one.id != me.id]
    return tuple(Option(value, label, value == chosen) for value, label in (*special, *others))


def _greeting(words: Words, hour: int, name: str) -> str:
    time = "morning" if hour < MORNING_ENDS else "day" if hour < DAY_ENDS else "evening"
    return words(f"queue.greeting.{time}", name=name.split(maxsplit=1)[0] if name.split() else name)


def _summary(words: Words, numbers: Numbers) -> str:
    if numbers.overdue:
        return words.counted("queue.summary.overdue", numbers.overdue)
    if numbers.soon:
        return words.counted("queue.summary.soon", numbers.soon)
    return words("queue.summary.calm" if numbers.by_group[Group.OPEN] else "queue.summary.empty")


def _summary_url(numbers: Numbers) -> str:
    """The list that the summary speaks of; empty where it speaks of none."""
    if numbers.overdue:
        return f"/staff?list={Listing.OVERDUE}"
    return f"/staff?list={Listing.SOON}" if numbers.soon else ""
