"""The one extension: its two grounds, its last day, and all that stands in its way (D8, D9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.extension import ExtensionFault, ExtensionGround, Standing, faults_of_extension
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status

DUE = date(2026, 12, 23)
CASE = Standing(Kind.ACCESS, Status.IN_PROGRESS, DUE, is_extended=False)
REASONS = "Vi må lete i arkiver fra tre selskaper."


def faults(case: Standing = CASE, today: date = DUE, reasons: str = REASONS) -> tuple[ExtensionFault, ...]:
    return faults_of_extension(case, today, ExtensionGround.COMPLEXITY, reasons)


def test_the_last_day_of_the_first_period_still_counts() -> None:
    assert faults(today=DUE) == ()


def test_the_day_after_is_too_late() -> None:
    assert faults(today=DUE + timedelta(days=1)) == (ExtensionFault.TOO_LATE,)


def test_a_second_extension_is_impossible() -> None:
    assert faults(replace(CASE, is_extended=True)) == (ExtensionFault.TWICE,)


def test_it_needs_a_ground() -> None:
    assert faults_of_extension(CASE, DUE, None, REASONS) == (ExtensionFault.GROUND_MISSING,)


@pytest.mark.parametrize("reasons", ["", "   ", "\n\t"])
def test_it_needs_reasons(reasons: str) -> None:
    assert faults(reasons=reasons) == (ExtensionFault.REASONS_MISSING,)


@pytest.mark.parametrize("kind", [Kind.WITHDRAW_CONSENT, Kind.QUESTION])
def test_what_is_done_at_once_is_never_extended(kind: Kind) -> None:
    assert faults(replace(CASE, kind=kind, is_marketing=False)) == (ExtensionFault.KIND,)


def test_an_objection_is_taken_to_be_about_marketing() -> None:
    assert faults(replace(CASE, kind=Kind.OBJECTION)) == (ExtensionFault.KIND,)


def test_an_objection_to_something_else_may_be_extended() -> None:
    assert faults(replace(CASE, kind=Kind.OBJECTION, is_marketing=False)) == ()


@pytest.mark.parametrize("status", [Status.UNVERIFIED, Status.CLOSED])
def test_a_case_that_nobody_works_on_is_not_extended(status: Status) -> None:
    assert faults(replace(CASE, status=status)) == (ExtensionFault.STATUS,)


def test_everything_wrong_is_told_at_once() -> None:
    case = Standing(Kind.QUESTION, Status.CLOSED, DUE, is_extended=True)

    assert set(faults_of_extension(case, DUE + timedelta(days=9), None, "")) == set(ExtensionFault)


@given(st.sampled_from(Kind), st.sampled_from(Status), st.booleans(), st.integers(-400, 400))
def test_none_is_ever_possible_after_the_first_date(kind: Kind, status: Status, is_extended: bool, days: int) -> None:
    case = Standing(kind, status, DUE, is_extended, is_marketing=False)

    found = faults_of_extension(case, DUE + timedelta(days=days), ExtensionGround.NUMBER, REASONS)

    assert found or days <= 0
