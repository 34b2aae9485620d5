"""Demo mode shows its letters in the browser; a real service has no such pages and posts real mail."""

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from aiohttp.test_utils import unused_port
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import SERVICE, create_app
from bot.contents import Library
from bot.settings import Settings
from bot.store.tables import Letter
from tests.channel.conftest import Opens
from tests.channel.house import House
from tests.doubles import MONDAY, CountingTokens, FixedClock, Letterbox
from tests.mail.doubles import MailServer, running

LATER, FAR = MONDAY + timedelta(days=1), MONDAY + timedelta(days=9)
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


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ({"sent_at": MONDAY}, "<dt>Sendt</dt><dd>23. november 2026, 10.00</dd>"),
        ({"sent_at": MONDAY, "failed_at": LATER, "failure": "mailbox full"}, "<dt>Kom i retur</dt><dd>24. november 2026, 10.00</dd>"),
        ({"sent_at": MONDAY, "failed_at": LATER, "failure": "mailbox full"}, "<dt>Grunn</dt><dd>mailbox full</dd>"),
        ({"failed_at": LATER, "failure": "no such user"}, "<dt>Ikke levert</dt><dd>24. november 2026, 10.00</dd>"),
        ({"next_try_at": FAR}, "<dt>På vei</dt><dd>23. november 2026, 10.00</dd>"),
        ({"next_try_at": FAR, "failure": "try later"}, "<dt>Prøver igjen</dt><dd>23. november 2026, 10.00</dd>"),
        ({"recipient": "Ola Nordmann\nVeien 1"}, "<dt>Skal skrives ut</dt><dd>23. november 2026, 10.00</dd>"),
        ({"recipient": "Ola Nordmann\nVeien 1", "sent_at": LATER}, "<dt>Lagt i posten</dt><dd>24. november 2026, 10.00</dd>"),
        ({"recipient": "", "subject": "", "text": "", "sent_at": MONDAY}, '<h1 lang="nb">Innholdet er slettet</h1>'),
    ],
)
async def test_the_mailbox_says_what_became_of_a_letter(house: House, became: dict[str, object], said: str) -> None:
    first = {"id": "l1", "kind": "receipt", "recipient": "ola@x.no", "language": "nb", "subject": "Vi har fått det", "text": "Hei"}
    async with house.service.database.transaction() as records:
        await records.letters.add(Letter(**{**first, "written_at": MONDAY, **became}))

    mailbox = await (await house.client.get("/demo/mailbox/l1?lang=nb")).text()

    assert said in mailbox


async def test_the_list_of_the_mailbox_marks_what_did_not_arrive(house: House) -> None:
    first = {"kind": "receipt", "recipient": "ola@x.no", "language": "nb", "subject": "Vi har fått det", "text": "Hei"}
    async with house.service.database.transaction() as records:
        await records.letters.add(Letter(id="l1", written_at=MONDAY, sent_at=MONDAY, **first))
        await records.letters.add(Letter(id="l2", written_at=MONDAY, sent_at=MONDAY, failed_at=LATER, **first))

    mailbox = await (await house.client.get("/demo/mailbox?lang=nb")).text()

    assert mailbox.count('<span class="state">') == 1
    assert '<span class="state">Kom i retur</span>' in mailbox


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
