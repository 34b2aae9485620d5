"""On which grounds data is stored and not used (art. 18(1), R19), and what may be deleted meanwhile (R15)."""

from enum import StrEnum

from bot.tickets.kinds import Kind


class RestrictionGround(StrEnum):
    """One for each letter of art. 18(1)."""

    ACCURACY = "accuracy"
    UNLAWFUL = "unlawful"
    LEGAL_CLAIMS = "legal_claims"
    OBJECTION = "objection"

    @property
    def article(self) -> str:
        """The provision as letters cite it; the same in every language."""
        return f"GDPR art. 18(1)({_LETTERS[self]})"


_LETTERS = {
    RestrictionGround.ACCURACY: "a",
    RestrictionGround.UNLAWFUL: "b",
    RestrictionGround.LEGAL_CLAIMS: "c",
    RestrictionGround.OBJECTION: "d",
}

COPIED_FIRST = frozenset({Kind.ACCESS, Kind.PORTABILITY})
"""What such a case is about must be there until it is answered: nothing is deleted to avoid a copy."""

_USUAL = {
    Kind.RECTIFICATION: RestrictionGround.ACCURACY,
    Kind.OBJECTION: RestrictionGround.OBJECTION,
}


def may_restrict(kind: Kind) -> bool:
    """Whether such a case can lead to a restriction: its own right, while data is checked (R16), while an objection is weighed (R23)."""
    return kind is Kind.RESTRICTION or kind in _USUAL


def usual_ground(kind: Kind) -> RestrictionGround | None:
    """The ground that such a case mostly has; a person chooses."""
    return _USUAL.get(kind)
