"""The kinds of cases, one for each right, and the plain question to a person."""

from enum import StrEnum


class Kind(StrEnum):
    """What a case is about. The order of the members is the order in which several wishes are carried out.

    Access comes first and deletion last, so that nothing is deleted before its copy was made (R1, R15).
    """

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    WITHDRAW_CONSENT = "withdraw_consent"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    QUESTION = "question"
    DELETION = "deletion"

    @property
    def prefix(self) -> str:
        """The three letters that open its reference."""
        return _PREFIXES[self]

    @property
    def needs_code(self) -> bool:
        """Whether control of the mailbox must be shown first; withdrawing is as easy as giving was (R24)."""
        return self not in {Kind.WITHDRAW_CONSENT, Kind.QUESTION}

    @property
    def gets_copy(self) -> bool:
        """Whether its answer is a copy of the data (art. 15(3), 20(1))."""
        return self in {Kind.ACCESS, Kind.PORTABILITY}

    @property
    def place(self) -> int:
        """Where it stands among several wishes, 0 first."""
        return tuple(Kind).index(self)

    @classmethod
    def of_intent(cls, intent: str) -> "Kind | None":
        """The kind that `request.<kind>` opens; None for the rest, `request.status` too."""
        group, _, name = intent.partition(".")
        if group != "request" or name not in _RIGHTS:
            return None
        return cls(name)


_RIGHTS = frozenset(kind.value for kind in Kind if kind is not Kind.QUESTION)

_PREFIXES = {
    Kind.ACCESS: "INN",
    Kind.DELETION: "SLE",
    Kind.RECTIFICATION: "RET",
    Kind.RESTRICTION: "BEG",
    Kind.WITHDRAW_CONSENT: "TRE",
    Kind.PORTABILITY: "DAT",
    Kind.OBJECTION: "PRO",
    Kind.QUESTION: "SPM",
}
