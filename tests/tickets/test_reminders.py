"""Which reminder is in force on a day, and when a case counts as seen by nobody (D7, D15)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.reminders import Reminder, is_unseen, reminder_on

TARGET, DUE = date(2026, 12, 7), date(2026, 12, 23)


def on(day: str, due_on: date = DUE, *, is_extended: bool = False) -> Reminder | None:
    return reminder_on(date.fromisoformat(day), target_on=TARGET, due_on=due_on, is_extended=is_extended)


@pytest.mark.parametrize(
    ("day", "mark", "days_left"),
    [
        ("2026-12-07", "target", 16),
        ("2026-12-08", "target", 15),
        ("2026-12-09", "14", 14),
        ("2026-12-16", "7", 7),
        ("2026-12-20", "3", 3),
        ("2026-12-21", "3", 2),
        ("2026-12-22", "1", 1),
        ("2026-12-23", "0", 0),
        ("2026-12-24", "overdue-2026-12-24", -1),
        ("2027-01-02", "overdue-2027-01-02", -10),
    ],
)
def test_the_last_mark_that_was_reached_is_in_force(day: str, mark: str, days_left: int) -> None:
    assert on(day) == Reminder(mark, days_left)


def test_before_the_target_there_is_none() -> None:
    assert on("2026-12-06") is None


def test_an_extended_case_is_reminded_of_its_new_date() -> None:
    assert on("2027-02-16", date(2027, 2, 23), is_extended=True) == Reminder("extended-7", 7)


def test_an_extension_makes_no_earlier_mark_come_again() -> None:
    assert on("2026-12-24", date(2027, 2, 23), is_extended=True) == Reminder("target", 61)


def test_a_target_on_the_day_of_a_mark_gives_way_to_it() -> None:
    reminder = reminder_on(DUE - timedelta(days=7), target_on=DUE - timedelta(days=7), due_on=DUE, is_extended=False)

    assert reminder == Reminder("7", 7)


def test_the_officer_is_told_from_three_days_before() -> None:
    told = [day for day in range(10, 24) if (one := on(f"2026-12-{day}")) is not None and one.is_for_officer]

    assert told == [20, 21, 22, 23]


def test_the_officer_is_told_after_the_date() -> None:
    late = on("2026-12-24")

    assert late is not None and late.is_for_officer and late.is_overdue


def test_a_late_target_does_not_keep_the_officer_from_being_told() -> None:
    reminder = reminder_on(date(2026, 12, 21), target_on=date(2026, 12, 21), due_on=DUE, is_extended=False)

    assert reminder is not None and reminder.is_about_target and reminder.is_for_officer


@given(st.integers(0, 90), st.integers(1, 60), st.integers(1, 60), st.booleans())
def test_marks_follow_each_other_and_none_comes_back(start: int, to_target: int, to_due: int, is_extended: bool) -> None:
    received = date(2026, 11, 1) + timedelta(days=start)
    target_on, due_on = received + timedelta(days=min(to_target, to_due)), received + timedelta(days=to_due)

    days = [received + timedelta(days=number) for number in range(100)]
    found = [reminder_on(day, target_on=target_on, due_on=due_on, is_extended=is_extended) for day in days]
    marks = [one.mark for one in found if one is not None]

    changes = [mark for place, mark in enumerate(marks) if place == 0 or mark != marks[place - 1]]
    assert len(changes) == len(set(changes))
    assert len([mark for mark in changes if mark.startswith("overdue-")]) == sum(day > due_on for day in days)


@pytest.mark.parametrize(
    ("since", "last_quiet_day"),
    [
        ("2026-11-23", "2026-11-26"),
        ("2026-11-26", "2026-12-01"),
        ("2026-11-28", "2026-12-02"),
        ("2026-12-23", "2026-12-29"),
        ("2027-03-24", "2027-04-01"),
    ],
)
def test_three_working_days_pass_first(since: str, last_quiet_day: str) -> None:
    day = date.fromisoformat(last_quiet_day)

    assert not is_unseen(date.fromisoformat(since), day)
    assert is_unseen(date.fromisoformat(since), day + timedelta(days=1))
