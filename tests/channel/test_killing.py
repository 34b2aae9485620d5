"""SIGKILL at random moments loses nothing that was acknowledged and repeats nothing.

Eight kills by default; BOT_TEST_KILLS=50 makes the full run. The figures are printed (pytest -s).
"""

import asyncio
import itertools
import os
import random  # noqa: TID251 - the same
import signal
import sqlite3
from collections import Counter
from pathlib import Path

from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from bot.store.database import Database
from tests.channel.killed import (
    Persistent,
    PersistentOnSocket,
    Program,
    SlowMailServer,
    come_one_after_another,
    kill_at_random_moments,
)
from tests.mail.doubles import running

KILLS = int(os.environ.get("BOT_TEST_KILLS", "8"))
SEED = 20261123
MOST_AT_ONCE = 12


async def test_a_killed_service_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    mail = SlowMailServer(unused_port())
    with running(mail):
        program = Program(tmp_path, mail.port)
        await program.start()
        await program.answers()
        try:
            async with ClientSession() as session:
                killing = asyncio.create_task(kill_at_random_moments(program, KILLS, random.Random(SEED)))  # noqa: S311 - a seeded run
                everybody = await come_one_after_another(lambda: next(kinds)(next(numbers), program, mail, session), killing, MOST_AT_ONCE)
                await until_no_letter_waits(program)
                for visitor in everybody:
                    await assert_chat_is_whole(visitor)
        finally:
            await program.end(signal.SIGTERM)
    assert_letters_are_whole(mail, everybody)
    await assert_cases_are_whole(program, everybody)
    assert_log_names_nobody(program, everybody)
    print(figures(mail, everybody))


numbers = itertools.count(1)
kinds = itertools.cycle((Persistent, PersistentOnSocket))


async def until_no_letter_waits(program: Program) -> None:
    database = Database(program.database_url)
    try:
        async with asyncio.timeout(120):
            while True:
                async with database.reading() as records:
                    if not await records.letters.how_many_wait():
                        return
                await asyncio.sleep(0.2)
    finally:
        await database.close()


async def assert_chat_is_whole(visitor: Persistent) -> None:
    history = await visitor.history()

    assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
    assert [message["id"] for message in history if message["from"] == "visitor"] == visitor.sent
    visitor.assert_kept(history)


def assert_letters_are_whole(mail: SlowMailServer, everybody: list[Persistent]) -> None:
    """One code and one receipt each; what came twice came under the same Message-ID."""
    for visitor in everybody:
        letters = dict(mail.to(visitor.address))
        assert len(letters) == 2, visitor.number
        assert len([text for text in letters.values() if visitor.reference in text]) == 1
    notices = dict(mail.to("post@qsmanager.no"))
    assert len(notices) == len(everybody)
    for visitor in everybody:
        assert len([text for text in notices.values() if visitor.reference in text]) == 1


async def assert_cases_are_whole(program: Program, everybody: list[Persistent]) -> None:
    database = Database(program.database_url)
    async with database.reading() as records:
        cases = {visitor.number: await records.cases.of_chat(visitor.chat) for visitor in everybody}
        broken_at = await records.audit.verify()
        verified = Counter(entry.subject for entry in await records.audit.latest(100_000) if entry.action == "case.verified")
    await database.close()
    for visitor in everybody:
        assert [(case.reference, case.kind, case.status, case.address) for case in cases[visitor.number]] == [
            (visitor.reference, "deletion", "new", visitor.address)
        ]
        assert verified[visitor.reference] == 1
    assert broken_at is None
    with sqlite3.connect(program.database_url.removeprefix("sqlite:///")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def assert_log_names_nobody(program: Program, everybody: list[Persistent]) -> None:
    log = program.log.read_text(encoding="utf-8")
    assert "Traceback" not in log, log[-3_000:]
    assert not [visitor.address for visitor in everybody if visitor.address in log]


def figures(mail: SlowMailServer, everybody: list[Persistent]) -> str:
    turns = sum(len(visitor.sent) for visitor in everybody)
    broken = sum(visitor.broken for visitor in everybody)
    repeated = len(mail.mails) - len({letter["Message-ID"] for letter in mail.mails})
    return (
        f"\n{KILLS} kills: {len(everybody)} visitors, {turns} turns, {broken} requests cut off and said again, "
        f"{len(mail.mails)} letters, {repeated} of them repeated under the same Message-ID; nothing lost, nothing done twice"
    )
