"""On which grounds the law lets a right be refused, wholly or in part."""

from enum import StrEnum

from bot.tickets.kinds import Kind


class Ground(StrEnum):
    """One ground each; "section 16" is that of personopplysningsloven, whose letter must be named (R10).

    `not_identifiable` belongs to the outcome of the same name, and to no other.
    """

    NOT_IDENTIFIABLE = "not_identifiable"
    MANIFESTLY_UNFOUNDED = "manifestly_unfounded"
    EXCESSIVE = "excessive"
    OTHERS_RIGHTS = "others_rights"
    SECTION_16_A = "section_16_a"
    SECTION_16_B = "section_16_b"
    SECTION_16_C = "section_16_c"
    SECTION_16_D = "section_16_d"
    SECTION_16_E = "section_16_e"
    SECTION_16_F = "section_16_f"
    NO_GROUND_FOR_DELETION = "no_ground_for_deletion"
    FREEDOM_OF_EXPRESSION = "freedom_of_expression"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_HEALTH = "public_health"
    ARCHIVING = "archiving"
    LEGAL_CLAIMS = "legal_claims"
    ALREADY_CORRECT = "already_correct"
    NO_GROUND_FOR_RESTRICTION = "no_ground_for_restriction"
    NOT_PORTABLE = "not_portable"
    OTHERS_RIGHTS_IN_PORTABILITY = "others_rights_in_portability"
    COMPELLING_GROUNDS = "compelling_grounds"

    @property
    def article(self) -> str:
        """The provision as letters cite it; the same in every language."""
        return _ARTICLES[self]

    @property
    def is_section_16(self) -> bool:
        """Whether it keeps something from the person that the regulation would give."""
        return self.name.startswith("SECTION_16")


def offered_grounds(kind: Kind) -> tuple[Ground, ...]:
    """The grounds to choose from for this right, its own first; none where nothing can be refused."""
    own = _OWN.get(kind)
    return () if own is None else (*own, Ground.MANIFESTLY_UNFOUNDED, Ground.EXCESSIVE)


def grounds_of_a_part(kind: Kind) -> tuple[Ground, ...]:
    """The grounds on which a part of a copy may be left out: others' rights first, then paragraph 16; none for what gets no copy."""
    if kind is Kind.PORTABILITY:
        return (Ground.OTHERS_RIGHTS_IN_PORTABILITY,)
    return _OWN[kind] if kind is Kind.ACCESS else ()


_ARTICLES = {
    Ground.NOT_IDENTIFIABLE: "GDPR art. 11(2), 12(2)",
    Ground.MANIFESTLY_UNFOUNDED: "GDPR art. 12(5)(b)",
    Ground.EXCESSIVE: "GDPR art. 12(5)(b)",
    Ground.OTHERS_RIGHTS: "GDPR art. 15(4)",
    Ground.SECTION_16_A: "personopplysningsloven § 16 a",
    Ground.SECTION_16_B: "personopplysningsloven § 16 b",
    Ground.SECTION_16_C: "personopplysningsloven § 16 c",
    Ground.SECTION_16_D: "personopplysningsloven § 16 d",
    Ground.SECTION_16_E: "personopplysningsloven § 16 e",
    Ground.SECTION_16_F: "personopplysningsloven § 16 f",
    Ground.NO_GROUND_FOR_DELETION: "GDPR art. 17(1)",
    Ground.FREEDOM_OF_EXPRESSION: "GDPR art. 17(3)(a)",
    Ground.LEGAL_OBLIGATION: "GDPR art. 17(3)(b)",
    Ground.PUBLIC_HEALTH: "GDPR art. 17(3)(c)",
    Ground.ARCHIVING: "GDPR art. 17(3)(d)",
    Ground.LEGAL_CLAIMS: "GDPR art. 17(3)(e)",
    Ground.ALREADY_CORRECT: "GDPR art. 16",
    Ground.NO_GROUND_FOR_RESTRICTION: "GDPR art. 18(1)",
    Ground.NOT_PORTABLE: "GDPR art. 20(1)",
    Ground.OTHERS_RIGHTS_IN_PORTABILITY: "GDPR art. 20(4)",
    Ground.COMPELLING_GROUNDS: "GDPR art. 21(1)",
}

_OWN: dict[Kind, tuple[Ground, ...]] = {
    Kind.ACCESS: (
        Ground.OTHERS_RIGHTS,
        Ground.SECTION_16_A,
        Ground.SECTION_16_B,
        Ground.SECTION_16_C,
        Ground.SECTION_16_D,
        Ground.SECTION_16_E,
        Ground.SECTION_16_F,
    ),
    Kind.DELETION: (
        Ground.LEGAL_OBLIGATION,
        Ground.LEGAL_CLAIMS,
        Ground.NO_GROUND_FOR_DELETION,
        Ground.FREEDOM_OF_EXPRESSION,
        Ground.PUBLIC_HEALTH,
        Ground.ARCHIVING,
    ),
    Kind.RECTIFICATION: (Ground.ALREADY_CORRECT,),
    Kind.RESTRICTION: (Ground.NO_GROUND_FOR_RESTRICTION,),
    Kind.PORTABILITY: (Ground.NOT_PORTABLE, Ground.OTHERS_RIGHTS_IN_PORTABILITY),
    Kind.OBJECTION: (Ground.COMPELLING_GROUNDS,),
}
