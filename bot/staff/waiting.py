"""Which case waits for which and why: whoever wants a copy first gets it before anything is erased (R15)."""

from dataclasses import dataclass

from bot.answers.dates import written_date
from bot.desk.answers import Person
from bot.desk.roles import may_see
from bot.desk.views import CaseView
from bot.staff.wordbook import Words
from bot.store.tables import Ticket
from bot.tickets.kinds import Kind
from bot.tickets.restricting import COPIED_FIRST

CLAIMS = "claims"
"""Why whatever is no wish for a copy holds: the person may need the data for a legal claim (R15)."""


@dataclass(frozen=True)
class Wait:
    """`url` is empty where the reader may not open the case."""

    reference: str
    url: str
    about: str
    why: str


@dataclass(frozen=True)
class Waiting:
    title: str
    waits: tuple[Wait, ...]


def waiting_of(view: CaseView, me: Person, words: Words) -> tuple[Waiting, ...]:
    """What the page of a case says of it; empty for nearly all cases."""
    behind = tuple(_wait(one, me, words("waiting.behind"), words) for one in view.keeps_waiting)
    return (*held_by(view.waits_for, me, words), *((Waiting(words("waiting.behind_title"), behind),) if behind else ()))


def held_by(cases: tuple[Ticket, ...], me: Person, words: Words) -> tuple[Waiting, ...]:
    """What must be answered before anything is erased."""
    first = tuple(_wait(one, me, words(f"waiting.first.{one.kind if one.kind in COPIED_FIRST else CLAIMS}"), words) for one in cases)
    return (Waiting(words("waiting.first_title"), first),) if first else ()


def _wait(ticket: Ticket, me: Person, why: str, words: Words) -> Wait:
    url = f"/staff/cases/{ticket.reference}" if may_see(me.role, me.id, ticket) else ""
    kind, status = words(f"kind.{Kind(ticket.kind)}"), words(f"status.{ticket.status}")
    due = written_date(ticket.due_on, words.language)
    return Wait(ticket.reference, url, words("waiting.about", kind=kind, status=status, due=due), why)
