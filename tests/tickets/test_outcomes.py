"""What a case handler may decide, and what is missing from an unlawful decision."""

from datetime import date

import pytest

from bot.tickets.grounds import Ground, grounds_of_a_part, offered_grounds
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Fault, Outcome, faults_of, is_refusal, is_refusal_late, offered_outcomes

SELLER_RECORDS = "Fakturaen må oppbevares til 31. desember 2029."


def test_a_finished_case_may_be_closed_as_fulfilled() -> None:
    assert faults_of(Decision(Outcome.FULFILLED), Kind.ACCESS, open_lines=0) == ()


@pytest.mark.parametrize("outcome", [Outcome.FULFILLED, Outcome.NOTHING_FOUND, Outcome.PARTLY_FULFILLED, Outcome.REFUSED])
def test_an_open_line_keeps_the_case_open(outcome: Outcome) -> None:
    assert Fault.OPEN_LINES in faults_of(Decision(outcome), Kind.ACCESS, open_lines=1)


@pytest.mark.parametrize("outcome", [Outcome.FULFILLED, Outcome.PARTLY_FULFILLED])
def test_an_open_point_of_the_answer_keeps_the_case_open(outcome: Outcome) -> None:
    assert Fault.OPEN_POINTS in faults_of(Decision(outcome), Kind.ACCESS, open_lines=0, open_points=1)


@pytest.mark.parametrize("outcome", [Outcome.NOTHING_FOUND, Outcome.REFUSED, Outcome.NOT_IDENTIFIABLE, Outcome.WITHDRAWN])
def test_who_gets_no_copy_is_owed_no_points(outcome: Outcome) -> None:
    assert Fault.OPEN_POINTS not in faults_of(Decision(outcome), Kind.ACCESS, open_lines=0, open_points=10)


def test_what_paragraph_16_keeps_back_is_not_silently_fulfilled() -> None:
    fulfilled = Decision(Outcome.FULFILLED)
    partly = Decision(Outcome.PARTLY_FULFILLED, Ground.SECTION_16_D, "Vi har taushetsplikt.")

    assert faults_of(fulfilled, Kind.ACCESS, 0, withheld=[Ground.OTHERS_RIGHTS, Ground.SECTION_16_D]) == (Fault.PART_WITHHELD,)
    assert faults_of(fulfilled, Kind.ACCESS, 0, withheld=[Ground.OTHERS_RIGHTS]) == ()
    assert faults_of(partly, Kind.ACCESS, 0, withheld=[Ground.SECTION_16_D]) == ()


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.MERGED, Outcome.FORWARDED])
def test_what_is_not_ours_to_do_any_more_needs_no_checklist(outcome: Outcome) -> None:
    assert faults_of(Decision(outcome), Kind.ACCESS, open_lines=9) == ()


def test_a_refusal_with_ground_and_reasons_may_be_sent() -> None:
    decision = Decision(Outcome.REFUSED, Ground.LEGAL_OBLIGATION, SELLER_RECORDS)

    assert faults_of(decision, Kind.DELETION, open_lines=0) == ()


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.PARTLY_FULFILLED])
def test_a_refusal_in_whole_or_part_needs_a_ground_and_reasons(outcome: Outcome) -> None:
    decision = Decision(outcome, reasons=" \n")

    assert faults_of(decision, Kind.DELETION, open_lines=0) == (Fault.GROUND_MISSING, Fault.REASONS_MISSING)


def test_a_ground_of_another_right_does_not_fit() -> None:
    decision = Decision(Outcome.REFUSED, Ground.SECTION_16_E, "Internt notat.")

    assert faults_of(decision, Kind.DELETION, open_lines=0) == (Fault.GROUND_NOT_FITTING,)


def test_a_ground_without_a_refusal_is_a_slip() -> None:
    decision = Decision(Outcome.FULFILLED, Ground.LEGAL_OBLIGATION)

    assert faults_of(decision, Kind.DELETION, open_lines=0) == (Fault.GROUND_NOT_NEEDED,)


def test_not_identifiable_has_its_own_ground_and_needs_reasons() -> None:
    assert faults_of(Decision(Outcome.NOT_IDENTIFIABLE), Kind.ACCESS, open_lines=0) == (Fault.REASONS_MISSING,)
    assert faults_of(Decision(Outcome.NOT_IDENTIFIABLE, Ground.NOT_IDENTIFIABLE, "Ingen treff."), Kind.ACCESS, 0) == ()


def test_not_identifiable_is_no_ground_for_a_plain_refusal() -> None:
    decision = Decision(Outcome.REFUSED, Ground.NOT_IDENTIFIABLE, "Ingen treff.")

    assert faults_of(decision, Kind.ACCESS, open_lines=0) == (Fault.GROUND_NOT_FITTING,)


def test_an_objection_to_marketing_cannot_be_refused_in_any_part() -> None:
    offered = offered_outcomes(Kind.OBJECTION, is_marketing=True)

    assert not any(is_refusal(outcome) for outcome in offered)


def test_an_objection_counts_as_one_to_marketing_until_somebody_says_otherwise() -> None:
    decision = Decision(Outcome.REFUSED, Ground.COMPELLING_GROUNDS, "Vi trenger opplysningene.")

    assert faults_of(decision, Kind.OBJECTION, open_lines=0) == (Fault.OUTCOME_NOT_OFFERED,)
    assert faults_of(decision, Kind.OBJECTION, open_lines=0, is_marketing=False) == ()


@pytest.mark.parametrize("kind", [Kind.WITHDRAW_CONSENT, Kind.QUESTION])
def test_a_withdrawal_and_a_question_cannot_be_refused(kind: Kind) -> None:
    assert not any(is_refusal(outcome) for outcome in offered_outcomes(kind))
    assert offered_grounds(kind) == ()


@pytest.mark.parametrize("kind", Kind)
def test_nobody_chooses_unverified(kind: Kind) -> None:
    assert Outcome.UNVERIFIED not in offered_outcomes(kind, is_marketing=False)


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_names_its_provision(ground: Ground) -> None:
    assert ground.article.startswith(("GDPR art. ", "personopplysningsloven § 16 "))


def test_section_16_is_named_with_its_letter() -> None:
    assert Ground.SECTION_16_E.article == "personopplysningsloven § 16 e"


def test_every_ground_but_the_unidentifiable_is_offered_for_some_right() -> None:
    offered = {ground for kind in Kind for ground in offered_grounds(kind)}

    assert set(Ground) - offered == {Ground.NOT_IDENTIFIABLE}


@pytest.mark.parametrize(
    ("outcome", "day", "is_late"),
    [
        (Outcome.REFUSED, date(2026, 12, 23), False),
        (Outcome.REFUSED, date(2026, 12, 24), True),
        (Outcome.PARTLY_FULFILLED, date(2026, 12, 24), True),
        (Outcome.NOT_IDENTIFIABLE, date(2026, 12, 24), True),
        (Outcome.FULFILLED, date(2027, 2, 23), False),
        (Outcome.NOTHING_FOUND, date(2027, 2, 23), False),
    ],
)
def test_a_refusal_is_late_after_the_first_date_whatever_was_extended(outcome: Outcome, day: date, is_late: bool) -> None:
    assert is_refusal_late(outcome, day, date(2026, 12, 23)) is is_late


def test_a_part_of_a_copy_is_left_out_for_others_or_by_paragraph_16_alone() -> None:
    assert grounds_of_a_part(Kind.ACCESS)[0] is Ground.OTHERS_RIGHTS
    assert all(one.is_section_16 for one in grounds_of_a_part(Kind.ACCESS)[1:]) and len(grounds_of_a_part(Kind.ACCESS)) == 7
    assert grounds_of_a_part(Kind.PORTABILITY) == (Ground.OTHERS_RIGHTS_IN_PORTABILITY,)
    assert grounds_of_a_part(Kind.DELETION) == ()


@pytest.mark.parametrize("kind", [Kind.ACCESS, Kind.PORTABILITY])
@pytest.mark.parametrize("outcome", [Outcome.FULFILLED, Outcome.PARTLY_FULFILLED])
def test_a_copy_is_handed_over_before_its_case_ends_with_it(kind: Kind, outcome: Outcome) -> None:
    ground = None if outcome is Outcome.FULFILLED else offered_grounds(kind)[0]

    assert faults_of(Decision(outcome, ground, "Derfor."), kind, open_lines=0, is_handed_over=False) == (Fault.NOT_HANDED_OVER,)


@pytest.mark.parametrize(("kind", "outcome"), [(Kind.ACCESS, Outcome.NOTHING_FOUND), (Kind.RECTIFICATION, Outcome.FULFILLED)])
def test_what_has_no_copy_needs_none(kind: Kind, outcome: Outcome) -> None:
    assert faults_of(Decision(outcome), kind, open_lines=0, is_handed_over=False) == ()
