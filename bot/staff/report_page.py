"""The report of a case on paper: the same facts as in its JSON, in words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.answers.dates import written_date
from bot.desk.report_form import Blocked, CaseReport, Delivered, Ending, Handling, Notice, Review, Search, Step
from bot.desk.reporting import REPORTED
from bot.desk.seeing import VIEWED
from bot.staff.frames import Frame
from bot.staff.log_details import details_of
from bot.staff.log_words import named, told
from bot.staff.sheets import Grid, Sheet, at
from bot.staff.wordbook import Words
from bot.tickets.checklist import Result
from bot.tickets.kinds import Kind

READINGS = frozenset({VIEWED, REPORTED, "case.approval_viewed"})


@dataclass(frozen=True)
class ReportPage:
    """`about` says who made it when; `erased` is set when the log is all that is left."""

    template: ClassVar[str] = "report.html"
    frame: Frame
    reference: str
    title: str
    about: str
    erased: str
    has_case: bool
    sheets: tuple[Sheet, ...]


def report_page(frame: Frame, report: CaseReport, systems: Mapping[str, str], *, has_case: bool) -> ReportPage:
    """`systems` are their names by id; `has_case`: whether the reader may open the case itself."""
    words, handling = frame.words, report.handling
    return ReportPage(
        frame=frame,
        reference=report.reference,
        title=words("report.title", reference=report.reference),
        about=words("report.about", name=report.made_by, at=at(report.made_at, words)),
        erased="" if handling is not None else words("report.erased"),
        has_case=has_case and handling is not None,
        sheets=(*(_sheets(report, handling, systems, words) if handling is not None else ()), *_log(report, systems, words)),
    )


def _sheets(report: CaseReport, handling: Handling, systems: Mapping[str, str], words: Words) -> tuple[Sheet, ...]:
    kind = handling.kind
    return (
        Sheet("request", words("report.request"), facts=_request(handling, words)),
        Sheet("dates", words("report.dates"), facts=_dates(handling, words)),
        Sheet("ending", words("report.ending"), facts=_ending(handling.ending, words), none=words("report.open")),
        _table("searches", words("report.searches"), _SEARCHES, [_search(one, kind, systems, words) for one in report.searches], words),
        _table("letters", words("report.letters"), _LETTERS, [_letter(one, words) for one in report.letters], words),
        _table("reviews", words("report.reviews"), _REVIEWS, [_review(one, words) for one in report.reviews], words),
        _table("copies", words("report.copies"), _COPIES, [_copy(one, words) for one in report.copies], words),
        Sheet("more", words("report.more"), facts=_more(report, words)),
    )


def _request(handling: Handling, words: Words) -> tuple[tuple[str, str], ...]:
    check, on_record = handling.identity_check, handling.is_on_record
    return (
        (words("report.kind"), words(f"kind.{handling.kind}")),
        (words("case.channel"), words(f"channel.{handling.channel}")),
        (words("case.status"), words(f"status.{handling.status}")),
        (words("case.holder"), handling.held_by or words("case.nobody")),
        (words("report.identity"), words(f"identity.{check}") if check is not None else words("case.not_verified")),
        (words("report.verified_at"), at(handling.verified_at, words)),
        (words("report.on_record"), "" if on_record is None else words("report.yes" if on_record else "report.no")),
        (words("case.delivery"), words(f"delivery.{handling.delivery}")),
    )


def _dates(handling: Handling, words: Words) -> tuple[tuple[str, str], ...]:
    dates, ground = handling.dates, handling.extension_ground
    return (
        (words("date.received.label"), at(dates.received_at, words)),
        (words("report.opened_at"), at(dates.opened_at, words)),
        (words("date.target.label"), _day(dates.target_on, words)),
        (words("date.safe.label"), _day(dates.safe_on, words)),
        (words("date.first_due.label"), _day(dates.first_due_on, words) if dates.extended_at is not None else ""),
        (words("date.due.label"), _day(dates.due_on, words)),
        (words("report.extended_at"), at(dates.extended_at, words)),
        (words("report.extension_ground"), words(f"extension_ground.{ground}") if ground is not None else ""),
        (words("report.escalated_at"), at(dates.escalated_at, words)),
        (words("report.closed_at"), at(dates.closed_at, words)),
        (words("report.stripped_at"), at(dates.stripped_at, words)),
    )


def _ending(ending: Ending | None, words: Words) -> tuple[tuple[str, str], ...]:
    if ending is None:
        return ()
    return (
        (words("report.outcome"), words(f"outcome.{ending.outcome}") if ending.outcome is not None else ""),
        (words("report.ground"), f"{words(f'ground.{ending.ground}')} ({ending.article})" if ending.ground is not None else ""),
        (words("case.merged_into"), ending.merged_into),
        (words("report.days"), str(ending.days)),
        (words("report.in_time"), words("report.yes" if ending.is_in_time else "report.no")),
        (words("report.late"), words("case.refused_late") if ending.is_refusal_late else ""),
    )


_SEARCHES = ("report.system", "report.result", "report.kept", "report.done_by", "report.done_at")
_LETTERS = ("report.letter", "report.written_at", "report.delivery", "report.ended_at")
_REVIEWS = ("report.action", "report.prepared", "report.decision_title", "report.decided")
_STEPS = ("report.number", "report.at", "report.who", "report.what", "log.details")
_COPIES = ("report.made", "report.expires_at", "report.first_download", "report.downloads_left", "report.end")


def _table(name: str, title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]], words: Words) -> Sheet:
    return Sheet(name, title, grid=Grid(tuple(words(column) for column in columns), tuple(rows)), none=words("report.none"))


def _search(one: Search, kind: Kind, systems: Mapping[str, str], words: Words) -> tuple[str, ...]:
    name = systems.get(one.system, one.system)
    result = f"done.{kind}" if one.result is Result.DONE else one.result or "open"
    kept = words("report.kept_until", law=one.kept_law, day=_day(one.kept_until, words)) if one.kept_until is not None else one.kept_law
    return (
        words("report.recipient", system=name) if one.is_recipient else name,
        words(f"result.{result}"),
        kept,
        one.done_by,
        at(one.done_at, words),
    )


def _letter(one: Notice, words: Words) -> tuple[str, ...]:
    label = words(f"letter.{one.kind}") if f"letter.{one.kind}" in words else one.kind
    return (label, at(one.written_at, words), words(f"letter_state.{one.state}.label"), at(one.ended_at, words))


def _review(one: Review, words: Words) -> tuple[str, ...]:
    decision = words(f"report.decision.{one.decision or 'waiting'}")
    return (
        words(f"approval_action.{one.action}"),
        f"{one.prepared_by}, {at(one.prepared_at, words)}",
        words("report.alone", decision=decision) if one.is_alone else decision,
        ", ".join(filter(None, (one.decided_by, at(one.decided_at, words)))),
    )


def _copy(one: Delivered, words: Words) -> tuple[str, ...]:
    ended = one.revoked_at or one.wiped_at
    return (
        f"{one.made_by}, {at(one.made_at, words)}",
        at(one.expires_at, words),
        at(one.first_download_at, words),
        str(one.downloads_left),
        at(ended, words),
    )


def _more(report: CaseReport, words: Words) -> tuple[tuple[str, str], ...]:
    counted = report.counted
    return (
        (words("report.downloads"), "; ".join(at(one, words) for one in report.downloads)),
        (words("report.left_out"), "; ".join(words(f"ground.{one}") for one in report.left_out)),
        (words("report.restrictions"), "; ".join(_blocked(one, words) for one in report.restrictions)),
        (words("report.breaches"), ", ".join(report.breaches)),
        (words("report.erased_at"), "; ".join(at(one, words) for one in report.erased_at)),
        (words("report.notes"), str(counted.notes)),
        (words("report.files"), str(counted.files)),
        (words("report.evidence"), str(counted.evidence)),
        (words("report.corrections"), str(counted.corrections)),
    )


def _blocked(one: Blocked, words: Words) -> str:
    ground, since = words(f"restriction_ground.{one.ground}"), at(one.since, words)
    if one.lifted_at is None:
        return words("report.restricted", ground=ground, since=since)
    return words("report.unrestricted", ground=ground, since=since, until=at(one.lifted_at, words))


def _log(report: CaseReport, systems: Mapping[str, str], words: Words) -> tuple[Sheet, ...]:
    done = [step for step in report.log if step.action not in READINGS]
    read = Counter(named(step.by, words) for step in report.log if step.action in READINGS)
    steps = _table("log", words("report.log"), _STEPS, [_step(one, systems, words) for one in done], words)
    readings: list[tuple[str, ...]] = [(name, str(number)) for name, number in read.most_common()]
    return steps, _table("readings", words("report.readings"), ("report.who", "report.times"), readings, words)


def _step(step: Step, systems: Mapping[str, str], words: Words) -> tuple[str, ...]:
    what, more = told(step.action, step.result, words), details_of(step, systems, words)
    return (str(step.seq), at(step.at, words), named(step.by, words), what, more)


def _day(day: date | None, words: Words) -> str:
    return written_date(day, words.language) if day is not None else ""
