from datetime import date

import pytest

from bot.tickets.kinds import Kind
from tests.staff.office import Colleague, Office

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"
CRM, PAPER = f"{REFERENCE}-crm", f"{REFERENCE}-paper"


async def test_lines_come_from_the_systems_with_their_tasks(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    said = await kari.sees(REFERENCE)

    assert "0 av 9 gjort" in said
    assert "CRM-systemet (i erklæringen: Prosperworks) Søk på e-postadresse, navn og firma" in said
    assert "Leverandør: må få beskjed" in said


async def test_a_line_is_saved_with_who_and_when(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"note_{CRM}": "Profil og notater"})

    line = (await office.lines())[0]
    assert page.response.headers["Location"] == f"{URL}?done=checklist#checklist"
    assert (line.result, line.note, line.done_by, line.done_at) == ("done", "Profil og notater", "kari", office.clock())
    assert await office.logged() == ["kari case.checklist crm=done"]
    assert "1 av 9 gjort" in await kari.sees(REFERENCE)
    assert "Kari Nordmann, i dag kl. 10.00" in await kari.sees(REFERENCE)


async def test_lines_that_did_not_change_are_left_alone(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"note_{CRM}": ""})
    office.clock.tick(minutes=10)

    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"note_{CRM}": "", f"result_{PAPER}": "nothing_found"})

    by_id = {line.id: line for line in await office.lines()}
    assert (by_id[PAPER].done_at, by_id[CRM].done_at) == (office.clock(), office.clock().replace(minute=0))
    assert (await office.logged())[-1] == "kari case.checklist paper=nothing_found"


@pytest.mark.parametrize("result", ["not_applicable", "failed"])
async def test_what_does_not_apply_or_failed_needs_a_reason(office: Office, kari: Colleague, result: str) -> None:
    await office.receives_held()

    page = await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": result, f"note_{CRM}": " ", f"result_{PAPER}": "done"})

    assert page.status == 422
    assert "Skriv hvorfor i merknaden." in page.said
    assert f'aria-describedby="note-problem-{CRM}"' in page.text
    assert f'<option value="{result}" selected>' in page.text
    assert page.said.count("Ikke lagret") == 2
    assert [line.result for line in await office.lines()] == [None] * 9


async def test_a_line_can_be_opened_again(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"note_{CRM}": ""})

    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "", f"note_{CRM}": ""})

    line = (await office.lines())[0]
    assert (line.result, line.done_by, line.done_at) == (None, None, None)
    assert (await office.logged())[-1] == "kari case.checklist crm=open"


async def test_two_tabs_that_fill_different_lines_do_not_disturb_each_other(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    one, two = await kari.opens(URL), await kari.opens(URL)

    first = await kari.sends(f"{URL}/checklist", {**one.hidden(f"{URL}/checklist"), f"result_{CRM}": "done"})
    untouched = {f"stamp_{PAPER}": two.hidden(f"{URL}/checklist")[f"stamp_{PAPER}"], f"result_{PAPER}": "done"}
    slip = {name: two.hidden(f"{URL}/checklist")[name] for name in ("version", "mark")}
    second = await kari.sends(f"{URL}/checklist", {**slip, **untouched})

    assert (first.status, second.status) == (303, 303)
    assert {line.id for line in await office.lines() if line.result} == {CRM, PAPER}


async def test_the_same_line_filled_twice_shows_both_to_the_second(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    old = (await kari.opens(URL)).hidden(f"{URL}/checklist")
    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"note_{CRM}": "Først"})

    page = await kari.sends(f"{URL}/checklist", {**old, f"result_{CRM}": "nothing_found", f"note_{CRM}": "Sist"})

    assert page.status == 409
    assert "Du var først: endret saken i dag kl. 10.00" in page.said
    assert 'value="Sist"' in page.text and "Ikke lagret" in page.said
    assert (await office.lines())[0].note == "Først"


async def test_a_checklist_typed_while_the_case_was_taken_over_is_shown_again(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    old = (await kari.opens(URL)).hidden(f"{URL}/checklist")
    await nina.presses(REFERENCE, "claim")

    page = await kari.sends(f"{URL}/checklist", {**old, f"result_{CRM}": "done", f"note_{CRM}": "Tre profiler"})

    assert page.status == 409
    assert "Det du skrev, som ikke er lagret" in page.said
    assert "Tre profiler" in page.said
    assert (await office.lines())[0].result is None


async def test_lines_of_another_case_cannot_be_reached(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.receives("SLE-2026-0002", Kind.DELETION)
    slip = {"version": "1", "mark": "12345678"}

    page = await kari.sends(f"{URL}/checklist", {**slip, "stamp_SLE-2026-0002-crm": "x", "result_SLE-2026-0002-crm": "done"})

    assert page.status == 303
    assert (await office.lines("SLE-2026-0002"))[0].result is None


async def test_a_result_that_does_not_exist_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "burnt"})

    assert page.status == 400


async def test_notes_on_lines_are_masked_and_not_endless(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"note_{CRM}": "fnr 01813299832"})
    endless = await kari.presses(REFERENCE, "checklist", **{f"result_{PAPER}": "done", f"note_{PAPER}": "x" * 501})

    assert "01813299832" not in (await office.lines())[0].note
    assert endless.status == 422


async def test_what_is_kept_needs_a_law_and_a_last_day(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    no_law = await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "kept", f"note_{CRM}": "Fakturaer"})
    no_day = await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "kept", f"kept_{CRM}": "other", f"law_{CRM}": "arkivlova § 6"})

    assert (no_law.status, no_day.status) == (422, 422)
    assert "Velg loven som gjør at noe er beholdt." in no_law.said and 'value="Fakturaer"' in no_law.text
    assert "Skriv den siste dagen det beholdes." in no_day.said and 'value="arkivlova § 6"' in no_day.text
    assert (await office.lines())[0].result is None


async def test_documents_of_a_year_are_offered_with_their_last_day(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.opens(URL)
    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "kept", f"kept_{CRM}": "accounting_primary:2024"})

    line = (await office.lines())[0]
    assert "Fakturaer og andre primærbilag fra 2024: til 31. desember 2029" in page.said
    assert "Ordresedler og andre sekundærbilag fra 2024: til 30. juni 2028" in page.said
    assert (line.kept_law, line.kept_until) == ("accounting_primary", date(2029, 12, 31))
    assert "Beholdt etter bokføringsloven § 13 (primærbilag), til og med 31. desember 2029" in await kari.sees(REFERENCE)


async def test_a_year_that_is_not_offered_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "kept", f"kept_{CRM}": "accounting_primary:1999"})

    assert page.status == 400


async def test_another_law_is_kept_as_it_was_written(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    law = {f"kept_{CRM}": "other", f"law_{CRM}": "arkivlova § 6, fnr 01813299832", f"until_{CRM}": "2030-01-31"}
    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "kept", **law})

    line = (await office.lines())[0]
    assert line.kept_law is not None and line.kept_law.startswith("arkivlova § 6") and "01813299832" not in line.kept_law
    assert line.kept_until == date(2030, 1, 31)


async def test_a_line_that_is_no_longer_kept_forgets_its_law(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "kept", f"kept_{CRM}": "accounting_primary:2024"})

    await kari.presses(REFERENCE, "checklist", **{f"result_{CRM}": "done", f"kept_{CRM}": "accounting_primary:2024"})

    line = (await office.lines())[0]
    assert (line.result, line.kept_law, line.kept_until) == ("done", None, None)


async def test_a_colleague_is_asked_to_do_a_line_by_a_date(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held()

    await kari.presses(REFERENCE, "checklist", **{f"holder_{CRM}": "per", f"due_{CRM}": "2026-11-30"})

    line = (await office.lines())[0]
    assert (line.result, line.holder_id, line.due_on, line.done_by) == (None, "per", date(2026, 11, 30), None)
    assert "Gjøres av Per Nordmann innen 30. november 2026" in await kari.sees(REFERENCE)


async def test_nobody_is_asked_who_cannot_or_after_the_date_of_the_case(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.add_account("Rolf", role="auditor")

    auditor = await kari.presses(REFERENCE, "checklist", **{f"holder_{CRM}": "rolf"})
    nobody = await kari.presses(REFERENCE, "checklist", **{f"holder_{CRM}": "x"})
    late = await kari.presses(REFERENCE, "checklist", **{f"due_{CRM}": "2026-12-24"})

    assert (auditor.status, nobody.status, late.status) == (422, 422, 422)
    assert "Datoen er etter fristen i saken." in late.said
    assert (await office.lines())[0].holder_id is None


async def test_the_letter_says_what_is_kept_by_which_law_and_until_when(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held("kari", reference="SLE-2026-0002", kind=Kind.DELETION)
    done = {f"result_{line.id}": "done" for line in await office.lines("SLE-2026-0002")}
    kept = {"result_SLE-2026-0002-orders": "kept", "kept_SLE-2026-0002-orders": "accounting_primary:2024"}
    await kari.presses("SLE-2026-0002", "checklist", **{**done, **kept, "result_SLE-2026-0002-assistant": "nothing_found"})

    url = "/staff/cases/SLE-2026-0002/finish"
    form = await kari.opens(url)
    preview = await kari.sends(url, {**form.hidden(url), "outcome": "fulfilled"})

    assert "noe er beholdt etter bokføringsloven § 13 (fakturaer og andre primærbilag), til og med 31. desember 2029" in preview.said
