"""Demo mode shows its letters in the browser; a real service has no such pages and posts real mail."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiohttp.test_utils import unused_port
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import SERVICE, create_app
from bot.contents import Library
from bot.settings import Settings
from tests.channel.conftest import Opens
from tests.channel.house import House
from tests.doubles import CountingTokens, FixedClock, Letterbox
from tests.mail.doubles import MailServer, running

DEMO_PAGES = ("/", "/demo/mailbox", "/demo/demo.css")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running(MailServer(unused_port())) as server:
        yield server


async def test_demo_mode_shows_the_sample_page_and_the_mailbox(house: House) -> None:
    await (await house.visitor()).ask_for_deletion("ola@x.no")

    pages = [await house.client.get(path) for path in DEMO_PAGES]
    mailbox = await (await house.client.get("/demo/mailbox")).text()
    missing = await house.client.get("/demo/mailbox/nothing")

    assert [page.status for page in pages] == [200, 200, 200]
    assert "/widget.js" in await pages[0].text()
    assert "ola@x.no" in mailbox
    assert "000 001" in mailbox
    assert missing.status == 404


async def test_a_real_service_has_no_demo_pages(opens: Opens) -> None:
    house = await opens(smtp_url="smtp://127.0.0.1:1", secret_key="a secret key for tests")

    for path in (*DEMO_PAGES, "/demo/mailbox/1", "/demo"):
        assert (await house.client.get(path)).status == 404


async def test_a_real_service_posts_a_real_letter(
    tmp_path: object, library: Library, aiohttp_client: AiohttpClient, mail_server: MailServer
) -> None:
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{tmp_path}/house.sqlite3",
            "smtp_url": f"smtp://127.0.0.1:{mail_server.port}",
            "secret_key": "a secret key for tests",
            "public_url": "https://chat.qsmanager.no",
        }
    )
    clock = FixedClock()
    app = create_app(settings, clock=clock, tokens=CountingTokens(), library=library)
    house = House(await aiohttp_client(app), app[SERVICE], clock, Letterbox())

    await (await house.visitor()).ask_for_deletion("ola@x.no")
    await house.letters()

    letter: EmailMessage = mail_server.mails[0]
    assert letter["To"] == "ola@x.no"
    assert letter["Reply-To"] == "post@qsmanager.no"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "000 001" in letter.get_content()
    assert "https://chat.qsmanager.no/not-me/" in letter.get_content()


async def test_the_operator_sees_that_it_lives_and_what_waits(house: House) -> None:
    health, ready, metrics = [await house.client.get(path) for path in ("/healthz", "/readyz", "/metrics")]

    assert (health.status, ready.status, metrics.status) == (200, 200, 200)
    assert "privacy_letters_waiting" in await metrics.text()
