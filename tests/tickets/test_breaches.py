"""The clock of a breach and what must stand written before it is closed (D13, R28)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.breaches import (
    BreachFault,
    BreachReminder,
    Decision,
    Findings,
    breach_due,
    breach_reference,
    breach_reminder_at,
    faults_of_findings,
    hours_left,
)

AWARE = datetime(2027, 3, 24, 14, 0, tzinfo=UTC)
"""Wednesday before Easter."""
DUE = datetime(2027, 3, 27, 14, 0, tzinfo=UTC)
WHOLE = Findings("Faktura til feil adresse.", "Navn og beløp.", "Mottakeren har slettet den.", Decision.REPORTED, "", AWARE)


def test_seventy_two_hours_run_through_easter() -> None:
    assert breach_due(AWARE, 72) == DUE


def test_hours_run_through_the_change_of_clocks() -> None:
    saturday = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)

    assert breach_due(saturday, 24) == datetime(2027, 3, 28, 12, 0, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        breach_due(datetime(2027, 3, 24, 14, 0), 72)  # noqa: DTZ001 - the fault under test


def test_the_reference_is_told_apart_from_those_of_cases() -> None:
    assert breach_reference(2027, "0042") == "AVV-2027-0042"


@pytest.mark.parametrize(
    ("hours_before", "expected"),
    [
        (72, None),
        (48.5, None),
        (48, BreachReminder("48", 48)),
        (30, BreachReminder("48", 30)),
        (24, BreachReminder("24", 24)),
        (6, BreachReminder("6", 6)),
        (0.5, BreachReminder("6", 0)),
        (0, BreachReminder("0", 0)),
        (-23, BreachReminder("0", -23)),
        (-24, BreachReminder("overdue-24", -24)),
        (-71, BreachReminder("overdue-48", -71)),
    ],
)
def test_the_last_mark_that_was_reached_is_in_force(hours_before: float, expected: BreachReminder | None) -> None:
    assert breach_reminder_at(DUE - timedelta(hours=hours_before), aware_at=AWARE, due_at=DUE) == expected


def test_a_short_time_has_no_marks_from_before_we_knew() -> None:
    due_at = breach_due(AWARE, 24)

    assert breach_reminder_at(AWARE + timedelta(hours=1), aware_at=AWARE, due_at=due_at) is None


def test_hours_left_are_never_more_than_there_are() -> None:
    assert hours_left(DUE - timedelta(minutes=59), DUE) == 0
    assert hours_left(DUE + timedelta(minutes=1), DUE) == -1


def test_a_reported_breach_with_everything_written_may_be_closed() -> None:
    assert faults_of_findings(WHOLE, aware_at=AWARE, due_at=DUE) == ()


def test_one_that_is_not_reported_needs_reasons() -> None:
    findings = replace(WHOLE, decision=Decision.NOT_REPORTED, reported_at=None)

    assert faults_of_findings(findings, aware_at=AWARE, due_at=DUE) == (BreachFault.REASONS_MISSING,)


def test_one_that_was_reported_late_needs_reasons() -> None:
    findings = replace(WHOLE, reported_at=DUE + timedelta(minutes=1))

    assert faults_of_findings(findings, aware_at=AWARE, due_at=DUE) == (BreachFault.REASONS_MISSING,)


def test_one_that_was_reported_needs_the_time() -> None:
    assert faults_of_findings(replace(WHOLE, reported_at=None), aware_at=AWARE, due_at=DUE) == (BreachFault.REPORT_TIME_MISSING,)


def test_nothing_was_reported_before_we_knew() -> None:
    findings = replace(WHOLE, reported_at=AWARE - timedelta(minutes=1))

    assert faults_of_findings(findings, aware_at=AWARE, due_at=DUE) == (BreachFault.REPORTED_BEFORE_KNOWN,)


def test_nobody_was_told_before_we_knew() -> None:
    findings = replace(WHOLE, people_told_at=AWARE - timedelta(minutes=1))

    assert faults_of_findings(findings, aware_at=AWARE, due_at=DUE) == (BreachFault.TOLD_BEFORE_KNOWN,)


def test_an_empty_account_lacks_all_that_the_law_wants_written() -> None:
    assert faults_of_findings(Findings(), aware_at=AWARE, due_at=DUE) == (
        BreachFault.FACTS_MISSING,
        BreachFault.EFFECTS_MISSING,
        BreachFault.MEASURES_MISSING,
        BreachFault.DECISION_MISSING,
    )


@given(st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)), st.integers(1, 200))  # noqa: DTZ001
def test_the_clock_is_exactly_as_long_as_it_is_set(aware_at: datetime, hours: int) -> None:
    assert hours_left(aware_at, breach_due(aware_at, hours)) == hours
