"""The parts of a case page, each a value that a template only has to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.answers.dates import oslo_date, written_time
from bot.desk.letter_states import ended_at, state_of
from bot.desk.seeing import VIEWED
from bot.desk.views import CaseView
from bot.staff.log_words import told
from bot.staff.urgency import distance, short_date, weekday_date
from bot.staff.wordbook import Words
from bot.store.tables import AuditEntry, Letter, StaffAccount, Ticket
from bot.tickets.registration import IdentityCheck

TIMELINE_WIDTH = 600
TIMELINE_EDGE = 10


@dataclass(frozen=True)
class DateFact:
    """`name` is received, target, safe, first_due or due; the last but one only where an extension moved it."""

    name: str
    label: str
    written: str
    distance: str
    hint: str


@dataclass(frozen=True)
class Timeline:
    """Where the dates and today lie between the edges of a drawing."""

    target: int
    safe: int
    due: int
    today: int
    width: int = TIMELINE_WIDTH


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    is_chosen: bool
    hint: str = ""


@dataclass(frozen=True)
class FileLink:
    """A file of the case, to be downloaded."""

    name: str
    url: str


@dataclass(frozen=True)
class NoteRow:
    by: str
    at: str
    text: str


@dataclass(frozen=True)
class LetterRow:
    """A letter as it was sent. `state` is a LetterState; `failure` is the mail server's answer, or what staff know of its return."""

    id: str
    label: str
    state: str
    state_label: str
    advice: str
    failure: str
    recipient: str
    at: str
    subject: str
    text: str
    language: str


@dataclass(frozen=True)
class HistoryRow:
    at: str
    by: str
    text: str


@dataclass(frozen=True)
class Flag:
    label: str
    advice: str


def moment(at: datetime, words: Words, today: date) -> str:
    """ "i dag kl. 09.14", "23. november kl. 09.14"; with the year when it is another."""
    day = oslo_date(at)
    near = abs((day - today).days) <= 1
    return words("when.at", day=distance(day, today, words) if near else short_date(day, words, today), time=written_time(at))


def name_of(actor: str, people: Mapping[str, StaffAccount], words: Words) -> str:
    """Who it was, for people: a name, the requester, or the program."""
    if actor in people:
        return people[actor].name
    return words(f"actor.{actor}") if f"actor.{actor}" in words else words("actor.unknown")


def dates_of(ticket: Ticket, today: date, words: Words) -> tuple[DateFact, ...]:
    named = {
        "received": ticket.received_on,
        "target": ticket.target_on,
        "safe": ticket.safe_on,
        **({"first_due": ticket.first_due_on} if ticket.extended_at is not None else {}),
        "due": ticket.due_on,
    }
    return tuple(
        DateFact(
            name=name,
            label=words(f"date.{name}.label"),
            written=weekday_date(day, words),
            distance=distance(day, today, words),
            hint=words(f"date.{name}.hint"),
        )
        for name, day in named.items()
    )


def timeline_of(ticket: Ticket, today: date) -> Timeline:
    whole = max((ticket.due_on - ticket.received_on).days, 1)

    def place(day: date) -> int:
        share = min(max((day - ticket.received_on).days / whole, 0), 1)
        return round(TIMELINE_EDGE + share * (TIMELINE_WIDTH - 2 * TIMELINE_EDGE))

    return Timeline(place(ticket.target_on), place(ticket.safe_on), place(ticket.due_on), place(today))


def identity_of(ticket: Ticket, words: Words, today: date) -> str:
    """How the person is known and since when; empty while nobody knows."""
    if ticket.verified_at is None:
        return ""
    how = words(f"identity.{ticket.identity_check or IdentityCheck.CODE}")
    return words("case.verified", how=how, at=moment(ticket.verified_at, words, today))


def flags_of(ticket: Ticket, words: Words) -> tuple[Flag, ...]:
    known = [name for name in ticket.circumstances if f"circumstance.{name}.label" in words]
    return tuple(Flag(words(f"circumstance.{name}.label"), words(f"circumstance.{name}.advice")) for name in known)


def letters_of(view: CaseView, today: date, words: Words) -> tuple[LetterRow, ...]:
    return tuple(_letter(letter, today, words) for letter in reversed(view.letters))


def _letter(letter: Letter, today: date, words: Words) -> LetterRow:
    state, at = state_of(letter), ended_at(letter) or letter.written_at
    return LetterRow(
        id=letter.id,
        label=words(f"letter.{letter.kind}") if f"letter.{letter.kind}" in words else letter.kind,
        state=state,
        state_label=words(f"letter_state.{state}.label"),
        advice=words(f"letter_state.{state}.advice"),
        failure=letter.failure,
        recipient=letter.recipient,
        at=moment(at, words, today),
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
    )


def files_of(view: CaseView, line_id: str | None = None) -> tuple[FileLink, ...]:
    """All files of the case, or those that are evidence for one line."""
    own = f"/staff/cases/{view.ticket.reference}/files"
    return tuple(FileLink(one.name, f"{own}/{one.id}") for one in view.files if line_id in {None, one.line_id})


def history_of(view: CaseView, today: date, words: Words) -> tuple[HistoryRow, ...]:
    """What was done, the latest first; readings are told apart."""
    done = [entry for entry in view.history if entry.action != VIEWED]
    return tuple(_entry(entry, view, today, words) for entry in reversed(done))


def readings_of(view: CaseView, today: date, words: Words) -> tuple[HistoryRow, ...]:
    """Each reader once, with the last time."""
    last: dict[str, AuditEntry] = {entry.actor: entry for entry in view.history if entry.action == VIEWED}
    latest = sorted(last.values(), key=lambda entry: entry.at, reverse=True)
    return tuple(HistoryRow(moment(one.at, words, today), name_of(one.actor, view.people, words), "") for one in latest)


def _entry(entry: AuditEntry, view: CaseView, today: date, words: Words) -> HistoryRow:
    result = view.people[entry.result].name if entry.result in view.people else entry.result
    who = name_of(entry.actor, view.people, words)
    return HistoryRow(moment(entry.at, words, today), who, told(entry.action, result, words))
