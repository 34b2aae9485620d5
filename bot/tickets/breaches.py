"""The clock and the end of a breach of personal data (art. 33). Two rules:

1. Hours run from when we knew, through nights, weekends and holidays; nothing moves them (D13).
2. Every breach is written down with facts, effects and measures, also one that is not reported, with the reasons why (art. 33(5)).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PREFIX = "AVV"
HOURS_BEFORE = (48, 24, 6, 0)
HOURS_BETWEEN = 24
"""After the time has run out."""

_HOUR = timedelta(hours=1)


class Decision(StrEnum):
    REPORTED = "reported"
    NOT_REPORTED = "not_reported"


class BreachFault(StrEnum):
    """What is missing before a breach may be closed, or what cannot be."""

    FACTS_MISSING = "facts_missing"
    EFFECTS_MISSING = "effects_missing"
    MEASURES_MISSING = "measures_missing"
    DECISION_MISSING = "decision_missing"
    REASONS_MISSING = "reasons_missing"
    REPORT_TIME_MISSING = "report_time_missing"
    REPORTED_BEFORE_KNOWN = "reported_before_known"
    TOLD_BEFORE_KNOWN = "told_before_known"
    IN_THE_FUTURE = "in_the_future"
    TIME_UNREADABLE = "time_unreadable"
    TOO_LONG = "too_long"
    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True)
class BreachReminder:
    """`hours_left` counts whole hours, downwards; negative once the time has run out."""

    mark: str
    hours_left: int


@dataclass(frozen=True)
class Findings:
    """What is known and decided. `reasons` say why it was not reported, or not in time (art. 33(1))."""

    facts: str = ""
    effects: str = ""
    measures: str = ""
    decision: Decision | None = None
    reasons: str = ""
    reported_at: datetime | None = None
    people_told_at: datetime | None = None


def breach_reference(year: int, number_text: str) -> str:
    return f"{PREFIX}-{year}-{number_text}"


def breach_due(aware_at: datetime, hours: int) -> datetime:
    """So many hours of the clock after we knew, on whatever day that is."""
    if aware_at.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return aware_at + timedelta(hours=hours)


def hours_left(now: datetime, due_at: datetime) -> int:
    """Whole hours until the time runs out, rounded down: never more than there are."""
    return (due_at - now) // _HOUR


def breach_reminder_at(now: datetime, *, aware_at: datetime, due_at: datetime) -> BreachReminder | None:
    """The reminder in force; None before the first. A mark that lay before we knew is none."""
    if now >= due_at + timedelta(hours=HOURS_BETWEEN):
        times = (now - due_at) // timedelta(hours=HOURS_BETWEEN)
        return BreachReminder(f"overdue-{times * HOURS_BETWEEN}", hours_left(now, due_at))
    reached = [hours for hours in HOURS_BEFORE if aware_at < due_at - timedelta(hours=hours) <= now]
    return BreachReminder(str(min(reached)), hours_left(now, due_at)) if reached else None


def faults_of_times(findings: Findings, aware_at: datetime) -> tuple[BreachFault, ...]:
    """What cannot have happened."""
    faults = []
    if findings.reported_at is not None and findings.reported_at < aware_at:
        faults.append(BreachFault.REPORTED_BEFORE_KNOWN)
    if findings.people_told_at is not None and findings.people_told_at < aware_at:
        faults.append(BreachFault.TOLD_BEFORE_KNOWN)
    return tuple(faults)


def faults_of_findings(findings: Findings, *, aware_at: datetime, due_at: datetime) -> tuple[BreachFault, ...]:
    """All that keeps the breach from being closed."""
    faults = list(faults_of_times(findings, aware_at))
    for text, fault in (
        (findings.facts, BreachFault.FACTS_MISSING),
        (findings.effects, BreachFault.EFFECTS_MISSING),
        (findings.measures, BreachFault.MEASURES_MISSING),
    ):
        if not text.strip():
            faults.append(fault)
    if findings.decision is None:
        faults.append(BreachFault.DECISION_MISSING)
    is_reported = findings.decision is Decision.REPORTED
    if is_reported and findings.reported_at is None:
        faults.append(BreachFault.REPORT_TIME_MISSING)
    is_late = is_reported and findings.reported_at is not None and findings.reported_at > due_at
    if (findings.decision is Decision.NOT_REPORTED or is_late) and not findings.reasons.strip():
        faults.append(BreachFault.REASONS_MISSING)
    return tuple(faults)
