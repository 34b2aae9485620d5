"""Dates and times as people read them, in Oslo (L8, A16)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.content import Language

OSLO = ZoneInfo("Europe/Oslo")

_MONTHS = {
    Language.NB: "januar februar mars april mai juni juli august september oktober november desember".split(),
    Language.NN: "januar februar mars april mai juni juli august september oktober november desember".split(),
    Language.EN: "January February March April May June July August September October November December".split(),
}


def written_date(day: date, language: Language) -> str:
    """ "1. mars 2027" in Norwegian, "1 March 2027" in English."""
    language = language.answered_in
    point = "" if language is Language.EN else "."
    return f"{day.day}{point} {_MONTHS[language][day.month - 1]} {day.year}"


def written_time(moment: datetime) -> str:
    """ "14.05", the clock in Oslo."""
    return moment.astimezone(OSLO).strftime("%H.%M")


def oslo_date(moment: datetime) -> date:
    """The calendar day in Oslo (D2)."""
    return moment.astimezone(OSLO).date()
