"""The one extension that the law knows (art. 12(3)): on two grounds, told with reasons before the first date has passed (D8, D9)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.tickets.kinds import Kind
from bot.tickets.statuses import OPEN, Status


class ExtensionGround(StrEnum):
    """What the law accepts; effort, holidays and many ordinary requests are no ground."""

    COMPLEXITY = "complexity"
    NUMBER = "number"


class ExtensionFault(StrEnum):
    """Why the date may not be extended like this."""

    KIND = "kind"
    STATUS = "status"
    TWICE = "twice"
    TOO_LATE = "too_late"
    GROUND_MISSING = "ground_missing"
    REASONS_MISSING = "reasons_missing"


IN_THE_WAY = frozenset({ExtensionFault.KIND, ExtensionFault.STATUS, ExtensionFault.TWICE, ExtensionFault.TOO_LATE})
"""No other choice helps against these: the case itself does not allow it."""

_NEVER = frozenset({Kind.WITHDRAW_CONSENT, Kind.QUESTION})


@dataclass(frozen=True)
class Standing:
    """What of a case decides whether its date may be extended. `is_marketing` is assumed of an objection until a person looked (R22)."""

    kind: Kind
    status: Status
    first_due_on: date
    is_extended: bool
    is_marketing: bool = True


def faults_of_extension(case: Standing, today: date, ground: ExtensionGround | None, reasons: str) -> tuple[ExtensionFault, ...]:
    """All that is wrong with extending the case today; empty when it may be done. The last day of the first period still counts."""
    faults: list[ExtensionFault] = []
    if case.kind in _NEVER or (case.kind is Kind.OBJECTION and case.is_marketing):
        faults.append(ExtensionFault.KIND)
    if case.status not in OPEN:
        faults.append(ExtensionFault.STATUS)
    if case.is_extended:
        faults.append(ExtensionFault.TWICE)
    if today > case.first_due_on:
        faults.append(ExtensionFault.TOO_LATE)
    if ground is None:
        faults.append(ExtensionFault.GROUND_MISSING)
    if not reasons.strip():
        faults.append(ExtensionFault.REASONS_MISSING)
    return tuple(faults)
