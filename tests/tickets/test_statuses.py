"""The table of legal moves."""

import pytest

from bot.tickets.kinds import Kind
from bot.tickets.statuses import IllegalMove, Move, Status, first_status, may_move, moved

WORKED_ON = [Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.WAITING_OTHERS, Status.IN_REVIEW]


def moves_from(kind: Kind, status: Status) -> set[Move]:
    return {move for move in Move if may_move(kind, status, move)}


@pytest.mark.parametrize("kind", Kind)
def test_only_reopening_leads_out_of_closed(kind: Kind) -> None:
    assert moves_from(kind, Status.CLOSED) == {Move.REOPEN}


def test_an_unverified_case_is_worked_on_by_nobody() -> None:
    assert moves_from(Kind.ACCESS, Status.UNVERIFIED) == {Move.VERIFY, Move.WITHDRAW, Move.EXPIRE}


@pytest.mark.parametrize("kind", [Kind.WITHDRAW_CONSENT, Kind.QUESTION])
def test_a_kind_without_a_code_is_never_unverified(kind: Kind) -> None:
    assert first_status(kind, is_verified=False) is Status.NEW
    assert moves_from(kind, Status.UNVERIFIED) == set()


def test_a_matched_code_makes_the_case_new() -> None:
    assert moved(Kind.DELETION, Status.UNVERIFIED, Move.VERIFY) is Status.NEW


def test_a_case_is_claimed_before_it_is_closed() -> None:
    assert not may_move(Kind.ACCESS, Status.NEW, Move.CLOSE)
    assert moved(Kind.ACCESS, Status.NEW, Move.CLAIM) is Status.IN_PROGRESS
    assert moved(Kind.ACCESS, Status.IN_PROGRESS, Move.CLOSE) is Status.CLOSED


@pytest.mark.parametrize("status", WORKED_ON)
def test_a_case_that_is_worked_on_can_be_closed_released_and_withdrawn(status: Status) -> None:
    assert moved(Kind.ACCESS, status, Move.CLOSE) is Status.CLOSED
    assert moved(Kind.ACCESS, status, Move.RELEASE) is Status.NEW
    assert moved(Kind.ACCESS, status, Move.WITHDRAW) is Status.CLOSED


@pytest.mark.parametrize("status", WORKED_ON)
def test_handing_over_changes_the_holder_and_not_where_the_case_stands(status: Status) -> None:
    assert moved(Kind.ACCESS, status, Move.HAND_OVER) is status


def test_a_waiting_case_is_taken_up_again() -> None:
    assert moved(Kind.ACCESS, Status.WAITING_REQUESTER, Move.CLAIM) is Status.IN_PROGRESS


def test_a_case_in_progress_is_not_claimed_a_second_time() -> None:
    with pytest.raises(IllegalMove) as caught:
        moved(Kind.ACCESS, Status.IN_PROGRESS, Move.CLAIM)

    assert (caught.value.status, caught.value.move) == (Status.IN_PROGRESS, Move.CLAIM)


def test_time_alone_closes_only_what_is_unverified() -> None:
    assert [status for status in Status if may_move(Kind.ACCESS, status, Move.EXPIRE)] == [Status.UNVERIFIED]


def test_a_case_that_was_verified_is_reopened_as_new() -> None:
    assert moved(Kind.ACCESS, Status.CLOSED, Move.REOPEN, is_verified=True) is Status.NEW


def test_a_case_that_never_was_verified_is_reopened_as_unverified() -> None:
    assert moved(Kind.ACCESS, Status.CLOSED, Move.REOPEN) is Status.UNVERIFIED


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", Move)
def test_what_may_not_be_raises(kind: Kind, status: Status, move: Move) -> None:
    if may_move(kind, status, move):
        assert moved(kind, status, move) in Status
    else:
        with pytest.raises(IllegalMove):
            moved(kind, status, move)
