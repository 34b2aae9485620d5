"""How a process goes, and what it leaves: told to (SIGTERM), killed (SIGKILL), or left without its database."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.store.database import Database
from tests.channel.killed import SlowMailServer
from tests.postgresql import Server
from tests.processes.program import Program
from tests.processes.visitors import beside, enters

pytestmark = pytest.mark.postgresql


@pytest.fixture
def program(tmp_path: Path, database_url: str, mail: SlowMailServer) -> Iterator[Program]:
    program = Program(tmp_path, database_url, mail.port).start()
    try:
        yield program.until_ready()
    finally:
        program.end(signal.SIGKILL)  # a test that went well has ended it already


async def test_a_process_told_to_end_says_goodbye_to_its_sockets(program: Program) -> None:
    async with ClientSession(program.url) as client:
        line = await (await enters(client)).socket()
        await line.until("ready")

        ending = asyncio.create_task(asyncio.to_thread(program.end, signal.SIGTERM))

        assert await line.closing_code() == 1001
    assert await ending == 0
    assert "ERROR" not in program.log


async def test_a_process_told_to_end_finishes_the_letter_in_hand(
    program: Program, mail: SlowMailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.channel.killed.SECONDS_OF_SCANNING", 1.5)
    async with ClientSession(program.url) as client:
        await (await enters(client)).ask_for_deletion("inhand@example.com")
    async with asyncio.timeout(20):
        while not mail.to("inhand@example.com"):  # noqa: ASYNC110 - the server has the letter, and has not said so yet
            await asyncio.sleep(0.01)

    status = await asyncio.to_thread(program.end, signal.SIGTERM)

    database = Database(program.database_url)
    async with database.reading() as records:
        waiting = await records.letters.how_many_wait()
    await database.close()
    assert (status, waiting) == (0, 0)


async def test_what_a_killed_process_acknowledged_is_there_in_the_other(program: Program, tmp_path: Path, mail: SlowMailServer) -> None:
    other = Program(tmp_path, program.database_url, mail.port).start().until_ready()
    async with ClientSession(program.url) as here, ClientSession(other.url) as there:
        visitor = await enters(here)
        replies = await visitor.say("slett meg")
        saying = asyncio.create_task(visitor.post("ja", "cut off"))
        await asyncio.sleep(0)

        program.end(signal.SIGKILL)
        await asyncio.gather(saying, return_exceptions=True)
        visitor = beside(visitor, there)
        again = await visitor.say("ja", "cut off")

        assert again[-1]["asks"] == "email"
        history = await visitor.read()
    assert history[3 : 3 + len(replies)] == replies
    assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
    assert [message.get("id") for message in history].count("cut off") == 1
    assert other.end() == 0


async def test_a_database_that_is_gone_for_a_while_ends_nothing(program: Program, server: Server) -> None:
    name = program.database_url.rpartition("?")[0].rpartition("/")[2]
    async with ClientSession(program.url) as client:
        visitor = await enters(client)
        replies = await visitor.say("slett meg")
        await server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 - a name made here

        await asyncio.to_thread(program.until_ready, 503)
        refused = await visitor.post("ja", "not taken")
        await asyncio.sleep(2.5)  # the workers look meanwhile, and must not die of it
        await server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await asyncio.to_thread(program.until_ready, 200)

        assert (refused.status, (await refused.json())["type"]) == (503, "about:blank")
        assert (await visitor.say("ja", "not taken"))[-1]["asks"] == "email"
        assert (await visitor.read())[3 : 3 + len(replies)] == replies
    assert program.end() == 0
    assert "Traceback" not in program.log
    assert "never retrieved" not in program.log


def test_ctrl_c_ends_the_chat_in_the_terminal(tmp_path: Path) -> None:
    program = Program(tmp_path, f"sqlite:///{tmp_path / 'test.sqlite3'}", 1)
    chat = subprocess.Popen([sys.executable, "-m", "bot", "chat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=program.environment)
    assert chat.stdin is not None
    assert chat.stdout is not None
    while (said := chat.stdout.read(1)) != b">":
        assert said

    chat.send_signal(signal.SIGINT)

    try:
        assert chat.wait(30) == 130
    finally:
        chat.stdin.close()
        chat.kill()
