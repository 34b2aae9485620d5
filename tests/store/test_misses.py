from datetime import date, timedelta
from typing import Any

from bot.store.database import Database
from bot.store.tables import Miss
from tests.store.rows import MONDAY, account, chat

DAY = timedelta(days=1)
WEEK = date(2026, 11, 23)


def miss(miss_id: str = "miss-1", **values: Any) -> Miss:
    first: dict[str, Any] = {
        "id": miss_id,
        "chat_id": "chat-1",
        "seq": 1,
        "at": MONDAY,
        "language": "nb",
        "topic": "policy.storage",
        "candidates": ["policy.storage"],
        "excerpt": "hvor er greiene mine",
    }
    return Miss(**{**first, **values})


async def test_a_message_is_missed_once(database: Database) -> None:
    async with database.transaction() as records:
        first = await records.misses.add(miss("miss-1"))
        again = await records.misses.add(miss("miss-2"))

    async with database.reading() as records:
        assert (first, again) == (True, False)
        assert [one.id for one in await records.misses.open(10)] == ["miss-1"]


async def test_misses_are_counted_by_topic_and_week(database: Database) -> None:
    async with database.transaction() as records:
        await records.misses.count("policy.storage", WEEK)
        await records.misses.count("policy.storage", WEEK)
        await records.misses.count("out_of_scope", WEEK)
        await records.misses.count("policy.storage", WEEK - 7 * DAY)

    async with database.reading() as records:
        counts = await records.misses.counts_since(WEEK)
        assert [(one.topic, one.number) for one in counts] == [("out_of_scope", 1), ("policy.storage", 2)]


async def test_the_first_to_assign_is_heard(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add(account("kari"))
        await records.misses.add(miss())
        first = await records.misses.assign("miss-1", intent="policy.storage", phrase="hvor er det", by="kari", at=MONDAY)
        second = await records.misses.assign("miss-1", intent="out_of_scope", phrase="noe annet", by="kari", at=MONDAY)

    async with database.reading() as records:
        found = await records.misses.get("miss-1")
        assert (first, second) == (True, False)
        assert (found.assigned_intent, found.excerpt, found.assigned_by) == ("policy.storage", "hvor er det", "kari")
        assert await records.misses.open(10) == ()
        assert await records.misses.how_many_open() == 0


async def test_what_is_learnt_is_not_learnt_again(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add(account("kari"))
        await records.misses.add(miss())
        await records.misses.assign("miss-1", intent="policy.storage", phrase="hvor er det", by="kari", at=MONDAY)
        before = await records.misses.to_learn()
        await records.misses.mark_learnt(("miss-1",), MONDAY)
        after = await records.misses.to_learn()

    assert [one.id for one in before] == ["miss-1"]
    assert after == ()


async def test_an_assigned_miss_is_not_dropped(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add(account("kari"))
        await records.misses.add(miss("miss-1"))
        await records.misses.add(miss("miss-2", seq=2))
        await records.misses.assign("miss-1", intent="policy.storage", phrase="hvor er det", by="kari", at=MONDAY)
        dropped = [await records.misses.drop("miss-1"), await records.misses.drop("miss-2"), await records.misses.drop("miss-2")]

    assert dropped == [False, True, False]


async def test_words_are_purged_and_counts_stay(database: Database) -> None:
    async with database.transaction() as records:
        await records.misses.add(miss("miss-1"))
        await records.misses.add(miss("miss-2", seq=2, at=MONDAY + DAY))
        await records.misses.count("policy.storage", WEEK)
        purged = await records.misses.purge(MONDAY + DAY)

    async with database.reading() as records:
        assert purged == 1
        assert [one.id for one in await records.misses.open(10)] == ["miss-2"]
        assert len(await records.misses.counts_since(WEEK)) == 1


async def test_what_was_missed_goes_with_its_chat_or_its_message(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add(chat("chat-1"))
        await records.misses.add(miss("miss-1"))
        await records.misses.add(miss("miss-2", chat_id="chat-2"))
        await records.misses.add(miss("miss-3", chat_id="chat-2", seq=2))
        await records.chats.erase("chat-1")
        await records.misses.forget("chat-2", 2)
        left = await records.misses.open(10)

    assert [one.id for one in left] == ["miss-2"]
