import asyncio

import pytest
from sqlalchemy import delete, update
from sqlmodel import col

from bot.store.chain import START
from bot.store.database import Database
from bot.store.tables import AuditEntry
from tests.store.rows import MONDAY
from tests.store.tampering import tamper


async def log(database: Database, *subjects: str) -> None:
    for subject in subjects:
        async with database.transaction() as records:
            await records.audit.append(MONDAY, "kari", "case.opened", subject, "ok", "because")


async def first_broken(database: Database) -> int | None:
    async with database.reading() as records:
        found = await records.audit.verify()
    return found.seq if found is not None else None


async def test_an_entry_carries_the_digest_of_the_one_before(database: Database) -> None:
    await log(database, "INN-2026-1", "INN-2026-2")

    async with database.reading() as records:
        second, first = await records.audit.latest(10)

    assert (first.seq, second.seq) == (1, 2)
    assert first.previous == START
    assert second.previous == first.digest


async def test_an_untouched_log_is_whole(database: Database) -> None:
    await log(database, "a", "b", "c")

    assert await first_broken(database) is None


async def test_an_empty_log_is_whole(database: Database) -> None:
    assert await first_broken(database) is None


@pytest.mark.parametrize("field", ["actor", "action", "subject", "result", "reason", "previous", "digest"])
async def test_a_changed_field_is_found(database: Database, url: str, field: str) -> None:
    await log(database, "a", "b", "c")

    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 2).values(**{field: "changed"}))

    assert await first_broken(database) == 2


async def test_a_changed_moment_is_found(database: Database, url: str) -> None:
    await log(database, "a", "b", "c")

    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 3).values(at=MONDAY.replace(hour=10)))

    assert await first_broken(database) == 3


async def test_a_removed_entry_is_found(database: Database, url: str) -> None:
    await log(database, "a", "b", "c")

    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == 2))

    assert await first_broken(database) == 2


async def test_a_removed_beginning_is_found(database: Database, url: str) -> None:
    await log(database, "a", "b", "c")

    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == 1))

    assert await first_broken(database) == 1


async def test_many_writers_at_once_never_fork_the_chain(database: Database) -> None:
    await asyncio.gather(*(log(database, f"case-{number}") for number in range(20)))

    async with database.reading() as records:
        head = await records.audit.find_head()
    assert head is not None
    assert head.seq == 20
    assert await first_broken(database) is None


async def test_what_is_rolled_back_is_not_logged(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as records:
            await records.audit.append(MONDAY, "kari", "case.closed", "a")
            raise RuntimeError

    async with database.reading() as records:
        assert await records.audit.latest(10) == ()


async def test_entries_of_one_subject_come_in_order(database: Database) -> None:
    async with database.transaction() as records:
        await records.audit.append(MONDAY, "kari", "case.seen", "a")
        await records.audit.append(MONDAY, "kari", "case.seen", "b")
        await records.audit.append(MONDAY, "kari", "case.closed", "a")

    async with database.reading() as records:
        entries = await records.audit.of_subject("a")

    assert [entry.action for entry in entries] == ["case.seen", "case.closed"]


async def test_a_long_log_is_verified_in_pieces(database: Database, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.chain.AT_ONCE", 2)
    await log(database, "a", "b", "c", "d", "e")
    whole = await first_broken(database)

    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 4).values(subject="changed"))

    assert (whole, await first_broken(database)) == (None, 4)
