"""Markers are planted everywhere; after erasure and purge only what the retention table allows is left anywhere on disk."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot.contents import Library
from bot.desk.approving import Frozen
from bot.mail.outbox import Outbox
from bot.outside import SecureTokens
from bot.rounds.journal import Journal
from bot.rounds.retention import Retention
from bot.rounds.tour import Tour
from bot.settings import Settings
from bot.store.tables import (
    AnswerField,
    Approval,
    Breach,
    CaseFile,
    Challenge,
    Chat,
    ChatMessage,
    CommitmentSalt,
    Correction,
    Letter,
    Miss,
    Release,
    Restriction,
    TicketNote,
    Withheld,
)
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY, Letterbox
from tests.staff.office import Colleague, Office

REFERENCE, OLD = "SLE-2026-0002", "INN-2026-4821"
ADDRESS = "ola.merke@example.com"
OF_THE_OLD_CASE = frozenset(
    (
        "ticket ticket_note checklist_line approval correction restriction case_file answer_field withheld release letter commitment_salt"
    ).split()
)
OF_THE_CHAT = frozenset("chat chat_message miss challenge".split())
OF_THE_OPEN_CASE = frozenset({"own"})
OF_THE_REGISTER = frozenset({"breach"})


def mark(name: str) -> str:
    return f"MERKE-{name}-MERKE"


def rows() -> list[SQLModel]:
    """One row in each table that may hold something of a person, the cases apart."""
    mine, staff = {"ticket_id": f"id-{OLD}"}, {"staff_id": "kari", "at": MONDAY}
    release = {"language": "nb", "made_by": "kari", "made_at": MONDAY, "expires_at": MONDAY + timedelta(days=7), "downloads_left": 3}
    code = {"purpose": "request", "address": ADDRESS, "counted_as": ADDRESS, "issued_at": MONDAY, "expires_at": MONDAY, "used_at": MONDAY}
    approval = {"prepared_by": "kari", "prepared_at": MONDAY, "decision": "approved", "decided_by": "nina", "decided_at": MONDAY}
    file = {"purpose": "copy", "name": "brev.pdf", "media_type": "x", "size": 1, "sha256": "x", "added_by": "kari", "added_at": MONDAY}
    sent = {"recipient": ADDRESS, "language": "nb", "subject": "Om saken", "written_at": MONDAY, "sent_at": MONDAY}
    breach = {"channel": "chat", "aware_at": MONDAY, "due_at": MONDAY, "changed_at": MONDAY, "closed_at": MONDAY}
    return [
        Chat(id="chat-1", token_hash="x", language="nb", state="", started_at=MONDAY, last_at=MONDAY, last_seq=1),
        ChatMessage(chat_id="chat-1", seq=1, sender="visitor", text=mark("chat_message"), language="nb", at=MONDAY),
        Miss(id="m", chat_id="chat-1", seq=1, at=MONDAY, language="nb", topic="x", excerpt=mark("miss")),
        Challenge(id="c", chat_id="chat-1", digest=mark("challenge"), **code),
        TicketNote(id="n", text=mark("ticket_note"), **mine, **staff),
        Approval(id="a", action="closing", content=Frozen((), {"x": mark("approval")}).written(), fingerprint="x", **mine, **approval),
        Correction(id="k", what="navn", old_value=mark("correction"), new_value="Ola", **mine, **staff),
        Restriction(id="r", address=ADDRESS, ground=mark("restriction"), since=MONDAY, lifted_at=MONDAY, **mine),
        CaseFile(id="f", sealed=mark("case_file").encode(), **mine, **file),
        AnswerField(field="purposes", text=mark("answer_field"), source="staff", written_by="kari", written_at=MONDAY, **mine),
        Withheld(id="w", what=mark("withheld"), why="x", ground="x", **mine, **staff),
        Release(id="p", token_digest="t", address=ADDRESS, size=1, sha256="x", sealed=mark("release").encode(), **mine, **release),
        Letter(id="l", kind="closed_fulfilled", text=mark("letter"), **mine, **sent),
        CommitmentSalt(seq=1, owner=f"id-{OLD}", salt=mark("commitment_salt")),
        Breach(id="b", reference="AVV-2026-0001", words=mark("breach"), **mine, **breach),
    ]


async def plant(office: Office) -> None:
    who = {"address": ADDRESS}
    await office.receives(OLD, status="closed", closed_at=MONDAY, outcome="fulfilled", words=mark("ticket"), **who)
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION, words=mark("own"), **who)
    async with office.database.transaction() as records:
        for row in rows():
            await records.cases._rows.add(row)
        line = (await records.checklists.of_ticket(f"id-{OLD}"))[0]
        line.result, line.note = "done", mark("checklist_line")
        await records.checklists.save(line)
        chat_state = f'{{"language": "nb", "topic": "{mark("chat")}"}}'
        await records.expiring.remember("chat-1", chat_state)


def on_disk(office: Office, settings: Settings, captured: str) -> bytes:
    """Database, write-ahead log, proof folder and what was logged."""
    file = Path(office.database._url.database or "")
    files = [file, file.with_name(f"{file.name}-wal"), *settings.proof_dir.glob("*")]
    return b"".join(one.read_bytes() for one in files if one.exists()) + captured.encode()


def left(content: bytes) -> frozenset[str]:
    names = OF_THE_OLD_CASE | OF_THE_CHAT | OF_THE_OPEN_CASE | OF_THE_REGISTER
    return frozenset(name for name in names if mark(name).encode() in content)


async def test_what_is_left_on_disk_is_what_the_table_allows(
    office: Office, kari: Colleague, nina: Colleague, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = Settings(proof_dir=tmp_path / "proof")
    tour, letterbox = Tour(office.database, library, settings, office.clock, SecureTokens()), Letterbox()
    outbox = Outbox(office.database, letterbox, office.clock, SecureTokens(), keep_text=False)

    async def search() -> bytes:
        await Journal(tour).make()
        await office.database.settle()
        return on_disk(office, settings, caplog.text)

    await plant(office)
    planted = left(await search())
    erase = f"/staff/cases/{REFERENCE}/erase"
    await kari.sends(erase, (await kari.opens(erase)).hidden(erase))
    await nina.approves(REFERENCE)
    erased = left(await search())

    done = {f"result_{line.id}": "done" for line in await office.lines(REFERENCE)}
    await kari.presses(REFERENCE, "checklist", **done)
    url = f"/staff/cases/{REFERENCE}"
    preview = await kari.sends(f"{url}/finish", {**(await kari.opens(f"{url}/finish")).hidden(f"{url}/finish"), "outcome": "fulfilled"})
    await kari.sends(f"{url}/close", preview.hidden(f"{url}/close"))
    await outbox.deliver_due()
    office.clock.tick(days=370)
    await Retention(tour).make()
    after_a_year = await search()
    office.clock.tick(days=731)
    await Retention(tour).make()
    after_three_years = await search()

    assert planted == OF_THE_OLD_CASE | OF_THE_CHAT | OF_THE_OPEN_CASE | OF_THE_REGISTER
    assert erased == OF_THE_OPEN_CASE | OF_THE_REGISTER
    assert [letter.to for letter in letterbox.letters if letter.to == ADDRESS] == [ADDRESS]
    assert left("".join(f"{letter.subject}{letter.text}" for letter in letterbox.letters).encode()) == frozenset()
    assert left(after_a_year) == OF_THE_REGISTER
    assert ADDRESS.encode() not in after_a_year
    assert left(after_three_years) == frozenset()
    assert REFERENCE.encode() in after_three_years  # the journal of erasures names the case and nobody


def test_every_table_is_planted_or_holds_nothing_of_a_requester() -> None:
    planted = OF_THE_OLD_CASE | OF_THE_CHAT | OF_THE_REGISTER
    of_staff = {"staff_account", "staff_session", "recovery_code"}
    digests_and_numbers = {"blocked_address", "counted", "daily_key", "stopped_marketing", "erasure", "miss_count", "deadline_notice"}
    proof = {"audit_entry", "audit_head", "audit_start"}

    assert set(SQLModel.metadata.tables) - {"alembic_version"} == planted | of_staff | digests_and_numbers | proof
