"""What the log keeps as codes, told in words: whom or what an entry is about, and what more it says of the deed.

A code that nobody gave a word stands as it is: the page never hides what the log holds, and the table to take along has all of it raw.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.answers.dates import written_date
from bot.desk.roles import Role
from bot.staff.log_words import find_day
from bot.staff.wordbook import Words
from bot.store.tables import AuditEntry, StaffAccount
from bot.tickets.breaches import PREFIX
from bot.tickets.reference import find_reference

RESULTS = {
    "access.refused": "role",
    "audit.verified": "log_found",
    "breach.closed": "breach_decision",
    "breach.opened": "channel",
    "breach.reopened": "breach_decision",
    "breach.saved": "breach_decision",
    "case.file_added": "file_purpose",
    "case.file_read": "file_purpose",
    "case.identified": "identity",
    "case.opened": "status",
    "case.registered": "channel",
    "case.reopened": "outcome",
    "case.report_read": "log_form",
    "case.restricted": "restriction_ground",
    "case.stopped": "outcome",
    "case.verified": "status",
    "case.withheld": "ground",
    "code.compared": "log_code",
    "code.held_back": "log_limit",
    "staff.added": "role",
    "staff.confirmed": "log_login",
    "staff.login": "log_login",
}
"""Which words name the result of an action."""
REASONS = {
    "case.approved": "log_reason",
    "case.closed": "log_reason",
    "case.extended": "extension_ground",
    "case.registered": "identity",
    "staff.login": "log_login",
    "staff.role_changed": "log_role_before",
}
COUNTED = {
    "copy.downloaded": "log_count.downloads",
    "log.exported": "log.total",
    "log.viewed": "log.total",
    "misses.learnt": "log_count.sentences",
    "misses.viewed": "log_count.messages",
    "queue.searched": "log_count.cases",
    "queue.viewed": "log_count.cases",
    "staff.session_ended": "log_count.logins",
}
"""What is counted where the result is a number."""
PLACES = frozenset({"audit", "figures", "log", "misses", "queue", "retention", "unknown"})
"""What an entry can be about beside a case, a breach and a person."""
LATE, MERGED, EXTENDED, OVERDUE, UNSEEN, STILL = "refusal notice late", "merged with ", "extended-", "overdue-", "unseen-", "still-"


@dataclass(frozen=True)
class About:
    """Whom or what an entry is about; `url` is empty where there is no more to see."""

    text: str
    url: str


def about_of(entry: AuditEntry, reader: Role, people: Mapping[str, StaffAccount], words: Words) -> About:
    """A case leads to its report, a breach to its page for those who may open it, all others to their lines in the log."""
    subject = entry.subject
    if find_reference(subject) == subject:
        return About(subject, f"/staff/cases/{subject}/report")
    if subject.startswith(f"{PREFIX}-"):
        return About(subject, f"/staff/breaches/{subject}" if reader.works_on_cases else "")
    if subject in people:
        return About(people[subject].name, "")
    if subject in PLACES:
        return About(words(f"log.place.{subject}"), "")
    if entry.action == "access.refused":
        return About(_named("log_page", subject, words), "")
    group = entry.action.partition(".")[0]
    return About(words(f"log.thing.{group}") if f"log.thing.{group}" in words else subject, "")


class Logged(Protocol):
    """An entry as the log keeps it, or as a report of a case tells it."""

    @property
    def action(self) -> str: ...
    @property
    def result(self) -> str: ...
    @property
    def reason(self) -> str: ...


def details_of(entry: Logged, systems: Mapping[str, str], words: Words) -> str:
    """What the deed's own words leave out. `systems` are the names of the checklist's systems by id."""
    is_told = "{result}" in words.texts.get(f"history.{entry.action}", "")
    said = "" if is_told else _result(entry, systems, words)
    return ", ".join(filter(None, (said, _reason(entry, words))))


def _result(entry: Logged, systems: Mapping[str, str], words: Words) -> str:
    action, result = entry.action, entry.result
    if not result:
        return ""
    if action in COUNTED and result.isdecimal():
        return words.counted(COUNTED[action], int(result))
    if action in RESULTS:
        return _named(RESULTS[action], result, words)
    return _WRITTEN[action](result, systems, words) if action in _WRITTEN else result


def _reason(entry: Logged, words: Words) -> str:
    action, reason = entry.action, entry.reason
    if action == "audit.cut":
        return ""  # a digest, for the program alone
    if action == "audit.verified":
        return words("log.row", row=reason) if reason else ""
    if action == "case.closed":
        return _reason_to_close(reason, words)
    return _named(REASONS[action], reason, words) if reason and action in REASONS else reason


def _reason_to_close(reason: str, words: Words) -> str:
    if reason.startswith(MERGED):
        return words("log.merged_with", reference=reason.removeprefix(MERGED))
    ground = reason.removesuffix(LATE).strip()
    late = words("log_reason.refusal_notice_late") if reason.endswith(LATE) else ""
    said = words(f"ground.{ground}") if f"ground.{ground}" in words else _named("log_reason", ground.replace(" ", "_"), words, ground)
    return ", ".join(filter(None, (said, late)))


def _named(group: str, value: str, words: Words, otherwise: str | None = None) -> str:
    key = f"{group}.{value}"
    return words(key) if key in words else value if otherwise is None else otherwise


def _lines(said: str, systems: Mapping[str, str], words: Words) -> str:
    """The lines of a checklist as they were filled in: "crm=done mailboxes=open"."""
    pairs = [one.partition("=")[::2] for one in said.split()]
    return "; ".join(f"{systems.get(system, system)}: {_named('log_line', result, words)}" for system, result in pairs)


def _counts(said: str, _systems: Mapping[str, str], words: Words) -> str:
    """What was removed, by its kind: "chats=1 letters=4"."""
    pairs = [one.partition("=")[::2] for one in said.split()]
    return ", ".join(
        f"{_named('log_removed', what, words)}: {count}" if count else _named("log_removed", what, words) for what, count in pairs
    )


def _mark(mark: str, _systems: Mapping[str, str], words: Words) -> str:
    """Which reminder of a case it was."""
    if (left := mark.removeprefix(EXTENDED)).isdecimal():
        return words.counted("log_mark.left", int(left))
    if mark.startswith(OVERDUE):
        return words("log_mark.overdue", day=_day(mark.removeprefix(OVERDUE), words))
    if mark.startswith(UNSEEN):
        return words("log_mark.unseen", day=_day(mark.removeprefix(UNSEEN).removeprefix(STILL), words))
    return _named("log_mark", mark, words)


def _hours(mark: str, _systems: Mapping[str, str], words: Words) -> str:
    """Which reminder of a breach it was."""
    key, hours = ("breach.over", mark.removeprefix(OVERDUE)) if mark.startswith(OVERDUE) else ("breach.left", mark)
    return words.counted(key, int(hours)) if hours.isdecimal() else mark


def _days(said: str, _systems: Mapping[str, str], words: Words) -> str:
    return " – ".join(_day(one, words) for one in said.split())


def _spoken(language: str, _systems: Mapping[str, str], words: Words) -> str:
    return _named("language", f"in_{language}", words)


def _row(said: str, _systems: Mapping[str, str], words: Words) -> str:
    return words("log.until_row", row=said)


def _day(text: str, words: Words) -> str:
    day = find_day(text)
    return written_date(day, words.language) if day is not None else text


_WRITTEN: Mapping[str, Callable[[str, Mapping[str, str], Words], str]] = {
    "audit.cut": _row,
    "breach.told": _hours,
    "case.checklist": _lines,
    "case.due_told": _mark,
    "case.erased": _counts,
    "case.escalated": _mark,
    "erasure.replayed": _counts,
    "figures.exported": _days,
    "purged": _counts,
    "staff.language": _spoken,
}
