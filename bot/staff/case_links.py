"""What has a page of its own under a case; the case's page only leads there."""

from dataclasses import dataclass
from datetime import date

from bot.desk.extending import Extension, standing_of
from bot.desk.filing import is_gathered_by
from bot.desk.releasing import has_copy, may_release
from bot.desk.restricting import may_begin, may_end
from bot.desk.roles import Role
from bot.desk.stopping import may_stop
from bot.desk.views import CaseView
from bot.post import recipient_of
from bot.staff.wordbook import Words
from bot.store.tables import StaffAccount
from bot.tickets.extension import IN_THE_WAY, faults_of_extension
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Move, Status, may_move


@dataclass(frozen=True)
class Link:
    url: str
    label: str


def links_of(view: CaseView, me: StaffAccount, today: date, words: Words) -> tuple[Link, ...]:
    """The pages that this person has something to do on now."""
    ticket = view.ticket
    own, found = f"/staff/cases/{ticket.reference}", []
    if ticket.holder_id == me.id and recipient_of(ticket) is not None:
        if may_move(Kind(ticket.kind), Status(ticket.status), Move.ASK):
            found.append(Link(f"{own}/ask", words("ask.link")))
        looked_at = Extension(None, "", is_marketing=False)
        if not IN_THE_WAY & set(faults_of_extension(standing_of(ticket, looked_at), today, None, "")):
            found.append(Link(f"{own}/extend", words("extend.link")))
    if ticket.status == Status.CLOSED and has_copy(ticket):
        found.append(Link(f"{own}/copy", words("copy.link_closed")))
    if ticket.holder_id == me.id:
        found += [Link(f"{own}/{name}", words(f"{name}.link")) for name in _short_ways(view)]
    elif may_end(ticket, me.id, Role(me.role)) and _is_restricted(view):
        found.append(Link(f"{own}/lift", words("lift.link")))
    found += [Link(f"/staff/breaches/{breach.reference}", words("breach.link", reference=breach.reference)) for breach in view.breaches]
    found.append(Link(f"/staff/breaches/new?case={ticket.reference}", words("breach.new_link")))
    found.append(Link(f"{own}/report", words("report.link")))
    return tuple(found)


def _short_ways(view: CaseView) -> tuple[str, ...]:
    """What this kind of case is there for, each on a page of its own."""
    ticket = view.ticket
    is_worked_on = may_move(Kind(ticket.kind), Status(ticket.status), Move.REVIEW)
    is_gathered = is_gathered_by(ticket, ticket.holder_id or "")
    is_restricted = _is_restricted(view)
    return tuple(
        name
        for name, is_offered in (
            ("answer", is_gathered and ticket.kind == Kind.ACCESS),
            ("withhold", is_gathered and Kind(ticket.kind).gets_copy),
            ("files", is_gathered),
            ("copy", may_release(ticket, ticket.holder_id or "") and ticket.status != Status.CLOSED),
            ("stop", may_stop(ticket)),
            ("erase", is_worked_on and ticket.kind == Kind.DELETION),
            ("correct", is_worked_on and ticket.kind == Kind.RECTIFICATION),
            ("restrict", may_begin(ticket) and not is_restricted),
            ("lift", is_restricted and ticket.status != Status.IN_REVIEW),
        )
        if is_offered
    )


def _is_restricted(view: CaseView) -> bool:
    return any(one.lifted_at is None for one in view.restrictions)
