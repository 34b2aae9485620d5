"""A day at the console: people, and cases of every kind and in every state."""

from datetime import timedelta
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.desk.passwords import Passwords
from bot.outside import SecureTokens
from bot.settings import Settings
from bot.staff.console import add_console
from bot.store.database import Database
from bot.store.tables import Letter, Miss, TicketNote
from bot.tickets.deadlines import deadlines
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY, FixedClock
from tests.staff.office import QUICK, Office, shelf

WORDS = (
    "Hei!\nJeg har vært kunde siden 2019 og vil gjerne se alt dere har lagret om meg, også notater fra telefonsamtaler. "
    "Fødselsnummeret mitt er ••••••.\n\nMvh Ola"
)


async def open_office(folder: Path) -> Office:
    """A console in demo mode with three people and nine cases; Kari's password is the usual one."""
    database, clock = Database(f"sqlite:///{folder / 'day.sqlite3'}"), FixedClock()
    await database.migrate()
    app = web.Application(client_max_size=64 * 1024)
    add_console(
        app,
        database=database,
        library=shelf(),
        settings=Settings(),
        clock=clock,
        tokens=SecureTokens(),
        notify=lambda: None,
        passwords=Passwords(QUICK),
    )
    server = TestServer(app)
    await server.start_server()
    office = Office(server, database, clock, [])
    await office.add_account("Kari", role="privacy_officer")
    for name in ("Per", "Aisha"):
        await office.add_account(name)
    await _fill(office)
    return office


async def _fill(office: Office) -> None:
    mine = {"status": "in_progress", "holder_id": "kari"}
    await _case(office, "INN-2026-4821", Kind.ACCESS, 28, words=WORDS, circumstances=["lawyer"], **mine)
    await _case(office, "SLE-2026-0042", Kind.DELETION, 34, address="kine.svendsen@online.no", status="in_progress", holder_id="per")
    await _case(office, "PRO-2026-7730", Kind.OBJECTION, 25, address="anna@firma.example", words="stopp reklamen", **mine)
    await _case(office, "RET-2026-1203", Kind.RECTIFICATION, 16, **{**mine, "status": "waiting_requester"})
    await _case(office, "SPM-2026-5544", Kind.QUESTION, 9, language="en", words="Which country is my data in?", **mine)
    await _case(office, "BEG-2026-9002", Kind.RESTRICTION, 6, circumstances=["child", "on_behalf"])
    await _case(office, "TRE-2026-8810", Kind.WITHDRAW_CONSENT, 0, address="\u0430nna@example.com", verified_at=None)
    await _case(office, "INN-2026-6677", Kind.ACCESS, 1, address=None, status="unverified", verified_at=None)
    ended = {"status": "closed", "closed_at": MONDAY, "outcome": "fulfilled", "reasons": "Her er kopien."}
    await _case(office, "INN-2025-1000", Kind.ACCESS, 60, **ended)
    async with office.database.transaction() as records:
        note = TicketNote(id="n", ticket_id="id-INN-2026-4821", staff_id="per", at=MONDAY, text="Ringte leverandøren.")
        await records.checklists.add_note(note)
        for line in (await records.checklists.of_ticket("id-INN-2026-4821"))[:4]:
            line.result, line.note, line.done_by, line.done_at = "done", "Profil og notater", "kari", MONDAY
            await records.checklists.save(line)
        await records.letters.add(_letter("receipt", sent_at=MONDAY))
        await records.letters.add(_letter("reminder", failed_at=MONDAY, failure="550 5.1.1 User unknown"))
        await records.misses.add(_miss("m1", 1, "kor ligg greiene mine hen", "policy.storage", ["policy.storage", "request.access"]))
        await records.misses.add(_miss("m2", 2, "ord" * 60, "out_of_scope", []))
        await records.misses.count("policy.storage", MONDAY.date())
        await records.audit.append(MONDAY, "visitor", "case.opened", "INN-2026-4821", "new")
        await records.audit.append(MONDAY, "per", "case.handed_over", "INN-2026-4821", "kari")


async def _case(office: Office, reference: str, kind: Kind, days_ago: int, **values: object) -> None:
    at = MONDAY - timedelta(days=days_ago)
    due = deadlines(at, kind)
    dates = {
        "received_on": due.received_on,
        "safe_on": due.safe_on,
        "first_due_on": due.due_on,
        "due_on": due.due_on,
        "target_on": due.target_on,
    }
    await office.receives(reference, kind, **{"received_at": at, "changed_at": at, "verified_at": at, **dates, **values})


def _letter(kind: str, **values: object) -> Letter:
    first = {
        "id": kind,
        "kind": kind,
        "ticket_id": "id-INN-2026-4821",
        "recipient": "ola@example.com",
        "language": "nb",
        "subject": "Vi har mottatt saken din: INN-2026-4821",
        "text": "Hei!\n\nVi har mottatt saken din.\n",
        "written_at": MONDAY,
    }
    return Letter(**{**first, **values})


def _miss(miss_id: str, seq: int, excerpt: str, topic: str, candidates: list[str]) -> Miss:
    return Miss(id=miss_id, chat_id="c", seq=seq, at=MONDAY, language="nn", topic=topic, candidates=candidates, excerpt=excerpt)
