"""What is to become of a case, drawn from the seed when it arrives: when, by which way, and how it ends."""

import random  # noqa: TID251 - seeded
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.answers.dates import OSLO
from bot.desk.closing import Choice
from bot.desk.elsewhere import Elsewhere
from bot.tickets.deadlines import is_working_day
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome, is_refusal
from tests.simulations.people import one_of

GROUNDS = {
    Kind.ACCESS: Ground.OTHERS_RIGHTS,
    Kind.DELETION: Ground.LEGAL_OBLIGATION,
    Kind.RECTIFICATION: Ground.ALREADY_CORRECT,
    Kind.RESTRICTION: Ground.NO_GROUND_FOR_RESTRICTION,
    Kind.PORTABILITY: Ground.NOT_PORTABLE,
    Kind.OBJECTION: Ground.COMPELLING_GROUNDS,
}
FEW = {Outcome.FULFILLED: 8, Outcome.NOTHING_FOUND: 2}
MANY = {
    Outcome.FULFILLED: 55,
    Outcome.PARTLY_FULFILLED: 9,
    Outcome.NOTHING_FOUND: 10,
    Outcome.NOT_IDENTIFIABLE: 4,
    Outcome.REFUSED: 12,
    Outcome.FORWARDED: 5,
    Outcome.WITHDRAWN: 5,
}
TELLS = frozenset({Outcome.FULFILLED, Outcome.PARTLY_FULFILLED, Outcome.NOTHING_FOUND})
ENDINGS = {Kind.QUESTION: {Outcome.FULFILLED: 4, Outcome.FORWARDED: 1}, Kind.WITHDRAW_CONSENT: FEW}


@dataclass(frozen=True)
class Course:
    """What is to become of a case: days until it is taken, days from there until it is finished, how it ends, and what lies on the way.

    `is_noticed`: the privacy officer looks at it while nobody has it. It may be read before it is taken, before it is finished, or
    never on its page.
    """

    taken_after: int
    finished_after: int
    ending: Outcome
    asks: bool = False
    extends: bool = False
    hands_over: bool = False
    reopens: bool = False
    erases: bool = False
    is_noticed: bool = False
    is_read_first: bool = False
    is_read_late: bool = False


def draw_course(chance: random.Random, kind: Kind) -> Course:
    """Most cases in good time, some late, a few far too late."""
    ending = one_of(chance, ENDINGS.get(kind, MANY))
    taken = one_of(chance, {0: 30, 1: 30, 3: 20, 6: 10, 12: 7, 34: 3})
    return Course(
        taken_after=taken,
        finished_after=one_of(chance, {1: 20, 4: 30, 9: 25, 16: 12, 27: 8, 45: 5}),
        ending=ending,
        asks=chance.random() < 0.1,
        extends=chance.random() < 0.1,
        hands_over=chance.random() < 0.08,
        reopens=chance.random() < 0.05,
        erases=kind is Kind.DELETION and ending is Outcome.FULFILLED,
        is_noticed=taken > 5 and chance.random() < 0.5,
        is_read_first=chance.random() < 0.4,
        is_read_late=chance.random() < 0.3,
    )


def choice_for(kind: Kind, ending: Outcome) -> Choice:
    """The decision with all that the law wants of it."""
    is_reasoned = ending in {Outcome.REFUSED, Outcome.PARTLY_FULFILLED}
    reasons = "Dokumentet viser opplysninger om andre." if is_refusal(ending) or kind is Kind.QUESTION else ""
    decision = Decision(ending, GROUNDS.get(kind) if is_reasoned else None, reasons)
    elsewhere = Elsewhere(forwarded_to="Gjesteboka til kommunen" if ending is Outcome.FORWARDED else "")
    return Choice(decision, is_marketing=kind is not Kind.OBJECTION, elsewhere=elsewhere)


def working_moment(moment: datetime, chance: random.Random) -> datetime:
    """The moment itself in office hours, or else the next morning on which somebody is in."""
    local = moment.astimezone(OSLO)
    day = local.date()
    if is_working_day(day) and 8 <= local.hour < 16:
        return moment
    if local.hour >= 16 or not is_working_day(day):
        day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(8, chance.randrange(60)), tzinfo=OSLO).astimezone(UTC)
