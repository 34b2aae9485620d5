"""One Chromium for all browser tests; a fresh server, tab and storage for each."""

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from .fake_chat import FakeChat
from .widget_page import Visitor

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[FakeChat]:
    started = FakeChat()
    await started.start()
    yield started
    await started.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(locale="nb-NO", viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(8000)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(context: BrowserContext, site: FakeChat) -> Visitor:
    return Visitor(await context.new_page(), site.host_url)
