"""Two processes over one PostgreSQL are one service: whatever one was told, the other knows."""

import asyncio
import re

import pytest
from aiohttp import ClientSession

from bot.store.database import Database
from tests.channel.house import wrong
from tests.channel.killed import SlowMailServer
from tests.postgresql import Server
from tests.processes.program import Program
from tests.processes.visitors import beside, code_to, enters, letters_to

pytestmark = pytest.mark.postgresql

Clients = tuple[ClientSession, ClientSession]
Pair = tuple[Program, Program]


def test_two_processes_that_start_at_once_migrate_once(pair: Pair) -> None:
    upgrades = re.findall(r"Running upgrade (.*)", pair[0].log + pair[1].log)

    assert upgrades
    assert len(upgrades) == len(set(upgrades))


async def test_a_chat_goes_on_in_the_other_process(clients: Clients) -> None:
    visitor = await enters(clients[0])
    await visitor.say("slett meg")

    replies = await beside(visitor, clients[1]).say("ja")

    assert replies[-1]["asks"] == "email"
    assert await visitor.read() == await beside(visitor, clients[1]).read()


async def test_sockets_in_both_processes_hear_the_same_in_the_same_order(clients: Clients) -> None:
    visitor = await enters(clients[0])
    here = await visitor.socket(after=len(visitor.greeting))
    there = await beside(visitor, clients[1]).socket(after=len(visitor.greeting))
    await here.until("ready")
    await there.until("ready")

    await here.say("a", "hvor lagrer dere opplysningene?")
    heard_here, heard_there = await here.messages(2), await there.messages(2)
    await there.say("b", "hvordan kontakter jeg dere?")
    heard_here, heard_there = heard_here + await here.messages(2), heard_there + await there.messages(2)

    assert heard_here == heard_there
    assert [message["seq"] for message in heard_here] == [3, 4, 5, 6]


async def test_an_erased_chat_closes_its_socket_in_the_other_process(clients: Clients) -> None:
    visitor = await enters(clients[0])
    there = await beside(visitor, clients[1]).socket()
    await there.until("ready")

    await visitor.erase()

    assert await there.closing_code() == 4404


async def test_one_message_sent_to_both_processes_at_once_is_acted_on_once(clients: Clients) -> None:
    visitor = await enters(clients[0])

    one, other = await asyncio.gather(visitor.say("slett meg", "x"), beside(visitor, clients[1]).say("slett meg", "x"))

    assert one == other
    assert [message.get("id") for message in await visitor.read()].count("x") == 1


async def test_a_code_counts_its_tries_across_processes(clients: Clients, mail: SlowMailServer) -> None:
    visitor = await enters(clients[0])
    there = beside(visitor, clients[1])
    await visitor.ask_for_deletion("kari@example.com")
    code = await code_to(mail, "kari@example.com")

    for process in (visitor, there, visitor, there, visitor):
        await process.say(wrong(code))

    assert [message["ticket"] for message in await there.say(code)] == [None]


async def test_a_case_proved_in_both_processes_at_once_is_opened_once(clients: Clients, mail: SlowMailServer, pair: Pair) -> None:
    visitor = await enters(clients[0])
    await visitor.ask_for_deletion("ola@example.com")
    code = await code_to(mail, "ola@example.com")

    await asyncio.gather(visitor.say(code, "here"), beside(visitor, clients[1]).say(code, "there"))
    letters = await letters_to(mail, "ola@example.com", 2)

    database = Database(pair[0].database_url)
    async with database.reading() as records:
        cases = await records.cases.of_chat(visitor.chat)
    await database.close()
    assert [(case.status, case.address) for case in cases] == [("new", "ola@example.com")]
    assert len(letters) == 2


async def test_each_letter_goes_out_once_however_many_outboxes_there_are(clients: Clients, mail: SlowMailServer) -> None:
    visitors = [await enters(clients[number % 2]) for number in range(12)]

    await asyncio.gather(*(one.ask_for_deletion(f"many{number}@example.com") for number, one in enumerate(visitors)))
    for number in range(12):
        await letters_to(mail, f"many{number}@example.com", 1)
    await asyncio.sleep(1.5)  # long enough for the other outbox to look

    assert [len(mail.to(f"many{number}@example.com")) for number in range(12)] == [1] * 12


async def test_a_broken_line_between_the_processes_is_drawn_anew(clients: Clients, server: Server, pair: Pair) -> None:
    visitor = await enters(clients[0])
    there = await beside(visitor, clients[1]).socket(after=len(visitor.greeting))
    await there.until("ready")

    await server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ 'LISTEN|pg_notify' AND pid <> pg_backend_pid()")
    async with asyncio.timeout(20):
        while (pair[0].log + pair[1].log).count("whole again") < 2:  # noqa: ASYNC110 - another process tells nobody
            await asyncio.sleep(0.05)
    replies = await visitor.say("hvordan kontakter jeg dere?")

    assert (await there.messages(2))[1]["text"] == replies[0]["text"]
