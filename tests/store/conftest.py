"""Every store test runs over SQLite and over PostgreSQL, each with a database of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import SQLModel

from bot.store.database import Database
from tests.postgresql import Server, find_programs, running_server

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = find_programs()
    if programs is None:
        pytest.skip("the PostgreSQL programs are not on this machine")
    with running_server(programs) as running:
        yield running


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def migrated_server(server: Server) -> Server:
    asyncio.run(server.run("CREATE DATABASE migrated"))
    asyncio.run(migrate(server.url("migrated")))
    return server


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    server: Server = request.getfixturevalue("server")
    name = f"test_{uuid4().hex}"
    asyncio.run(server.run(f"CREATE DATABASE {name}"))
    return server.url(name)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database: a copy or a swept one, because migrating for each test would take most of the time."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "test.sqlite3")
        return f"sqlite:///{tmp_path / 'test.sqlite3'}"
    server: Server = request.getfixturevalue("migrated_server")
    tables = ", ".join(SQLModel.metadata.tables)
    # as a replica would: the log's own guard refuses to be emptied
    asyncio.run(server.run(f"SET session_replication_role = replica; TRUNCATE {tables} RESTART IDENTITY", "migrated"))
    return server.url("migrated")


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = Database(url)
    yield opened
    await opened.close()


async def migrate(url: str) -> None:
    opened = Database(url)
    await opened.migrate()
    await opened.close()
