"""What stands in the console's menu, and for whom (A9). The first place that a role has is where it begins."""

from dataclasses import dataclass

from bot.desk.roles import Role
from bot.staff.access import ADMINISTRATOR, OFFICER, WITNESSES, WORKERS, Roles


@dataclass(frozen=True)
class Entry:
    """A place; `label` names words of the console."""

    place: str
    url: str
    label: str
    roles: Roles


MENU = (
    Entry("open", "/staff", "console.queue", WORKERS),
    Entry("unverified", "/staff?list=unverified", "console.unverified", WORKERS),
    Entry("closed", "/staff?list=closed", "console.closed", WORKERS),
    Entry("register", "/staff/register", "console.register", WORKERS),
    Entry("breaches", "/staff/breaches", "console.breaches", WORKERS),
    Entry("approvals", "/staff/approvals", "console.approvals", OFFICER),
    Entry("people", "/staff/people", "console.people", ADMINISTRATOR),
    Entry("misses", "/staff/misses", "console.misses", OFFICER),
    Entry("log", "/staff/log", "console.log", WITNESSES),
    Entry("figures", "/staff/figures", "console.figures", WITNESSES),
    Entry("record", "/staff/record", "console.record", WITNESSES),
)
NOWHERE = "/staff/sessions"
"""For a role without a place in the menu."""


def menu_of(role: Role) -> tuple[Entry, ...]:
    return tuple(entry for entry in MENU if role in entry.roles)


def home_of(role: Role) -> str:
    """The first page after a login."""
    return next((entry.url for entry in menu_of(role)), NOWHERE)
