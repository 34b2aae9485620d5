"""The chat over a WebSocket: authenticated first, resumable without a gap, closed with a reason."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientError

from bot.channel import socket
from bot.store.records import Records
from tests.channel.conftest import Opens
from tests.channel.house import House, Line


async def test_after_the_first_frame_comes_the_gap_and_then_ready(house: House) -> None:
    visitor = await house.visitor()

    frames = await (await visitor.socket()).until("ready")

    assert [frame["type"] for frame in frames] == ["message", "message", "ready"]
    assert [frame["seq"] for frame in frames] == [1, 2, 2]
    assert {key: value for key, value in frames[0].items() if key != "type"} == visitor.greeting[0]


async def test_what_is_said_comes_back_with_its_replies(house: House) -> None:
    line = await (await house.visitor()).socket(after=2)
    await line.until("ready")

    await line.say("a", "hei")
    typing = await line.frame()
    said, reply = await line.messages(2)

    assert typing == {"type": "typing"}
    assert (said["from"], said["id"], said["text"], said["seq"]) == ("visitor", "a", "hei", 3)
    assert (reply["from"], reply["seq"]) == ("bot", 4)


async def test_a_socket_that_breaks_is_resumed_without_a_gap(house: House) -> None:
    visitor = await house.visitor()
    line = await visitor.socket()
    await line.say("a", "hei")
    first = await line.messages(3)
    await line.ws.close()
    await visitor.say("slett meg")

    rest = (await (await visitor.socket(after=first[-1]["seq"])).until("ready"))[:-1]

    assert [frame["seq"] for frame in (*first, *rest)] == list(range(1, len(first) + len(rest) + 1))
    assert [frame["seq"] for frame in rest][-1] == (await visitor.read())[-1]["seq"]


async def test_several_sockets_see_the_same_sequence(house: House) -> None:
    visitor = await house.visitor()
    lines = [await visitor.socket() for _ in range(5)]
    for line in lines:
        await line.until("ready")

    await asyncio.gather(*(line.say(f"from {place}", "hei") for place, line in enumerate(lines)))

    total = 5 * 2
    seen = [await line.messages(total) for line in lines]
    assert all(messages == seen[0] for messages in seen)
    assert [message["seq"] for message in seen[0]] == list(range(3, 3 + total))


async def test_two_sockets_that_send_at_once_lose_and_double_nothing(house: House) -> None:
    visitor = await house.visitor()
    left, right = await visitor.socket(after=2), await visitor.socket(after=2)

    for number in range(8):
        await asyncio.gather(left.say(f"left {number}", f"hei {number}"), right.say(f"right {number}", f"hei {number}"))

    messages = await left.messages(32)
    assert await right.messages(32) == messages
    ids = [message["id"] for message in messages if message["from"] == "visitor"]
    assert [one for one in ids if one.startswith("left")] == [f"left {number}" for number in range(8)]
    assert [one for one in ids if one.startswith("right")] == [f"right {number}" for number in range(8)]


@pytest.mark.parametrize(
    "first",
    [
        "",
        "hello",
        "[]",
        "null",
        '{"type": "auth"}',
        '{"type": "auth", "token": 5}',
        '{"type": "auth", "token": ""}',
        '{"type": "auth", "token": "T", "after": -1}',
        '{"type": "auth", "token": "T", "after": "1"}',
        '{"type": "auth", "token": "T", "after": true}',
        '{"type": "auth", "token": "T", "after": 1.5}',
        '{"type": "say", "token": "T", "id": "a", "text": "hei"}',
        '{"token": "T"}',
        "[" * 30_000,
    ],
)
async def test_any_other_first_frame_closes_with_4401(house: House, first: str) -> None:
    visitor = await house.visitor()
    line = Line(await house.client.ws_connect(f"{visitor.url}/socket"))

    await line.ws.send_str(first.replace('"T"', json.dumps(visitor.token)))

    assert await line.closing_code() == 4401


async def test_a_binary_first_frame_closes_with_4401(house: House) -> None:
    visitor = await house.visitor()
    line = Line(await house.client.ws_connect(f"{visitor.url}/socket"))

    await line.ws.send_bytes(json.dumps({"type": "auth", "token": visitor.token}).encode())

    assert await line.closing_code() == 4401


async def test_an_enormous_number_is_only_past_the_end(house: House) -> None:
    visitor = await house.visitor()
    line = Line(await house.client.ws_connect(f"{visitor.url}/socket"))

    await line.ws.send_str(f'{{"type": "auth", "token": "{visitor.token}", "after": {"9" * 4_000}}}')

    assert (await line.frame())["type"] == "ready"


async def test_a_foreign_token_closes_with_4404(house: House) -> None:
    visitor, other = await house.visitor(), await house.visitor()
    visitor.token = other.token

    assert await (await visitor.socket()).closing_code() == 4404


async def test_whoever_authenticates_too_slowly_is_let_go(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "SECONDS_TO_AUTHENTICATE", 0.05)
    visitor = await house.visitor()

    line = Line(await house.client.ws_connect(f"{visitor.url}/socket"))

    assert await line.closing_code() == 4401


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        ("", 400),
        ("not JSON", 400),
        ("[]", 400),
        ('{"type": "auth", "token": "again"}', 422),
        ('{"type": "shout", "id": "a", "text": "hei"}', 422),
        ('{"id": "a", "text": "hei"}', 422),
        ('{"type": "say", "id": "a"}', 422),
        ('{"type": "say", "id": "a", "text": ""}', 422),
        ('{"type": "say", "id": 7, "text": "hei"}', 422),
        ('{"type": "say", "id": ["a"], "text": "hei"}', 422),
        ('{"type": ' + "[" * 900 + "]" * 900 + "}", 422),
        ('{"type": "say", "id": ' + "[" * 900 + "]" * 900 + ', "text": "hei"}', 422),
    ],
)
async def test_a_bad_frame_is_explained_and_the_socket_lives_on(house: House, frame: str, status: int) -> None:
    line = await (await house.visitor()).socket()
    await line.until("ready")

    await line.ws.send_str(frame)
    error = await line.frame()
    await line.say("good", "hei")

    assert (error["type"], error["status"]) == ("error", status)
    assert (await line.messages(1))[0]["id"] == "good"


async def test_an_error_names_its_message(house: House) -> None:
    line = await (await house.visitor()).socket()
    await line.until("ready")

    await line.say("long", "x" * 2_001)

    error = (await line.until("error"))[-1]
    assert (error["id"], error["status"], error["limit"]) == ("long", 413, 2_000)


async def test_a_binary_frame_is_explained_and_the_socket_lives_on(house: House) -> None:
    line = await (await house.visitor()).socket()
    await line.until("ready")

    await line.ws.send_bytes(b"\x00\xff")
    error = await line.frame()
    await line.say("good", "hei")

    assert (error["type"], error["status"]) == ("error", 400)
    assert (await line.messages(1))[0]["id"] == "good"


async def test_a_frame_over_64_kib_closes_with_1009_and_the_service_lives_on(house: House) -> None:
    visitor = await house.visitor()
    line = await visitor.socket()
    await line.until("ready")

    await line.ws.send_str('{"type": "say", "id": "big", "text": "' + "x" * 70_000 + '"}')

    assert await line.closing_code() == 1009
    assert await visitor.say("hei")


async def test_a_small_frame_that_unpacks_to_a_large_one_is_closed_too(house: House) -> None:
    visitor = await house.visitor()
    line = Line(await house.client.ws_connect(f"{visitor.url}/socket", compress=15))
    await line.send({"type": "auth", "token": visitor.token})
    await line.until("ready")

    await line.ws.send_str("x" * 5_000_000)

    assert await line.closing_code() == 1009
    assert await visitor.say("hei")


async def test_over_the_limit_the_socket_says_when_to_go_on(house: House) -> None:
    visitor = await house.visitor()
    for _ in range(20):
        await visitor.say("hei")
    line = await visitor.socket(after=1_000)
    await line.until("ready")

    await line.say("more", "hei")

    error = (await line.until("error"))[-1]
    assert (error["id"], error["status"], error["retry_after"]) == ("more", 429, 60)
    assert "klokken 10.01" in error["detail"]


async def test_an_erased_chat_closes_its_sockets(house: House) -> None:
    visitor = await house.visitor()
    line = await visitor.socket()
    await line.until("ready")

    await visitor.erase()

    assert await line.closing_code() == 4404


async def test_a_service_that_ends_says_goodbye(opens: Opens) -> None:
    house = await opens()
    visitor = await house.visitor()
    lines = [await visitor.socket() for _ in range(3)]
    for line in lines:
        await line.until("ready")

    _, *codes = await asyncio.gather(house.client.server.close(), *(line.closing_code() for line in lines))

    assert codes == [1001, 1001, 1001]


async def test_an_unknown_origin_gets_no_socket(house: House) -> None:
    visitor = await house.visitor()

    with pytest.raises(ClientError, match="403"):
        await house.client.ws_connect(f"{visitor.url}/socket", headers={"Origin": "https://evil.example"})


async def test_a_database_that_fails_closes_the_socket_so_that_the_client_comes_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await house.visitor()
    line = await visitor.socket()
    await line.until("ready")

    @asynccontextmanager
    async def fails() -> AsyncIterator[Records]:
        raise OSError("disk full")
        yield

    monkeypatch.setattr(house.service.database, "transaction", fails)
    await line.say("a", "hei")

    assert await line.closing_code() == 1011
    monkeypatch.undo()
    assert await visitor.say("hei", "a")
