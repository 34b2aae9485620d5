from datetime import UTC, datetime, timedelta

import pytest

from bot.tickets.approvals import alone_from, may_approve, needs_second_person, needs_second_person_to_release
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


def release_needs_one(**values: object) -> bool:
    known: dict[str, object] = {"is_on_record": True, "verified_at": NOON, "now": NOON}
    return needs_second_person_to_release(**{**known, **values})  # type: ignore[arg-type]


def test_a_copy_to_a_known_address_proved_lately_needs_nobody_else() -> None:
    assert not release_needs_one(withheld=[Ground.OTHERS_RIGHTS])


@pytest.mark.parametrize(
    "values",
    [
        {"is_on_record": False},
        {"verified_at": None},
        {"verified_at": NOON - timedelta(days=31, seconds=1)},
        {"withheld": [Ground.OTHERS_RIGHTS, Ground.SECTION_16_B]},
    ],
)
def test_a_new_address_an_old_proof_and_paragraph_sixteen_need_a_second_person(values: dict[str, object]) -> None:
    assert release_needs_one(**values)


def test_a_proof_of_a_month_ago_is_still_late_enough() -> None:
    assert not release_needs_one(verified_at=NOON - timedelta(days=31))
