"""Where a case stands and which moves are legal: one table, and nothing outside it happens.

Rules: an unverified case is worked on by nobody; only reopening leads out of closed. Who moves it and
whether a decision may close it is asked elsewhere (the desk, `outcomes`).
"""

from enum import StrEnum

from bot.tickets.kinds import Kind


class Status(StrEnum):
    UNVERIFIED = "unverified"
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING_REQUESTER = "waiting_requester"
    WAITING_OTHERS = "waiting_others"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done to a case. `claim` also takes up again what was waiting or in review."""

    VERIFY = "verify"
    CLAIM = "claim"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    ASK = "ask"
    WAIT = "wait"
    REVIEW = "review"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REOPEN = "reopen"


class IllegalMove(Exception):
    """The table has no such move from there."""

    def __init__(self, kind: Kind, status: Status, move: Move) -> None:
        self.kind, self.status, self.move = kind, status, move
        super().__init__(f"{move} is no move of a case of kind {kind} that is {status}")


_TAKEN = (Status.IN_PROGRESS, Status.WAITING_REQUESTER, Status.WAITING_OTHERS, Status.IN_REVIEW)

OPEN = frozenset({Status.NEW, *_TAKEN})
"""Before staff and not ended. Whoever asked is known as far as the kind demands it; an unverified case is not among them."""

WORKED_ON = OPEN - {Status.IN_REVIEW}
"""Open, and not frozen before a second person: its holder may change what it holds."""

_MOVES: dict[tuple[Status, Move], Status] = {
    (Status.UNVERIFIED, Move.VERIFY): Status.NEW,
    (Status.UNVERIFIED, Move.WITHDRAW): Status.CLOSED,
    (Status.UNVERIFIED, Move.EXPIRE): Status.CLOSED,
    (Status.NEW, Move.CLAIM): Status.IN_PROGRESS,
    (Status.NEW, Move.HAND_OVER): Status.IN_PROGRESS,
    (Status.NEW, Move.WITHDRAW): Status.CLOSED,
    **{(status, Move.CLAIM): Status.IN_PROGRESS for status in _TAKEN if status is not Status.IN_PROGRESS},
    **{(status, Move.HAND_OVER): status for status in _TAKEN},
    **{(status, Move.RELEASE): Status.NEW for status in _TAKEN},
    **{(status, Move.ASK): Status.WAITING_REQUESTER for status in _TAKEN},
    **{(status, Move.WAIT): Status.WAITING_OTHERS for status in _TAKEN},
    **{(status, Move.REVIEW): Status.IN_REVIEW for status in _TAKEN if status is not Status.IN_REVIEW},
    **{(status, Move.CLOSE): Status.CLOSED for status in _TAKEN},
    **{(status, Move.WITHDRAW): Status.CLOSED for status in _TAKEN},
    (Status.CLOSED, Move.REOPEN): Status.NEW,
}


def first_status(kind: Kind, *, is_verified: bool) -> Status:
    """Where a case of this kind begins, and begins again when it is reopened."""
    return Status.NEW if is_verified or not kind.needs_code else Status.UNVERIFIED


def may_move(kind: Kind, status: Status, move: Move) -> bool:
    if status is Status.UNVERIFIED and not kind.needs_code:
        return False
    return (status, move) in _MOVES


def moved(kind: Kind, status: Status, move: Move, *, is_verified: bool = False) -> Status:
    """The status after the move; raises `IllegalMove`.

    `is_verified` matters to reopening alone: what was never verified does not come back as if it had been.
    A case that is reopened keeps its reference and its dates.
    """
    if not may_move(kind, status, move):
        raise IllegalMove(kind, status, move)
    if move is Move.REOPEN:
        return first_status(kind, is_verified=is_verified)
    return _MOVES[status, move]
