"""The page of a package: what a person reads first, made of the very data that lies beside it. It needs nothing but itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

from jinja2 import Environment, FileSystemLoader, Template
from pydantic import JsonValue

from bot.answers.dates import OSLO, oslo_date, written_date, written_time
from bot.content import Language
from bot.contents import Contents
from bot.tickets.grounds import Ground

HERE = Path(__file__).parent / "package_files"
CODED = frozenset(
    "status kind outcome result sender channel identity_check delivery purpose source decision action key language asks mark ground "
    "extension_ground kept_law topic intent assigned_intent holder_id changed_by done_by staff_id prepared_by decided_by lifted_by "
    "assigned_by added_by written_by made_by actor role".split()
)
"""Columns whose values the list of codes explains."""
WIDEST_TABLE = 6
"""Columns that a phone and a sheet of paper still have room for; rows with more are lists of their own."""

Row = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Said:
    """A message; `is_own` when the requester wrote it."""

    who: str
    at: str
    text: str
    is_own: bool


@dataclass(frozen=True)
class Sheet:
    """A table with every row; cells are as people read them. Columns that are empty in all rows stand in data.json alone."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_wide(self) -> bool:
        return len(self.columns) > WIDEST_TABLE


@dataclass(frozen=True)
class Facts:
    """A heading with named facts and longer words below it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class PackagePage:
    language: Language
    title: str
    about: str
    is_portable: bool
    answer: tuple[tuple[str, str], ...]
    withheld: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str, str], ...]
    conversations: tuple[tuple[str, tuple[Said, ...]], ...]
    cases: tuple[Facts, ...]
    letters: tuple[Facts, ...]
    sheets: tuple[Sheet, ...]
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Words:
    """The package's words in one language."""

    contents: Contents
    language: Language

    def __call__(self, key: str, **values: str) -> str:
        return self.contents.copies.text(key, self.language, values)

    def meaning(self, code: str) -> str:
        """What a code means; itself when it is none."""
        return self.find_meaning(code) or code

    def find_meaning(self, code: str) -> str | None:
        for key in (f"code.{code}", f"code.language.{code}"):
            if key in self.contents.copies.by_key:
                return self(key)
        topic = self.contents.topics.find(code)
        return topic.label.in_language(self.language) if topic is not None else None

    def moment(self, text: str) -> str:
        """A moment or a day of the data as people write it; anything else as it is."""
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return text
        day = written_date(oslo_date(at) if at.tzinfo is not None else at.date(), self.language)
        return f"{day}, {written_time(at)}" if at.tzinfo is not None else day

    def cell(self, column: str, value: JsonValue) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self("page.yes" if value else "page.no")
        if isinstance(value, list | dict):
            inner = value.values() if isinstance(value, dict) else value
            return ", ".join(filter(None, (self.cell(column, one) for one in inner)))
        if not isinstance(value, str):
            return str(value)
        if column == "at" or column.endswith(("_at", "_on", "since", "until", "not_before")):
            return self.moment(value)
        if column == "system":
            return next((one.name.in_language(self.language) for one in self.contents.systems if one.id == value), value)
        if column == "field":
            return next((one.title.in_language(self.language) for one in self.contents.points if one.id == value), value)
        return self.meaning(value) if column in CODED else value


def page_of(data: Mapping[str, JsonValue], contents: Contents, language: Language, made_at: datetime) -> str:
    """The whole page, one file."""
    words = Words(contents, language)
    tables = cast("Mapping[str, Sequence[Row]]", data["tables"])
    is_portable = data["kind"] == "portability"
    made_on = written_date(made_at.astimezone(OSLO).date(), language)
    page = PackagePage(
        language=language,
        title=words("page.title_portability" if is_portable else "page.title"),
        about=words("page.about", reference=str(data["reference"]), date=made_on) + " " + words("page.for", address=str(data["address"])),
        is_portable=is_portable,
        answer=tuple((str(one["title"]), str(one["text"])) for one in _rows(data["answer"])),
        withheld=tuple((str(one["what"]), str(one["why"]), _article(str(one["ground"]))) for one in _rows(data["withheld"])),
        files=tuple((str(one["path"]), str(one["name"]), _size(one["size"])) for one in _rows(data["files"])),
        conversations=() if is_portable else _conversations(tables, words),
        cases=tuple(_case(one, words) for one in tables.get("ticket", ())),
        letters=tuple(_letter(one, words) for one in tables.get("letter", ()) if one.get("text")),
        sheets=tuple(_sheet(table, rows, words) for table, rows in tables.items() if rows),
        codes=tuple(cast("Mapping[str, str]", data["codes"]).items()),
    )
    return _template().render(page=page, w=words)


@cache
def _template() -> Template:
    # autoescape: what visitors and staff typed is text on this page, whatever it looks like
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("index.html")


def _rows(value: JsonValue) -> Sequence[Row]:
    return cast("Sequence[Row]", value)


def _conversations(tables: Mapping[str, Sequence[Row]], words: Words) -> tuple[tuple[str, tuple[Said, ...]], ...]:
    found = []
    for chat in tables.get("chat", ()):
        mine = [one for one in tables.get("chat_message", ()) if one["chat_id"] == chat["id"]]
        said = tuple(
            Said(
                words(f"page.who.{'you' if one['sender'] == 'visitor' else 'bot'}"),
                words.moment(str(one["at"])),
                str(one["text"]),
                one["sender"] == "visitor",
            )
            for one in mine
        )
        if said:
            found.append((words.moment(str(chat["started_at"])), said))
    return tuple(found)


def _case(case: Row, words: Words) -> Facts:
    shown = [name for name in ("kind", "status", "outcome", "received_on", "due_on", "closed_at") if case.get(name)]
    facts = tuple((words(f"column.{name}"), words.cell(name, case[name])) for name in shown)
    return Facts(str(case["reference"]), facts, str(case.get("words", "")))


def _letter(letter: Row, words: Words) -> Facts:
    facts = ((words("column.written_at"), words.cell("written_at", letter["written_at"])),)
    return Facts(str(letter["subject"]), facts, str(letter["text"]))


def _sheet(table: str, rows: Sequence[Row], words: Words) -> Sheet:
    cells = [{column: words.cell(column, value) for column, value in row.items()} for row in rows]
    columns = list(dict.fromkeys(column for row in cells for column, text in row.items() if text))
    titles = tuple(words(f"column.{column}") for column in columns)
    return Sheet(words(f"table.{table}"), titles, tuple(tuple(row.get(column, "") for column in columns) for row in cells))


def _article(ground: str) -> str:
    return Ground(ground).article


def _size(size: JsonValue) -> str:
    number = cast("int", size)
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{max(1, number // 1024)} kB"
