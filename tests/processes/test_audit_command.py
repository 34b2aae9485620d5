"""`python -m bot audit verify` says in one line what is wrong with the log, with row and day."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, update
from sqlmodel import col

from bot.commands import main
from bot.proof import FILE
from bot.rounds.heads import Heads
from bot.rounds.tour import Tour
from bot.settings import Settings
from bot.store.chain import digest
from bot.store.database import Database
from bot.store.tables import AuditEntry, AuditHead
from tests.doubles import MONDAY, CountingTokens, FixedClock
from tests.staff.office import shelf
from tests.store.tampering import tamper


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Two days with two entries each, and the head of the first; the head's own round writes the third entry."""
    url = f"sqlite:///{tmp_path / 'test.sqlite3'}"

    async def fill() -> None:
        database, clock = Database(url), FixedClock()
        await database.migrate()
        for day in range(2):
            for subject in ("a", "b"):
                async with database.transaction() as records:
                    await records.audit.append(MONDAY + timedelta(days=day), "kari", "case.viewed", subject)
            clock.tick(days=1)
            await Heads(Tour(database, shelf(), Settings(), clock, CountingTokens())).make()
        await database.close()

    asyncio.run(fill())
    return url


def verify(url: str, *options: str) -> Result:
    return CliRunner(env={"BOT_DATABASE_URL": url}).invoke(main, ["audit", "verify", *options])


def test_a_whole_log_is_whole(url: str) -> None:
    result = verify(url)

    assert (result.exit_code, result.stdout[:13]) == (0, "whole: 6 rows")


def test_a_changed_row_is_named_with_its_day(url: str) -> None:
    asyncio.run(tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 4).values(actor="per")))

    result = verify(url)

    assert (result.exit_code, result.stderr) == (1, "Error: the log is damaged: row 4 of 2026-11-24 was changed\n")


def test_a_removed_row_is_named(url: str) -> None:
    asyncio.run(tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == 2)))

    result = verify(url)

    assert (result.exit_code, "row 2 was removed" in result.stderr) == (1, True)


def test_a_cut_end_shows_against_the_heads_of_the_database(url: str, proof_dir: Path) -> None:
    (proof_dir / FILE).unlink()
    asyncio.run(tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) > 3)))

    result = verify(url)

    assert (result.exit_code, "the end was cut off: row 4 is missing" in result.stderr) == (1, True)


def test_when_the_heads_are_cut_too_the_file_shows_it(url: str) -> None:
    asyncio.run(tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) > 3), delete(AuditHead)))

    result = verify(url)

    assert (result.exit_code, "the end was cut off: row 4 is missing, and the head of 2026-11-24" in result.stderr) == (1, True)


def test_a_log_written_anew_shows_against_the_heads(url: str) -> None:
    async def rewrite() -> None:
        database = Database(url)
        async with database.reading() as records:
            rows = list(reversed(await records.audit.latest(10)))
        await database.close()
        rows[1].actor, previous = "per", rows[0].digest
        for row in rows[1:]:
            row.previous = previous
            row.digest = previous = digest(row)
        anew = [update(AuditEntry).where(col(AuditEntry.seq) == row.seq).values(**row.model_dump(exclude={"seq"})) for row in rows[1:]]
        await tamper(url, *anew)

    asyncio.run(rewrite())

    result = verify(url)

    assert (result.exit_code, "was written anew, by the head of 2026-11-23" in result.stderr) == (1, True)


def test_a_forged_head_in_the_file_is_named(url: str, proof_dir: Path) -> None:
    file = proof_dir / FILE
    first, second = file.read_text().splitlines()
    file.write_text(f"{json.dumps({**json.loads(first), 'seq': 1})}\n{second}\n")

    result = verify(url)

    assert (result.exit_code, "the head of 2026-11-23, row 1, is forged" in result.stderr) == (1, True)


def test_a_file_of_one_s_own_can_be_named(url: str, tmp_path: Path, proof_dir: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    (proof_dir / FILE).rename(kept)
    asyncio.run(tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) > 3), delete(AuditHead)))

    without, with_file = verify(url), verify(url, "--heads", str(kept))

    assert (without.exit_code, with_file.exit_code) == (0, 1)


@pytest.mark.parametrize("line", ["nonsense", "{}", "[]", '{"day": "soon", "seq": 1, "digest": "", "signature": ""}'])
def test_a_file_that_holds_no_heads_is_named_in_words(url: str, proof_dir: Path, line: str) -> None:
    (proof_dir / FILE).write_text(f"{line}\n")

    result = verify(url)

    assert (result.exit_code, result.stderr) == (1, f"Error: {proof_dir / FILE}: line 1 is no head\n")


def test_a_file_that_is_not_there_is_wrong_use(url: str) -> None:
    assert verify(url, "--heads", "/no/such/file").exit_code == 2
