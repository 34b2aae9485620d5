"""The page of the log: which part of it was asked for, its rows, and whether the whole of it is as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from bot.answers.dates import OSLO, written_date
from bot.desk.log_reading import ChainState, LogView
from bot.desk.roles import Role
from bot.staff.case_parts import Choice
from bot.staff.frames import Frame
from bot.staff.log_details import about_of, details_of
from bot.staff.log_words import find_day, named, told
from bot.staff.sheets import at
from bot.staff.wordbook import Words
from bot.store.log_pages import LogFilter
from bot.store.tables import AuditEntry, StaffAccount
from bot.tickets.reference import find_reference

PER_PAGE = 100
LONGEST = 64


@dataclass(frozen=True)
class LogAsked:
    """What the address of the page asks for, made sensible."""

    subject: str = ""
    actor: str = ""
    action: str = ""
    day: date | None = None
    number: int = 1

    @property
    def is_filtered(self) -> bool:
        return bool(self.subject or self.actor or self.action or self.day)

    @property
    def wanted(self) -> LogFilter:
        """A day is one in Oslo."""
        since, until = (_midnight(self.day), _midnight(self.day + timedelta(days=1))) if self.day is not None else (None, None)
        return LogFilter(self.subject, self.actor, self.action, since, until)

    def url(self, path: str) -> str:
        """The address that asks for it, without what goes without saying."""
        day = self.day.isoformat() if self.day is not None else ""
        values = {"about": self.subject, "who": self.actor, "what": self.action, "day": day, "page": self.number}
        shown = {name: value for name, value in values.items() if value not in {"", 1}}
        return f"{path}?{urlencode(shown)}" if shown else path


def log_asked_of(query: Mapping[str, str]) -> LogAsked:
    """What makes no sense counts as not asked; a case may be typed as people write it."""
    about, page = query.get("about", "").strip()[:LONGEST], query.get("page", "")
    return LogAsked(
        subject=find_reference(about) or about,
        actor=query.get("who", "")[:LONGEST],
        action=query.get("what", "")[:LONGEST],
        day=find_day(query.get("day", "")),
        number=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) <= 6 else 1,
    )


@dataclass(frozen=True)
class LogRow:
    """`url` leads to the case or breach that it is about; empty where there is none."""

    number: str
    at: str
    who: str
    what: str
    about: str
    url: str
    details: str


@dataclass(frozen=True)
class Standing:
    """Whether the log is whole, in words; `tone` is good, warning or bad."""

    tone: str
    title: str
    text: str
    outside: str


@dataclass(frozen=True)
class LogPage:
    template: ClassVar[str] = "log.html"
    frame: Frame
    standing: Standing
    rows: tuple[LogRow, ...]
    total: str
    about: str
    day: str
    people: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    is_filtered: bool
    csv_url: str
    pages: str
    earlier: str
    later: str


def log_page(frame: Frame, view: LogView, asked: LogAsked, state: ChainState | None, reader: Role, systems: Mapping[str, str]) -> LogPage:
    """`systems` are the names of the checklist's systems by id."""
    words, last = frame.words, max(1, -(-view.total // PER_PAGE))
    number = min(asked.number, last + 1)
    return LogPage(
        frame=frame,
        standing=standing_of(state, words),
        rows=tuple(_row(entry, view.people, reader, systems, words) for entry in view.entries),
        total=words.counted("log.total", view.total),
        about=asked.subject,
        day=asked.day.isoformat() if asked.day is not None else "",
        people=_choices(view.actors, asked.actor, {actor: who(actor, view.people, words) for actor in view.actors}),
        actions=_choices(view.actions, asked.action, {action: told(action, "…", words) for action in view.actions}),
        is_filtered=asked.is_filtered,
        csv_url=replace(asked, number=1).url("/staff/log.csv"),
        pages=words("queue.page", number=min(number, last), last=last) if last > 1 else "",
        earlier=replace(asked, number=number - 1).url("/staff/log") if number > 1 else "",
        later=replace(asked, number=number + 1).url("/staff/log") if number < last else "",
    )


def standing_of(state: ChainState | None, words: Words) -> Standing:
    """The first thing that is wrong is named; a head outside that nobody can read is a warning."""
    if state is None:
        return Standing("warning", words("log.looking"), words("log.looking_text"), "")
    outside = _outside(state, words)
    finding, forged = state.examined.finding, state.examined.forged
    if finding is not None:
        day = written_date(finding.day, words.language)
        damage = words(f"log.damage.{finding.damage}", row=finding.seq, until=finding.until, day=day)
        return Standing("bad", words("log.damaged"), damage, outside)
    if forged is not None:
        text = words("log.damage.forged", row=forged.seq, day=written_date(forged.kept.day, words.language))
        return Standing("bad", words("log.damaged"), text, outside)
    if (lost := state.examined.lost) is not None:
        text = words("log.damage.lost", row=lost.seq, day=written_date(lost.kept.day, words.language))
        return Standing("bad", words("log.damaged"), text, outside)
    text = words("log.whole_text", at=at(state.at, words), heads=state.examined.heads)
    return Standing("warning" if state.fault else "good", words("log.whole"), text, outside)


def who(actor: str, people: Mapping[str, StaffAccount], words: Words) -> str:
    return people[actor].name if actor in people else named(actor, words)


def _outside(state: ChainState, words: Words) -> str:
    if state.fault:
        return words("log.outside_fault", reason=state.fault)
    if state.outside is None:
        return words("log.outside_none")
    return words("log.outside", row=state.outside.seq, day=written_date(state.outside.kept.day, words.language))


def _row(entry: AuditEntry, people: Mapping[str, StaffAccount], reader: Role, systems: Mapping[str, str], words: Words) -> LogRow:
    result = people[entry.result].name if entry.result in people else entry.result
    about = about_of(entry, reader, people, words)
    return LogRow(
        number=str(entry.seq),
        at=at(entry.at, words),
        who=who(entry.actor, people, words),
        what=told(entry.action, result, words),
        about=about.text,
        url=about.url,
        details=details_of(entry, systems, words),
    )


def _choices(values: tuple[str, ...], chosen: str, labels: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(sorted((Choice(one, labels[one], one == chosen) for one in values), key=lambda choice: choice.label))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO).astimezone(UTC)
