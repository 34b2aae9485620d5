"""The log's daily head is kept in the database, in a file and by letter, each once, whatever happens in between."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from bot.proof import FILE, Head, examine, read_heads
from bot.rounds.heads import Heads
from bot.rounds.tour import Tour
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import AuditEntry, AuditHead
from tests.doubles import CountingTokens, FixedClock
from tests.staff.office import shelf
from tests.store.tampering import tamper

NIGHT = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
"""A minute before midnight in Oslo."""

Made = Callable[..., Heads]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NIGHT)


@pytest.fixture
def made(database: Database, clock: FixedClock) -> Made:
    """A process that keeps heads; each call is another one."""
    library = shelf()
    return lambda **settings: Heads(Tour(database, library, Settings(**settings), clock, CountingTokens()))


async def log(database: Database, clock: FixedClock, subject: str = "INN-2026-1") -> None:
    async with database.transaction() as records:
        await records.audit.append(clock(), "kari", "case.viewed", subject)


async def heads_of(database: Database) -> list[tuple[str, int]]:
    async with database.reading() as records:
        return [(head.day.isoformat(), head.seq) for head in await records.audit.heads()]


async def letters_of(database: Database) -> list[str]:
    async with database.reading() as records:
        return [letter.kind for letter in await records.letters.latest(10)]


def lines(proof_dir: Path) -> list[tuple[str, int]]:
    return [(head["day"], head["seq"]) for head in map(json.loads, (proof_dir / FILE).read_text().splitlines())]


def stand_in_the_way(proof_dir: Path) -> None:
    proof_dir.write_text("no folder", encoding="utf-8")


def get_out_of_the_way(proof_dir: Path) -> None:
    proof_dir.unlink()


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


async def test_the_head_of_a_day_is_kept_after_midnight_in_oslo(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    heads = made()
    await log(database, clock)
    await heads.make()
    before = await heads_of(database)

    clock.tick(minutes=1)
    await log(database, clock)
    await heads.make()

    assert before == []
    assert await heads_of(database) == lines(proof_dir) == [("2026-11-23", 1)]


async def test_the_same_head_is_kept_once(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    await log(database, clock)
    clock.tick(minutes=1)

    for heads in (made(), made()):
        await heads.make()
        await heads.make()

    assert await heads_of(database) == lines(proof_dir) == [("2026-11-23", 1)]


async def test_of_several_processes_one_wins(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    await log(database, clock)
    clock.tick(minutes=1)

    await asyncio.gather(*(made(proof_mail="proof@example.com").make() for _ in range(4)))

    assert await heads_of(database) == lines(proof_dir) == [("2026-11-23", 1)]
    assert await letters_of(database) == ["audit_head"]


async def test_a_day_without_the_program_needs_no_head(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    heads = made()
    await log(database, clock)
    clock.tick(days=3)

    await heads.make()

    assert await heads_of(database) == lines(proof_dir) == [("2026-11-25", 1)]


async def test_an_empty_log_has_no_head(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    clock.tick(days=1)

    await made().make()

    assert await heads_of(database) == []
    assert not (proof_dir / FILE).exists()


async def test_what_a_crash_left_out_of_the_file_is_added(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    await log(database, clock)
    for _ in range(3):
        clock.tick(days=1)
        await made().make()
    whole = (proof_dir / FILE).read_bytes()

    (proof_dir / FILE).write_bytes(whole[: len(whole) // 2])
    await made().make()

    assert (proof_dir / FILE).read_bytes() == whole


async def test_a_folder_that_cannot_be_written_is_a_warning_and_no_stop(
    database: Database, clock: FixedClock, made: Made, proof_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stand_in_the_way(proof_dir)
    heads = made()
    await log(database, clock)
    clock.tick(minutes=1)

    with caplog.at_level(logging.WARNING):
        await heads.make()
        await heads.make()
    was_kept = await heads_of(database)
    get_out_of_the_way(proof_dir)
    await heads.make()

    assert [record.message for record in caplog.records] == ["the log's head is not kept outside the database: File exists"]
    assert was_kept == lines(proof_dir) == [("2026-11-23", 1)]


async def test_the_file_is_for_its_owner_alone(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    await log(database, clock)
    clock.tick(minutes=1)

    await made().make()

    assert (mode_of(proof_dir), mode_of(proof_dir / FILE)) == (0o700, 0o600)


async def test_the_letter_holds_the_signed_head(database: Database, clock: FixedClock, made: Made, proof_dir: Path) -> None:
    await log(database, clock)
    clock.tick(minutes=1)

    await made(proof_mail="proof@example.com").make()

    [head] = read_heads(proof_dir / FILE)
    async with database.reading() as records:
        [letter] = await records.letters.latest(10)
    assert (letter.recipient, letter.subject) == ("proof@example.com", "Loggens siste linje for 23. november 2026")
    assert head.digest in letter.text
    assert head.signature in letter.text


async def test_the_round_says_in_the_log_that_it_is_whole(database: Database, clock: FixedClock, made: Made) -> None:
    await log(database, clock)
    clock.tick(minutes=1)

    await made().make()

    async with database.reading() as records:
        [entry] = await records.audit.of_subject("audit")
    assert (entry.actor, entry.action, entry.result, entry.reason) == ("system", "audit.verified", "whole", "")


async def test_a_damaged_log_is_told_to_the_privacy_officer(database: Database, url: str, clock: FixedClock, made: Made) -> None:
    await log(database, clock)
    await log(database, clock)
    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 2).values(actor="per"))
    clock.tick(minutes=1)

    await made(officer_mail="nina@example.com").make()

    async with database.reading() as records:
        [letter] = await records.letters.latest(10)
        [entry] = await records.audit.of_subject("audit")
    assert (letter.kind, letter.recipient, "Første linje som ikke stemmer: 2" in letter.text) == ("audit_damage", "nina@example.com", True)
    assert (entry.result, entry.reason) == ("changed", "2")


async def test_a_head_that_was_made_without_the_key_is_found(database: Database, url: str, clock: FixedClock, made: Made) -> None:
    await log(database, clock)
    clock.tick(minutes=1)
    await made().make()
    await tamper(url, update(AuditHead).values(signature="0" * 64))

    async with database.reading() as records:
        examined = await examine(records, Settings(), ())

    assert (examined.finding, examined.forged and examined.forged.day) == (None, "2026-11-23")


async def test_a_head_that_only_the_file_has_shows_what_was_cut(
    database: Database, url: str, clock: FixedClock, made: Made, proof_dir: Path
) -> None:
    await log(database, clock)
    await log(database, clock)
    clock.tick(minutes=1)
    await made().make()
    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) > 1), delete(AuditHead))

    async with database.reading() as records:
        inside = await examine(records, Settings(), ())
        outside = await examine(records, Settings(), read_heads(proof_dir / FILE))

    assert inside.finding is None
    assert outside.finding is not None
    assert (outside.finding.damage, outside.finding.seq, str(outside.finding.day)) == ("cut", 2, "2026-11-23")


def test_a_head_signed_with_another_key_is_not_ours() -> None:
    head = Head("2026-11-23", 1, "d" * 64, "0" * 64)

    assert not head.is_ours(Settings())
