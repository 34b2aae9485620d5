from datetime import timedelta

import pytest

from bot.store.database import Database
from bot.store.tables import Challenge
from tests.store import rows
from tests.store.rows import MONDAY

MINUTE = timedelta(minutes=1)


async def add(database: Database, *challenges: Challenge) -> None:
    async with database.transaction() as records:
        for challenge in challenges:
            await records.challenges.add(challenge)


async def test_the_newest_code_that_was_not_replaced_is_the_current_one(database: Database) -> None:
    await add(
        database,
        rows.challenge("old", issued_at=MONDAY),
        rows.challenge("newer", issued_at=MONDAY + MINUTE),
        rows.challenge("replaced", issued_at=MONDAY + 2 * MINUTE, replaced_at=MONDAY + 3 * MINUTE),
    )

    async with database.transaction() as records:
        current = await records.challenges.current("chat-1", "ola@example.com", "request")

    assert current is not None
    assert current.id == "newer"


@pytest.mark.parametrize(
    ("chat_id", "address", "purpose"),
    [
        ("chat-2", "ola@example.com", "request"),
        ("chat-1", "Ola@example.com", "request"),
        ("chat-1", "ola@example.com", "status"),
    ],
)
async def test_a_code_is_bound_to_chat_address_and_purpose(database: Database, chat_id: str, address: str, purpose: str) -> None:
    await add(database, rows.challenge())

    async with database.transaction() as records:
        assert await records.challenges.current(chat_id, address, purpose) is None


async def test_a_new_code_kills_the_earlier_ones_of_its_chat(database: Database) -> None:
    await add(database, rows.challenge("mine"), rows.challenge("used", used_at=MONDAY), rows.challenge("other", chat_id="chat-2"))

    async with database.transaction() as records:
        await records.challenges.replace_earlier("chat-1", MONDAY + MINUTE)

    async with database.transaction() as records:
        mine = await records.challenges.find_for_update("mine")
        used = await records.challenges.find_for_update("used")
        other = await records.challenges.find_for_update("other")
    assert mine is not None
    assert used is not None
    assert other is not None
    assert (mine.replaced_at, used.replaced_at, other.replaced_at) == (MONDAY + MINUTE, None, None)


async def test_tries_are_kept(database: Database) -> None:
    await add(database, rows.challenge())
    async with database.transaction() as records:
        challenge = await records.challenges.find_for_update("challenge-1")
        assert challenge is not None
        challenge.tries, challenge.used_at = 2, MONDAY
        await records.challenges.save(challenge)

    async with database.transaction() as records:
        stored = await records.challenges.find_for_update("challenge-1")

    assert stored is not None
    assert (stored.tries, stored.used_at) == (2, MONDAY)


async def test_sendings_are_counted_for_address_network_chat_and_all(database: Database) -> None:
    await add(
        database,
        rows.challenge("1", issued_at=MONDAY + MINUTE),
        rows.challenge("2", issued_at=MONDAY),
        rows.challenge("3", chat_id="chat-2", network="network-2", issued_at=MONDAY),
        rows.challenge("4", chat_id="chat-3", network="network-3", counted_as="kari@example.com", issued_at=MONDAY),
        rows.challenge("5", issued_at=MONDAY - MINUTE),
    )

    async with database.reading() as records:
        to_address = await records.challenges.sent_to("ola@example.com", MONDAY)
        from_network = await records.challenges.sent_from("network-1", MONDAY)
        in_chat = await records.challenges.sent_in("chat-1", MONDAY)
        by_all = await records.challenges.sent_by_all(MONDAY)

    assert to_address == (MONDAY, MONDAY, MONDAY + MINUTE)
    assert from_network == (MONDAY, MONDAY + MINUTE)
    assert in_chat == (MONDAY, MONDAY + MINUTE)
    assert by_all == (MONDAY, MONDAY, MONDAY, MONDAY + MINUTE)


async def test_only_wrong_codes_count_as_failed(database: Database) -> None:
    await add(
        database,
        rows.challenge("1", tries=5),
        rows.challenge("2", tries=3, used_at=MONDAY, chat_id="chat-2"),
        rows.challenge("3", tries=4, issued_at=MONDAY - MINUTE),
        rows.challenge("4", tries=4, counted_as="kari@example.com"),
    )

    async with database.reading() as records:
        assert await records.challenges.failed_tries("ola@example.com", MONDAY) == 7
        assert await records.challenges.failed_tries("per@example.com", MONDAY) == 0


async def test_an_address_that_wants_no_codes_is_blocked_until_then(database: Database) -> None:
    async with database.transaction() as records:
        await records.challenges.block("digest", MONDAY + MINUTE)
        await records.challenges.block("digest", MONDAY + 2 * MINUTE)

    async with database.reading() as records:
        assert await records.challenges.is_blocked("digest", MONDAY + MINUTE)
        assert not await records.challenges.is_blocked("digest", MONDAY + 2 * MINUTE)
        assert not await records.challenges.is_blocked("another", MONDAY)


async def test_old_codes_and_ended_blocks_are_removed(database: Database) -> None:
    await add(database, rows.challenge("old"), rows.challenge("young", issued_at=MONDAY + MINUTE))
    async with database.transaction() as records:
        await records.challenges.block("digest", MONDAY)

    async with database.transaction() as records:
        removed = await records.challenges.purge(issued_before=MONDAY + MINUTE, now=MONDAY)

    async with database.transaction() as records:
        assert removed == 1
        assert await records.challenges.find_for_update("young") is not None
        assert not await records.challenges.is_blocked("digest", MONDAY - MINUTE)
