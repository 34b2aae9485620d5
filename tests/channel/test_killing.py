"""SIGKILL at random moments of the whole job, from the visitor's first question to the letter that ends the case, loses
nothing that was acknowledged and repeats nothing.

Eight kills by default; BOT_TEST_KILLS=50 makes the full run. The figures are printed (pytest -s).
"""

import asyncio
import itertools
import os
import random  # noqa: TID251 - the same
import signal
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import unused_port

from bot.store.database import Database
from bot.store.records import Records
from tests.channel.handler import ADDRESS, NAME, PASSWORD, Handler
from tests.channel.killed import (
    FINISHED,
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
MOST_AT_ONCE = 16
"""Fewer than a page of the console's list shows."""

PILE = 8
STEPS = ("claimed", "checklist", "closed")


async def test_a_killed_service_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    mail = SlowMailServer(unused_port())
    with running(mail):
        program = Program(tmp_path, mail.port)
        await program.start()
        await program.answers()
        one_time_password = await program.add_staff(ADDRESS, NAME)
        cases: asyncio.Queue[str] = asyncio.Queue()
        try:
            async with ClientSession() as session, ClientSession(cookie_jar=CookieJar(unsafe=True)) as browser:
                handler = Handler(program, browser, one_time_password)
                await handler.starts()
                async with asyncio.TaskGroup() as group:
                    working = group.create_task(handler.works(cases, PILE))
                    killing = group.create_task(kill_once_busy(program, handler))
                    everybody = await come_one_after_another(
                        lambda: next(kinds)(next(numbers), program, mail, session, cases), killing, MOST_AT_ONCE
                    )
                    await cases.join()
                    working.cancel()
                await until_no_letter_waits(program)
                for visitor in everybody:
                    await assert_chat_is_whole(visitor)
        finally:
            await program.end(signal.SIGTERM)
    assert_letters_are_whole(mail, everybody)
    await assert_cases_are_whole(program, mail, everybody)
    await assert_work_is_whole(program, handler, everybody)
    assert_log_names_nobody(program, everybody)
    print(figures(mail, handler, everybody))


numbers = itertools.count(1)
kinds = itertools.cycle((Persistent, PersistentOnSocket))


async def kill_once_busy(program: Program, handler: Handler) -> None:
    """Begins when visitors and staff are both in the middle of something."""
    await handler.is_there.wait()
    await kill_at_random_moments(program, KILLS, random.Random(SEED))  # noqa: S311 - a seeded run


@asynccontextmanager
async def on_disk(program: Program) -> AsyncIterator[Records]:
    database = Database(program.database_url)
    try:
        async with database.reading() as records:
            yield records
    finally:
        await database.close()


async def until_no_letter_waits(program: Program) -> None:
    async with asyncio.timeout(120):
        while True:
            async with on_disk(program) as records:
                if not await records.letters.how_many_wait():
                    return
            await asyncio.sleep(0.2)


async def assert_chat_is_whole(visitor: Persistent) -> None:
    history = await visitor.history()

    assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
    assert [message["id"] for message in history if message["from"] == "visitor"] == visitor.sent
    visitor.assert_kept(history)


def assert_letters_are_whole(mail: SlowMailServer, everybody: list[Persistent]) -> None:
    """One code, one receipt and one closing letter each; what came twice came under the same Message-ID."""
    for visitor in everybody:
        letters = dict(mail.to(visitor.address))
        assert len(letters) == 3, visitor.number
        assert len([text for text in letters.values() if visitor.reference in text]) == 2
        assert len([text for text in letters.values() if FINISHED.search(text)]) == 1
    notices = dict(mail.to("post@qsmanager.no"))
    assert len(notices) == len(everybody)
    for visitor in everybody:
        assert len([text for text in notices.values() if visitor.reference in text]) == 1


async def assert_cases_are_whole(program: Program, mail: SlowMailServer, everybody: list[Persistent]) -> None:
    """One case each, closed as decided, with the letters that the mail server got and no others."""
    async with on_disk(program) as records:
        for visitor in everybody:
            [case] = await records.cases.of_chat(visitor.chat)
            assert (case.reference, case.kind, case.address) == (visitor.reference, "rectification", visitor.address)
            assert (case.status, case.outcome, case.closed_at is None) == ("closed", "fulfilled", False)
            closing, *others = sorted(await records.letters.of_ticket(case.id), key=lambda letter: letter.kind)
            assert [closing.kind, *(letter.kind for letter in others)] == ["closed_fulfilled", "receipt", "staff_notice"]
            sent = {message_id for message_id, text in mail.to(visitor.address) if FINISHED.search(text)}
            assert sent == {f"<{closing.id}@qsmanager.no>"}
        assert await records.audit.verify() is None
    with sqlite3.connect(program.database_url.removeprefix("sqlite:///")) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


async def assert_work_is_whole(program: Program, handler: Handler, everybody: list[Persistent]) -> None:
    """Every step that the handler was told is done stands in the log once, as theirs, and so do its results."""
    async with on_disk(program) as records:
        carla = await records.accounts.find_by_address(ADDRESS)
        assert carla is not None
        logged = Counter((entry.actor, entry.action, entry.subject, entry.result) for entry in await records.audit.latest(100_000))
        lines = [await records.checklists.of_ticket((await records.cases.of_chat(visitor.chat))[0].id) for visitor in everybody]
    by_case: dict[str, list[str]] = {}
    for (actor, action, subject, _), times in logged.items():
        if action.startswith("case.") and action != "case.viewed":
            by_case.setdefault(subject, []).extend([f"{'carla' if actor == carla.id else actor} {action}"] * times)
    assert sorted(by_case) == sorted(visitor.reference for visitor in everybody)
    for actions in by_case.values():
        assert sorted(actions) == [
            "carla case.checklist",
            "carla case.claimed",
            "carla case.closed",
            "visitor case.opened",
            "visitor case.verified",
        ]
    assert Counter(handler.acknowledged) == Counter((visitor.reference, step) for visitor in everybody for step in STEPS)
    assert {(line.result, line.done_by) for of_case in lines for line in of_case} == {("done", carla.id)}
    assert logged[carla.id, "staff.password_changed", carla.id, ""] == 1
    assert logged[carla.id, "staff.login", carla.id, "ok"] >= 2


def assert_log_names_nobody(program: Program, everybody: list[Persistent]) -> None:
    log = program.log.read_text(encoding="utf-8")
    assert "Traceback" not in log, log[-3_000:]
    assert not [secret for secret in (ADDRESS, NAME, PASSWORD) if secret in log]
    assert not [visitor.address for visitor in everybody if visitor.address in log]


def figures(mail: SlowMailServer, handler: Handler, everybody: list[Persistent]) -> str:
    turns = sum(len(visitor.sent) for visitor in everybody)
    broken = sum(visitor.broken for visitor in everybody)
    repeated = len(mail.mails) - len({letter["Message-ID"] for letter in mail.mails})
    return (
        f"\n{KILLS} kills: {len(everybody)} visitors, {turns} turns, {broken} requests cut off and said again, "
        f"{len(handler.acknowledged)} staff steps, {handler.broken} staff requests cut off, "
        f"{handler.found_done} of those found done when looked up, "
        f"{len(mail.mails)} letters, {repeated} of them repeated under the same Message-ID; nothing lost, nothing done twice"
    )
