"""Fetching the copy of one's data: a link, a fresh code to the same mailbox, and a download that is counted (A12)."""

import asyncio
import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from bot.digests import link_digest
from bot.mail.postman import OutgoingLetter
from bot.outside import SecureTokens
from bot.sealing import seal
from bot.settings import Settings
from bot.store.tables import Release, StaffAccount, Ticket
from bot.tickets.deadlines import deadlines
from bot.tickets.kinds import Kind
from tests.channel.house import CODE, House
from tests.doubles import MONDAY

TOKEN = "a-token-of-256-random-bits-in-life"
PATH = f"/data/{TOKEN}"
CONTENT = b"PK a copy of everything"
ADDRESS = "ola@example.com"
OPENED = re.compile(r'name="opened" value="([^"]+)"')


async def released(house: House, **values: object) -> None:
    """A closed access case, and a package that waits to be fetched."""
    due = deadlines(MONDAY, Kind.ACCESS)
    ticket = Ticket(
        id="case-1",
        reference="INN-2026-4821",
        kind=Kind.ACCESS,
        status="closed",
        language="nb",
        address=ADDRESS,
        words="Hva har dere om meg?",
        received_at=MONDAY,
        received_on=due.received_on,
        safe_on=due.safe_on,
        first_due_on=due.due_on,
        due_on=due.due_on,
        target_on=due.target_on,
        verified_at=MONDAY,
        closed_at=MONDAY,
        outcome="fulfilled",
        changed_at=MONDAY,
    )
    kari = StaffAccount(id="kari", address="kari@qsmanager.no", name="Kari", role="handler", password_hash="x", created_at=MONDAY)
    first: dict[str, object] = {
        "id": "release-1",
        "ticket_id": "case-1",
        "token_digest": link_digest(TOKEN),
        "address": ADDRESS,
        "language": "nb",
        "made_by": "kari",
        "made_at": MONDAY,
        "expires_at": MONDAY + timedelta(days=7),
        "downloads_left": 3,
        "size": len(CONTENT),
        "sha256": "",
        "sealed": seal(CONTENT, Settings().key("files"), "release-1", SecureTokens()),
    }
    async with house.service.database.transaction() as records:
        await records.accounts.add(kari)
        await records.cases.add(ticket)
        await records.releases.add(Release(**{**first, **values}))


async def letters_to(house: House, address: str) -> list[OutgoingLetter]:
    return [letter for letter in await house.letters() if letter.to == address]


async def code_of(house: House) -> str:
    letters = await letters_to(house, ADDRESS)
    return "".join(CODE.findall(letters[-1].text)[-1])


async def presses(house: House, action: str, **fields: str) -> ClientResponse:
    client: TestClient[Any, Any] = house.client
    return await client.post(f"{PATH}/{action}", data=fields)


async def opened_by(house: House) -> str:
    """The signed value that a right code gives."""
    await presses(house, "code")
    page = await (await presses(house, "open", code=await code_of(house))).text()
    return OPENED.findall(page)[0]


async def test_the_link_says_nothing_about_the_person_and_changes_nothing(house: House) -> None:
    await released(house)

    pages = [await house.client.request(method, PATH) for method in ("GET", "HEAD") * 5]

    assert {page.status for page in pages} == {HTTPStatus.OK}
    text = await pages[0].text()
    assert ADDRESS not in text and "INN-2026-4821" not in text
    assert pages[0].headers["Cache-Control"] == "no-store" and pages[0].headers["Referrer-Policy"] == "no-referrer"
    async with house.service.database.reading() as records:
        [release] = await records.releases.of_ticket("case-1")
    assert release.downloads_left == 3


async def test_a_fresh_code_opens_the_download(house: House) -> None:
    await released(house)

    opened = await opened_by(house)
    answer = await presses(house, "file", opened=opened)

    assert await answer.read() == CONTENT
    assert answer.headers["Content-Disposition"] == 'attachment; filename="personopplysninger.zip"'
    assert answer.headers["Content-Type"] == "application/zip"
    async with house.service.database.reading() as records:
        [release] = await records.releases.of_ticket("case-1")
        entries = await records.audit.of_subject("INN-2026-4821")
    assert release.downloads_left == 2 and release.first_download_at == house.clock()
    assert [entry.action for entry in entries] == ["copy.downloaded"]


async def test_a_code_with_blanks_is_taken(house: House) -> None:
    await released(house)
    await presses(house, "code")
    code = await code_of(house)

    page = await presses(house, "open", code=f" {code[:3]} {code[3:]} ")

    assert OPENED.search(await page.text())


@pytest.mark.parametrize("typed", ["", "12345", "nei", "999999"])
async def test_a_wrong_code_opens_nothing_and_may_be_tried_again(house: House, typed: str) -> None:
    await released(house)
    await presses(house, "code")

    wrong = await presses(house, "open", code=typed)
    right = await presses(house, "open", code=await code_of(house))

    assert wrong.status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert OPENED.search(await right.text())


async def test_of_fifty_guesses_at_once_five_are_compared(house: House) -> None:
    await released(house)
    await presses(house, "code")

    await asyncio.gather(*(presses(house, "open", code=f"{number:06d}") for number in range(900_000, 900_050)))
    late = await presses(house, "open", code=await code_of(house))

    async with house.service.database.reading() as records:
        challenge = await records.challenges.current("release-1", ADDRESS, "copy")
    assert challenge is not None and challenge.tries == 5
    assert late.status == HTTPStatus.UNPROCESSABLE_ENTITY


async def test_of_ten_downloads_at_once_three_leave(house: House) -> None:
    await released(house)
    opened = await opened_by(house)

    answers = await asyncio.gather(*(presses(house, "file", opened=opened) for _ in range(10)))

    assert sorted(answer.status for answer in answers) == [200] * 3 + [410] * 7


@pytest.mark.parametrize("opened", ["", "x", "99999999999.abc", "99999999999", "-1.", "æ.ø"])
async def test_a_forged_opening_is_refused(house: House, opened: str) -> None:
    await released(house)

    answer = await presses(house, "file", opened=opened)

    assert answer.status == HTTPStatus.FORBIDDEN


async def test_an_opening_lasts_ten_minutes(house: House) -> None:
    await released(house)
    opened = await opened_by(house)

    house.clock.tick(minutes=10)
    late = await presses(house, "file", opened=opened)

    assert late.status == HTTPStatus.FORBIDDEN
    assert "Det gikk for lang tid." in await late.text()


@pytest.mark.parametrize(
    "values", [{"downloads_left": 0}, {"expires_at": MONDAY}, {"revoked_at": MONDAY}, {"wiped_at": MONDAY, "sealed": None}]
)
async def test_a_dead_link_says_so_and_offers_a_new_one(house: House, values: dict[str, object]) -> None:
    await released(house, **values)

    page = await house.client.get(PATH)
    code = await presses(house, "code")
    asked = [await presses(house, "again") for _ in range(3)]

    assert (page.status, code.status) == (410, 410)
    assert "Denne lenken virker ikke lenger." in await page.text()
    assert "Du får en ny lenke" in await asked[0].text()
    wanted = [letter for letter in await letters_to(house, "post@qsmanager.no") if letter.kind == "staff_copy_wanted"]
    assert len(wanted) == 1 and ADDRESS not in wanted[0].text
    assert await letters_to(house, ADDRESS) == []


async def test_an_unknown_link_is_told_apart_from_nothing(house: House) -> None:
    page = await house.client.get("/data/nobody-has-this", headers={"Accept-Language": "en"})
    code = await house.client.post("/data/nobody-has-this/code")

    assert (page.status, code.status) == (404, 404)
    assert "We find nothing at this address." in await page.text()


async def test_a_foreign_page_cannot_press_for_somebody(house: House) -> None:
    await released(house)

    answer = await house.client.post(f"{PATH}/code", headers={"Origin": "https://evil.example"})

    assert answer.status == HTTPStatus.FORBIDDEN
    assert await letters_to(house, ADDRESS) == []


async def test_codes_are_spaced_as_in_the_chat(house: House) -> None:
    await released(house)
    await presses(house, "code")

    again = await presses(house, "code")

    assert again.status == HTTPStatus.TOO_MANY_REQUESTS
    assert "vent til klokken" in await again.text()
    assert len(await letters_to(house, ADDRESS)) == 1


async def test_the_code_of_one_package_opens_no_other(house: House) -> None:
    await released(house)
    opened = await opened_by(house)
    async with house.service.database.transaction() as records:
        [release] = await records.releases.of_ticket("case-1")
        other = release.model_dump() | {"id": "release-2", "token_digest": link_digest("other"), "revoked_at": None}
        await records.releases.add(Release(**other))

    answer = await house.client.post("/data/other/file", data={"opened": opened})

    assert answer.status == HTTPStatus.FORBIDDEN
