"""How well cases are kept to their dates, in numbers that name nobody (R26).

A case counts from the day it was received; what nobody ever proved is counted apart, for it was no request yet. A date is kept
or missed once the case is closed or the date has passed; until then it is neither.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from bot.tickets.breaches import Decision
from bot.tickets.deadlines import extended
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome, is_refusal, is_refusal_late
from bot.tickets.statuses import Status


@dataclass(frozen=True)
class CaseFacts:
    """What is counted of a case; `closed_on` is the day in Oslo."""

    kind: Kind
    status: Status
    received_on: date
    first_due_on: date
    due_on: date
    is_extended: bool
    closed_on: date | None
    outcome: Outcome | None
    ground: Ground | None

    @property
    def is_proved(self) -> bool:
        return self.status is not Status.UNVERIFIED and self.outcome is not Outcome.UNVERIFIED


@dataclass(frozen=True)
class BreachFacts:
    """What is counted of a breach; `known_on` is the day in Oslo."""

    known_on: date
    due_at: datetime
    reported_at: datetime | None
    decision: Decision | None
    is_closed: bool


@dataclass(frozen=True)
class Share:
    """So many of so many; no percentage of nothing."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.part / self.whole) if self.whole else None


@dataclass(frozen=True)
class Figures:
    """Some cases, counted. `refusals` are whole and in part, by ground."""

    received: int
    closed: int
    in_one_month: Share
    in_three_months: Share
    extended: int
    overdue: int
    late_refusals: int
    median_days: float | None
    outcomes: Mapping[Outcome, int]
    refusals: Mapping[Ground, int]
    unproved: int


@dataclass(frozen=True)
class BreachFigures:
    """Some breaches, counted: `in_time` and `late` were reported, `overdue` are neither reported nor decided on in time."""

    known: int
    in_time: int
    late: int
    not_reported: int
    overdue: int


def figures_of(cases: Iterable[CaseFacts], today: date) -> Figures:
    every = tuple(cases)
    proved = [case for case in every if case.is_proved]
    days = [(case.closed_on - case.received_on).days for case in proved if case.closed_on is not None]
    refused = [case for case in proved if case.closed_on is not None and case.outcome is not None and is_refusal(case.outcome)]
    return Figures(
        received=len(proved),
        closed=len(days),
        in_one_month=_kept(proved, lambda case: case.first_due_on, today),
        in_three_months=_kept(proved, lambda case: extended(case.received_on), today),
        extended=sum(case.is_extended for case in proved),
        overdue=sum(case.closed_on is None and case.due_on < today for case in proved),
        late_refusals=sum(_is_late(case) for case in refused),
        median_days=float(median(days)) if days else None,
        outcomes=Counter(case.outcome for case in proved if case.closed_on is not None and case.outcome is not None),
        refusals=Counter(case.ground for case in refused if case.ground is not None),
        unproved=len(every) - len(proved),
    )


def breach_figures_of(breaches: Iterable[BreachFacts], now: datetime) -> BreachFigures:
    every = tuple(breaches)
    reported = [one.reported_at <= one.due_at for one in every if one.reported_at is not None]
    return BreachFigures(
        known=len(every),
        in_time=sum(reported),
        late=len(reported) - sum(reported),
        not_reported=sum(one.reported_at is None and one.decision is Decision.NOT_REPORTED for one in every),
        overdue=sum(one.reported_at is None and one.decision is None and not one.is_closed and one.due_at < now for one in every),
    )


def by_month(cases: Iterable[CaseFacts]) -> Mapping[date, list[CaseFacts]]:
    """By the first day of the month in which they were received."""
    months: defaultdict[date, list[CaseFacts]] = defaultdict(list)
    for case in cases:
        months[case.received_on.replace(day=1)].append(case)
    return months


def by_kind(cases: Iterable[CaseFacts]) -> Mapping[Kind, list[CaseFacts]]:
    kinds: defaultdict[Kind, list[CaseFacts]] = defaultdict(list)
    for case in cases:
        kinds[case.kind].append(case)
    return kinds


def _kept(cases: Iterable[CaseFacts], date_of: Callable[[CaseFacts], date], today: date) -> Share:
    decided = [(case.closed_on, date_of(case)) for case in cases if case.closed_on is not None or date_of(case) < today]
    return Share(sum(closed_on is not None and closed_on <= last for closed_on, last in decided), len(decided))


def _is_late(case: CaseFacts) -> bool:
    return case.closed_on is not None and case.outcome is not None and is_refusal_late(case.outcome, case.closed_on, case.first_due_on)
