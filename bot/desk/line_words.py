"""The checklist of a case as its requester reads it: where we looked, and what came of it."""

from collections.abc import Iterable

from bot.contents import Contents
from bot.desk.drafts import language_of
from bot.mail.letters import LineTold
from bot.store.tables import ChecklistLine, Ticket
from bot.tickets.kinds import Kind


def told_lines(contents: Contents, ticket: Ticket, lines: Iterable[ChecklistLine]) -> str:
    """A line of text for each line that has a result, what is kept with its law and last day (R17)."""
    language = language_of(ticket)
    names = {system.id: system.name.in_language(language) for system in contents.systems}
    ended = [
        LineTold(names.get(line.system, line.system), line.result, line.kept_law, line.kept_until)
        for line in lines
        if line.result is not None
    ]
    return contents.letters.lines(ended, Kind(ticket.kind), language)
