"""The texts of the policy's statements, for ranking only. What is said of them is the business of `answers`.

Tolerant of what else stands in the folder: a file without `[[statements]]` has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import Language, Table, read_table


@dataclass(frozen=True)
class Statement:
    """One statement in the languages it is written in; `title` is the heading it stands under."""

    id: str
    title: str
    texts: Mapping[Language, str]


def read_statements(folder: Path) -> tuple[Statement, ...]:
    """All statements below the folder in the order of its files; raises ContentError."""
    return tuple(statement for file in sorted(folder.rglob("*.toml")) for statement in _of_file(read_table(file)))


def _of_file(table: Table) -> list[Statement]:
    if "statements" not in table:
        return []
    title = table.text("title") if "title" in table else ""
    return [_statement(item, title) for item in table.tables("statements")]


def _statement(item: Table, title: str) -> Statement:
    texts = {language: item.text(language) for language in Language if language in item}
    if not texts:
        raise item.fault("", "has no text", 'Add the text in at least one language, for example nb = "...".')
    return Statement(item.text("id"), item.text("title", title or "-"), texts)
