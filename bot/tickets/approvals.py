"""Which decisions need a second person (A10). The rule is about the decision; who may approve is the desk's to know."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome, is_refusal

LATELY = timedelta(days=31)
"""The month that the law gives for an answer; who proved an address longer ago may have lost it since."""


def needs_second_person(decision: Decision, kind: Kind, *, is_erasure_approved: bool = False) -> bool:
    """Every refusal, whole or in part, paragraph 16 among them; and a deletion that was carried out.

    An erasure that a second person approved in the same case need not be approved again with the letter that tells of it.
    """
    if is_refusal(decision.outcome):
        return True
    return kind is Kind.DELETION and decision.outcome is Outcome.FULFILLED and not is_erasure_approved


def needs_second_person_to_release(
    *, is_on_record: bool, verified_at: datetime | None, now: datetime, withheld: Collection[Ground] = ()
) -> bool:
    """A copy to an address that is not in our systems (E19) or was not proved lately, or from which paragraph 16 keeps something."""
    is_proved_lately = verified_at is not None and now - verified_at <= LATELY
    return not (is_on_record and is_proved_lately) or any(ground.is_section_16 for ground in withheld)


def may_approve(preparer_id: str, approver_id: str, not_before: datetime | None, now: datetime) -> bool:
    """Another person at any time; oneself only where one person works alone, and only after the delay."""
    return approver_id != preparer_id or (not_before is not None and now >= not_before)


def alone_from(prepared_at: datetime, hours: int, *, is_one_person: bool) -> datetime | None:
    """From when the preparer may approve the own work; never, in a company with more than one person."""
    return prepared_at + timedelta(hours=hours) if is_one_person else None
