"""Tables for spreadsheets, in which nothing is a formula (A8)."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of one."""


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """RFC 4180, with a mark that it is UTF-8; what looks like a formula gets an apostrophe before it."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([harmless(text) for text in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Blanks before it do not help: some programs take them away first."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
