"""What nobody should send, sent: a clear answer or a clear error, never a 5xx, and nothing lost."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.channel.house import House
from tests.channel.test_http import assert_is_problem

ROUTES = [
    ("POST", "/api/chats"),
    ("POST", "/api/chats/{chat}/messages"),
    ("GET", "/api/chats/{chat}/messages"),
    ("DELETE", "/api/chats/{chat}/nothing"),
]


@pytest.mark.parametrize("text", ["", " ", "\n\t\n", "\x00\x01\x1f", "\u0000", "\r\n"])
async def test_a_message_without_anything_to_read_is_refused(house: House, text: str) -> None:
    await assert_is_problem(await (await house.visitor()).post(text), 422)


@pytest.mark.parametrize("text", [None, 5, 1.5, True, [], {}, ["hei"], {"text": "hei"}])
async def test_a_text_of_another_type_is_refused(house: House, text: object) -> None:
    await assert_is_problem(await (await house.visitor()).post(text), 422)


@pytest.mark.parametrize("message_id", ["", " ", "a\nb", "a\x00", "x" * 65, 5, ["a"], {"a": 1}, "\u202e", "\ud800"])
async def test_an_id_that_is_no_name_is_refused(house: House, message_id: object) -> None:
    visitor = await house.visitor()
    body = json.dumps({"id": message_id, "text": "hei"})

    answer = await house.client.post(f"{visitor.url}/messages", data=body, headers={"Authorization": f"Bearer {visitor.token}"})

    await assert_is_problem(answer, 422)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("hei\x00der\x07", "hei der"),
        ("hei \ud800 der", "hei \N{REPLACEMENT CHARACTER} der"),
        ("hei \ud83d\ude00", "hei \N{GRINNING FACE}"),
        ("en\r\nto\rtre", "en\nto\ntre"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("'; DROP TABLE chat; --", "'; DROP TABLE chat; --"),
        ("{{7*7}} ${7*7} {email} %s", "{{7*7}} ${7*7} {email} %s"),
    ],
)
async def test_odd_text_is_kept_as_text(house: House, raw: str, stored: str) -> None:
    visitor = await house.visitor()

    replies = await visitor.say(raw)

    assert replies
    assert (await visitor.read())[2]["text"] == stored


@pytest.mark.parametrize("text", ["\u202egem ttels", "sl\u200bett m\u200beg", "\u2067slett\u2069 meg", "ｓｌｅｔｔ ｍｅｇ", "🙂" * 500])
async def test_tricks_with_direction_and_width_get_an_answer(house: House, text: str) -> None:
    assert await (await house.visitor()).say(text)


@pytest.mark.parametrize("text", ["a" * 2_000, "1" * 2_000, "(" * 2_000, "@" * 2_000, "a@" * 1_000, "ikke " * 400, "\n".join("ab" * 450)])
async def test_the_longest_messages_are_answered(house: House, text: str) -> None:
    assert await (await house.visitor()).say(text)


async def test_a_hundred_kilobytes_are_refused_with_the_reason(house: House) -> None:
    problem = await assert_is_problem(await (await house.visitor()).post("x" * 100_000), 413)

    assert "64 KiB" in problem["detail"]


@pytest.mark.parametrize(
    "body",
    [
        "[" * 60_000,
        '{"a":' * 10_000,
        '{"id": "a", "text": ' + "9" * 5_000 + "}",
        '{"id": "a", "text": NaN}',
        '{"id": "a", "text": "hei", "extra": ' + "[" * 500 + "]" * 500 + "}",
        '{"id": "a", "id": "b", "text": "hei"}',
        "\ufeff{}",
        '"text"',
        "0",
        "",
    ],
)
async def test_odd_json_is_taken_or_refused(house: House, body: str) -> None:
    visitor = await house.visitor()

    answer = await house.client.post(f"{visitor.url}/messages", data=body.encode(), headers={"Authorization": f"Bearer {visitor.token}"})

    assert answer.status in {200, 400, 422}


@pytest.mark.parametrize("chat", ["0", "%00", "%ED%A0%80", "..%2F..%2Fetc", "x" * 4_000, "æøå", "%2e%2e", "' OR 1=1"])
async def test_a_chat_that_never_was_is_unknown(house: House, chat: str) -> None:
    answer = await house.client.get(f"/api/chats/{chat}/messages", headers={"Authorization": "Bearer x"})

    await assert_is_problem(answer, 404)


@pytest.mark.parametrize("after", ["", "x", "-1", "1.5", "9" * 10, "٣", "%00"])
async def test_a_number_that_is_none_is_refused(house: House, after: str) -> None:
    visitor = await house.visitor()

    answer = await house.client.get(f"{visitor.url}/messages?after={after}", headers={"Authorization": f"Bearer {visitor.token}"})

    await assert_is_problem(answer, 422)


async def test_a_thousand_messages_at_once_are_each_answered_once_and_in_order(house: House) -> None:
    visitors = [await house.visitor() for _ in range(100)]

    async def talk(number: int) -> list[list[dict[str, Any]]]:
        return [await visitors[number].say(f"hei {turn}", f"id {turn}") for turn in range(10)]

    answered = await asyncio.gather(*(talk(number) for number in range(100)))

    for visitor, replies in zip(visitors, answered, strict=True):
        said = await visitor.read(after=2)
        assert [message["seq"] for message in said] == list(range(3, 3 + len(said)))
        assert [one["id"] for one in said if one["from"] == "visitor"] == [f"id {turn}" for turn in range(10)]
        assert [one for one in said if one["from"] == "bot"] == [one for turn in replies for one in turn]


@pytest.mark.parametrize(
    "typed",
    [
        "ola@x.no, kari@y.no",
        "ola@x.no kari@y.no",
        "ola@x.no;kari@y.no",
        "ola@x.no\r\nBcc: alle@y.no",
        "ola@x.no%0aBcc:alle@y.no",
        "ola@x.no\u2028Bcc:alle@y.no",
        "ola@x.no\x00.evil.no",
        '"ola nordmann"@x.no',
        "ola@[127.0.0.1]",
        "ola@127.0.0.1",
        "ola@x",
        "ola@",
        "@x.no",
        "ola@@x.no",
        "ola@x..no",
        ".ola@x.no",
        "ola@-x.no",
        "ola@x.co .uk",
        "ola nordmann@x.no.",
        f"{'a' * 65}@x.no",
        f"ola@{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 63}.no",
        "jøran@x.no",
        "ola\u202e@x.no",
    ],
)
async def test_an_address_that_is_in_doubt_gets_no_letter(house: House, typed: str) -> None:
    visitor = await house.visitor()

    said = await visitor.ask_for_deletion(typed)

    letters = await house.letters()
    assert said
    assert [letter.to for letter in letters] in ([], ["nordmann@x.no"])
    assert typed == "ola nordmann@x.no." or not letters


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("Ola.Nordmann+qs@X.NO", "Ola.Nordmann+qs@x.no"),
        ("<ola@x.no>", "ola@x.no"),
        ("mailto:ola@x.no", "ola@x.no"),
        ("adressen er ola@x.no.", "ola@x.no"),
        ("ola\u200b@x.no", "ola@x.no"),
        ("ｏｌａ＠ｘ．ｎｏ", "ola@x.no"),
        ("ola@blåbær.no", "ola@xn--blbr-roah.no"),
        ("o'hara@x.no", "o'hara@x.no"),
        ("ola@x.no ola@x.no", "ola@x.no"),
    ],
)
async def test_an_odd_address_that_is_clear_gets_its_letter_whole(house: House, typed: str, to: str) -> None:
    await (await house.visitor()).ask_for_deletion(typed)

    assert [letter.to for letter in await house.letters()] == [to]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
BODIES = st.binary(max_size=300) | st.fixed_dictionaries(
    {}, optional={"id": JSON | st.text(min_size=1, max_size=10), "text": JSON | st.text(max_size=200), "lang": JSON}
).map(lambda body: json.dumps(body).encode())


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(route=st.sampled_from(ROUTES), body=BODIES)
async def test_no_body_makes_the_service_fail(house: House, route: tuple[str, str], body: bytes) -> None:
    visitor = await house.visitor()
    method, path = route
    url, headers = path.format(chat=visitor.chat), {"Authorization": f"Bearer {visitor.token}"}

    answer = await house.client.request(method, url, data=body, headers=headers)

    assert answer.status < 500
