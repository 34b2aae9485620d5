"""How pressing a date is: a level that is shown in words, by a sign and in colour, never by colour alone."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.answers.dates import oslo_date, written_date
from bot.staff.wordbook import Words
from bot.store.tables import Ticket
from bot.tickets.deadlines import AT_ONCE
from bot.tickets.statuses import Status

NOW_DAYS, SOON_DAYS = 3, 7


class Level(StrEnum):
    LATE = "late"
    NOW = "now"
    SOON = "soon"
    AIM = "aim"
    CALM = "calm"
    DONE = "done"


@dataclass(frozen=True)
class Urgency:
    """`when` is the distance in words, such as "om 3 dager"."""

    level: Level
    label: str
    when: str


def urgency_of(ticket: Ticket, today: date, words: Words) -> Urgency:
    """By the date set by law; for what must stop at once (R22) by our own aim, until that date has passed, too.

    Of a closed case it is the day on which it was closed, not one that was kept or missed long ago.
    """
    level, when = _level(ticket, today), distance(day_of(ticket), today, words)
    is_open = level not in {Level.DONE, Level.LATE}
    if is_open and ticket.kind in AT_ONCE and (ticket.target_on - today).days <= NOW_DAYS:
        level, when = Level.NOW, words("when.aim", day=distance(ticket.target_on, today, words))
    return Urgency(level, words(f"level.{level}"), when)


def day_of(ticket: Ticket) -> date:
    """The day that counts: when the case was closed, else when it is due."""
    return oslo_date(ticket.closed_at) if ticket.status == Status.CLOSED and ticket.closed_at is not None else ticket.due_on


def distance(day: date, today: date, words: Words) -> str:
    """The day as seen from today: "i dag", "om 3 dager", "for 2 dager siden"."""
    days = (day - today).days
    if -1 <= days <= 1:
        return words(("when.yesterday", "when.today", "when.tomorrow")[days + 1])
    return words("when.ahead" if days > 0 else "when.ago", number=abs(days))


def short_date(day: date, words: Words, today: date) -> str:
    """ "27. november", with the year when it is another than today's."""
    written = written_date(day, words.language)
    return written.rsplit(" ", 1)[0] if day.year == today.year else written


def weekday_date(day: date, words: Words, today: date | None = None) -> str:
    """ "fredag 27. november 2026"; without the year when it is that of `today`."""
    written = written_date(day, words.language) if today is None else short_date(day, words, today)
    return f"{words(f'weekday.{day.weekday()}')} {written}"


def _level(ticket: Ticket, today: date) -> Level:
    if ticket.status == Status.CLOSED:
        return Level.DONE
    days = (ticket.due_on - today).days
    if days < 0:
        return Level.LATE
    if days <= NOW_DAYS:
        return Level.NOW
    if days <= SOON_DAYS:
        return Level.SOON
    return Level.AIM if ticket.target_on < today else Level.CALM
