"""The chat over plain HTTP, to the letter of DESIGN section 6."""

import asyncio
from datetime import datetime

from aiohttp import ClientResponse

from tests.channel.conftest import Opens
from tests.channel.house import House, Json

FIELDS = {"seq", "from", "text", "lang", "at", "intent", "cites", "asks", "options", "ticket"}
ASKS = {"none", "email", "code", "confirm", "choice", "details"}


def assert_is_message(message: Json, *, sender: str = "bot") -> None:
    assert set(message) == FIELDS | ({"id"} if sender == "visitor" else set())
    assert isinstance(message["seq"], int)
    assert message["from"] == sender
    assert message["text"]
    assert message["lang"] in {"nb", "nn", "en", "sv", "da"}
    assert datetime.fromisoformat(message["at"]).tzinfo is not None
    assert message["at"].endswith("Z")
    assert message["asks"] in ASKS
    assert all(set(option) == {"label", "say"} for option in message["options"])
    assert all(set(cite) == {"section", "title", "statements"} for cite in message["cites"])
    assert message["ticket"] is None or set(message["ticket"]) == {"reference", "kind", "due"}


async def assert_is_problem(answer: ClientResponse, status: int) -> Json:
    body: Json = await answer.json()
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


async def test_a_new_chat_begins_with_the_greeting_and_the_notice(house: House) -> None:
    answer = await house.client.post("/api/chats")

    body = await answer.json()
    assert answer.status == 201
    assert set(body) == {"chat", "token", "messages"}
    assert [message["seq"] for message in body["messages"]] == [1, 2]
    for message in body["messages"]:
        assert_is_message(message)
    assert "Jeg er en chatbot" in body["messages"][0]["text"]


async def test_a_new_chat_speaks_the_language_asked_for(house: House) -> None:
    english = await house.visitor("en")
    from_browser = await house.client.post("/api/chats", headers={"Accept-Language": "nn-NO,nn;q=0.9"})

    assert english.greeting[0]["lang"] == "en"
    assert (await from_browser.json())["messages"][0]["lang"] == "nn"


async def test_a_question_gets_its_answer_with_its_citation(house: House) -> None:
    visitor = await house.visitor()

    replies = await visitor.say("hvilke opplysninger samler dere inn?")

    assert_is_message(replies[0])
    assert replies[0]["intent"] == "policy.data_collected"
    assert replies[0]["cites"][0]["statements"]


async def test_a_request_ends_with_its_ticket(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")

    replies = await visitor.say(await house.last_code())

    ticket = replies[0]["ticket"]
    assert ticket["reference"].startswith("SLE-2026-")
    assert ticket["kind"] == "deletion"
    assert ticket["due"] == "2026-12-23"


async def test_what_was_said_is_read_from_any_number_on(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("hei")

    everything, later = await visitor.read(), await visitor.read(after=2)

    assert [message["seq"] for message in everything] == list(range(1, len(everything) + 1))
    assert later == everything[2:]
    assert_is_message(later[0], sender="visitor")
    assert later[0]["id"] == "m1"


async def test_the_same_id_again_gives_the_same_replies(house: House) -> None:
    visitor = await house.visitor()

    first = await visitor.say("hei", "one")
    again = await visitor.say("slett meg", "one")

    assert again == first
    assert len([message for message in await visitor.read() if message["from"] == "visitor"]) == 1


async def test_the_same_id_fifty_times_at_once_is_acted_on_once(house: House) -> None:
    visitor = await house.visitor()

    replies = await asyncio.gather(*(visitor.say("hei", "one") for _ in range(50)))

    assert all(reply == replies[0] for reply in replies)
    assert len([message for message in await visitor.read() if message["from"] == "visitor"]) == 1


async def test_the_same_id_from_http_and_two_sockets_at_once_is_acted_on_once(house: House) -> None:
    visitor = await house.visitor()
    lines = [await visitor.socket(), await visitor.socket()]

    at_once = [asyncio.create_task(line.say("one", "hei")) for line in lines]
    replies = await visitor.say("hei", "one")
    await asyncio.gather(*at_once)

    said = await visitor.read(after=2)
    assert [message["from"] for message in said] == ["visitor", *["bot"] * len(replies)]
    for line in lines:
        assert [frame["seq"] for frame in await line.messages(len(said) + 2)] == list(range(1, len(said) + 3))


async def test_an_erased_chat_is_gone_and_its_case_lives_on(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")
    await visitor.say(await house.last_code())

    answer = await visitor.erase()

    assert answer.status == 204
    assert not await answer.text()
    await assert_is_problem(await visitor.post("hei"), 404)
    await assert_is_problem(await visitor.erase(), 404)
    assert [case.status for case in await house.cases_of(visitor)] == ["new"]


async def test_each_error_is_a_problem(house: House) -> None:
    visitor, client = await house.visitor(), house.client
    bearer, url = {"Authorization": f"Bearer {visitor.token}"}, f"{visitor.url}/messages"
    good: Json = {"id": "a", "text": "hei"}

    await assert_is_problem(await client.get("/api/nothing"), 404)
    await assert_is_problem(await client.options("/api/nothing"), 404)
    not_allowed = await client.put("/api/chats")
    await assert_is_problem(not_allowed, 405)
    assert "POST" in not_allowed.headers["Allow"]
    nobody = await client.post(url, json=good)
    await assert_is_problem(nobody, 401)
    assert nobody.headers["WWW-Authenticate"] == "Bearer"
    await assert_is_problem(await client.post(url, json=good, headers={"Authorization": "Basic abc"}), 401)
    await assert_is_problem(await client.post(url, json=good, headers={"Authorization": "Bearer wrong"}), 404)
    await assert_is_problem(await client.post(url, data=b"{", headers=bearer), 400)
    await assert_is_problem(await client.post(url, data=b"[]", headers=bearer), 400)
    await assert_is_problem(await client.post(url, data=b"\xff\xfe", headers=bearer), 400)
    await assert_is_problem(await client.post(url, data=b" " * 65_537, headers=bearer), 413)
    await assert_is_problem(await client.post(url, json={"id": "a", "text": "x" * 2_001}, headers=bearer), 413)
    await assert_is_problem(await client.post(url, json={"id": "a"}, headers=bearer), 422)
    await assert_is_problem(await client.get(f"{url}?after=-1", headers=bearer), 422)
    await assert_is_problem(await client.get(f"{visitor.url}/socket", headers=bearer), 426)


async def test_a_foreign_token_and_an_unknown_chat_look_the_same(house: House) -> None:
    mine, theirs = await house.visitor(), await house.visitor()
    mine.token = theirs.token
    unknown = await house.visitor()
    unknown.chat = "0" * 32

    foreign = await assert_is_problem(await mine.post("hei"), 404)
    missing = await assert_is_problem(await unknown.post("hei"), 404)

    assert foreign == missing


async def test_no_answer_names_the_program_or_may_be_kept(house: House) -> None:
    visitor = await house.visitor()

    for answer in (await visitor.post("hei"), await visitor.erase(), await house.client.get("/api/nothing")):
        assert answer.headers["Server"] == "privacy-assistant"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_page_of_an_allowed_origin_may_call_and_read_every_answer(opens: Opens) -> None:
    house = await opens(allowed_origins=("https://www.gjestebok.com",))
    origin = {"Origin": "https://www.gjestebok.com"}

    preflight = await house.client.options("/api/chats/abc/messages", headers=origin)
    opened = await house.client.post("/api/chats", headers=origin)
    refused = await house.client.get("/api/chats/abc/messages", headers=origin)

    assert preflight.status == 204
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    for answer in (preflight, opened, refused):
        assert answer.headers["Access-Control-Allow-Origin"] == "https://www.gjestebok.com"
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    assert (opened.status, refused.status) == (201, 401)


async def test_an_origin_is_matched_whole(opens: Opens) -> None:
    house = await opens(allowed_origins=("https://www.gjestebok.com",))

    for origin in (
        "null",
        "https://www.gjestebok.com.evil.example",
        "https://evil.example/https://www.gjestebok.com",
        "http://www.gjestebok.com",
        "https://www.gjestebok.com:8443",
        "https://gjestebok.com",
        "https://www.gjestebok.com/",
        "HTTPS://WWW.GJESTEBOK.COM",
    ):
        answer = await house.client.post("/api/chats", headers={"Origin": origin})
        preflight = await house.client.options("/api/chats", headers={"Origin": origin})
        await assert_is_problem(answer, 403)
        await assert_is_problem(preflight, 403)
        assert "Access-Control-Allow-Origin" not in answer.headers
