"""Which letter ends a case, and what it tells: where we looked, what was corrected, what is kept (R16, R17)."""

from collections.abc import Mapping, Sequence

from bot.contents import Contents
from bot.desk.drafts import language_of
from bot.desk.elsewhere import Elsewhere
from bot.desk.line_words import told_lines
from bot.mail.letter_kinds import LetterKind
from bot.mail.letters import CorrectionTold
from bot.store.records import Records
from bot.store.tables import ChecklistLine, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome

_TELLS_LINES = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_FOUND})
"""Letters that say where we looked; in others a list of places would only puzzle."""


async def ending_letter(
    records: Records, contents: Contents, ticket: Ticket, decision: Decision, elsewhere: Elsewhere, lines: Sequence[ChecklistLine]
) -> tuple[str, Mapping[str, str]]:
    """The kind of letter, and what fills it beside the facts of the case."""
    corrections = await records.corrections.of_ticket(ticket.id)
    told = [CorrectionTold(one.what, one.old_value, one.new_value) for one in corrections]
    values = {
        "handler_text": decision.reasons,
        "forwarded_to": elsewhere.forwarded_to,
        "other": elsewhere.merged_into,
        "ground": decision.ground.article if decision.ground is not None else "",
        "lines": told_lines(contents, ticket, lines if decision.outcome in _TELLS_LINES else ()),
        "corrections": contents.letters.corrections(told, language_of(ticket)),
    }
    return _kind_of(Kind(ticket.kind), decision.outcome, is_corrected=bool(corrections)), values


def _kind_of(kind: Kind, outcome: Outcome, *, is_corrected: bool) -> str:
    if outcome is Outcome.FULFILLED and kind is Kind.DELETION:
        return LetterKind.DELETED
    if outcome is Outcome.FULFILLED and kind is Kind.RECTIFICATION and is_corrected:
        return LetterKind.CORRECTED
    return f"closed_{outcome}"
