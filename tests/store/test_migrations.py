import asyncio
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from bot.store.database import Database, async_url

MIGRATE = "import asyncio, sys; from bot.store.database import Database; asyncio.run(Database(sys.argv[1]).migrate())"


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), SQLModel.metadata))


async def test_the_migrated_schema_is_that_of_the_tables(url: str) -> None:
    engine = create_async_engine(async_url(url))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert found == []


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    await database.migrate()

    async with database.reading() as records:
        assert await records.letters.how_many() == 0


async def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    starts = [await asyncio.create_subprocess_exec(sys.executable, "-c", MIGRATE, empty_url) for _ in range(3)]

    codes = [await start.wait() for start in starts]

    engine = create_async_engine(async_url(empty_url))
    async with engine.connect() as connection:
        revisions = await connection.scalar(select(func.count()).select_from(text("alembic_version")))
    await engine.dispose()
    assert codes == [0, 0, 0]
    assert revisions == 1


def test_migrations_travel_in_the_wheel() -> None:
    pytest.importorskip("hatchling")
    listing = (
        "from hatchling.builders.wheel import WheelBuilder;"
        "print([file.distribution_path for file in WheelBuilder('.').recurse_included_files()])"
    )

    built = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)

    assert "bot/store/migrations/env.py" in built.stdout
    assert "bot/store/migrations/versions/revision_0001.py" in built.stdout
