"""Who may do what in the console (A9). Whatever is not named here is refused."""

from enum import StrEnum

from bot.store.tables import Ticket


class Role(StrEnum):
    """What a person does here.

    A handler works on cases that are free or their own; the privacy officer on all, and approves; an auditor reads what
    was done and never a case's content; an administrator keeps accounts and sees no case.
    """

    HANDLER = "handler"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def works_on_cases(self) -> bool:
        return self in {Role.HANDLER, Role.PRIVACY_OFFICER}


def may_see(role: Role, staff_id: str, ticket: Ticket) -> bool:
    """Whether the case's content may be shown to this person; for others there is no such case."""
    if role is Role.PRIVACY_OFFICER:
        return True
    return role is Role.HANDLER and ticket.holder_id in {None, staff_id}


def may_follow(role: Role, staff_id: str, ticket: Ticket | None) -> bool:
    """Whether the handling of the case, without its content, may be shown to this person; None is a case that was erased."""
    if role in {Role.PRIVACY_OFFICER, Role.AUDITOR}:
        return True
    return ticket is not None and may_see(role, staff_id, ticket)
