"""Which list of cases a page's address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from bot.desk.views import SOON_DAYS
from bot.store.queue import Filter, Group
from bot.tickets.kinds import Kind

LONGEST_SEARCH = 254
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
    kind: str = ""
    holder: str = ""
    text: str = ""
    number: int = 1

    @property
    def url(self) -> str:
        """The address that asks for it, without what goes without saying."""
        values = {"list": self.listing, "kind": self.kind, "holder": self.holder, "q": self.text, "page": self.number}
        shown = {name: value for name, value in values.items() if value not in {"", Listing.OPEN, 1}}
        return f"/staff?{urlencode(shown)}" if shown else "/staff"

    def at_page(self, number: int) -> "Asked":
        return replace(self, number=number)

    def without_filters(self) -> "Asked":
        return Asked(self.listing)

    def everywhere(self) -> "Asked":
        return replace(self, listing=Listing.ALL, number=1)


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
