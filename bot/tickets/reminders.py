"""When staff are reminded of a case, and who is told when nobody looks at it (D7, D15). Three rules:

1. A mark is sent once. The one in force is the last that was reached, so days without the service end in one reminder.
2. From three days before the date on, and whenever nobody holds the case, the privacy officer is told, too.
3. A case that nobody takes or opens in three working days goes to the privacy officer; three more, and it goes past them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.tickets.deadlines import next_working_day

TARGET = "target"
DAYS_BEFORE = (14, 7, 3, 1, 0)
OFFICER_DAYS = 3
WORKING_DAYS_UNSEEN = 3


@dataclass(frozen=True)
class Reminder:
    """`mark` names it for all time; `days_left` until the date set by law, negative after it."""

    mark: str
    days_left: int

    @property
    def is_about_target(self) -> bool:
        return self.mark == TARGET

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0

    @property
    def is_for_officer(self) -> bool:
        """Whether the privacy officer is told, whoever holds the case."""
        return self.days_left <= OFFICER_DAYS


def reminder_on(today: date, *, target_on: date, due_on: date, is_extended: bool) -> Reminder | None:
    """The reminder in force on this day; None before the first. What an extension moved is reminded of anew."""
    left = (due_on - today).days
    prefix = "extended-" if is_extended else ""
    if left < 0:
        return Reminder(f"overdue-{today}", left)
    reached = [(due_on - timedelta(days=days), f"{prefix}{days}") for days in DAYS_BEFORE if left <= days]
    if today >= target_on:
        reached.insert(0, (target_on, TARGET))
    if not reached:
        return None
    _, (_, mark) = max(enumerate(reached), key=lambda one: (one[1][0], one[0]))
    return Reminder(mark, left)


def is_unseen(since: date, today: date) -> bool:
    """Whether three working days have gone by; the day itself is not counted, and the third has ended."""
    last = since
    for _ in range(WORKING_DAYS_UNSEEN):
        last = next_working_day(last)
    return today > last
