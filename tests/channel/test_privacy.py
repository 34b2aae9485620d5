"""Canaries: what may stand nowhere is looked for everywhere: database file, write-ahead log, log lines, letters."""

import logging
import socket
from pathlib import Path

import pytest

from tests.channel.conftest import Opens
from tests.channel.house import House
from tests.channel.test_limits import BEHIND_PROXY

IDENTITY_NUMBER = "01813299832"
CARD = "4111 1111 1111 1111"
PASSWORD = "Sommer-i-Hamar-77"
VISITOR_IP = "203.0.113.77"


def written_in(folder: Path) -> bytes:
    """Every byte of the database and of what stands beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("house.sqlite3*")))


async def test_identity_and_card_numbers_and_passwords_reach_no_disk_log_or_letter(
    house: House, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    visitor = await house.visitor()

    await visitor.say(f"slett meg, fnr {IDENTITY_NUMBER}, kort {CARD}, passordet mitt er {PASSWORD}")
    await visitor.say("ja")
    await visitor.say(f"{IDENTITY_NUMBER[:6]} {IDENTITY_NUMBER[6:]}")
    await visitor.say(IDENTITY_NUMBER[:6])
    await visitor.say(IDENTITY_NUMBER[6:])
    await visitor.say("ola@x.no")
    await visitor.say(await house.last_code())

    letters = "".join(letter.subject + letter.text for letter in await house.letters())
    transcript = str(await visitor.read())
    for secret in (IDENTITY_NUMBER, IDENTITY_NUMBER[6:], CARD, CARD.replace(" ", ""), PASSWORD):
        assert secret.encode() not in written_in(tmp_path)
        assert secret not in caplog.text
        assert secret not in letters
        assert secret not in transcript


async def test_a_typed_code_is_in_no_transcript_case_or_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")
    house.service.conductor._tokens.codes = 271_827  # type: ignore[attr-defined]
    house.clock.tick(seconds=61)
    await visitor.say("send ny kode")
    code = await house.last_code()

    await visitor.say("271 829")
    await visitor.say(f"koden er {code[:3]} {code[3:]} takk")
    await visitor.say(code)

    assert code == "271828"
    told = str(await visitor.read()) + str([case.words for case in await house.cases_of(visitor)])
    for digits in ("271828", "271 828", "271829", "271 829"):
        assert digits not in told
        assert digits not in caplog.text


async def test_a_delivered_code_is_gone_from_the_disk_after_a_round(opens: Opens, tmp_path: Path) -> None:
    house = await opens(smtp_url="smtp://127.0.0.1:1", secret_key="a secret key for tests")
    visitor = await house.visitor()
    house.service.conductor._tokens.codes = 271_827  # type: ignore[attr-defined]
    await visitor.ask_for_deletion("ola@x.no")
    assert await house.last_code() == "271828"
    await visitor.say("271828")
    await house.letters()

    await house.service.rounds.make()

    assert b"271 828" not in written_in(tmp_path)
    assert b"271828" not in written_in(tmp_path)


async def test_an_erased_chat_is_gone_from_the_disk_after_a_round(house: House, tmp_path: Path) -> None:
    visitor = await house.visitor()
    await visitor.say("min hemmelige fugl heter Fugleberg")
    await visitor.erase()

    await house.service.rounds.make()

    assert b"Fugleberg" not in written_in(tmp_path)


async def test_the_visitors_network_is_written_nowhere(opens: Opens, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    house = await opens(**BEHIND_PROXY)
    visitor = await house.visitor(**{"X-Forwarded-For": VISITOR_IP})
    await visitor.ask_for_deletion("ola@x.no")
    await visitor.say(await house.last_code())
    await house.client.get("/api/nothing", headers={"X-Forwarded-For": VISITOR_IP})

    assert VISITOR_IP.encode() not in written_in(tmp_path)
    assert VISITOR_IP not in caplog.text


async def test_a_request_that_is_no_http_is_logged_without_the_network(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    port = house.client.port
    assert port is not None

    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(b"NONSENSE ola@x.no\r\n\r\n")
        raw.setblocking(False)
        assert (await house.client.get("/healthz")).status == 200

    ours = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]  # serve() has none
    assert not [line for line in ours if "127.0.0.1" in line or "ola@x.no" in line]


async def test_addresses_stand_in_no_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola.nordmann@x.no")
    await visitor.say(await house.last_code())
    await house.letters()

    assert "nordmann" not in caplog.text
    assert visitor.token not in caplog.text


async def test_no_letter_repeats_what_the_visitor_typed(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("slett meg, jeg heter Kjøp Billig https://spam.example nå")
    await visitor.say("1")
    await visitor.say("ja")
    await visitor.say("Billig Spam <ola@x.no>")
    await visitor.say(await house.last_code())

    for letter in await house.letters():
        assert "spam" not in (letter.subject + letter.text).lower()
        assert "billig" not in (letter.subject + letter.text).lower()
