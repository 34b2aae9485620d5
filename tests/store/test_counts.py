from datetime import date, timedelta

import pytest

from bot.store.database import Database
from bot.store.networks import network_digest
from tests.store.rows import MONDAY

MINUTE = timedelta(minutes=1)
TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


async def test_what_happened_in_the_period_is_counted(database: Database) -> None:
    async with database.transaction() as records:
        await records.counts.add("message:chat-1", MONDAY)
        await records.counts.add("message:chat-1", MONDAY + MINUTE)
        await records.counts.add("message:chat-1", MONDAY + 2 * MINUTE)
        await records.counts.add("message:chat-2", MONDAY + MINUTE)

    async with database.reading() as records:
        assert await records.counts.how_many("message:chat-1", MONDAY) == 2
        assert await records.counts.find_oldest("message:chat-1", MONDAY) == MONDAY + MINUTE
        assert await records.counts.find_oldest("message:chat-3", MONDAY) is None


async def test_old_counts_are_removed(database: Database) -> None:
    async with database.transaction() as records:
        await records.counts.add("a", MONDAY)
        await records.counts.add("a", MONDAY + MINUTE)
        removed = await records.counts.purge(MONDAY + MINUTE)

    async with database.reading() as records:
        assert removed == 1
        assert await records.counts.how_many("a", MONDAY) == 1


async def test_a_day_has_one_key_and_it_is_destroyed_afterwards(database: Database) -> None:
    async with database.transaction() as records:
        first = await records.counts.daily_key(TODAY, "fresh-1")
        second = await records.counts.daily_key(TODAY, "fresh-2")
        tomorrow = await records.counts.daily_key(TOMORROW, "fresh-3")
        destroyed = await records.counts.destroy_keys(TOMORROW)
        again = await records.counts.daily_key(TODAY, "fresh-4")

    assert (first, second, tomorrow, destroyed, again) == ("fresh-1", "fresh-1", "fresh-3", 1, "fresh-4")


async def test_a_network_has_one_digest_a_day(database: Database) -> None:
    async with database.transaction() as records:
        first = await records.counts.network("203.0.113.7", TODAY, "fresh-1")
        second = await records.counts.network("203.0.113.7", TODAY, "fresh-2")
        tomorrow = await records.counts.network("203.0.113.7", TOMORROW, "fresh-3")

    assert first == second != tomorrow
    assert "203" not in first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("garbage", ""),
    ],
)
def test_addresses_of_one_household_are_one_network(one: str, other: str) -> None:
    assert network_digest(one, "key") == network_digest(other, "key")


@pytest.mark.parametrize(("one", "other"), [("203.0.113.7", "203.0.113.8"), ("2001:db8:1:2::1", "2001:db8:1:3::1")])
def test_neighbours_are_different_networks(one: str, other: str) -> None:
    assert network_digest(one, "key") != network_digest(other, "key")
