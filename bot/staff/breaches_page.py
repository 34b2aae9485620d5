"""The pages of the register of breaches, each a value that a template only has to print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.answers.dates import OSLO, oslo_date
from bot.desk.breaches import VIEWED, BreachList, BreachView
from bot.desk.texts import LONGEST_REASONS
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice, HistoryRow, moment, name_of
from bot.staff.frames import Frame
from bot.staff.urgency import Level, Urgency, weekday_date
from bot.staff.wordbook import Words
from bot.store.tables import Breach
from bot.tickets.breaches import Decision, hours_left
from bot.tickets.registration import BY_HAND, LONGEST_WORDS

NOW_HOURS, SOON_HOURS = 24, 48
TEXTS = ("facts", "effects", "measures", "reasons")
MOMENTS = ("reported", "people_told")


@dataclass(frozen=True)
class BreachRow:
    reference: str
    urgency: Urgency
    due: str
    channel: str
    decision: str


@dataclass(frozen=True)
class BreachesPage:
    template: ClassVar[str] = "breaches.html"
    frame: Frame
    open: tuple[BreachRow, ...]
    closed: tuple[BreachRow, ...]


@dataclass(frozen=True)
class NewBreachPage:
    """`case` is the reference of a case that it concerns; empty for none."""

    template: ClassVar[str] = "breach_new.html"
    frame: Frame
    values: Mapping[str, str]
    today: str
    case: str
    channels: tuple[Choice, ...]
    longest: int
    problems: Mapping[str, str]


@dataclass(frozen=True)
class BreachPage:
    """`values` fill the form: the stored account, or what was typed and not stored."""

    template: ClassVar[str] = "breach.html"
    frame: Frame
    reference: str
    version: int
    said: str
    channel: str
    case: str
    urgency: Urgency
    aware: str
    due: str
    is_closed: bool
    values: Mapping[str, str]
    decisions: tuple[Choice, ...]
    decision: str
    moments: Mapping[str, str]
    today: str
    longest: int
    history: tuple[HistoryRow, ...]
    problems: Mapping[str, str]
    notice: Notice | None


def breaches_page(frame: Frame, breaches: BreachList, now: datetime) -> BreachesPage:
    def rows(some: Iterable[Breach]) -> tuple[BreachRow, ...]:
        return tuple(_row(breach, frame.words, now) for breach in some)

    return BreachesPage(frame, rows(breaches.open), rows(breaches.closed))


def new_breach_page(frame: Frame, form: Mapping[str, str], case: str, problems: Mapping[str, str], now: datetime) -> NewBreachPage:
    words, chosen = frame.words, form.get("channel", "mail")
    return NewBreachPage(
        frame=frame,
        values={name: form.get(name, "") for name in ("words", "aware_date", "aware_time")},
        today=oslo_date(now).isoformat(),
        case=case,
        channels=tuple(Choice(one, words(f"channel.{one}"), one == chosen) for one in BY_HAND),
        longest=LONGEST_WORDS,
        problems={field: words(f"register_fault.{fault}") for field, fault in problems.items()},
    )


def breach_page(
    frame: Frame, view: BreachView, typed: Mapping[str, str] | None, problems: Mapping[str, str], notice: Notice | None, now: datetime
) -> BreachPage:
    words, breach, today = frame.words, view.breach, oslo_date(now)
    values = _stored(breach) if typed is None else {name: typed.get(name, "") for name in _stored(breach)}
    done = [entry for entry in view.history if entry.action != VIEWED]
    return BreachPage(
        frame=frame,
        reference=breach.reference,
        version=breach.version,
        said=breach.words,
        channel=words(f"channel.{breach.channel}"),
        case=view.case,
        urgency=clock_of(breach, now, words),
        aware=_written(breach.aware_at, words),
        due=_written(breach.due_at, words),
        is_closed=breach.closed_at is not None,
        values=values,
        decisions=tuple(Choice(one, words(f"breach_decision.{one}"), one == values["decision"]) for one in Decision),
        decision=words(f"breach_decision.{breach.decision}") if breach.decision else "",
        moments={name: _written(at, words) for name, at in _moments(breach).items() if at is not None},
        today=today.isoformat(),
        longest=LONGEST_REASONS,
        history=tuple(_history(view, today, words, entry.at, entry.actor, entry.action) for entry in reversed(done)),
        problems=problems,
        notice=notice,
    )


def clock_of(breach: Breach, now: datetime, words: Words) -> Urgency:
    """How many hours are left, or gone by; nothing runs once it was reported or finished."""
    left = hours_left(now, breach.due_at)
    if breach.closed_at is not None:
        return Urgency(Level.DONE, words("level.done"), "")
    if breach.reported_at is not None:
        return Urgency(Level.CALM, words("breach.reported"), "")
    level = Level.LATE if left < 0 else Level.NOW if left <= NOW_HOURS else Level.SOON if left <= SOON_HOURS else Level.CALM
    return Urgency(level, words(f"level.{level}"), words.counted("breach.over" if left < 0 else "breach.left", abs(left)))


def _row(breach: Breach, words: Words, now: datetime) -> BreachRow:
    return BreachRow(
        reference=breach.reference,
        urgency=clock_of(breach, now, words),
        due=_written(breach.due_at, words),
        channel=words(f"channel.{breach.channel}"),
        decision=words(f"breach_decision.{breach.decision}") if breach.decision else "",
    )


def _moments(breach: Breach) -> dict[str, datetime | None]:
    return {"reported": breach.reported_at, "people_told": breach.people_told_at}


def _stored(breach: Breach) -> dict[str, str]:
    values = {name: str(getattr(breach, name)) for name in (*TEXTS, "decision")}
    for name, at in _moments(breach).items():
        local = at.astimezone(OSLO) if at is not None else None
        values[f"{name}_date"] = local.date().isoformat() if local is not None else ""
        values[f"{name}_time"] = f"{local:%H:%M}" if local is not None else ""
    return values


def _written(at: datetime, words: Words) -> str:
    return words("when.at", day=weekday_date(oslo_date(at), words), time=f"{at.astimezone(OSLO):%H.%M}")


def _history(view: BreachView, today: date, words: Words, at: datetime, actor: str, action: str) -> HistoryRow:
    key = f"history.{action}" if f"history.{action}" in words else "history.other"
    return HistoryRow(moment(at, words, today), name_of(actor, view.people, words), words(key, result="", action=action))
