"""The journal of erasures outside the database (R18)."""

from datetime import UTC, datetime
from pathlib import Path

from bot.journal import Line, read_journal, write_missing

FIRST = Line("1", "aa", "SLE-2026-0001", datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
SECOND = Line("2", "bb", "SLE-2026-0002", datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


def test_lines_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "proof" / "erasures.jsonl"

    written = write_missing(file, [FIRST, SECOND])

    assert (written, read_journal(file)) == (2, (FIRST, SECOND))


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    write_missing(file, [FIRST])

    added = [write_missing(file, [FIRST, SECOND]), write_missing(file, [FIRST, SECOND])]

    assert added == [1, 0]
    assert file.read_text(encoding="utf-8").count("\n") == 2


def test_a_last_line_that_was_cut_off_is_written_anew_below(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    write_missing(file, [FIRST, SECOND])
    file.write_bytes(file.read_bytes()[:-20])

    cut = read_journal(file)
    write_missing(file, [FIRST, SECOND])

    assert cut == (FIRST,)
    assert read_journal(file) == (FIRST, SECOND)


def test_no_file_is_an_empty_journal(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "erasures.jsonl") == ()


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"

    write_missing(file, [FIRST])

    assert file.stat().st_mode & 0o077 == 0
