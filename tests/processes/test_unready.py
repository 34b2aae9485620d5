"""A database that cannot take a turn says so within seconds, and in words for the operator."""

import asyncio
import logging
import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import _kept_up
from bot.store.database import Database, DatabaseUnreachable

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "test.sqlite3"


@pytest.fixture
async def database(file: Path) -> Database:
    database = Database(f"sqlite:///{file}")
    await database.migrate()
    return database


async def test_a_file_that_another_process_holds_is_not_ready(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.store.database.SECONDS_TO_ANSWER", 0.2)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        held = await database.answers()
        other.execute("ROLLBACK")

    assert (held, await database.answers()) == (False, True)
    assert caplog.messages == ["no turn could be written down: database is locked"]
    await database.close()


async def test_a_disk_without_room_is_not_ready(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10_000_000, 9_500_000, 500_000))

    assert not await database.answers()
    assert caplog.messages == ["no turn could be written down: the disk is full"]
    await database.close()


async def test_a_file_that_went_away_is_not_ready_and_not_made_anew(database: Database, file: Path) -> None:
    file.unlink()  # noqa: ASYNC240 - a test

    assert not await database.answers()
    assert not file.exists()  # noqa: ASYNC240
    await database.close()


async def test_nobody_queues_for_ever_behind_a_writer_that_is_stuck(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.database.SECONDS_TO_QUEUE", 0.05)
    may_end = asyncio.Event()

    async def stuck() -> None:
        async with database.transaction():
            await may_end.wait()

    first = asyncio.create_task(stuck())
    await asyncio.sleep(0.01)

    with pytest.raises(DatabaseUnreachable):
        async with database.transaction():
            pass

    may_end.set()
    await first
    async with database.transaction() as records:
        assert await records.letters.how_many() == 0
    await database.close()


async def test_a_worker_that_fails_is_started_again(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("bot.app.SECONDS_AFTER_A_FAULT", 0.01)
    caplog.set_level(logging.ERROR)
    has_gone_on = asyncio.Event()
    faults = [ValueError("ola@example.com")]

    async def worker() -> None:
        if faults:
            raise faults.pop()
        has_gone_on.set()

    task = asyncio.create_task(_kept_up(worker))
    async with asyncio.timeout(5):
        await has_gone_on.wait()
    task.cancel()

    assert [message.rpartition(": ")[2] for message in caplog.messages] == ["ValueError"]
