from datetime import timedelta

import pytest

from bot.store.database import Database
from bot.store.rows import RecordNotFound
from tests.store import rows
from tests.store.rows import MONDAY

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
async def _chat(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add(rows.chat())


async def test_messages_are_numbered_without_a_gap(database: Database) -> None:
    async with database.transaction() as records:
        first = await records.chats.add_message(rows.message("hei"))
        second = await records.chats.add_message(rows.message("hallo", sender="bot", answers=first.seq))

    assert (first.seq, second.seq) == (1, 2)


async def test_a_message_comes_back_as_it_was_shown(database: Database) -> None:
    cites = [{"section": "rights", "title": "Rettigheter", "statements": ["P43"]}]
    options = [{"label": "Ja", "say": "ja"}]
    ticket = {"reference": "INN-2026-0042", "kind": "access", "due": "2026-12-23"}
    async with database.transaction() as records:
        await records.chats.add_message(rows.message("æøå 😀", cites=cites, options=options, ticket=ticket, asks="confirm"))

    async with database.reading() as records:
        [message] = await records.chats.messages_after("chat-1", 0)

    assert message.text == "æøå 😀"
    assert (message.cites, message.options, message.ticket, message.asks) == (cites, options, ticket, "confirm")


async def test_a_message_without_a_ticket_has_none(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add_message(rows.message())

    async with database.reading() as records:
        [message] = await records.chats.messages_after("chat-1", 0)

    assert message.ticket is None


async def test_what_was_said_since_comes_in_order(database: Database) -> None:
    async with database.transaction() as records:
        for text in ("en", "to", "tre"):
            await records.chats.add_message(rows.message(text))

    async with database.reading() as records:
        messages = await records.chats.messages_after("chat-1", 1)

    assert [message.text for message in messages] == ["to", "tre"]


async def test_the_replies_to_a_message_are_found_by_the_visitors_id(database: Database) -> None:
    async with database.transaction() as records:
        said = await records.chats.add_message(rows.message("hei", client_id="m1"))
        await records.chats.add_message(rows.message("hallo", sender="bot", answers=said.seq))
        await records.chats.add_message(rows.message("takk", client_id="m2"))

    async with database.reading() as records:
        exchange = await records.chats.reply_to("chat-1", "m1")
        unknown = await records.chats.reply_to("chat-1", "m3")
        elsewhere = await records.chats.reply_to("chat-2", "m1")

    assert exchange is not None
    assert exchange.said.text == "hei"
    assert [reply.text for reply in exchange.replies] == ["hallo"]
    assert (unknown, elsewhere) == (None, None)


async def test_the_previous_message_of_the_visitor_can_be_masked(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add_message(rows.message("018132"))
        await records.chats.add_message(rows.message("hva mener du?", sender="bot"))

    async with database.transaction() as records:
        previous = await records.chats.find_previous_visitor_message("chat-1")
        assert previous is not None
        await records.chats.replace_text("chat-1", previous.seq, "[skjult]")

    async with database.reading() as records:
        messages = await records.chats.messages_after("chat-1", 0)
    assert [message.text for message in messages] == ["[skjult]", "hva mener du?"]


async def test_saving_the_state_leaves_the_numbering_alone(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add_message(rows.message())
        await records.chats.save_state("chat-1", state='{"step": "code"}', language="nn", at=LATER)

    async with database.reading() as records:
        chat = await records.chats.find("chat-1")

    assert chat is not None
    assert (chat.state, chat.language, chat.last_at, chat.last_seq) == ('{"step": "code"}', "nn", LATER, 1)


async def test_a_chat_that_is_not_there_takes_no_message(database: Database) -> None:
    with pytest.raises(RecordNotFound):
        async with database.transaction() as records:
            await records.chats.add_message(rows.message(chat_id="chat-2"))


async def test_idle_chats_are_found_until_their_state_is_forgotten(database: Database) -> None:
    async with database.transaction() as records:
        before = await records.chats.idle_since(LATER)
        await records.chats.forget_state("chat-1")
        after = await records.chats.idle_since(LATER)
        quiet = await records.chats.quiet_since(LATER)

    assert (before, after, quiet) == (("chat-1",), (), ("chat-1",))


async def test_erasing_a_chat_leaves_its_cases(database: Database) -> None:
    async with database.transaction() as records:
        await records.chats.add_message(rows.message())
        await records.cases.add(rows.ticket())

    async with database.transaction() as records:
        erased = await records.chats.erase("chat-1")
        again = await records.chats.erase("chat-1")

    async with database.reading() as records:
        assert (erased, again) == (True, False)
        assert await records.chats.find("chat-1") is None
        assert await records.chats.messages_after("chat-1", 0) == ()
        assert await records.cases.find("case-1") is not None
