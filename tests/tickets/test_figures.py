"""What the figures count, and from when."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.tickets.breaches import Decision
from bot.tickets.figures import BreachFacts, CaseFacts, Share, breach_figures_of, by_kind, by_month, figures_of
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.statuses import Status

TODAY = date(2026, 11, 23)
OPEN = CaseFacts(
    kind=Kind.ACCESS,
    status=Status.IN_PROGRESS,
    received_on=date(2026, 11, 2),
    first_due_on=date(2026, 12, 2),
    due_on=date(2026, 12, 2),
    is_extended=False,
    closed_on=None,
    outcome=None,
    ground=None,
)
CLOSED = replace(OPEN, status=Status.CLOSED, closed_on=date(2026, 11, 12), outcome=Outcome.FULFILLED)
OLD = replace(OPEN, received_on=date(2026, 7, 1), first_due_on=date(2026, 8, 3), due_on=date(2026, 8, 3))
REFUSED = replace(CLOSED, outcome=Outcome.REFUSED, ground=Ground.EXCESSIVE)
BREACH = BreachFacts(date(2026, 11, 2), datetime(2026, 11, 5, 9, tzinfo=UTC), None, None, is_closed=False)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_of_nothing_there_is_no_share_and_no_median() -> None:
    figures = figures_of((), TODAY)

    assert (figures.received, figures.closed, figures.in_one_month, figures.median_days) == (0, 0, Share(0, 0), None)
    assert figures.in_one_month.percent is None


def test_a_date_that_has_not_come_is_neither_kept_nor_missed() -> None:
    figures = figures_of((OPEN, CLOSED), TODAY)

    assert (figures.received, figures.closed, figures.in_one_month) == (2, 1, Share(1, 1))


def test_the_last_day_itself_is_in_time() -> None:
    on_the_day, a_day_late = replace(OLD, closed_on=date(2026, 8, 3)), replace(OLD, closed_on=date(2026, 8, 4))

    assert figures_of((on_the_day, a_day_late), TODAY).in_one_month == Share(1, 2)


def test_an_open_case_past_its_first_month_missed_it() -> None:
    figures = figures_of((OLD,), TODAY)

    assert (figures.in_one_month, figures.in_three_months, figures.overdue) == (Share(0, 1), Share(0, 1), 1)


def test_an_extended_case_may_miss_the_month_and_keep_the_three() -> None:
    extended = replace(OLD, due_on=date(2026, 10, 1), is_extended=True, closed_on=date(2026, 10, 1), outcome=Outcome.FULFILLED)

    figures = figures_of((extended,), TODAY)

    assert (figures.in_one_month, figures.in_three_months, figures.extended, figures.overdue) == (Share(0, 1), Share(1, 1), 1, 0)


def test_today_is_not_overdue() -> None:
    assert figures_of((replace(OPEN, due_on=TODAY),), TODAY).overdue == 0


def test_the_median_is_of_days_from_receipt_to_answer() -> None:
    days = (4, 10, 21, 30)
    cases = [replace(CLOSED, received_on=date(2026, 10, 1), closed_on=date(2026, 10, 1 + day)) for day in days]

    assert figures_of(cases, TODAY).median_days == 15.5
    assert figures_of(cases[:3], TODAY).median_days == 10


def test_refusals_are_counted_by_ground_and_late_ones_are_told() -> None:
    late = replace(REFUSED, closed_on=date(2026, 12, 3))

    figures = figures_of((REFUSED, late, CLOSED), date(2026, 12, 31))

    assert (figures.refusals, figures.late_refusals) == ({Ground.EXCESSIVE: 2}, 1)
    assert figures.outcomes == {Outcome.REFUSED: 2, Outcome.FULFILLED: 1}


def test_a_ground_of_a_case_that_was_not_refused_is_no_refusal() -> None:
    assert figures_of((replace(CLOSED, ground=Ground.EXCESSIVE),), TODAY).refusals == {}


def test_what_nobody_proved_is_counted_apart() -> None:
    waiting = replace(OLD, status=Status.UNVERIFIED)
    given_up = replace(CLOSED, outcome=Outcome.UNVERIFIED)

    figures = figures_of((waiting, given_up, CLOSED), TODAY)

    assert (figures.received, figures.closed, figures.unproved, figures.overdue) == (1, 1, 2, 0)
    assert figures.outcomes == {Outcome.FULFILLED: 1}


def test_a_reopened_case_is_open() -> None:
    assert figures_of((replace(CLOSED, status=Status.NEW, closed_on=None),), TODAY).closed == 0


def test_cases_are_told_apart_by_month_and_kind() -> None:
    deletion = replace(OLD, kind=Kind.DELETION)

    assert by_month((OPEN, CLOSED, deletion)) == {date(2026, 11, 1): [OPEN, CLOSED], date(2026, 7, 1): [deletion]}
    assert by_kind((OPEN, deletion)) == {Kind.ACCESS: [OPEN], Kind.DELETION: [deletion]}


def test_a_breach_is_reported_in_time_or_late_or_not_at_all() -> None:
    in_time = replace(BREACH, reported_at=BREACH.due_at, decision=Decision.REPORTED)
    late = replace(in_time, reported_at=datetime(2026, 11, 5, 9, 0, 1, tzinfo=UTC))
    not_reported = replace(BREACH, decision=Decision.NOT_REPORTED, is_closed=True)

    figures = breach_figures_of((BREACH, in_time, late, not_reported), NOW)

    assert (figures.known, figures.in_time, figures.late, figures.not_reported, figures.overdue) == (4, 1, 1, 1, 1)


def test_a_breach_whose_clock_still_runs_is_not_overdue() -> None:
    assert breach_figures_of((replace(BREACH, due_at=NOW),), NOW).overdue == 0
