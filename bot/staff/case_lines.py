"""The lines of a checklist as the page of a case prints them, with what was typed and not saved in place of what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.answers.dates import written_date
from bot.desk.checklist import Filled, stamp_of
from bot.desk.moves import can_hold
from bot.desk.views import CaseView
from bot.staff.case_parts import Choice, FileLink, files_of, moment, name_of
from bot.staff.wordbook import Words
from bot.store.tables import ChecklistLine
from bot.tickets.checklist import Result, System
from bot.tickets.keeping import Rule, offered_keepings
from bot.tickets.kinds import Kind

ANOTHER_LAW = "other"
FIELDS = ("result", "note", "kept", "law", "until", "holder", "due")


@dataclass(frozen=True)
class LineRow:
    """A line of the checklist. `problems` are what is wrong with what was just typed, by field; `asked` and `kept_text` as read only.

    `files` are its evidence. `keepings` are the years whose documents the law makes us keep; `law` and `until` are for any other law.
    """

    id: str
    stamp: str
    system: str
    task: str
    is_recipient: bool
    result: str
    result_label: str
    results: tuple[Choice, ...]
    note: str
    keepings: tuple[Choice, ...]
    law: str
    until: str
    kept_text: str
    holders: tuple[Choice, ...]
    due: str
    asked: str
    done: str
    files: tuple[FileLink, ...]
    problems: Mapping[str, str]
    is_unsaved: bool
    is_unfolded: bool


@dataclass(frozen=True)
class _Page:
    view: CaseView
    systems: Mapping[str, System]
    typed: Mapping[str, str]
    problems: Mapping[str, str]
    today: date
    words: Words


def lines_of(
    view: CaseView, systems: Mapping[str, System], typed: Mapping[str, str], problems: Mapping[str, str], today: date, words: Words
) -> tuple[LineRow, ...]:
    page = _Page(view, systems, typed, problems, today, words)
    return tuple(_row(line, page) for line in view.lines)


def filled_of(form: Mapping[str, str], today: date) -> dict[str, Filled]:
    """The lines of the checklist's form by their ids; raises ValueError for a choice that does not exist.

    A day that is none counts as missing.
    """
    keepings = {one.value: one for one in offered_keepings(today)}
    filled = {}
    for name, stamp in form.items():
        kind, _, line_id = name.partition("_")
        if kind != "stamp":
            continue
        result, kept = form.get(f"result_{line_id}", ""), form.get(f"kept_{line_id}", "")
        if kept not in {"", ANOTHER_LAW, *keepings}:
            raise ValueError("no such law and year")
        year = keepings.get(kept)
        filled[line_id] = Filled(
            result=Result(result) if result else None,
            note=form.get(f"note_{line_id}", ""),
            stamp=stamp,
            law=form.get(f"law_{line_id}", "") if year is None else year.rule,
            until=_day_of(form.get(f"until_{line_id}", "")) if year is None else year.until,
            holder_id=form.get(f"holder_{line_id}", ""),
            due_on=_day_of(form.get(f"due_{line_id}", "")),
        )
    return filled


def _row(line: ChecklistLine, page: _Page) -> LineRow:
    words, kind = page.words, Kind(page.view.ticket.kind)
    stored = _stored(line, page.today)
    shown = {field: page.typed.get(f"{field}_{line.id}", stored[field]) for field in FIELDS}
    problems = {field: page.problems[f"{field}_{line.id}"] for field in FIELDS if f"{field}_{line.id}" in page.problems}
    system = page.systems.get(line.system)
    done = ""
    if line.done_at is not None and line.done_by is not None:
        done = words("line.done", name=name_of(line.done_by, page.view.people, words), at=moment(line.done_at, words, page.today))
    return LineRow(
        id=line.id,
        stamp=stamp_of(line),
        system=system.name.in_language(words.language) if system is not None else line.system,
        task=system.tasks[kind].in_language(words.language) if system is not None and kind in system.tasks else "",
        is_recipient=system.recipient if system is not None else False,
        result=line.result or "",
        result_label=_label(line.result, kind, words),
        results=_results(shown["result"], kind, words),
        note=shown["note"],
        keepings=_keepings(shown["kept"], page.today, words),
        law=shown["law"],
        until=shown["until"],
        kept_text=_kept_text(line, words),
        holders=_holders(shown["holder"], page),
        due=shown["due"],
        asked=_asked(line, page),
        done=done,
        files=files_of(page.view, line.id),
        problems=problems,
        is_unsaved=shown != stored,
        is_unfolded=bool(problems) or shown["result"] == Result.KEPT or any(shown[field] != stored[field] for field in FIELDS[2:]),
    )


def _stored(line: ChecklistLine, today: date) -> dict[str, str]:
    """The fields as the form would carry them unchanged."""
    known = {(str(one.rule), one.until): one.value for one in offered_keepings(today)}
    year = known.get((line.kept_law or "", line.kept_until or today), "")
    is_other = line.kept_law is not None and not year
    return {
        "result": line.result or "",
        "note": line.note,
        "kept": year or (ANOTHER_LAW if is_other else ""),
        "law": line.kept_law or "" if is_other else "",
        "until": line.kept_until.isoformat() if is_other and line.kept_until is not None else "",
        "holder": line.holder_id or "",
        "due": line.due_on.isoformat() if line.due_on is not None else "",
    }


def _label(result: str | None, kind: Kind, words: Words) -> str:
    if not result:
        return words("result.open")
    return words(f"result.{result}.{kind}" if result == Result.DONE else f"result.{result}")


def _results(chosen: str, kind: Kind, words: Words) -> tuple[Choice, ...]:
    return tuple(Choice(value, _label(value, kind, words), value == chosen) for value in ("", *Result))


def _keepings(chosen: str, today: date, words: Words) -> tuple[Choice, ...]:
    """Each year with its computed last day."""
    years = [
        Choice(
            one.value,
            words(f"keeping.{one.rule}", year=one.year, until=written_date(one.until, words.language)),
            one.value == chosen,
        )
        for one in offered_keepings(today)
    ]
    others = [Choice("", words("keeping.none"), not chosen), Choice(ANOTHER_LAW, words("keeping.other"), chosen == ANOTHER_LAW)]
    return (others[0], *years, others[1])


def _kept_text(line: ChecklistLine, words: Words) -> str:
    if line.kept_law is None or line.kept_until is None:
        return ""
    law = words(f"keeping_law.{line.kept_law}") if line.kept_law in tuple(Rule) else line.kept_law
    return words("line.kept", law=law, until=written_date(line.kept_until, words.language))


def _holders(chosen: str, page: _Page) -> tuple[Choice, ...]:
    able = [one for one in page.view.people.values() if can_hold(one) or one.id == chosen]
    return (Choice("", page.words("line.holder_none"), not chosen), *(Choice(one.id, one.name, one.id == chosen) for one in able))


def _asked(line: ChecklistLine, page: _Page) -> str:
    words = page.words
    due = written_date(line.due_on, words.language) if line.due_on is not None else ""
    if line.holder_id is not None:
        name = name_of(line.holder_id, page.view.people, words)
        return words("line.asked_by", name=name, due=due) if due else words("line.asked", name=name)
    return words("line.by", due=due) if due else ""


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
