"""The dates of a case. Three rules:

1. The clock runs from the first message that expressed the wish, on the calendar of Oslo (D1, D2).
2. A month ends on the day of the same number; without one, on the month's last day; past closed days (D3-D6).
3. Dates are computed, never written by hand; an extension is counted from the receipt, too (D8, D13).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.tickets.kinds import Kind

OSLO = ZoneInfo("Europe/Oslo")

_FIRST_MONTHS = 1
_EXTENDED_MONTHS = 3
_SATURDAY = 5

AT_ONCE = frozenset({Kind.WITHDRAW_CONSENT, Kind.OBJECTION})
"""Marketing stops within a working day (R22); any other objection restricts meanwhile, as fast (R23)."""


@dataclass(frozen=True)
class Deadlines:
    """The dates of a case, all in Oslo.

    `safe_on` is a month after receipt whatever day that is; `due_on` the law's limit, past closed days;
    `target_on` is the house's own aim, never after `safe_on` (D7).
    """

    received_on: date
    safe_on: date
    due_on: date
    target_on: date


def deadlines(received_at: datetime, kind: Kind, target_days: int = 14) -> Deadlines:
    """The dates of a case received at this moment; a naive moment is a `ValueError`."""
    received_on = local_date(received_at)
    safe_on = months_after(received_on, _FIRST_MONTHS)
    aim = next_working_day(received_on) if kind in AT_ONCE else received_on + timedelta(days=target_days)
    return Deadlines(
        received_on=received_on,
        safe_on=safe_on,
        due_on=_open_day_from(safe_on),
        target_on=min(aim, safe_on),
    )


def extended(received_on: date) -> date:
    """The last day after the one extension that the law knows: three months from the receipt itself (D8)."""
    return _open_day_from(months_after(received_on, _EXTENDED_MONTHS))


def local_date(moment: datetime) -> date:
    """The day in Oslo at this moment (D2)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(OSLO).date()


def months_after(day: date, months: int) -> date:
    """The day of the same number so many months on, or that month's last day (Regulation 1182/71 art. 3)."""
    later = day.year * 12 + day.month - 1 + months
    year, month = later // 12, later % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in _closed_days(day.year)


def next_working_day(day: date) -> date:
    """The first working day after this one."""
    return _open_day_from(day + timedelta(days=1))


def holiday_names(day: date) -> tuple[str, ...]:
    """What is celebrated, in Norwegian; two names where two holidays meet (D6), none on an ordinary day."""
    names = _closed_days(day.year).get(day, "")
    return tuple(names.split("; ")) if names else ()


def _open_day_from(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=256)
def _closed_days(year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays("NO", years=year, language="no", expand=False).items())
