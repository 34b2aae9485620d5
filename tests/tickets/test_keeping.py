"""How long the accounting law makes us keep things (R17)."""

from datetime import date

from bot.tickets.keeping import Rule, kept_until, offered_keepings


def test_an_invoice_is_kept_five_years_after_its_year() -> None:
    assert kept_until(Rule.ACCOUNTING_PRIMARY, date(2024, 3, 10)) == date(2029, 12, 31)


def test_an_order_slip_is_kept_three_and_a_half_years_after_its_year() -> None:
    assert kept_until(Rule.ACCOUNTING_SECONDARY, date(2024, 3, 10)) == date(2028, 6, 30)


def test_the_first_and_the_last_day_of_a_year_are_of_that_year() -> None:
    assert kept_until(Rule.ACCOUNTING_PRIMARY, date(2024, 1, 1)) == date(2029, 12, 31)
    assert kept_until(Rule.ACCOUNTING_PRIMARY, date(2024, 12, 31)) == date(2029, 12, 31)


def test_only_years_that_are_still_kept_are_offered() -> None:
    offered = {one.value: one.until for one in offered_keepings(date(2026, 11, 23))}

    assert offered["accounting_primary:2021"] == date(2026, 12, 31)
    assert offered["accounting_secondary:2023"] == date(2027, 6, 30)
    assert "accounting_primary:2020" not in offered
    assert "accounting_secondary:2022" not in offered
    assert "accounting_primary:2027" not in offered


def test_the_last_day_still_counts() -> None:
    assert "accounting_primary:2021" in {one.value for one in offered_keepings(date(2026, 12, 31))}
    assert "accounting_primary:2021" not in {one.value for one in offered_keepings(date(2027, 1, 1))}
