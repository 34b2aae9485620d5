from datetime import UTC, datetime, timedelta

import pytest

from bot.tickets.approvals import alone_from, may_approve, needs_second_person
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Kind.ACCESS, Outcome.REFUSED),
        (Kind.ACCESS, Outcome.PARTLY_FULFILLED),
        (Kind.RECTIFICATION, Outcome.NOT_IDENTIFIABLE),
        (Kind.DELETION, Outcome.FULFILLED),
        (Kind.DELETION, Outcome.PARTLY_FULFILLED),
    ],
)
def test_refusals_and_deletions_need_a_second_person(kind: Kind, outcome: Outcome) -> None:
    assert needs_second_person(Decision(outcome), kind)


def test_paragraph_sixteen_needs_a_second_person() -> None:
    assert needs_second_person(Decision(Outcome.PARTLY_FULFILLED, Ground.SECTION_16_E, "Et internt utkast."), Kind.ACCESS)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Kind.ACCESS, Outcome.FULFILLED),
        (Kind.DELETION, Outcome.NOTHING_FOUND),
        (Kind.DELETION, Outcome.WITHDRAWN),
        (Kind.WITHDRAW_CONSENT, Outcome.FULFILLED),
        (Kind.QUESTION, Outcome.FULFILLED),
    ],
)
def test_what_gives_people_what_they_asked_for_does_not(kind: Kind, outcome: Outcome) -> None:
    assert not needs_second_person(Decision(outcome), kind)


def test_an_erasure_that_was_approved_is_not_approved_again() -> None:
    assert not needs_second_person(Decision(Outcome.FULFILLED), Kind.DELETION, is_erasure_approved=True)
    assert needs_second_person(Decision(Outcome.PARTLY_FULFILLED), Kind.DELETION, is_erasure_approved=True)


def test_another_person_may_approve_at_once() -> None:
    assert may_approve("kari", "nina", None, NOON)
    assert not may_approve("kari", "kari", None, NOON)


def test_who_works_alone_waits_a_day() -> None:
    not_before = alone_from(NOON, 24, is_one_person=True)

    assert not may_approve("kari", "kari", not_before, NOON + timedelta(hours=24, seconds=-1))
    assert may_approve("kari", "kari", not_before, NOON + timedelta(hours=24))


def test_in_a_company_of_several_nobody_ever_approves_alone() -> None:
    assert alone_from(NOON, 24, is_one_person=False) is None
