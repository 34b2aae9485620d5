"""The dates and reminders that a case should have had, worked out a second time.

Holidays are written down, and no rule of the program is used.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.tickets.kinds import Kind
from tests.simulations.ledger import Ledger, Story

OSLO = ZoneInfo("Europe/Oslo")
HOLIDAYS = {
    *(date(2027, 12, 25), date(2027, 12, 26), date(2028, 1, 1)),
    *(date(2028, 4, 13), date(2028, 4, 14), date(2028, 4, 16), date(2028, 4, 17)),
    *(date(2028, 5, 1), date(2028, 5, 17), date(2028, 5, 25), date(2028, 6, 4), date(2028, 6, 5)),
    *(date(2028, 12, 25), date(2028, 12, 26), date(2029, 1, 1)),
    *(date(2029, 3, 29), date(2029, 3, 30), date(2029, 4, 1), date(2029, 4, 2)),
}
OFFICER, BEYOND = "nina@qsmanager.no", "leder@qsmanager.no"
REFUSALS = frozenset({"refused", "partly_fulfilled", "not_identifiable"})


@dataclass(frozen=True)
class Told:
    """A notice about a case: its mark in the log, the letter, to whom, and in which round."""

    reference: str
    mark: str
    letter: str
    to: frozenset[str]
    at: datetime


def day_of(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


def same_day(day: date, months: int) -> date:
    """That many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def open_day(day: date) -> date:
    while day.weekday() > calendar.FRIDAY or day in HOLIDAYS:
        day += timedelta(days=1)
    return day


def due_on(story: Story, at: datetime | None = None) -> date:
    """The last day by law; with a moment, as extended by then."""
    is_extended = at is not None and story.extended_at is not None and story.extended_at <= at
    return open_day(same_day(day_of(story.received_at), 3 if is_extended else 1))


def target_on(story: Story) -> date:
    received = day_of(story.received_at)
    if story.kind in {Kind.WITHDRAW_CONSENT, Kind.OBJECTION}:
        return min(open_day(received + timedelta(days=1)), same_day(received, 1))
    return min(received + timedelta(days=14), same_day(received, 1))


def third_working_day_after(day: date) -> date:
    for _ in range(3):
        day = open_day(day + timedelta(days=1))
    return day


def notices(ledger: Ledger, story: Story) -> list[Told]:
    """Every reminder and escalation, round by round."""
    found: list[Told] = []
    escalated_at: datetime | None = None
    for at in ledger.rounds:
        if not story.is_open(at):
            continue
        marks = {one.mark for one in found}
        (mark, letter), holder = _reminder(story, at), story.holder(at)[1]
        if mark and mark not in marks:
            is_near = (due_on(story, at) - day_of(at)).days <= 3
            to = {f"{holder}@qsmanager.no"} if holder is not None else set()
            found.append(Told(story.reference, mark, letter, frozenset(to | ({OFFICER} if is_near or holder is None else set())), at))
        if escalated_at is not None and _is_looked_at(story, escalated_at, at, by_officer=True):
            escalated_at = None
        since = _unattended_since(story, at)
        if since is None:
            continue
        if f"unseen-{since}" not in marks:
            if day_of(at) > third_working_day_after(since):
                found.append(Told(story.reference, f"unseen-{since}", "staff_unseen", frozenset({OFFICER}), at))
                escalated_at = at
        elif escalated_at is not None and _is_still_unseen(escalated_at, at) and f"unseen-still-{since}" not in marks:
            found.append(Told(story.reference, f"unseen-still-{since}", "staff_unseen_still", frozenset({BEYOND}), at))
    return found


def is_refused_late(story: Story, outcome: str, at: datetime) -> bool:
    """No extension makes the month longer for a refusal."""
    return outcome in REFUSALS and day_of(at) > due_on(story)


def _is_still_unseen(escalated_at: datetime, at: datetime) -> bool:
    return day_of(at) > third_working_day_after(day_of(escalated_at))


def _reminder(story: Story, at: datetime) -> tuple[str, str]:
    """The mark of the last milestone that was passed, and its letter."""
    today, due = day_of(at), due_on(story, at)
    if today > due:
        return f"overdue-{today}", "staff_overdue"
    again = "extended-" if story.extended_at is not None and story.extended_at <= at else ""
    milestones = [(target_on(story), -99, "target", "staff_target")]
    milestones += [(due - timedelta(days=left), -left, f"{again}{left}", "staff_due") for left in (14, 7, 3, 1, 0)]
    passed = [one for one in milestones if one[0] <= today]
    return max(passed)[2:] if passed else ("", "")


def _unattended_since(story: Story, at: datetime) -> date | None:
    """Nobody has it; or who was given it has not opened it."""
    since, holder = story.holder(at)
    if holder is None:
        return day_of(since)
    last_handed = max((one for one in story.handed if one <= at), default=story.received_at)
    return None if _is_looked_at(story, last_handed, at) else day_of(since)


def _is_looked_at(story: Story, after: datetime, until: datetime, *, by_officer: bool = False) -> bool:
    return any(after < when <= until and story.is_open(when) and (is_officer or not by_officer) for when, _, is_officer in story.looks)
