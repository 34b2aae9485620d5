"""The clock: the worked examples of the requirements, the calendar of Norway, the night in Oslo."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.deadlines import (
    deadlines,
    extended,
    holiday_names,
    is_working_day,
    months_after,
    next_working_day,
)
from bot.tickets.kinds import Kind

WORKED_EXAMPLES = [
    ("2026-08-31", "2026-09-30", "2026-09-30"),
    ("2026-11-24", "2026-12-24", "2026-12-24"),
    ("2026-11-25", "2026-12-25", "2026-12-28"),
    ("2026-12-01", "2027-01-01", "2027-01-04"),
    ("2026-12-31", "2027-01-31", "2027-02-01"),
    ("2027-01-01", "2027-02-01", "2027-02-01"),
    ("2027-01-29", "2027-02-28", "2027-03-01"),
    ("2027-01-30", "2027-02-28", "2027-03-01"),
    ("2027-01-31", "2027-02-28", "2027-03-01"),
    ("2028-01-31", "2028-02-29", "2028-02-29"),
    ("2027-02-25", "2027-03-25", "2027-03-30"),
    ("2027-02-26", "2027-03-26", "2027-03-30"),
    ("2027-03-05", "2027-04-05", "2027-04-05"),
    ("2027-04-01", "2027-05-01", "2027-05-03"),
    ("2027-04-06", "2027-05-06", "2027-05-07"),
    ("2027-04-17", "2027-05-17", "2027-05-18"),
    ("2027-09-30", "2027-10-30", "2027-11-01"),
    ("2028-02-29", "2028-03-29", "2028-03-29"),
]


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T11:00:00+00:00")


@pytest.mark.parametrize(("received", "safe", "due"), WORKED_EXAMPLES)
def test_a_month_after_receipt(received: str, safe: str, due: str) -> None:
    dates = deadlines(noon(received), Kind.ACCESS)

    assert (str(dates.received_on), str(dates.safe_on), str(dates.due_on)) == (received, safe, due)


@pytest.mark.parametrize(
    ("received", "due"),
    [("2027-01-31", "2027-04-30"), ("2027-02-17", "2027-05-18"), ("2026-11-30", "2027-03-01")],
)
def test_an_extension_is_three_months_from_the_receipt_itself(received: str, due: str) -> None:
    assert str(extended(date.fromisoformat(received))) == due


def test_a_month_that_ends_on_31_march_counted_from_march_is_the_last_of_april() -> None:
    assert months_after(date(2027, 3, 31), 1) == date(2027, 4, 30)


def test_half_past_midnight_in_oslo_is_the_new_year_though_utc_has_the_old() -> None:
    dates = deadlines(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), Kind.DELETION)

    assert dates.received_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2027-03-27T22:59:00+00:00", "2027-03-27"),
        ("2027-03-27T23:00:00+00:00", "2027-03-28"),
        ("2027-03-28T21:59:00+00:00", "2027-03-28"),
        ("2027-03-28T22:00:00+00:00", "2027-03-29"),
        ("2027-10-30T22:00:00+00:00", "2027-10-31"),
        ("2027-10-31T22:59:00+00:00", "2027-10-31"),
        ("2027-10-31T23:00:00+00:00", "2027-11-01"),
    ],
)
def test_the_day_of_receipt_follows_the_clocks_of_oslo(moment: str, day: str) -> None:
    assert str(deadlines(datetime.fromisoformat(moment), Kind.ACCESS).received_on) == day


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        deadlines(datetime(2026, 11, 25, 12, 0), Kind.ACCESS)  # noqa: DTZ001 - the fault under test


def test_the_target_is_fourteen_days() -> None:
    assert deadlines(noon("2026-11-25"), Kind.ACCESS).target_on == date(2026, 12, 9)


def test_the_target_can_be_set() -> None:
    assert deadlines(noon("2026-11-25"), Kind.ACCESS, target_days=7).target_on == date(2026, 12, 2)


def test_the_target_is_never_later_than_the_safe_date() -> None:
    assert deadlines(noon("2026-11-25"), Kind.ACCESS, target_days=60).target_on == date(2026, 12, 25)


@pytest.mark.parametrize("kind", [Kind.WITHDRAW_CONSENT, Kind.OBJECTION])
def test_marketing_is_to_stop_within_a_working_day(kind: Kind) -> None:
    friday = "2026-11-27"

    assert deadlines(noon(friday), kind).target_on == date(2026, 11, 30)


def test_a_withdrawal_has_the_same_legal_limit_as_everything_else() -> None:
    assert deadlines(noon("2026-11-25"), Kind.WITHDRAW_CONSENT).due_on == date(2026, 12, 28)


def test_both_holidays_of_17_may_2027_keep_their_names() -> None:
    assert len(holiday_names(date(2027, 5, 17))) == 2


def test_an_ordinary_day_has_no_holiday_name() -> None:
    assert holiday_names(date(2027, 5, 18)) == ()


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31), date(2027, 3, 24)])
def test_eves_are_working_days(day: date) -> None:
    assert is_working_day(day)


def test_easter_eve_is_closed_as_a_saturday_and_not_as_a_holiday() -> None:
    assert holiday_names(date(2027, 3, 27)) == ()
    assert not is_working_day(date(2027, 3, 27))


def test_after_wednesday_before_easter_comes_tuesday() -> None:
    assert next_working_day(date(2027, 3, 24)) == date(2027, 3, 30)


def easter(year: int) -> date:
    """Gauss and Lichtenberg, so that the library is held against something else than itself."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = (seed + golden // 11) // 29
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full_moon + 7 - (full_moon - first_sunday) % 7 - 1)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)
def test_the_independent_easter_is_right_where_it_is_known(year: int, sunday: date) -> None:
    assert easter(year) == sunday


@pytest.mark.parametrize("year", range(2020, 2100))
def test_the_holidays_are_those_of_norwegian_law(year: int) -> None:
    sunday = easter(year)
    movable = {sunday + timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50)}
    fixed = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 17), date(year, 12, 25), date(year, 12, 26)}
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0))]

    assert {day for day in days if holiday_names(day)} == movable | fixed


moments = st.datetimes(datetime(2020, 1, 1), datetime(2098, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.sampled_from(Kind))
def test_a_limit_is_a_working_day_and_never_before_the_safe_date(moment: datetime, kind: Kind) -> None:
    dates = deadlines(moment, kind)

    assert is_working_day(dates.due_on)
    assert dates.received_on < dates.target_on <= dates.safe_on <= dates.due_on
    assert not any(is_working_day(day) for day in days_between(dates.safe_on, dates.due_on))


@given(st.dates(date(2020, 1, 1), date(2098, 12, 31)))
def test_an_extended_limit_is_a_working_day_in_the_fourth_month(day: date) -> None:
    assert is_working_day(extended(day))
    assert timedelta(days=89) <= extended(day) - day <= timedelta(days=97)


def days_between(first: date, end: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((end - first).days)]
