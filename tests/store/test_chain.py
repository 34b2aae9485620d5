"""Whatever is done to the log by hand is found, and the first row is named (A13)."""

import pytest
from sqlalchemy import Executable, delete, insert, update
from sqlmodel import col

from bot.store.chain import Damage, Finding, Kept, digest
from bot.store.database import Database
from bot.store.tables import AuditEntry
from tests.store.rows import MONDAY
from tests.store.tampering import tamper

DAY = MONDAY.date()
ROW = {
    "at": MONDAY,
    "actor": "per",
    "action": "case.closed",
    "subject": "forged",
    "result": "",
    "reason": "",
    "commitment": "",
    "previous": "",
    "digest": "",
}


async def write(database: Database, *subjects: str) -> None:
    for subject in subjects:
        async with database.transaction() as records:
            await records.audit.append(MONDAY, "kari", "case.opened", subject)


async def entries(database: Database) -> list[AuditEntry]:
    async with database.reading() as records:
        return list(reversed(await records.audit.latest(100)))


async def head_of(database: Database, seq: int) -> Kept:
    entry = (await entries(database))[seq - 1]
    return Kept(DAY, seq, entry.digest)


async def found(database: Database, *heads: Kept) -> tuple[Damage, int, int] | None:
    async with database.reading() as records:
        finding = await records.audit.verify(heads)
    return (finding.damage, finding.seq, finding.until) if finding is not None else None


def chained(first: AuditEntry, *rest: AuditEntry, previous: str) -> list[AuditEntry]:
    """The rows with digests that fit, as somebody who knows the program would write them."""
    written = []
    for entry in (first, *rest):
        entry.previous = previous
        entry.digest = previous = digest(entry)
        written.append(entry)
    return written


def rewriting(*rows: AuditEntry) -> list[Executable]:
    return [update(AuditEntry).where(col(AuditEntry.seq) == row.seq).values(**row.model_dump(exclude={"seq"})) for row in rows]


@pytest.mark.parametrize("field", ["actor", "action", "subject", "result", "reason", "commitment", "previous", "digest"])
async def test_a_changed_column_names_its_row(database: Database, url: str, field: str) -> None:
    await write(database, "a", "b", "c")

    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 2).values(**{field: "changed"}))

    assert await found(database) == (Damage.CHANGED, 2, 2)


async def test_a_renumbered_row_is_named_as_moved(database: Database, url: str) -> None:
    await write(database, "a", "b", "c")

    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 2).values(seq=7))

    assert await found(database) == (Damage.MOVED, 2, 2)


@pytest.mark.parametrize("row", [1, 2, 3])
async def test_a_removed_row_is_named(database: Database, url: str, row: int) -> None:
    await write(database, "a", "b", "c")
    head = await head_of(database, 3)

    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == row))

    expected = Damage.CUT if row == 3 else Damage.REMOVED
    assert await found(database, head) == (expected, row, row)


async def test_a_removed_row_is_named_when_the_rest_is_renumbered(database: Database, url: str) -> None:
    await write(database, "a", "b", "c", "d")

    closing_up = [update(AuditEntry).where(col(AuditEntry.seq) == row).values(seq=row - 1) for row in (3, 4)]
    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == 2), *closing_up)

    assert await found(database) == (Damage.REMOVED, 2, 2)


async def test_an_inserted_row_is_named_when_the_rest_is_renumbered(database: Database, url: str) -> None:
    await write(database, "a", "b", "c")
    first = (await entries(database))[0]
    [forged] = chained(AuditEntry(**{**ROW, "seq": 2}), previous=first.digest)

    making_room = [update(AuditEntry).where(col(AuditEntry.seq) == row).values(seq=row + 1) for row in (3, 2)]
    await tamper(url, *making_room, insert(AuditEntry).values(**forged.model_dump()))

    assert await found(database) == (Damage.ADDED, 2, 2)


async def test_a_row_that_follows_nothing_is_named_as_added(database: Database, url: str) -> None:
    await write(database, "a", "b")
    [forged] = chained(AuditEntry(**{**ROW, "seq": 3}), previous="f" * 64)

    await tamper(url, insert(AuditEntry).values(**forged.model_dump()))

    assert await found(database) == (Damage.ADDED, 3, 3)


async def test_swapped_rows_are_named(database: Database, url: str) -> None:
    await write(database, "a", "b", "c", "d")

    swapping = [update(AuditEntry).where(col(AuditEntry.seq) == row).values(seq=to) for row, to in ((2, 99), (3, 2), (99, 3))]
    await tamper(url, *swapping)

    assert await found(database) == (Damage.MOVED, 2, 2)


async def test_a_changed_row_with_a_digest_that_fits_is_named(database: Database, url: str) -> None:
    await write(database, "a", "b", "c", "d")
    first, second, *_ = await entries(database)
    second.subject = "changed"

    await tamper(url, *rewriting(*chained(second, previous=first.digest)))

    assert await found(database) == (Damage.CHANGED, 2, 2)


async def test_a_log_written_anew_does_not_go_through_its_heads(database: Database, url: str) -> None:
    await write(database, "a", "b", "c", "d")
    heads = [await head_of(database, 1), await head_of(database, 4)]
    first, *rest = await entries(database)
    rest[1].subject = "changed"

    await tamper(url, *rewriting(*chained(*rest, previous=first.digest)))

    assert await found(database) is None
    assert await found(database, *heads) == (Damage.REWRITTEN, 2, 4)


async def test_a_cut_end_shows_against_a_head(database: Database, url: str) -> None:
    await write(database, "a", "b", "c", "d")
    head = await head_of(database, 4)

    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) > 2))

    assert await found(database) is None
    assert await found(database, head) == (Damage.CUT, 3, 4)


async def test_a_forged_end_in_place_of_a_cut_one_shows_against_a_head(database: Database, url: str) -> None:
    await write(database, "a", "b", "c")
    heads = [await head_of(database, 2), await head_of(database, 3)]
    second = (await entries(database))[1]
    [forged] = chained(AuditEntry(**{**ROW, "seq": 3}), previous=second.digest)

    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == 3), insert(AuditEntry).values(**forged.model_dump()))

    assert await found(database, *heads) == (Damage.REWRITTEN, 3, 3)


async def test_an_emptied_log_shows_against_a_head(database: Database, url: str) -> None:
    await write(database, "a")
    head = await head_of(database, 1)

    await tamper(url, delete(AuditEntry))

    assert await found(database, head) == (Damage.CUT, 1, 1)


async def test_the_finding_names_the_day_in_oslo(database: Database, url: str) -> None:
    async with database.transaction() as records:
        await records.audit.append(MONDAY.replace(month=12, day=31, hour=23, minute=30), "kari", "case.opened", "a")

    await tamper(url, update(AuditEntry).values(subject="changed"))

    async with database.reading() as records:
        assert await records.audit.verify() == Finding(Damage.CHANGED, 1, DAY.replace(year=2027, month=1, day=1), 1)


async def test_only_what_follows_a_verified_head_is_looked_at(database: Database, url: str) -> None:
    await write(database, "a", "b", "c")
    head = await head_of(database, 2)

    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == 1).values(subject="changed"))

    async with database.reading() as records:
        after = await records.audit.verify([head], after=head)
        whole = await records.audit.verify([head])
    assert (after, whole is not None) == (None, True)
