import asyncio
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.store.database import Database, UnsuitableDatabase, async_url
from tests.store import rows


async def test_a_transaction_is_kept(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add(rows.chat())

    async with database.reading() as records:
        assert await records.chats.find("chat-1") is not None


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as records:
            await records.chats.add(rows.chat())
            raise RuntimeError

    async with database.reading() as records:
        assert await records.chats.find("chat-1") is None


async def test_a_changed_row_is_not_stored_by_itself(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add(rows.chat(state="first"))

    async with database.transaction() as records:
        chat = await records.chats.find_for_update("chat-1")
        assert chat is not None
        chat.state = "second"

    async with database.reading() as records:
        stored = await records.chats.find("chat-1")
    assert stored is not None
    assert stored.state == "first"


async def test_reading_refuses_to_write(database: Database) -> None:
    with pytest.raises(DBAPIError):
        async with database.reading() as records:
            await records.chats.add(rows.chat())


async def test_a_reader_neither_waits_for_a_writer_nor_sees_what_it_has_not_kept(database: Database) -> None:
    async with database.transaction() as writing:
        await writing.chats.add(rows.chat())
        async with asyncio.timeout(5), database.reading() as reading:
            seen = await reading.chats.find("chat-1")

    assert seen is None


async def test_a_reader_sees_one_moment(database: Database) -> None:
    async with database.reading() as reading:
        before = await reading.chats.find("chat-1")
        async with asyncio.timeout(5), database.transaction() as writing:
            await writing.chats.add(rows.chat())
        after = await reading.chats.find("chat-1")

    assert (before, after) == (None, None)


async def test_moments_come_back_as_aware_utc(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add(rows.chat())

    async with database.reading() as records:
        chat = await records.chats.find("chat-1")

    assert chat is not None
    assert chat.started_at == rows.MONDAY
    assert chat.started_at.tzinfo is not None


async def test_an_error_does_not_show_what_was_said(database: Database) -> None:
    with pytest.raises(DBAPIError) as error:
        async with database.transaction() as records:
            await records.chats.add(rows.chat())
            await records.chats.add_message(rows.message("hemmelig", client_id="m1"))
            await records.chats.add_message(rows.message("hemmelig", client_id="m1"))

    assert "hemmelig" not in str(error.value)


async def test_the_next_transaction_works_after_one_was_cancelled(database: Database) -> None:
    has_written = asyncio.Event()

    async def hang() -> None:
        async with database.transaction() as records:
            await records.chats.add(rows.chat())
            has_written.set()
            await asyncio.sleep(60)

    hanging = asyncio.create_task(hang())
    await has_written.wait()
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)

    async with asyncio.timeout(10), database.transaction() as records:
        await records.chats.add(rows.chat())


async def test_many_writers_at_once_all_get_their_turn(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add(rows.chat())

    async def say(number: int) -> int:
        async with database.transaction() as records:
            await records.chats.find_for_update("chat-1")
            return (await records.chats.add_message(rows.message(str(number)))).seq

    numbers = await asyncio.gather(*(say(number) for number in range(30)))

    assert sorted(numbers) == list(range(1, 31))


KILLED = """
import asyncio, os, signal, sys
from bot.store.database import Database
from tests.store import rows

async def main():
    database = Database(sys.argv[1])
    async with database.transaction() as records:
        await records.chats.add(rows.chat("kept"))
    async with database.transaction() as records:
        await records.chats.add(rows.chat("lost"))
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_killed_process_keeps_what_was_committed_and_nothing_else(url: str, database: Database) -> None:
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, url)
    await killed.wait()

    async with database.reading() as records:
        assert await records.chats.find("kept") is not None
        assert await records.chats.find("lost") is None


async def test_it_says_whether_it_can_be_asked(database: Database) -> None:
    assert await database.answers()


async def test_a_server_that_is_down_does_not_answer() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none")

    assert not await away.answers()

    await away.close()


async def test_a_transaction_inside_a_transaction_is_refused_on_sqlite(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")

    async with database.transaction():
        with pytest.raises(RuntimeError, match="wait for itself"):
            async with database.transaction():
                pass
    await database.close()


async def test_sqlite_writes_to_the_disk_before_it_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    await database.migrate()

    async with database._writing.connect() as connection:
        synchronous = await connection.exec_driver_sql("PRAGMA synchronous")
        mode = await connection.exec_driver_sql("PRAGMA journal_mode")

    assert (synchronous.scalar(), mode.scalar()) == (2, "wal")
    await database.close()


async def test_the_sqlite_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    await database.migrate()
    await database.close()

    mode = (tmp_path / "test.sqlite3").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


async def test_what_is_erased_is_gone_from_the_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    await database.migrate()
    async with database.transaction() as records:
        await records.chats.add(rows.chat())
        await records.chats.add_message(rows.message("merkelapp-i-filen"))
    async with database.transaction() as records:
        await records.chats.erase("chat-1")
    await database.close()
    sqlite3.connect(tmp_path / "test.sqlite3").execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()

    assert files_with(tmp_path, b"merkelapp-i-filen") == []


def files_with(folder: Path, content: bytes) -> list[str]:
    return [file.name for file in folder.iterdir() if content in file.read_bytes()]


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///privacy.sqlite3", "sqlite+aiosqlite"),
        ("postgresql://bot:secret@db.example.com/privacy", "postgresql+asyncpg"),
        ("postgres://db.example.com/privacy", "postgresql+asyncpg"),
    ],
)
def test_a_database_is_spoken_to_by_its_asynchronous_driver(url: str, driver: str) -> None:
    assert async_url(url).drivername == driver


def test_the_usual_name_of_the_tls_setting_is_understood() -> None:
    assert async_url("postgresql://db.example.com/privacy?sslmode=require").query == {"ssl": "require"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "privacy.sqlite3", ""])
def test_a_database_that_cannot_keep_the_promises_is_refused(url: str) -> None:
    with pytest.raises(UnsuitableDatabase):
        async_url(url)


def test_a_refused_url_is_not_repeated_in_the_error() -> None:
    with pytest.raises(UnsuitableDatabase) as error:
        async_url("mysql://bot:secret@localhost/x")

    assert "secret" not in str(error.value)
