"""The database itself refuses to change or remove what is in the log, whoever asks (A9, A13)."""

from datetime import timedelta

import pytest
from sqlalchemy import Executable, delete, insert, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col

from bot.store.chain import Damage
from bot.store.database import Database, async_url
from bot.store.tables import AuditEntry, AuditStart
from tests.store.rows import MONDAY
from tests.store.tampering import tamper

YEAR = timedelta(days=365)
ROW = {
    "at": MONDAY,
    "actor": "per",
    "action": "x",
    "subject": "x",
    "result": "",
    "reason": "",
    "commitment": "",
    "previous": "",
    "digest": "",
}


async def write(database: Database, count: int = 3) -> None:
    for year in range(count):
        async with database.transaction() as records:
            await records.audit.append(MONDAY + year * YEAR, "kari", "case.opened", "a", personal="ola@example.com", owner="case-1")


async def tries(url: str, statement: Executable) -> str:
    """What the database says to it."""
    engine = create_async_engine(async_url(url))
    try:
        async with engine.begin() as connection:
            await connection.execute(statement)
    except DBAPIError as error:
        return str(error.orig)
    finally:
        await engine.dispose()
    return "done"


async def cut(database: Database, before: int) -> int:
    async with database.transaction() as records:
        return await records.audit.cut(MONDAY + before * YEAR, MONDAY + 3 * YEAR, "system")


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).where(col(AuditEntry.seq) == 2).values(actor="per"),
        update(AuditEntry).where(col(AuditEntry.seq) == 2).values(at=MONDAY),
        delete(AuditEntry),
        delete(AuditEntry).where(col(AuditEntry.seq) == 3),
        insert(AuditEntry).values(**ROW, seq=2),
        insert(AuditEntry).values(**ROW, seq=0),
    ],
)
async def test_what_is_in_the_log_stays_as_it_is(database: Database, url: str, statement: Executable) -> None:
    await write(database)

    answer = await tries(url, statement)

    assert "the log is append-only" in answer
    async with database.reading() as records:
        assert (await records.audit.verify(), len(await records.audit.latest(10))) == (None, 3)


async def test_the_log_is_not_emptied_at_once(database: Database, url: str) -> None:
    if not database.is_postgresql:
        statement = text("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2")
    else:
        statement = text("TRUNCATE audit_entry")
    await write(database)

    answer = await tries(url, statement)

    assert "the log is append-only" in answer


async def test_retention_cuts_the_beginning_and_the_rest_is_whole(database: Database) -> None:
    await write(database)

    removed = await cut(database, 2)

    async with database.reading() as records:
        assert (removed, await records.audit.verify()) == (2, None)
        entry, third = await records.audit.latest(10)
    assert (third.seq, entry.seq, entry.action, entry.result, entry.reason) == (3, 4, "audit.cut", "2", third.previous)


async def test_retention_cuts_again_and_finds_nothing_twice(database: Database) -> None:
    await write(database)

    removed = [await cut(database, 1), await cut(database, 1), await cut(database, 2)]

    async with database.reading() as records:
        assert (removed, await records.audit.verify()) == ([1, 0, 1], None)


async def test_the_last_entry_is_never_cut(database: Database) -> None:
    await write(database)

    removed = await cut(database, 9)

    async with database.reading() as records:
        assert (removed, [entry.seq for entry in await records.audit.latest(10)]) == (2, [4, 3])


async def test_an_empty_log_has_nothing_to_cut(database: Database) -> None:
    assert await cut(database, 1) == 0


async def test_salts_go_with_what_is_cut(database: Database) -> None:
    await write(database)

    await cut(database, 2)

    async with database.reading() as records:
        assert [await records.audit.is_about(seq, "ola@example.com") for seq in (1, 2, 3)] == [False, False, True]


async def test_the_beginning_moves_on_and_never_back(database: Database, url: str) -> None:
    await write(database)
    await cut(database, 2)

    back, away = await tries(url, update(AuditStart).values(seq=1)), await tries(url, delete(AuditStart))

    assert ("the log is append-only" in back, "the log is append-only" in away) == (True, True)


async def test_a_beginning_that_retention_did_not_write_is_found(database: Database, url: str) -> None:
    await write(database)
    await cut(database, 1)
    async with database.reading() as records:
        second = (await records.audit.latest(10))[-1]

    await tamper(url, update(AuditStart).values(seq=2, digest=second.digest), delete(AuditEntry).where(col(AuditEntry.seq) == 2))

    async with database.reading() as records:
        found = await records.audit.verify()
    assert found is not None
    assert (found.damage, found.seq) == (Damage.REMOVED, 2)


async def test_a_value_is_in_the_log_as_a_digest_alone(database: Database) -> None:
    await write(database)

    async with database.reading() as records:
        entries = await records.audit.latest(10)
        answers = [await records.audit.is_about(1, value) for value in ("ola@example.com", "per@example.com")]

    assert answers == [True, False]
    assert len({entry.commitment for entry in entries}) == 3
    assert not any("ola" in str(entry.model_dump()) for entry in entries)


async def test_forgetting_leaves_the_chain_whole(database: Database) -> None:
    await write(database)

    async with database.transaction() as records:
        forgotten = await records.audit.forget("case-1")

    async with database.reading() as records:
        assert (forgotten, await records.audit.verify(), await records.audit.is_about(1, "ola@example.com")) == (3, None, False)


async def test_forgetting_one_leaves_the_others(database: Database) -> None:
    await write(database, 1)
    async with database.transaction() as records:
        await records.audit.append(MONDAY, "kari", "case.opened", "b", personal="per@example.com", owner="case-2")

    async with database.transaction() as records:
        await records.audit.forget("case-1")

    async with database.reading() as records:
        assert await records.audit.is_about(2, "per@example.com")


async def test_a_value_without_an_owner_is_refused(database: Database) -> None:
    async with database.transaction() as records:
        with pytest.raises(ValueError, match="nobody could forget"):
            await records.audit.append(MONDAY, "kari", "case.opened", "a", personal="ola@example.com")


async def test_an_entry_from_before_commitments_keeps_its_digest(database: Database) -> None:
    async with database.transaction() as records:
        await records.audit.append(MONDAY, "kari", "case.opened", "INN-2026-1", "ok", "because")

    async with database.reading() as records:
        [entry] = await records.audit.latest(1)

    assert entry.digest == "4a033fef8ba2f34235c593e4f3e21a8dcef4bfbc123384d62114b0dfb5176819"
