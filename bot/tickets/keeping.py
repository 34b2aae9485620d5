"""What the accounting law makes us keep, and until when (bokføringsloven § 13, R17).

Counted from the end of the financial year, which is the calendar year: primary documents such as invoices five years, some
secondary ones such as order slips three and a half.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.tickets.deadlines import months_after


class Rule(StrEnum):
    """What kind of document it is; the law's name for people stands with the letters."""

    ACCOUNTING_PRIMARY = "accounting_primary"
    ACCOUNTING_SECONDARY = "accounting_secondary"


_MONTHS: Mapping[Rule, int] = {Rule.ACCOUNTING_PRIMARY: 60, Rule.ACCOUNTING_SECONDARY: 42}


@dataclass(frozen=True)
class Keeping:
    """Documents of one financial year, and the last day on which they are kept."""

    rule: Rule
    year: int
    until: date

    @property
    def value(self) -> str:
        """As a form carries it."""
        return f"{self.rule}:{self.year}"


def kept_until(rule: Rule, document_on: date) -> date:
    """The last day for a document of that day."""
    return months_after(date(document_on.year, 12, 31), _MONTHS[rule])


def offered_keepings(today: date) -> tuple[Keeping, ...]:
    """Every financial year whose documents the law still makes us keep, the newest first."""
    years = range(today.year, today.year - 7, -1)
    found = [Keeping(rule, year, kept_until(rule, date(year, 1, 1))) for rule in Rule for year in years]
    return tuple(keeping for keeping in found if keeping.until >= today)
