"""Pages that are read and printed: parts with a heading, each some facts or a table. The template only has to print them."""

from dataclasses import dataclass
from datetime import datetime

from bot.answers.dates import oslo_date, written_date, written_time
from bot.staff.wordbook import Words


@dataclass(frozen=True)
class Grid:
    """A table. `bars` are shares of a hundred, drawn beside the text of one column: a row each, None where there is none.

    `bar_column` counts from 0.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bar_column: int = -1
    bars: tuple[int | None, ...] = ()
    is_numbers: bool = False


@dataclass(frozen=True)
class Sheet:
    """A part of a page. `name` is its anchor; `none` is said in place of an empty table."""

    name: str
    title: str
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    grid: Grid | None = None
    none: str = ""


def at(moment: datetime | None, words: Words) -> str:
    """ "23. november 2026 kl. 09.14", whatever today is: what is printed is read on other days; nothing for None."""
    if moment is None:
        return ""
    return words("when.at", day=written_date(oslo_date(moment), words.language), time=written_time(moment))
