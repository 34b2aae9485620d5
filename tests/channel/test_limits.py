"""How much one chat and one network may say (C18), and whose network it is (C14)."""

from tests.channel.conftest import Opens
from tests.channel.house import House
from tests.channel.test_http import assert_is_problem

BEHIND_PROXY = {"trusted_proxies": ("127.0.0.1",)}


async def test_the_twenty_first_message_of_a_minute_is_told_when_to_go_on(house: House) -> None:
    visitor = await house.visitor()
    for _ in range(20):
        await visitor.say("hei")

    answer = await visitor.post("hei")

    problem = await assert_is_problem(answer, 429)
    assert answer.headers["Retry-After"] == "60"
    assert problem["retry_after"] == 60
    assert "klokken 10.01" in problem["detail"]
    assert "post@qsmanager.no" in problem["detail"]


async def test_a_message_that_was_refused_is_taken_later_under_the_same_id(house: House) -> None:
    visitor = await house.visitor()
    for _ in range(20):
        await visitor.say("hei")
    await visitor.post("slett meg", "later")

    house.clock.tick(seconds=61)
    replies = await visitor.say("slett meg", "later")

    assert replies[-1]["asks"] == "confirm"


async def test_a_repeated_id_is_answered_over_the_limit_too(house: House) -> None:
    visitor = await house.visitor()
    first = await visitor.say("hei", "first")
    for _ in range(19):
        await visitor.say("hei")

    assert await visitor.say("hei", "first") == first


async def test_one_chat_at_its_limit_leaves_the_others_alone(house: House) -> None:
    busy, calm = await house.visitor(), await house.visitor()
    for _ in range(20):
        await busy.say("hei")

    assert (await busy.post("hei")).status == 429
    assert (await calm.post("hei")).status == 200


async def test_a_network_opens_thirty_chats_a_minute(opens: Opens) -> None:
    house = await opens(**BEHIND_PROXY)
    for _ in range(30):
        await house.visitor(**{"X-Forwarded-For": "203.0.113.7"})

    denied = await house.client.post("/api/chats", headers={"X-Forwarded-For": "203.0.113.7"})
    other = await house.client.post("/api/chats", headers={"X-Forwarded-For": "203.0.113.8"})

    assert "Retry-After" in denied.headers
    await assert_is_problem(denied, 429)
    assert other.status == 201


async def test_only_the_hop_that_the_proxy_saw_counts(opens: Opens) -> None:
    house = await opens(**BEHIND_PROXY)
    for number in range(30):
        await house.visitor(**{"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"})

    denied = await house.client.post("/api/chats", headers={"X-Forwarded-For": "198.51.100.99, 203.0.113.7"})

    assert denied.status == 429


async def test_an_ipv6_household_is_one_network(opens: Opens) -> None:
    house = await opens(**BEHIND_PROXY)
    for number in range(30):
        await house.visitor(**{"X-Forwarded-For": f"2001:db8:1:2::{number:x}"})

    same = await house.client.post("/api/chats", headers={"X-Forwarded-For": "2001:db8:1:2:ffff::1"})
    other = await house.client.post("/api/chats", headers={"X-Forwarded-For": "2001:db8:1:3::1"})

    assert (same.status, other.status) == (429, 201)


async def test_a_forged_header_is_ignored_without_a_proxy(house: House) -> None:
    for _ in range(40):
        answer = await house.client.post("/api/chats", headers={"X-Forwarded-For": "203.0.113.7"})
        assert answer.status == 201  # all of them come from this machine, which is no network


async def test_nonsense_in_the_header_is_no_error(opens: Opens) -> None:
    house = await opens(**BEHIND_PROXY)

    for value in ("", ",", "unknown", "a, b", "999.1.1.1", "[::1]:80", "fe80::1%eth0", "203.0.113.7:1234", "x" * 4_000):
        assert (await house.client.post("/api/chats", headers={"X-Forwarded-For": value})).status == 201
