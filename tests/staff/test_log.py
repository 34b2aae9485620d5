"""The log on a page: for those who witness, by case, person, action and day, and whether it is whole (A13)."""

import asyncio
import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from aiohttp import web
from sqlalchemy import update
from sqlmodel import col

import bot
from bot.content import Language
from bot.desk import log_reading
from bot.proof import FILE, signature
from bot.staff.access import EVERYBODY
from bot.staff.console import ROUTES
from bot.staff.wordbook import read_wordbook
from bot.store.chain import Kept
from bot.store.log_pages import LogFilter
from bot.store.tables import AuditEntry
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page
from tests.store.tampering import tamper

LOG, TABLE = "/staff/log", "/staff/log.csv"
MIDNIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
"""In Oslo, where it is the 24th."""
DONE = re.compile(r'(?:audit\.append\([^"]*?|Entry\()"([a-z_]+(?:\.[a-z_]+)?)"', re.DOTALL)


@pytest.fixture
async def ada(office: Office) -> Colleague:
    return await office.employs("Ada", role="auditor")


async def write(office: Office, *lines: tuple[str, str, str], at: datetime = MONDAY) -> None:
    for actor, action, subject in lines:
        async with office.database.transaction() as records:
            await records.audit.append(at, actor, action, subject)


def rows(page: Page) -> list[str]:
    """The numbers of the lines that are shown."""
    return re.findall(r'<th scope="row">(\d+)</th>', page.text)


def lines(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))


async def test_it_shows_the_newest_first(office: Office, ada: Colleague, kari: Colleague) -> None:
    await write(office, ("visitor", "case.opened", "INN-2026-4821"), ("kari", "case.claimed", "INN-2026-4821"))

    page = await ada.opens(LOG)

    assert (page.status, rows(page)) == (200, ["2", "1"])
    assert "2 23. november 2026 kl. 10.00 Kari Nordmann Tok saken INN-2026-4821" in page.said
    assert 'href="/staff/cases/INN-2026-4821/report"' in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("about=inn+2026+4821", ["3", "1"]),
        ("about=INN-2026-0001", ["2"]),
        ("about=misses", ["4"]),
        ("about=INN-2026-482", []),
        ("who=per", ["2"]),
        ("what=case.claimed", ["3", "2"]),
        ("what=case.claimed&who=kari", ["3"]),
        ("day=2026-11-24", ["4"]),
        ("day=2026-11-23", ["3", "2", "1"]),
        ("day=2026-11-25", []),
        ("day=i+morgen&page=-4", ["4", "3", "2", "1"]),
    ],
)
async def test_it_is_narrowed_by_case_person_action_and_day(office: Office, ada: Colleague, asked: str, found: list[str]) -> None:
    claims = (("per", "case.claimed", "INN-2026-0001"), ("kari", "case.claimed", "INN-2026-4821"))
    await write(office, ("visitor", "case.opened", "INN-2026-4821"), *claims)
    await write(office, ("nina", "misses.viewed", "misses"), at=MIDNIGHT)

    assert rows(await ada.opens(f"{LOG}?{asked}")) == found


async def test_the_day_begins_at_midnight_in_oslo(office: Office, ada: Colleague) -> None:
    await write(office, ("visitor", "case.opened", "INN-2026-4821"), at=MIDNIGHT - timedelta(microseconds=1))
    await write(office, ("visitor", "case.opened", "INN-2026-0001"), at=MIDNIGHT)

    assert rows(await ada.opens(f"{LOG}?day=2026-11-23")) == ["1"]
    assert rows(await ada.opens(f"{LOG}?day=2026-11-24")) == ["2"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (("visitor", "case.opened", "INN-2026-4821", "unverified"), "Saken ble opprettet INN-2026-4821 Ubekreftet"),
        (("kari", "case.handed_over", "INN-2026-4821", "ada"), "Ga saken til Ada Nordmann INN-2026-4821"),
        (
            ("kari", "case.extended", "INN-2026-4821", "2026-12-24", "number"),
            "Forlenget fristen til torsdag 24. desember 2026 INN-2026-4821 Saken har mange krav",
        ),
        (("kari", "case.restricted", "BEG-2026-0001", "objection"), "BEG-2026-0001 En protest er til vurdering (d)"),
        (("kari", "case.registered", "INN-2026-4821", "phone", "record"), "Telefon, Kjent fra det vi har om personen"),
        (("kari", "case.file_added", "INN-2026-4821", "evidence"), "La til en fil INN-2026-4821 Bevis i saken"),
        (("kari", "case.checklist", "INN-2026-4821", "crm=done nowhere=open"), "gjort; nowhere: ikke gjort ennå"),
        (("kari", "case.closed", "INN-2026-4821", "refused", "excessive refusal notice late"), "overdrevent, avslaget kom for sent"),
        (("visitor", "case.closed", "INN-2026-4821", "merged", "merged with INN-2026-0001"), "slått sammen med INN-2026-0001"),
        (("visitor", "case.closed", "INN-2026-4821", "withdrawn", "withdrawn by the requester"), "Trukket INN-2026-4821 trukket av"),
        (("ada", "case.approved", "SLE-2026-0001", "erasure", "alone"), "slette opplysninger SLE-2026-0001 av samme person"),
        (("kari", "case.erased", "SLE-2026-0001", "chats=1 letters=4"), "Samtaler: 1, Brev: 4"),
        (("system", "case.due_told", "INN-2026-4821", "extended-14"), "INN-2026-4821 14 dager igjen"),
        (("system", "case.due_told", "INN-2026-4821", "target"), "INN-2026-4821 Vårt eget mål"),
        (("system", "case.due_told", "INN-2026-4821", "overdue-2026-12-29"), "Over fristen 29. desember 2026"),
        (("system", "case.escalated", "INN-2026-4821", "unseen-still-2026-11-23"), "Ingen har åpnet den siden 23. november 2026"),
        (("system", "breach.told", "AVV-2026-0001", "24"), "AVV-2026-0001 24 timer igjen"),
        (("system", "breach.told", "AVV-2026-0001", "overdue-24"), "AVV-2026-0001 24 timer over fristen"),
        (("kari", "case.report_read", "INN-2026-4821", "json"), "Leste rapporten INN-2026-4821 Som data (JSON)"),
        (("visitor", "code.compared", "chat-1", "mismatched"), "Kode prøvd En samtale eller en kopi Feil"),
        (("visitor", "code.held_back", "chat-1", "network"), "Nok fra dette nettet"),
        (("stranger", "staff.login", "unknown", "refused", "password"), "Logget inn En ukjent konto Fikk nei, feil passord"),
        (("kari", "staff.login", "kari", "ok", "recovery"), "Logget inn Kari Nordmann Gikk bra, med reservekode"),
        (("kari", "staff.language", "kari", "en"), "Valgte språk Kari Nordmann engelsk"),
        (("ada", "staff.role_changed", "kari", "auditor", "handler"), "Ga ny rolle: Revisor Kari Nordmann var saksbehandler"),
        (("kari", "access.refused", "log-table", "handler"), "rollen har ikke tilgang Loggen som tabell Saksbehandler"),
        (("kari", "queue.viewed", "queue", "1"), "Leste listen over saker Listen over saker 1 sak"),
        (("system", "purged", "retention", "chats=3 digests=7"), "Samtaler: 3, Avtrykk av koder: 7"),
        (("system", "audit.verified", "audit", "changed", "12"), "Kontrollerte loggen Loggen En linje er endret, linje 12"),
        (("system", "audit.cut", "audit", "90", "a1b2c3"), "Fjernet det eldste i loggen Loggen Til og med linje 90"),
        (("kari", "figures.exported", "figures", "2026-01-01 2026-11-23"), "1. januar 2026 – 23. november 2026"),
        (("kari", "strange.deed", "something", "odd", "why"), "Annet: strange.deed something odd, why"),
    ],
)
async def test_codes_of_the_log_are_told_in_words(
    office: Office, ada: Colleague, kari: Colleague, entry: tuple[str, ...], said: str
) -> None:
    async with office.database.transaction() as records:
        await records.audit.append(MONDAY, *entry)

    page = await ada.opens(LOG)

    assert said in page.said


async def test_the_table_keeps_the_codes_as_they_are(office: Office, ada: Colleague) -> None:
    async with office.database.transaction() as records:
        await records.audit.append(MONDAY, "kari", "case.checklist", "INN-2026-4821", "crm=done", "raw")

    [line] = lines(await ada.opens(TABLE))

    assert (line["result"], line["reason"]) == ("crm=done", "raw")


async def test_a_breach_leads_to_its_page_for_those_who_may_open_it(office: Office, ada: Colleague, nina: Colleague) -> None:
    await write(office, ("kari", "breach.saved", "AVV-2026-0001"))

    auditor, officer = await ada.opens(LOG), await nina.opens(LOG)

    assert ["/staff/breaches/AVV-2026-0001" in page.text for page in (auditor, officer)] == [False, True]


def test_every_page_that_can_be_refused_has_a_name(office: Office) -> None:
    there = set(read_wordbook().by_language[Language.NB])
    routes = cast("web.Application", office.server.app)[ROUTES]

    limited = {route.name for route in routes if route.roles != EVERYBODY}

    assert {name for name in limited if f"log_page.{name}" not in there} == set()
    assert {key for key in there if key.startswith("log_page.")} == {f"log_page.{name}" for name in limited}


async def test_a_long_log_has_pages(office: Office, ada: Colleague) -> None:
    await write(office, *((("kari", "case.noted", "INN-2026-4821"),) * 150))

    first, second = await ada.opens(f"{LOG}?about=INN-2026-4821"), await ada.opens(f"{LOG}?about=INN-2026-4821&page=2")
    beyond = await ada.opens(f"{LOG}?about=INN-2026-4821&page=9")

    assert (rows(first)[0], rows(first)[-1], rows(second)[0], rows(second)[-1]) == ("150", "51", "50", "1")
    assert 'href="/staff/log?about=INN-2026-4821&amp;page=2"' in first.text
    assert 'href="/staff/log?about=INN-2026-4821"' in second.text
    assert (beyond.status, rows(beyond)) == (200, [])


async def test_reading_it_is_a_line_in_it(office: Office, ada: Colleague) -> None:
    await write(office, ("visitor", "case.opened", "INN-2026-4821"))

    await ada.opens(LOG)
    await ada.opens(f"{LOG}?who=nobody")
    await ada.opens(TABLE)

    assert await office.logged("log") == ["ada log.viewed 1", "ada log.viewed 0", "ada log.exported 3"]


async def test_the_table_holds_the_same_lines(office: Office, ada: Colleague, kari: Colleague) -> None:
    await write(office, ("kari", "case.claimed", "INN-2026-4821"), ("per", "case.claimed", "INN-2026-0001"))

    page = await ada.opens(f"{TABLE}?about=INN-2026-4821")

    [line] = lines(page)
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="log.csv"'
    assert (line["number"], line["at"], line["actor"], line["name"]) == ("1", "2026-11-23T09:00:00+00:00", "kari", "Kari Nordmann")
    assert (line["action"], line["about"], len(line["digest"])) == ("case.claimed", "INN-2026-4821", 64)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
async def test_the_table_holds_no_formula(office: Office, ada: Colleague, text: str) -> None:
    await write(office, (text, text, text))

    [line] = lines(await ada.opens(TABLE))

    assert {line["actor"], line["action"], line["about"]} == {f"'{text}"}


async def test_what_was_written_in_the_log_is_inert_on_the_page(office: Office, ada: Colleague) -> None:
    await write(office, ("<script>alert(1)</script>", "<b>", '"><img src=x>'))

    page = await ada.opens(LOG)

    assert "<script>alert" not in page.text and "<img src=x" not in page.text


async def test_a_long_table_is_read_in_parts(office: Office, ada: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reading, "AT_ONCE", 2)
    await write(office, *((("kari", "case.noted", "INN-2026-4821"),) * 5))

    assert [line["number"] for line in lines(await ada.opens(TABLE))] == ["5", "4", "3", "2", "1"]


async def test_it_says_that_the_log_is_whole(office: Office, ada: Colleague) -> None:
    await write(office, ("visitor", "case.opened", "INN-2026-4821"))

    said = (await ada.opens(LOG)).said

    assert "Loggen er hel Hele loggen ble fulgt 23. november 2026 kl. 10.00" in said
    assert "Ingen dagslinje er lagret utenfor databasen ennå" in said


async def test_it_names_the_first_line_that_was_changed(office: Office, ada: Colleague) -> None:
    await write(office, *((("kari", "case.noted", "INN-2026-4821"),) * 3))
    await tamper(str(office.database._url), update(AuditEntry).where(col(AuditEntry.seq) == 2).values(actor="per"))

    assert "Loggen er skadet Linje 2 fra 23. november 2026 er endret." in (await ada.opens(LOG)).said


async def test_it_shows_what_was_cut_by_the_line_outside(office: Office, ada: Colleague) -> None:
    await write(office, ("kari", "case.noted", "INN-2026-4821"))
    office.settings.proof_dir.mkdir()
    (office.settings.proof_dir / FILE).write_text('{"day": "2026-11-22", "seq": 9, "digest": "d", "signature": "x"}\n')

    said = (await ada.opens(LOG)).said

    assert "Dagslinjen for 22. november 2026, linje 9, er forfalsket eller signert med en annen nøkkel." in said
    assert "Siste dagslinje utenfor databasen er for 22. november 2026, linje 9." in said


async def test_it_names_a_line_that_only_the_file_has_left(office: Office, ada: Colleague) -> None:
    await write(office, ("kari", "case.noted", "INN-2026-4821"))
    async with office.database.reading() as records:
        [entry] = await records.log.page(LogFilter(), 10, 0)
    kept = Kept(MONDAY.date(), entry.seq, entry.digest)
    head = {"day": "2026-11-23", "seq": kept.seq, "digest": kept.digest, "signature": signature(kept, office.settings)}
    office.settings.proof_dir.mkdir()
    (office.settings.proof_dir / FILE).write_text(f"{json.dumps(head)}\n")

    said = (await ada.opens(LOG)).said

    assert "Dagslinjen for 23. november 2026, linje 1, er fjernet fra databasen eller fra filen." in said


async def test_lines_outside_that_cannot_be_read_are_a_warning(office: Office, ada: Colleague) -> None:
    office.settings.proof_dir.mkdir()
    (office.settings.proof_dir / FILE).write_text("no head\n")

    page = await ada.opens(LOG)

    assert "tone-warning" in page.text and "Filen med dagslinjer kan ikke leses: line 1 is no head." in page.said


async def test_the_whole_log_is_followed_once_a_minute(office: Office, ada: Colleague) -> None:
    await write(office, ("kari", "case.noted", "INN-2026-4821"))
    await ada.opens(LOG)
    await tamper(str(office.database._url), update(AuditEntry).where(col(AuditEntry.seq) == 1).values(actor="per"))

    at_once = await ada.opens(LOG)
    office.clock.tick(minutes=1)
    later = await ada.opens(LOG)

    assert ("Loggen er hel" in at_once.said, "Loggen er skadet" in later.said) == (True, True)


async def test_the_page_does_not_wait_for_a_log_that_takes_long(office: Office, ada: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    may_end, whole = asyncio.Event(), log_reading.examine

    async def slowly(*given: object) -> object:
        await may_end.wait()
        return await whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(log_reading, "examine", slowly)
    monkeypatch.setattr(log_reading, "SECONDS_TO_WAIT", 0.01)

    first, second = await ada.opens(LOG), await ada.opens(LOG)
    may_end.set()
    monkeypatch.setattr(log_reading, "SECONDS_TO_WAIT", 5)
    third = await ada.opens(LOG)

    assert ["Kontrollen pågår" in page.said for page in (first, second, third)] == [True, True, False]
    assert "Loggen er hel" in third.said


@pytest.mark.parametrize("path", [LOG, TABLE])
async def test_it_is_for_witnesses_alone(office: Office, ada: Colleague, kari: Colleague, nina: Colleague, path: str) -> None:
    root = await office.employs("Root", role="administrator")

    assert [(await one.opens(path)).status for one in (ada, nina, kari, root)] == [200, 200, 403, 403]
    assert [(await one.sends(path)).status for one in (ada, nina)] == [405, 405]


async def test_an_auditor_finds_no_button_but_their_own(office: Office, ada: Colleague) -> None:
    await office.receives()

    pages = [await ada.opens(path) for path in (LOG, "/staff/cases/INN-2026-4821/report")]

    forms = {action for page in pages for action in re.findall(r'<form method="post" action="([^"]+)"', page.text)}
    assert forms == {"/staff/language", "/staff/logout"}


def test_everything_that_is_logged_has_its_words() -> None:
    there = set(read_wordbook().by_language[Language.NB])
    files = Path(bot.__file__).parent.rglob("*.py")
    done = {action for file in files for action in DONE.findall(file.read_text(encoding="utf-8")) if "." in action or action == "purged"}

    missing = {action for action in done if f"history.{action}" not in there}

    assert len(done) > 50
    assert missing == set()
