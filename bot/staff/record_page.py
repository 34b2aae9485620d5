"""The record of processing and the security note as parts of a page: for the console, and for `python -m bot record`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.answers.dates import written_date
from bot.answers.recordbook import Activity, Measure, RecordBook
from bot.desk.record import DEMO, database_of, mail_server_of
from bot.desk.roles import Role
from bot.settings import Settings
from bot.staff.case_page import Notice
from bot.staff.frames import Frame
from bot.staff.sheets import Grid, Sheet
from bot.staff.wordbook import Words
from bot.tickets.checklist import System


@dataclass(frozen=True)
class Tried:
    """How the tests of one file went on that day."""

    passed: int
    failed: int
    skipped: int
    on: date


@dataclass(frozen=True)
class Material:
    """What the record is made of. `tried` is by file of tests; empty where they were not run."""

    book: RecordBook
    settings: Settings
    facts: Mapping[str, str]
    systems: tuple[System, ...]
    tried: Mapping[str, Tried]


@dataclass(frozen=True)
class RecordPage:
    template: ClassVar[str] = "record.html"
    frame: Frame
    reviewed: str
    sheets: tuple[Sheet, ...]
    notice: Notice | None = None


def reviewed_of(book: RecordBook, words: Words) -> str:
    if book.reviewed_on is None:
        return words("record.not_reviewed")
    return words("record.reviewed", day=written_date(book.reviewed_on, words.language))


def sheets_of(material: Material, words: Words) -> tuple[Sheet, ...]:
    book, language = material.book, words.language
    return (
        Sheet("controller", words("record.controller"), facts=_controller(material, words)),
        *(_activity(one, words) for one in book.activities),
        Sheet("recipients", words("record.recipients"), grid=_recipients(material, words)),
        Sheet("suppliers", words("record.suppliers"), grid=_suppliers(material, words), none=words("report.none")),
        Sheet("transfers", words("record.transfers"), text=book.transfers.in_language(language)),
        Sheet("defaults", words("record.defaults"), text=book.defaults.in_language(language)),
        Sheet("screening", words("record.screening"), text=book.screening.in_language(language)),
        Sheet("access", words("record.roles"), grid=_roles(words)),
        Sheet("running", words("record.running"), facts=_running(material.settings, words)),
        Sheet("security", words("record.security"), grid=_measures(material, words)),
    )


def _controller(material: Material, words: Words) -> tuple[tuple[str, str], ...]:
    names = ("company", "organisation_number", "address", "email", "phone")
    facts = tuple((words(f"record.{name}"), material.facts.get(name, "")) for name in names)
    return (*facts, (words("record.officer"), material.settings.officer_address))


def _activity(one: Activity, words: Words) -> Sheet:
    language = words.language
    return Sheet(
        name=one.id,
        title=one.purpose.in_language(language),
        facts=(
            (words("record.basis"), f"{one.basis.in_language(language)} {one.article}"),
            (words("record.people"), one.people.in_language(language)),
            (words("record.data"), one.data.in_language(language)),
            (words("record.kept"), one.kept.in_language(language)),
        ),
    )


def _recipients(material: Material, words: Words) -> Grid:
    columns = (words("record.recipient"), words("record.gets"), words("record.agreement"))
    parts = ((one.name, one.gets, one.agreement) for one in material.book.recipients)
    return Grid(columns, tuple(tuple(text.in_language(words.language) for text in row) for row in parts))


def _suppliers(material: Material, words: Words) -> Grid:
    """Whoever else must be told of corrections and erasures (art. 19, 28): those of the checklist."""
    names = (system.name.in_language(words.language) for system in material.systems if system.recipient)
    return Grid((words("record.supplier"),), tuple((name,) for name in names))


def _roles(words: Words) -> Grid:
    return Grid((words("record.role"),), tuple((words(f"role_hint.{role}"),) for role in Role))


def _running(settings: Settings, words: Words) -> tuple[tuple[str, str], ...]:
    server = mail_server_of(settings)
    limits = words("record.limits", number=settings.release_downloads, days=settings.release_days, megabytes=settings.file_megabytes)
    alone = words("record.one_person", hours=settings.one_person_hours) if settings.one_person else words("record.two_people")
    return (
        (words("record.address_of_service"), settings.base_url),
        (words("record.sites"), ", ".join(settings.allowed_origins) or words("report.none")),
        (words("record.database"), database_of(settings)),
        (words("record.mail_server"), words("record.demo") if server == DEMO else server),
        (words("record.sender"), settings.mail_from),
        (words("record.heads"), settings.proof_mail or words("record.heads_file")),
        (words("record.approvals"), alone),
        (words("record.copies"), limits),
        (words("record.target"), words("record.days", number=settings.target_days)),
        (words("record.breach"), words("record.hours", number=settings.breach_hours)),
    )


def _measures(material: Material, words: Words) -> Grid:
    columns = ("record.measure", "record.requirement", "record.answers", "record.shown")
    rows = tuple(_measure(one, material, words) for one in material.book.measures)
    return Grid(tuple(words(column) for column in columns), rows)


def _measure(one: Measure, material: Material, words: Words) -> tuple[str, ...]:
    if one.by_hand is not None:
        shown = words("record.by_hand", text=one.by_hand.in_language(words.language))
    else:
        shown = "; ".join(_tried(test, material.tried.get(test), words) for test in one.tests)
    return (one.text.in_language(words.language), one.requirement, words(f"record.owner.{one.owner}"), shown)


def _tried(test: str, tried: Tried | None, words: Words) -> str:
    if tried is None:
        return test
    day = written_date(tried.on, words.language)
    return words("record.tried", test=test, passed=tried.passed, failed=tried.failed, skipped=tried.skipped, day=day)
