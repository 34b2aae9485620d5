"""`python -m bot record`: what this service does with personal data, and how that is kept safe (R27, R32)."""

import json
from collections import Counter, defaultdict
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import click

from bot.answers.policybook import read_policy
from bot.content import Language
from bot.contents import periods_of
from bot.desk.record import record_of
from bot.running import Failed, settings_or_exit
from bot.staff.record_page import Material, Tried, reviewed_of, sheets_of
from bot.staff.sheets import Sheet
from bot.staff.wordbook import Words, read_wordbook
from bot.tickets.checklist import read_systems


@click.command()
@click.option("--lang", type=click.Choice(["nb", "en"]), default="nb", help="The language.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Text to read, or one JSON object.")
@click.option(
    "--tests",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A report of the tests (pytest --junitxml): says beside each measure how its tests went, and when.",
)
def record(lang: str, form: str, tests: Path | None) -> None:
    """Print the record of processing with the security note, as the settings in force make it."""
    settings, words = settings_or_exit(), read_wordbook().of(Language(lang))
    policy = read_policy(settings.policy_dir, periods_of(settings))
    book = record_of(settings, policy.facts)
    systems = read_systems(settings.policy_dir)
    material = Material(book, settings, policy.facts, systems, _tried(tests) if tests is not None else {})
    sheets, reviewed = sheets_of(material, words), reviewed_of(book, words)
    click.echo(_as_json(sheets, reviewed, words) if form == "json" else _as_text(sheets, reviewed, words))


def _as_text(sheets: tuple[Sheet, ...], reviewed: str, words: Words) -> str:
    title = words("record.title")
    return "\n".join((title, "=" * len(title), "", reviewed, *(line for sheet in sheets for line in _lines(sheet))))


def _lines(sheet: Sheet) -> list[str]:
    rows = sheet.grid.rows if sheet.grid is not None else ()
    lines = ["", sheet.title, "-" * len(sheet.title), *filter(None, (sheet.text,))]
    lines += [f"{label}: {text}" for label, text in sheet.facts if text]
    lines += [f"- {' | '.join(filter(None, row))}" for row in rows]
    return lines if sheet.grid is None or rows else [*lines, sheet.none]


def _as_json(sheets: tuple[Sheet, ...], reviewed: str, words: Words) -> str:
    parts = [
        {
            "name": sheet.name,
            "title": sheet.title,
            "text": sheet.text,
            "facts": dict(sheet.facts),
            "rows": [dict(zip(sheet.grid.columns, row, strict=True)) for row in sheet.grid.rows] if sheet.grid is not None else [],
        }
        for sheet in sheets
    ]
    return json.dumps({"title": words("record.title"), "reviewed": reviewed, "parts": parts}, ensure_ascii=False, indent=2)


def _tried(report: Path) -> dict[str, Tried]:
    """By file of tests."""
    try:
        root = ElementTree.parse(report).getroot()  # noqa: S314 - a report of our own tests, handed in by the operator
        on = datetime.fromisoformat(next(suite.attrib["timestamp"] for suite in root.iter("testsuite"))).date()
    except (ElementTree.ParseError, StopIteration, KeyError, ValueError):
        raise Failed(f"{report}: is no report of pytest --junitxml") from None
    return _counted(root, on)


def _counted(root: ElementTree.Element, on: date) -> dict[str, Tried]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in root.iter("testcase"):
        ends = {each.tag for each in case}
        end = "failed" if ends & {"failure", "error"} else "skipped" if "skipped" in ends else "passed"
        found[_file_of(case.get("classname", ""))][end] += 1
    return {file: Tried(ends["passed"], ends["failed"], ends["skipped"], on) for file, ends in found.items()}


def _file_of(classname: str) -> str:
    """tests/staff/test_log.py of tests.staff.test_log."""
    return f"{classname.replace('.', '/')}.py"
