"""A backup from before an erasure is restored: the journal outside the database erases anew (R18)."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from bot.commands import main
from bot.contents import Library
from bot.desk.replaying import Replayed, replay
from bot.journal import FILE, read_journal
from bot.outside import SecureTokens
from bot.rounds.journal import Journal
from bot.rounds.tour import Tour
from bot.settings import Settings
from bot.store.database import Database
from tests.staff.office import Colleague, Office
from tests.staff.test_erase import OLD, REFERENCE, holds, submits


async def erased_after_backup(office: Office, kari: Colleague, nina: Colleague, backup: Path, library: Library) -> Settings:
    """The file as it was before the erasure, and the journal that was written after it."""
    await holds(office)
    await office.database.settle()
    shutil.copy(office.database._url.database or "", backup)
    await submits(kari)
    await nina.approves(REFERENCE)
    settings = Settings(proof_dir=backup.parent / "proof", database_url=f"sqlite:///{backup}")
    await Journal(Tour(office.database, library, settings, office.clock, SecureTokens())).make()
    return settings


async def test_replay_makes_a_restored_person_go_again(
    office: Office, kari: Colleague, nina: Colleague, tmp_path: Path, library: Library
) -> None:
    backup = tmp_path / "backup.sqlite3"
    settings = await erased_after_backup(office, kari, nina, backup, library)
    restored = Database(settings.database_url)
    lines = read_journal(settings.proof_dir / FILE)
    was_there = b"SAMTALE-MERKE" in backup.read_bytes()

    rehearsed = await replay(restored, settings, lines, office.clock(), is_rehearsal=True)
    first = await replay(restored, settings, lines, office.clock())
    second = await replay(restored, settings, lines, office.clock())
    async with restored.reading() as records:
        old, own, journal = await records.cases.find(f"id-{OLD}"), await records.cases.find(f"id-{REFERENCE}"), await records.erasures.all()
        logged = await records.audit.of_subject(REFERENCE)
    await restored.settle()
    await restored.close()

    counts = "chats=1 messages=2 cases=1 letters=2 codes=1"
    assert was_there
    assert rehearsed == first == (Replayed(REFERENCE, office.clock(), counts, ()),)
    assert second == (Replayed(REFERENCE, office.clock(), "", ()),)
    assert b"MERKE" not in backup.read_bytes()
    assert old is not None and (old.address, old.outcome) == (None, "fulfilled")
    assert own is not None and own.address == "ola@example.com"
    assert [one.reference for one in journal] == [REFERENCE]
    assert [(one.action, one.result) for one in logged if one.action == "erasure.replayed"] == [("erasure.replayed", counts)]


async def test_what_came_after_the_erasure_stays(
    office: Office, kari: Colleague, nina: Colleague, tmp_path: Path, library: Library
) -> None:
    settings = await erased_after_backup(office, kari, nina, tmp_path / "backup.sqlite3", library)
    office.clock.tick(days=1)
    await office.receives("INN-2026-9999", received_at=office.clock(), status="closed", closed_at=office.clock(), chat_id=None)

    await replay(office.database, settings, read_journal(settings.proof_dir / FILE), office.clock())

    assert (await office.case("INN-2026-9999")).address == "ola@example.com"


async def test_a_case_that_is_open_in_the_backup_is_left_and_named(
    office: Office, kari: Colleague, nina: Colleague, tmp_path: Path, library: Library
) -> None:
    settings = await erased_after_backup(office, kari, nina, tmp_path / "backup.sqlite3", library)
    await office.receives("SPM-2026-0005", chat_id=None)

    [done] = await replay(office.database, settings, read_journal(settings.proof_dir / FILE), office.clock())

    assert done.left == ("SPM-2026-0005",)
    assert (await office.case("SPM-2026-0005")).words != ""


async def test_each_erasure_stands_in_the_file_once(
    office: Office, kari: Colleague, nina: Colleague, tmp_path: Path, library: Library
) -> None:
    settings = await erased_after_backup(office, kari, nina, tmp_path / "backup.sqlite3", library)
    journal = Journal(Tour(office.database, library, settings, office.clock, SecureTokens()))

    again = await journal.make()

    text = (settings.proof_dir / FILE).read_text(encoding="utf-8")
    assert again == 0
    assert text.count("\n") == 1 and REFERENCE in text and "ola@example.com" not in text


def test_a_missing_journal_is_said(tmp_path: Path) -> None:
    runner = CliRunner(env={"BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}", "BOT_PROOF_DIR": str(tmp_path)})

    result = runner.invoke(main, ["erasures", "replay"])

    assert (result.exit_code, result.stderr) == (1, f"Error: {tmp_path / FILE} holds no erasure\n")
