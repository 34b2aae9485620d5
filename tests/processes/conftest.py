"""Two processes over one PostgreSQL and one mail server, started once for all tests of a kind."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from tests.channel.killed import SlowMailServer
from tests.mail.doubles import running
from tests.postgresql import Server, find_programs, running_server
from tests.processes.program import Program


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = find_programs()
    if programs is None:
        pytest.skip("the PostgreSQL programs are not on this machine")
    with running_server(programs) as started:
        yield started


@pytest.fixture(scope="session")
def mail() -> Iterator[SlowMailServer]:
    with running(SlowMailServer(unused_port())) as started:
        yield started


@pytest.fixture
def database_url(server: Server) -> str:
    return new_database(server)


@pytest.fixture(scope="session")
def pair(server: Server, mail: SlowMailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Program]]:
    """Both started in the same moment over an empty database; their sockets never look by themselves."""
    folder, url = tmp_path_factory.mktemp("pair"), new_database(server)
    first, second = (Program(folder, url, mail.port).start(is_looking=False) for _ in range(2))
    try:
        yield first.until_ready(), second.until_ready()
    finally:
        first.end()
        second.end()


@pytest.fixture
async def clients(pair: tuple[Program, Program]) -> AsyncIterator[tuple[ClientSession, ClientSession]]:
    first, second = pair
    async with ClientSession(first.url) as one, ClientSession(second.url) as other:
        yield one, other


def new_database(server: Server) -> str:
    name = f"processes_{uuid4().hex}"
    asyncio.run(server.run(f"CREATE DATABASE {name}"))
    return server.url(name)
