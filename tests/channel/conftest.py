from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import SERVICE, create_app
from bot.contents import Library
from bot.settings import Settings
from tests.channel.house import House
from tests.doubles import CountingTokens, FixedClock, Letterbox

Opens = Callable[..., Awaitable[House]]


@pytest.fixture(scope="session")
def library() -> Library:
    """Content takes seconds to read; no test here changes it."""
    return Library(Settings())


@pytest.fixture
def opens(tmp_path: Path, library: Library, aiohttp_client: AiohttpClient) -> Opens:
    """Starts a house with other settings than the usual ones."""

    async def start(**settings: object) -> House:
        clock, letterbox = FixedClock(), Letterbox()
        chosen = {"database_url": f"sqlite:///{tmp_path / 'house.sqlite3'}", **settings}
        app = create_app(Settings.model_validate(chosen), clock=clock, tokens=CountingTokens(), postman=letterbox, library=library)
        return House(await aiohttp_client(app), app[SERVICE], clock, letterbox)

    return start


@pytest.fixture
async def house(opens: Opens) -> House:
    return await opens()
