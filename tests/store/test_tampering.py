"""Every kind of row of a log as it grows, and every kind of head: whatever is done to one, that one is named (A13)."""

from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, insert, update
from sqlmodel import col

from bot.proof import FILE, Examined, Head, examine, head_of, read_heads, signature
from bot.settings import Settings
from bot.store.chain import START, Damage, Kept, digest
from bot.store.database import Database
from bot.store.tables import AuditEntry, AuditHead
from tests.doubles import MONDAY
from tests.store.tampering import tamper

CASE, OWNER = "INN-2026-4821", "id-1"
KINDS = {
    "opened by a visitor": ("visitor", "case.opened", CASE, "new", "", "ola@example.com"),
    "proved": ("visitor", "case.verified", CASE, "new", "", "ola@example.com"),
    "read": ("kari", "case.viewed", CASE, "", "", ""),
    "changed": ("kari", "case.checklist", CASE, "crm=done", "", ""),
    "a second person": ("nina", "case.approved", CASE, "closing", "", ""),
    "closed with a ground": ("kari", "case.closed", CASE, "refused", "excessive", ""),
    "a download": ("visitor", "copy.downloaded", CASE, "2", "", ""),
    "a login": ("stranger", "staff.login", "kari", "refused", "password", ""),
    "a role": ("root", "staff.role_changed", "kari", "auditor", "handler", ""),
    "a search": ("kari", "queue.searched", "queue", "3", "", ""),
    "retention": ("system", "purged", "retention", "chats=3", "", ""),
    "a verification": ("system", "audit.verified", "audit", "whole", "", ""),
    "the last": ("operator", "erasure.replayed", CASE, "chats=1", "", ""),
}
ROWS = {name: number for number, name in enumerate(KINDS, start=1)}
FIRST, LAST = 1, len(KINDS)


@pytest.fixture
async def written(database: Database) -> Kept:
    """A log with a row of each kind, the head of which is kept outside; that head."""
    for actor, action, subject, result, reason, personal in KINDS.values():
        async with database.transaction() as records:
            await records.audit.append(MONDAY, actor, action, subject, result, reason, personal=personal, owner=OWNER if personal else "")
    async with database.reading() as records:
        last = await records.audit.find_head()
    assert last is not None
    return Kept(MONDAY.date(), last.seq, last.digest)


async def found(database: Database, head: Kept) -> tuple[Damage, int] | None:
    async with database.reading() as records:
        finding = await records.audit.verify([head])
    return (finding.damage, finding.seq) if finding is not None else None


def renumbered(row: int, to: int) -> Executable:
    return update(AuditEntry).where(col(AuditEntry.seq) == row).values(seq=to)


async def test_untouched_it_is_whole(database: Database, written: Kept) -> None:
    assert await found(database, written) is None


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_a_changed_row_is_named(database: Database, url: str, written: Kept, row: int) -> None:
    await tamper(url, update(AuditEntry).where(col(AuditEntry.seq) == row).values(actor="somebody else"))

    assert await found(database, written) == (Damage.CHANGED, row)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_a_removed_row_is_named(database: Database, url: str, written: Kept, row: int) -> None:
    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) == row))

    assert await found(database, written) == (Damage.CUT if row == LAST else Damage.REMOVED, row)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_a_row_that_was_added_before_it_is_named(database: Database, url: str, written: Kept, row: int) -> None:
    async with database.reading() as records:
        before = {entry.seq: entry.digest for entry in await records.audit.latest(100)}
    added = AuditEntry(seq=row, at=MONDAY, actor="per", action="case.closed", subject=CASE, previous=before.get(row - 1, START), digest="")
    added.digest = digest(added)
    making_room = [renumbered(number, number + 1) for number in range(LAST, row - 1, -1)]

    await tamper(url, *making_room, insert(AuditEntry).values(**added.model_dump()))

    assert await found(database, written) == (Damage.ADDED, row)


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row < LAST], ids=[name for name, row in ROWS.items() if row < LAST])
async def test_rows_that_were_swapped_are_named_by_the_first(database: Database, url: str, written: Kept, row: int) -> None:
    await tamper(url, renumbered(row, 99), renumbered(row + 1, row), renumbered(99, row + 1))

    assert await found(database, written) == (Damage.MOVED, row)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
async def test_a_cut_tail_is_named_by_its_first_row(database: Database, url: str, written: Kept, row: int) -> None:
    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) >= row))

    assert await found(database, written) == (Damage.CUT, row)


DAYS = ("2026-11-21", "2026-11-22", "2026-11-23")


@pytest.fixture
async def headed(database: Database, written: Kept, proof_dir: Path) -> Settings:
    """Three days with a head each, in the database and in the file."""
    settings = Settings(proof_dir=proof_dir)
    async with database.transaction() as records:
        entries = {entry.seq: entry for entry in await records.audit.latest(100)}
        for day, seq in zip(DAYS, (4, 8, LAST), strict=True):
            kept = Kept(MONDAY.date().fromisoformat(day), seq, entries[seq].digest)
            await records.audit.could_keep(
                AuditHead(day=kept.day, seq=seq, digest=kept.digest, signature=signature(kept, settings), at=MONDAY)
            )
    async with database.reading() as records:
        write(proof_dir, [head_of(row) for row in await records.audit.heads()])
    return settings


def write(proof_dir: Path, heads: list[Head]) -> None:
    proof_dir.mkdir(exist_ok=True)
    lines = [f'{{"day": "{one.day}", "seq": {one.seq}, "digest": "{one.digest}", "signature": "{one.signature}"}}\n' for one in heads]
    (proof_dir / FILE).write_text("".join(lines), encoding="utf-8")


async def examined(database: Database, settings: Settings) -> Examined:
    async with database.reading() as records:
        return await examine(records, settings, read_heads(settings.proof_dir / FILE))


async def test_untouched_heads_are_fine(database: Database, headed: Settings) -> None:
    assert await examined(database, headed) == Examined(None, None, None, 3)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("change", [{"seq": 5}, {"digest": "f" * 64}, {"signature": "0" * 64}])
async def test_a_head_changed_in_the_database_is_named(
    database: Database, url: str, headed: Settings, day: str, change: dict[str, object]
) -> None:
    await tamper(url, update(AuditHead).where(col(AuditHead.day) == MONDAY.date().fromisoformat(day)).values(**change))

    forged = (await examined(database, headed)).forged
    assert forged is not None and forged.day == day


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("change", [{"seq": 5}, {"digest": "f" * 64}, {"signature": "0" * 64}])
async def test_a_head_changed_in_the_file_is_named(database: Database, headed: Settings, day: str, change: dict[str, object]) -> None:
    heads = read_heads(headed.proof_dir / FILE)
    write(headed.proof_dir, [Head(**{**vars(one), **(change if one.day == day else {})}) for one in heads])

    forged = (await examined(database, headed)).forged
    assert forged is not None and forged.day == day


@pytest.mark.parametrize("day", DAYS)
async def test_a_head_removed_from_the_database_is_named(database: Database, url: str, headed: Settings, day: str) -> None:
    await tamper(url, delete(AuditHead).where(col(AuditHead.day) == MONDAY.date().fromisoformat(day)))

    lost = (await examined(database, headed)).lost
    assert lost is not None and lost.day == day


@pytest.mark.parametrize("day", DAYS[:-1])
async def test_a_head_removed_from_the_file_is_named(database: Database, headed: Settings, day: str) -> None:
    write(headed.proof_dir, [one for one in read_heads(headed.proof_dir / FILE) if one.day != day])

    lost = (await examined(database, headed)).lost
    assert lost is not None and lost.day == day


async def test_the_latest_head_may_not_be_in_the_file_yet(database: Database, headed: Settings) -> None:
    write(headed.proof_dir, list(read_heads(headed.proof_dir / FILE))[:-1])

    assert (await examined(database, headed)).lost is None


async def test_an_added_head_is_named(database: Database, headed: Settings) -> None:
    added = Head("2026-11-20", 2, "d" * 64, "0" * 64)
    write(headed.proof_dir, [added, *read_heads(headed.proof_dir / FILE)])

    assert (await examined(database, headed)).forged == added


async def test_swapped_heads_are_named_by_the_first(database: Database, headed: Settings) -> None:
    first, second, third = read_heads(headed.proof_dir / FILE)
    swapped = [Head(second.day, first.seq, first.digest, first.signature), Head(first.day, second.seq, second.digest, second.signature)]
    write(headed.proof_dir, [*swapped, third])

    forged = (await examined(database, headed)).forged
    assert forged is not None and forged.seq == first.seq


async def test_a_log_written_anew_after_a_head_is_named_by_the_next(database: Database, url: str, headed: Settings) -> None:
    await tamper(url, delete(AuditEntry).where(col(AuditEntry.seq) > 6))

    finding = (await examined(database, headed)).finding
    assert finding is not None and (finding.damage, finding.seq, str(finding.day)) == (Damage.CUT, 7, "2026-11-22")
