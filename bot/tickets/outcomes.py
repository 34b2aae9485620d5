"""How a case may end, and what is still missing before it may.

Rules: a person decides, this module only says what would be unlawful (R25); a refusal, also in part, has a
ground and reasons (R9, R10); an objection to marketing, or a withdrawal, cannot be refused (R22, R24); what paragraph 16
keeps back is a refusal in part, never silence.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.tickets.grounds import Ground, offered_grounds
from bot.tickets.kinds import Kind


class Outcome(StrEnum):
    """`unverified` is given by time alone; all others by a person."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOTHING_FOUND = "nothing_found"
    NOT_IDENTIFIABLE = "not_identifiable"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNVERIFIED = "unverified"
    MERGED = "merged"
    FORWARDED = "forwarded"


_FOR_ANYTHING = (Outcome.WITHDRAWN, Outcome.MERGED, Outcome.FORWARDED)
_REFUSALS = frozenset({Outcome.REFUSED, Outcome.PARTLY_FULFILLED, Outcome.NOT_IDENTIFIABLE})
"""Whatever is not given in full is owed a ground, reasons and the ways to complain (art. 12(4), R6, D10)."""

_WITHOUT_SEARCH = frozenset({Outcome.WITHDRAWN, Outcome.UNVERIFIED, Outcome.MERGED, Outcome.FORWARDED})
"""Ends for which nothing of ours need be gone through first."""

HANDS_OVER = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED})
"""Ends that hand over a copy, and with it every point of the answer."""


@dataclass(frozen=True)
class Decision:
    """What the case handler chose. `reasons` are the handler's own words, for the letter."""

    outcome: Outcome
    ground: Ground | None = None
    reasons: str = ""


class Fault(StrEnum):
    """Why the case may not be closed like this."""

    OUTCOME_NOT_OFFERED = "outcome_not_offered"
    GROUND_MISSING = "ground_missing"
    GROUND_NOT_FITTING = "ground_not_fitting"
    GROUND_NOT_NEEDED = "ground_not_needed"
    REASONS_MISSING = "reasons_missing"
    OPEN_LINES = "open_lines"
    OPEN_POINTS = "open_points"
    PART_WITHHELD = "part_withheld"
    NOT_HANDED_OVER = "not_handed_over"


def offered_outcomes(kind: Kind, *, is_marketing: bool = True) -> tuple[Outcome, ...]:
    """What a case handler may choose from, the usual first.

    `is_marketing` matters to objections alone. It is assumed until a person looked and said otherwise; only
    then is a refusal among them (art. 21(2) against 21(1), R22, R23).
    """
    if kind is Kind.QUESTION:
        return (Outcome.FULFILLED, *_FOR_ANYTHING)
    if kind is Kind.WITHDRAW_CONSENT or (kind is Kind.OBJECTION and is_marketing):
        return (Outcome.FULFILLED, Outcome.NOTHING_FOUND, *_FOR_ANYTHING)
    return (
        Outcome.FULFILLED,
        Outcome.PARTLY_FULFILLED,
        Outcome.NOTHING_FOUND,
        Outcome.NOT_IDENTIFIABLE,
        Outcome.REFUSED,
        *_FOR_ANYTHING,
    )


def is_refusal(outcome: Outcome) -> bool:
    """Whether the letter must hold reasons, legal basis, complaint and court route (R9), in a month (D10)."""
    return outcome in _REFUSALS


def is_refusal_late(outcome: Outcome, ended_on: date, first_due_on: date) -> bool:
    """Whether the notice comes after the first month, which no extension makes longer for a refusal (art. 12(4), D10)."""
    return is_refusal(outcome) and ended_on > first_due_on


def faults_of(
    decision: Decision,
    kind: Kind,
    open_lines: int,
    *,
    is_marketing: bool = True,
    open_points: int = 0,
    withheld: Collection[Ground] = (),
    is_handed_over: bool = True,
) -> tuple[Fault, ...]:
    """All that is wrong with the decision; empty when the case may be closed with it.

    `open_lines` are the lines of the checklist without a result (D14, R14), `open_points` the points of the answer without
    a text (R12); `withheld` are the grounds on which parts of the copy are left out. `is_handed_over`: the copy waits for its
    requester, or goes by post (R13).
    """
    faults: list[Fault] = []
    if decision.outcome not in offered_outcomes(kind, is_marketing=is_marketing):
        faults.append(Fault.OUTCOME_NOT_OFFERED)
    faults += _faults_of_ground(decision, kind)
    if is_refusal(decision.outcome) and not decision.reasons.strip():
        faults.append(Fault.REASONS_MISSING)
    if open_lines > 0 and decision.outcome not in _WITHOUT_SEARCH:
        faults.append(Fault.OPEN_LINES)
    if open_points > 0 and decision.outcome in HANDS_OVER:
        faults.append(Fault.OPEN_POINTS)
    if decision.outcome is Outcome.FULFILLED and any(ground.is_section_16 for ground in withheld):
        faults.append(Fault.PART_WITHHELD)
    if kind.gets_copy and decision.outcome in HANDS_OVER and not is_handed_over:
        faults.append(Fault.NOT_HANDED_OVER)
    return tuple(faults)


def _faults_of_ground(decision: Decision, kind: Kind) -> list[Fault]:
    if not is_refusal(decision.outcome):
        return [Fault.GROUND_NOT_NEEDED] if decision.ground is not None else []
    if decision.outcome is Outcome.NOT_IDENTIFIABLE:
        is_fitting = decision.ground in {None, Ground.NOT_IDENTIFIABLE}
        return [] if is_fitting else [Fault.GROUND_NOT_FITTING]
    if decision.ground is None:
        return [Fault.GROUND_MISSING]
    return [] if decision.ground in offered_grounds(kind) else [Fault.GROUND_NOT_FITTING]
