"""The list of cases: what is due first on top, lists with their counts, search, pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlencode

from aiohttp import web

from bot.answers.dates import OSLO, oslo_date
from bot.desk.answers import Person
from bot.desk.casework import Desk
from bot.desk.views import SOON_DAYS, QueueView, look_at_queue
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, session_of
from bot.staff.urgency import Urgency, overdue, urgency_of, weekday_date
from bot.staff.wordbook import Words
from bot.store.queue import Filter, Group, Numbers
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status

PER_PAGE = 25
LONGEST_SEARCH = 254
MORNING_ENDS, DAY_ENDS = 10, 18
ANYBODY, NOBODY, ME = "", "nobody", "me"


class Listing(StrEnum):
    """The lists that one may open; unverified cases are in their own and in no other."""

    OPEN = "open"
    OVERDUE = "overdue"
    SOON = "soon"
    UNHELD = "unheld"
    MINE = "mine"
    WAITING = "waiting"
    CLOSED = "closed"
    ALL = "all"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for, made sensible."""

    listing: Listing
    kind: str
    holder: str
    text: str
    number: int

    def url(self, **changes: object) -> str:
        one = replace(self, **changes)  # type: ignore[arg-type] - the fields are named by the callers below
        values = {"list": one.listing, "kind": one.kind, "holder": one.holder, "q": one.text, "page": one.number}
        shown = {name: value for name, value in values.items() if value not in {"", Listing.OPEN, 1}}
        return f"/staff?{urlencode(shown)}" if shown else "/staff"


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


@dataclass(frozen=True)
class QueuePages:
    desk: Desk
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        account, now = session_of(request).account, self.desk.clock()
        asked, today = asked_of(request.query), oslo_date(now)
        person = Person(account.id, account.name)
        offset = (asked.number - 1) * PER_PAGE
        wanted = filter_of(asked, account.id, today)
        view = await look_at_queue(self.desk, person, wanted, today=today, limit=PER_PAGE, offset=offset)
        place = asked.listing if asked.listing in {Listing.UNVERIFIED, Listing.CLOSED} else Listing.OPEN
        frame = self.framing.frame(request, place)
        return self.renderer.response(_page(frame, view, asked, account, today, now.astimezone(OSLO).hour))


def asked_of(query: Mapping[str, str]) -> Asked:
    """What makes no sense counts as not asked."""
    listing, kind, page = query.get("list", ""), query.get("kind", ""), query.get("page", "")
    return Asked(
        listing=Listing(listing) if listing in tuple(Listing) else Listing.OPEN,
        kind=kind if kind in tuple(Kind) else "",
        holder=query.get("holder", "")[:64],
        text=query.get("q", "").strip()[:LONGEST_SEARCH],
        number=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) <= 6 else 1,
    )


def filter_of(asked: Asked, staff_id: str, today: date) -> Filter:
    holder = {ME: staff_id, NOBODY: None, ANYBODY: None}.get(asked.holder, asked.holder)
    wanted = Filter(kind=asked.kind or None, holder_id=holder, is_unheld=asked.holder == NOBODY, text=asked.text)
    match asked.listing:
        case Listing.OVERDUE:
            return replace(wanted, overdue_on=today)
        case Listing.SOON:
            return replace(wanted, due_from=today, due_until=today + timedelta(days=SOON_DAYS))
        case Listing.UNHELD:
            return replace(wanted, is_unheld=True, holder_id=None)
        case Listing.MINE:
            return replace(wanted, holder_id=staff_id, is_unheld=False)
        case listing:
            return replace(wanted, group=Group(listing))


def _page(frame: Frame, view: QueueView, asked: Asked, me: StaffAccount, today: date, hour: int) -> QueuePage:
    words, numbers, total = frame.words, view.numbers, view.page.total
    last = max(1, -(-total // PER_PAGE))
    counts = _counts(numbers)

    def tab(listing: Listing) -> Tab:
        url = Asked(listing, "", "", "", 1).url()
        return Tab(listing, words(f"list.{listing}"), counts[listing], url, listing is asked.listing)

    return QueuePage(
        frame=frame,
        greeting=_greeting(words, hour, me.name),
        summary=_summary(words, numbers),
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
        everywhere_url=asked.url(listing=Listing.ALL, number=1) if asked.text and asked.listing is not Listing.ALL else "",
        clear_url=Asked(asked.listing, "", "", "", 1).url(),
        total=words.counted("queue.total", total),
        pages=words("queue.page", number=min(asked.number, last), last=last) if last > 1 else "",
        earlier=asked.url(number=min(asked.number, last + 1) - 1) if asked.number > 1 else "",
        later=asked.url(number=asked.number + 1) if asked.number < last else "",
    )


def _row(ticket: Ticket, view: QueueView, me: StaffAccount, today: date, words: Words) -> Row:
    is_closed = ticket.status == Status.CLOSED
    urgency = urgency_of(ticket.due_on, ticket.target_on, today, words, is_closed=is_closed)
    if not is_closed and ticket.due_on < today:
        urgency = replace(urgency, when=overdue(ticket.due_on, today, words))
    holder = view.people.get(ticket.holder_id or "")
    status = f"outcome.{ticket.outcome}" if is_closed and ticket.outcome else f"status.{ticket.status}"
    return Row(
        reference=ticket.reference,
        url=f"/staff/cases/{ticket.reference}",
        kind=words(f"kind.{ticket.kind}"),
        status=words(status),
        urgency=urgency,
        due=weekday_date(ticket.due_on, words, today),
        received=weekday_date(ticket.received_on, words, today),
        address=ticket.address or "",
        holder=holder.name if holder is not None else "",
        is_mine=ticket.holder_id == me.id,
        flags=tuple(words(f"circumstance.{name}.label") for name in ticket.circumstances if f"circumstance.{name}.label" in words),
    )


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
    others = [(one.id, one.name) for one in view.people.values() if one.id != me.id]
    return tuple(Option(value, label, value == chosen) for value, label in (*special, *others))


def _greeting(words: Words, hour: int, name: str) -> str:
    time = "morning" if hour < MORNING_ENDS else "day" if hour < DAY_ENDS else "evening"
    return words(f"queue.greeting.{time}", name=name.split()[0] if name.split() else name)


def _summary(words: Words, numbers: Numbers) -> str:
    if numbers.overdue:
        return words.counted("queue.summary.overdue", numbers.overdue)
    if numbers.soon:
        return words.counted("queue.summary.soon", numbers.soon)
    return words("queue.summary.calm" if numbers.by_group[Group.OPEN] else "queue.summary.empty")
