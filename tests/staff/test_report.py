"""The report of a case: what was done by whom, for those who may know, and nothing of its person (R26)."""

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from sqlmodel import SQLModel

import bot.desk
from bot.desk.approving import Frozen, Shown
from bot.desk.report_form import CaseReport
from bot.store.tables import (
    AnswerField,
    Approval,
    Breach,
    CaseFile,
    Correction,
    Erasure,
    Letter,
    Release,
    Restriction,
    TicketNote,
    Withheld,
)
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office

REFERENCE = "INN-2026-4821"
REPORT, DATA = f"/staff/cases/{REFERENCE}/report", f"/staff/cases/{REFERENCE}/report.json"
SCHEMA = json.loads((Path(bot.desk.__file__).parent / "report_schema.json").read_text(encoding="utf-8"))
MARKER = "MERKE"


def mark(what: str) -> str:
    return f"{MARKER}-{what}-{MARKER}"


def rows() -> list[SQLModel]:
    """One row in each table that hangs on a case, a marker in every field that may hold something of its person."""
    mine, staff = {"ticket_id": f"id-{REFERENCE}"}, {"staff_id": "kari", "at": MONDAY}
    letter = {**mine, "recipient": f"{mark('recipient')}@example.com", "language": "nb", "written_at": MONDAY}
    shown = Frozen((Shown("finish.reasons", mark("shown")),), {"text": mark("data")}).written()
    return [
        TicketNote(id="1", text=mark("note"), **mine, **staff),
        Letter(id="1", kind="receipt", subject=mark("subject"), text=mark("text"), sent_at=MONDAY, **letter),
        Letter(id="2", kind="reminder", subject="x", text="x", failed_at=MONDAY, failure=f"550 {mark('failure')}", **letter),
        Approval(
            id="1",
            action="closing",
            content=shown,
            fingerprint="f",
            prepared_by="kari",
            prepared_at=MONDAY,
            decision="rejected",
            decided_by="nina",
            decided_at=MONDAY,
            reason=mark("reason"),
            **mine,
        ),
        Correction(id="1", what=mark("what"), old_value=mark("old"), new_value=mark("new"), **mine, **staff),
        Restriction(id="1", address=f"{mark('restricted')}@example.com", ground="accuracy", since=MONDAY, **mine),
        Breach(
            id="1",
            reference="BRU-2026-1111",
            channel="chat",
            words=mark("breach"),
            facts=mark("facts"),
            aware_at=MONDAY,
            due_at=MONDAY,
            changed_at=MONDAY,
            **mine,
        ),
        CaseFile(
            id="1",
            purpose="copy",
            name=mark("file"),
            media_type="text/plain",
            size=3,
            sha256="s",
            sealed=b"x",
            added_by="kari",
            added_at=MONDAY,
            **mine,
        ),
        AnswerField(field="purposes", text=mark("answer"), source="staff", written_by="kari", written_at=MONDAY, **mine),
        Withheld(id="1", what=mark("withheld"), why=mark("why"), ground="others_rights", **mine, **staff),
        Release(
            id="1",
            token_digest="d",
            address=f"{mark('released')}@example.com",
            language="nb",
            made_by="kari",
            made_at=MONDAY,
            expires_at=MONDAY + timedelta(days=7),
            downloads_left=2,
            size=3,
            sha256="s",
            first_download_at=MONDAY,
            **mine,
        ),
        Erasure(id="1", digest=mark("digest"), reference=REFERENCE, at=MONDAY),
    ]


async def plant(office: Office) -> None:
    """A closed case of Kari's with everything that a case can have."""
    words = {name: mark(name) for name in ("words", "postal_address", "extension_reasons", "reasons", "forwarded_to")}
    ended = {"status": "closed", "closed_at": MONDAY, "outcome": "partly_fulfilled", "ground": "others_rights"}
    address = f"{mark('address')}@example.com"
    await office.receives_held("kari", **words, **ended, address=address, chat_id=mark("chat"), circumstances=["lawyer"])
    async with office.database.transaction() as records:
        for line in await records.checklists.of_ticket(f"id-{REFERENCE}"):
            line.result, line.note, line.done_by, line.done_at = "done", mark("line"), "kari", MONDAY
            await records.checklists.save(line)
        await records.audit.append(MONDAY, "visitor", "case.opened", REFERENCE, "new", personal=address, owner=f"id-{REFERENCE}")
        await records.audit.append(MONDAY, "visitor", "code.sent", REFERENCE, mark("masked address"))
        await records.audit.append(MONDAY, "visitor", "copy.downloaded", REFERENCE, "2")
        await records.audit.append(MONDAY, "kari", "case.handed_over", REFERENCE, "nina")
        for row in rows():
            await records.case_contents._rows.add(row)


async def data_of(colleague: Colleague, path: str = DATA) -> CaseReport:
    page = await colleague.opens(path)
    assert page.status == 200
    jsonschema.validate(json.loads(page.text), SCHEMA, format_checker=jsonschema.FormatChecker())
    return CaseReport.model_validate_json(page.text)


def test_the_published_form_is_the_one_in_use() -> None:
    assert CaseReport.model_json_schema(mode="serialization") == SCHEMA


async def test_it_tells_what_was_done_by_whom(office: Office, kari: Colleague, nina: Colleague) -> None:
    await plant(office)

    report = await data_of(kari)

    assert report.handling is not None and report.handling.ending is not None
    assert (report.handling.kind, report.handling.identity_check, report.handling.held_by) == ("access", "code", "Kari Nordmann")
    assert (report.handling.dates.received_on.isoformat(), report.handling.dates.due_on.isoformat()) == ("2026-11-23", "2026-12-23")
    assert (report.handling.ending.outcome, report.handling.ending.article) == ("partly_fulfilled", "GDPR art. 15(4)")
    assert next((one.system, one.result, one.done_by) for one in report.searches) == ("crm", "done", "Kari Nordmann")
    assert {(one.kind, one.state) for one in report.letters} == {("receipt", "sent"), ("reminder", "failed")}
    assert [(one.decision, one.prepared_by, one.decided_by) for one in report.reviews] == [("rejected", "Kari Nordmann", "Nina Nordmann")]
    assert [(one.made_by, one.downloads_left) for one in report.copies] == [("Kari Nordmann", 2)]
    assert (list(report.downloads), list(report.erased_at), list(report.breaches)) == ([MONDAY], [MONDAY], ["BRU-2026-1111"])
    assert (report.counted.notes, report.counted.files, report.counted.corrections) == (1, 1, 1)
    assert [(step.by, step.action, step.result) for step in report.log] == [
        ("visitor", "case.opened", "new"),
        ("visitor", "code.sent", ""),
        ("visitor", "copy.downloaded", "2"),
        ("Kari Nordmann", "case.handed_over", "Nina Nordmann"),
    ]


@pytest.mark.parametrize("language", ["nb", "en"])
async def test_nothing_of_the_person_is_in_it(office: Office, nina: Colleague, language: str) -> None:
    kari = await office.employs("Kari", language=language)
    await plant(office)

    page, data = await kari.opens(REPORT), await kari.opens(DATA)

    assert (page.status, data.status) == (200, 200)
    assert MARKER not in page.text and MARKER not in data.text
    await kari.client.close()


async def test_its_page_says_it_in_words(office: Office, kari: Colleague, nina: Colleague) -> None:
    await plant(office)

    said = (await kari.opens(REPORT)).said

    for words in (
        "Rapport om sak INN-2026-4821",
        "Delvis oppfylt",
        "GDPR art. 15(4)",
        "23. desember 2026",
        "CRM-systemet (i erklæringen: Prosperworks) (leverandør) Funnet og tatt med",
        "Påminnelse 23. november 2026 kl. 10.00 Kom ikke fram",
        "Sendt tilbake Nina Nordmann",
        "Kari Nordmann Ga saken til Nina Nordmann",
        "BRU-2026-1111",
    ):
        assert words in said, words


async def test_its_page_says_what_more_the_log_holds(office: Office, nina: Colleague) -> None:
    await office.receives()
    async with office.database.transaction() as records:
        await records.audit.append(MONDAY, "kari", "case.checklist", REFERENCE, "paper=nothing_found")
        await records.audit.append(MONDAY, "kari", "case.extended", REFERENCE, "2027-02-23", "complexity")
        await records.audit.append(MONDAY, "visitor", "code.sent", REFERENCE, "o•••@example.com")

    said = (await nina.opens(REPORT)).said

    assert "Fylte ut sjekklisten Papir: ingenting funnet" in said
    assert "Forlenget fristen til tirsdag 23. februar 2027 Saken er sammensatt" in said
    assert "o•••@example.com" not in said


async def test_it_outlives_its_persons_data(office: Office, nina: Colleague, kari: Colleague) -> None:
    await plant(office)
    async with office.database.transaction() as records:
        await records.case_contents.strip([f"id-{REFERENCE}"], MONDAY)

    page, report = await nina.opens(REPORT), await data_of(nina)

    assert page.status == 200 and "Innholdet fjernet" in page.said
    assert report.handling is not None and report.handling.ending is not None
    assert (report.handling.ending.outcome, len(report.searches) > 0, len(report.letters)) == ("partly_fulfilled", True, 2)
    assert [one.decision for one in report.reviews] == ["rejected"]


async def test_of_an_erased_case_the_log_is_left_for_witnesses(office: Office, nina: Colleague, kari: Colleague) -> None:
    await plant(office)
    async with office.database.transaction() as records:
        await records.case_contents.erase([f"id-{REFERENCE}"])

    page, report, refused = await nina.opens(REPORT), await data_of(nina), await kari.opens(REPORT)

    assert "Selve saken er slettet" in page.said and "Lagt ut" not in page.said
    assert (report.handling, [step.action for step in report.log][:2]) == (None, ["case.opened", "code.sent"])
    assert refused.status == 404


async def test_it_is_for_the_auditor_who_sees_no_case(office: Office, kari: Colleague) -> None:
    auditor = await office.employs("Ada", role="auditor")
    await office.receives_held("kari")

    report, case = await auditor.opens(REPORT), await auditor.opens(f"/staff/cases/{REFERENCE}")

    assert (report.status, case.status) == (200, 403)
    assert f'href="/staff/cases/{REFERENCE}"' not in report.text
    await auditor.client.close()


async def test_it_is_not_for_another_handler(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held("kari")

    page, data = await per.opens(REPORT), await per.opens(DATA)

    assert (page.status, data.status) == (404, 404)
    assert await office.logged() == ["per case.denied", "per case.denied"]


async def test_it_refuses_anything_but_reading(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari")

    assert [(await kari.sends(path)).status for path in (REPORT, DATA)] == [405, 405]


@pytest.mark.parametrize("role", ["privacy_officer", "auditor"])
async def test_a_case_that_never_was_has_none(office: Office, role: str) -> None:
    colleague = await office.employs("Ada", role=role)

    assert [(await colleague.opens(path)).status for path in (REPORT, DATA)] == [404, 404]
    assert await office.logged() == []
    await colleague.client.close()


async def test_each_reading_is_logged_with_its_form(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari")

    await kari.opens(REPORT)
    await kari.opens(DATA)

    assert await office.logged() == ["kari case.report_read html", "kari case.report_read json"]


async def test_the_case_leads_to_it(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari")

    page = await kari.opens(f"/staff/cases/{REFERENCE}")

    assert f'<a href="{REPORT}">Rapport om saken</a>' in page.text


async def test_an_approval_left_undecided_lapsed_with_its_case(office: Office, nina: Colleague) -> None:
    """As a withdrawal left it before what waits was declared void in the same transaction."""
    await office.receives(status="closed", outcome="withdrawn", closed_at=MONDAY)
    async with office.database.transaction() as records:
        await records.approvals.add(
            Approval(
                id="approval-1",
                ticket_id="id-INN-2026-4821",
                action="closing",
                content="{}",
                fingerprint="x",
                prepared_by="nina",
                prepared_at=MONDAY,
            )
        )

    page = await nina.opens("/staff/cases/INN-2026-4821/report")

    assert "Falt bort" in page.said
    assert "Venter" not in page.said
