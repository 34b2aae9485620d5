"""Ends in another place: with the company that decides over the data (R8), or in another case of the same requester."""

from dataclasses import dataclass

from bot.desk.answers import Refusal, Refused
from bot.desk.texts import fault_of, kept_text
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.statuses import OPEN

LONGEST_NAME = 300


@dataclass(frozen=True)
class Elsewhere:
    """Where the wish lives on: `forwarded_to` names a company, `merged_into` is the reference of a case. For other ends both are empty."""

    forwarded_to: str = ""
    merged_into: str = ""

    def kept_for(self, outcome: Outcome) -> "Elsewhere":
        """Only what the outcome asks for, as it would be stored."""
        return Elsewhere(
            kept_text(self.forwarded_to.strip()) if outcome is Outcome.FORWARDED else "",
            self.merged_into.strip().upper() if outcome is Outcome.MERGED else "",
        )


async def fault_elsewhere(records: Records, ticket: Ticket, outcome: Outcome, elsewhere: Elsewhere) -> Refused | None:
    """What is missing or impossible, for these two ends alone."""
    if outcome is Outcome.FORWARDED:
        fault = fault_of(elsewhere.forwarded_to, LONGEST_NAME, is_needed=True)
        return Refused(fault, "forwarded_to") if fault is not None else None
    if outcome is not Outcome.MERGED:
        return None
    if not elsewhere.merged_into:
        return Refused(Refusal.TEXT_MISSING, "merged_into")
    other = await records.cases.find_by_reference(elsewhere.merged_into)
    if other is None or not _is_same_requester(ticket, other) or other.status not in OPEN:
        return Refused(Refusal.NO_SUCH_CASE, "merged_into")
    return Refused(Refusal.OTHER_IS_LATER, "merged_into") if other.due_on > ticket.due_on else None


def _is_same_requester(ticket: Ticket, other: Ticket) -> bool:
    """One mailbox, shown to be the requester's in both; for a kind that needs no code the address alone is enough."""
    is_one = ticket.id != other.id and ticket.address is not None and ticket.address == other.address
    return is_one and all(one.verified_at is not None or not Kind(one.kind).needs_code for one in (ticket, other))
