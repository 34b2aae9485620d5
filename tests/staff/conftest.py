import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channel.copies import copy_routes
from bot.channel.visitors import gate
from bot.contents import Library
from bot.desk.passwords import Passwords
from bot.outside import SecureTokens
from bot.settings import Settings
from bot.staff.console import add_console
from bot.store.database import Database
from tests.doubles import FixedClock
from tests.staff.office import QUICK, Colleague, Office, shelf


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"

    async def migrate() -> None:
        opened = Database(f"sqlite:///{file}")
        await opened.migrate()
        await opened.close()

    asyncio.run(migrate())
    return file


@pytest.fixture(scope="session")
def library() -> Library:
    return shelf()


Opens = Callable[..., Awaitable[Office]]


@pytest.fixture
async def opens(tmp_path: Path, migrated_file: Path, library: Library) -> AsyncIterator[Opens]:
    """Opens an office with other settings than the usual ones."""
    offices: list[Office] = []

    async def start(**settings: object) -> Office:
        file = tmp_path / f"{len(offices)}.sqlite3"
        shutil.copy(migrated_file, file)
        database, clock, notified = Database(f"sqlite:///{file}"), FixedClock(), list[None]()
        chosen = Settings.model_validate(settings)
        app = web.Application(client_max_size=64 * 1024)
        visitors = gate(chosen.base_url, (), ())
        app.add_routes(copy_routes(database, library, chosen, visitors, clock, SecureTokens(), lambda: notified.append(None)))
        add_console(
            app,
            database=database,
            library=library,
            settings=chosen,
            clock=clock,
            tokens=SecureTokens(),
            notify=lambda: notified.append(None),
            passwords=Passwords(QUICK),
        )
        server = TestServer(app)
        await server.start_server()
        offices.append(Office(server, database, clock, notified, chosen))
        return offices[-1]

    yield start
    for office in offices:
        await office.server.close()
        await office.database.close()


@pytest.fixture
async def office(opens: Opens) -> Office:
    return await opens()


@pytest.fixture
async def kari(office: Office) -> AsyncIterator[Colleague]:
    colleague = await office.employs("Kari")
    yield colleague
    await colleague.client.close()


@pytest.fixture
async def nina(office: Office) -> AsyncIterator[Colleague]:
    """The privacy officer."""
    colleague = await office.employs("Nina", role="privacy_officer")
    yield colleague
    await colleague.client.close()


@pytest.fixture
async def per(office: Office) -> AsyncIterator[Colleague]:
    colleague = await office.employs("Per")
    yield colleague
    await colleague.client.close()
