"""The answer to an access request, point by point, and what is left out of its copy (R12, R13)."""

import asyncio

import pytest

from bot.tickets.kinds import Kind
from tests.staff.office import Colleague, Office, shelf

REFERENCE = "INN-2026-4821"
CASE = f"/staff/cases/{REFERENCE}"
URL = f"{CASE}/answer"
WITHHOLD = f"{CASE}/withhold"
SLIP = {"version": "1", "mark": "12345678"}
OMISSION = {"what": "Navnet på en annen kunde", "why": "Det handler om en annen.", "ground": "others_rights", "note": ""}


async def saved(office: Office) -> dict[str, tuple[str, str]]:
    """Text and source by point."""
    async with office.database.reading() as records:
        return {one.field: (one.text, one.source) for one in await records.copies.answers_of(f"id-{REFERENCE}")}


async def omissions(office: Office) -> list[tuple[str, str, str, str | None]]:
    async with office.database.reading() as records:
        return [(one.what, one.why, one.ground, one.note_id) for one in await records.copies.withheld_of(f"id-{REFERENCE}")]


async def finishes(colleague: Colleague, outcome: str, **fields: str) -> str:
    """What the form or the letter says."""
    page = await colleague.opens(f"{CASE}/finish")
    return (await colleague.sends(f"{CASE}/finish", {**page.hidden(f"{CASE}/finish"), "outcome": outcome, **fields})).said


async def test_what_the_declaration_says_is_there_and_the_rest_is_marked(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.opens(URL)

    assert page.status == 200 and "6 av 10 klare" in page.said
    assert page.said.count("Skriv her") == 2 and page.said.count("Se over") == 2
    assert "Navn på hver mottaker, også leverandører." in page.said
    assert "Datatilsynet" in page.text and page.said.count("Fra personvernerklæringen") == 7
    assert "Et forslag, ikke fra erklæringen" in page.said
    assert page.text.count('type="checkbox"') == 2


async def test_the_answer_is_in_the_requesters_language(office: Office, kari: Colleague) -> None:
    await office.receives_held(language="en")

    page = await kari.opens(URL)

    assert "Yes. We process personal data about you" in page.text
    assert 'lang="en" aria-labelledby="title-purposes"' in page.text


async def test_what_staff_write_is_saved_and_told_apart(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await office.answers_all_points(kari, recipients="Prosperworks, som leverer CRM-et.", transfer="Ja, til USA.")

    stored = await saved(office)
    assert page.response.headers["Location"] == f"{URL}?done=answer"
    assert len(stored) == 10
    assert stored["recipients"] == ("Prosperworks, som leverer CRM-et.", "staff")
    assert stored["complaint"][1] == "policy"
    assert "10 av 10 klare" in (await kari.opens(f"{URL}?done=answer")).said
    assert await office.logged() == ["kari case.answer_saved"]


async def test_an_empty_point_stays_open(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    await office.answers_all_points(kari, recipients="   ")

    assert "9 av 10 klare" in (await kari.opens(URL)).said


async def test_a_point_that_must_be_looked_at_is_ready_once_somebody_says_so(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)
    texts = {f"text_{name}": "Nei." for name in ("recipients", "transfer")}
    proposed = {f"text_{name}": text for name, (text, _) in (await _proposed(office, kari)).items()}

    await kari.sends(URL, {**page.hidden(URL), **proposed, **texts})
    without = await kari.opens(URL)
    await kari.sends(URL, {**without.hidden(URL), **proposed, **texts, "looked_at_period": "yes", "looked_at_automated": "yes"})

    assert "8 av 10 klare" in without.said
    assert "10 av 10 klare" in (await kari.opens(URL)).said


async def _proposed(office: Office, colleague: Colleague) -> dict[str, tuple[str, str]]:
    """What the points say before anybody wrote, by a case beside this one."""
    await office.receives_held(reference="INN-2026-0001", holder=colleague.account.id)
    await office.answers_all_points(colleague, "INN-2026-0001")
    async with office.database.reading() as records:
        return {one.field: (one.text, one.source) for one in await records.copies.answers_of("id-INN-2026-0001")}


async def test_what_must_not_reach_the_disk_is_masked(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    await office.answers_all_points(kari, source="Fra deg, fødselsnummer 01813299832.")

    assert "01813299832" not in (await saved(office))["source"][0]


async def test_nothing_found_fills_every_point_and_stores_none(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)

    filled = await kari.sends(URL, {**page.hidden(URL), "nothing": "yes"})

    assert filled.status == 200 and "Fylt ut, men ikke lagret" in filled.said
    assert "Nei. Vi fant ingen personopplysninger om deg" in filled.text and "12 måneder" in filled.text
    assert await saved(office) == {}


async def test_an_access_case_with_open_points_is_not_closed_as_fulfilled(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)

    refused = [await finishes(kari, "fulfilled"), await finishes(kari, "partly_fulfilled", ground="others_rights", reasons="Andre.")]
    nothing = await finishes(kari, "nothing_found")
    await office.answers_all_points(kari)

    assert all("Svaret har åpne punkter." in said for said in refused)
    assert "Svaret har åpne punkter." not in nothing
    assert "Svaret har åpne punkter." not in await finishes(kari, "fulfilled")
    assert (await office.case()).status == "in_progress"


async def test_a_text_that_is_too_long_is_told_beside_it_and_nothing_is_lost(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)

    refused = await kari.sends(URL, {**page.hidden(URL), "text_recipients": "x" * 4001, "text_transfer": "Ja, til USA."})

    assert refused.status == 422 and 'id="problem-recipients"' in refused.text and "Ja, til USA.</textarea>" in refused.text
    assert await saved(office) == {}


async def test_every_text_that_is_too_long_is_named_however_large_the_form(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)
    long = {"text_recipients": "ø" * 30_000, "text_period": "y" * 4001, "text_transfer": "Ja, til USA."}

    refused = await kari.sends(URL, {**page.hidden(URL), **long})

    assert refused.status == 422
    assert "For lang tekst i «Hvem har fått eller kan få opplysningene?», «Hvor lenge har vi opplysningene?»." in refused.said
    assert "Teksten har 30000 tegn. Det er plass til 4000." in refused.said
    assert 'id="problem-period"' in refused.text and 'id="problem-transfer"' not in refused.text
    assert "ø" * 30_000 in refused.text and "Ja, til USA.</textarea>" in refused.text


async def test_all_points_as_full_as_they_may_be_are_saved(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    full = dict.fromkeys((f"text_{point.id}" for point in shelf().contents.points), "😀" * 4000)
    page = await kari.opens(URL)

    answer = await kari.sends(URL, {**page.hidden(URL), **full})

    assert answer.status == 303
    assert {len(text) for text, _ in (await saved(office)).values()} == {4000}


async def test_a_long_answer_survives_a_login_in_between(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)
    office.clock.tick(minutes=31)

    asked = await kari.sends(
        URL, {**page.hidden(URL), "text_recipients": "ø" * 4000, "text_period": "æ" * 4000, "text_transfer": "å" * 4000}
    )
    back = await office.lets_in_again(kari, asked)

    assert all(letter * 4000 in back.text for letter in "øæå")


async def test_a_page_that_has_grown_old_changes_nothing_and_keeps_what_was_typed(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)
    await office.answers_all_points(kari)

    stale = await kari.sends(URL, {**page.hidden(URL), "text_transfer": "Ja, til USA."})

    assert stale.status == 409 and "Ja, til USA.</textarea>" in stale.text
    assert (await saved(office))["transfer"][0] == "Ingen."


async def test_pressed_many_times_the_answer_is_saved_once(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    form = {**(await kari.opens(URL)).hidden(URL), "text_recipients": "Ingen."}

    pages = await asyncio.gather(*(kari.sends(URL, form) for _ in range(3)))

    assert [page.status for page in pages] == [303] * 3
    assert await office.logged() == ["kari case.answer_saved"]


async def test_only_an_access_case_has_points_and_only_a_copy_leaves_something_out(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference="SLE-2026-0001", kind=Kind.DELETION)
    deletion = "/staff/cases/SLE-2026-0001"

    pages = [await kari.opens(f"{deletion}/answer"), await kari.opens(f"{deletion}/withhold")]
    forced = [await kari.sends(f"{deletion}/answer", SLIP), await kari.sends(f"{deletion}/withhold", {**SLIP, **OMISSION})]

    assert [page.status for page in (*pages, *forced)] == [409] * 4
    assert "punkt for punkt" not in await kari.sees("SLE-2026-0001")


@pytest.mark.parametrize("name", ["answer", "withhold", "include"])
async def test_who_does_not_hold_the_case_reads_it_and_changes_nothing(office: Office, nina: Colleague, name: str) -> None:
    await office.add_account("Kari")
    await office.receives_held()

    page = await nina.opens(f"{CASE}/{'withhold' if name == 'include' else name}")
    forced = await nina.sends(f"{CASE}/{name}", {**SLIP, **OMISSION, "text_transfer": "Nei."})

    assert page.status == 200 and f'action="{CASE}/' not in page.text
    assert forced.status == 409
    assert (await saved(office), await omissions(office)) == ({}, [])


@pytest.mark.parametrize("status", ["in_review", "closed"])
async def test_nothing_is_changed_while_it_is_reviewed_or_once_it_is_closed(office: Office, kari: Colleague, status: str) -> None:
    await office.receives_held(status=status)

    pages = [await kari.sends(URL, {**SLIP, "text_transfer": "Nei."}), await kari.sends(WITHHOLD, {**SLIP, **OMISSION})]

    assert [page.status for page in pages] == [409, 409]
    assert (await saved(office), await omissions(office)) == ({}, [])


async def test_what_is_left_out_has_a_reason_and_a_ground(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(WITHHOLD)

    kept = await kari.sends(WITHHOLD, {**page.hidden(WITHHOLD), **OMISSION})
    shown = await kari.opens(f"{WITHHOLD}?done=withhold")

    assert kept.response.headers["Location"] == f"{WITHHOLD}?done=withhold"
    assert await omissions(office) == [("Navnet på en annen kunde", "Det handler om en annen.", "others_rights", None)]
    assert "Navnet på en annen kunde Det handler om en annen. Kopien ville skade andres rettigheter" in shown.said
    assert await office.logged() == ["kari case.withheld others_rights"]


@pytest.mark.parametrize(
    ("field", "value"), [("what", " "), ("why", ""), ("why", "x" * 501), ("ground", ""), ("ground", "excessive"), ("note", "no-such-note")]
)
async def test_an_omission_that_lacks_something_is_refused(office: Office, kari: Colleague, field: str, value: str) -> None:
    await office.receives_held()
    page = await kari.opens(WITHHOLD)

    refused = await kari.sends(WITHHOLD, {**page.hidden(WITHHOLD), **OMISSION, field: value})

    assert refused.status == 422
    assert await omissions(office) == []


async def test_a_note_of_ours_can_be_left_out(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await kari.presses(REFERENCE, "note", text="Kari tror han er konkurrent.")
    page = await kari.opens(WITHHOLD)
    async with office.database.reading() as records:
        [note] = await records.checklists.notes_of(f"id-{REFERENCE}")

    await kari.sends(WITHHOLD, {**page.hidden(WITHHOLD), **OMISSION, "ground": "section_16_e", "note": note.id})

    assert "Kari tror han er konkurrent." in page.said
    assert [one[3] for one in await omissions(office)] == [note.id]
    assert "Et notat i saken" in (await kari.opens(WITHHOLD)).said


async def test_it_can_be_put_back_and_pressed_twice_it_is_done_once(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    form = {**(await kari.opens(WITHHOLD)).hidden(WITHHOLD), **OMISSION}
    await asyncio.gather(*(kari.sends(WITHHOLD, form) for _ in range(3)))
    page = await kari.opens(WITHHOLD)

    back = [await kari.sends(f"{CASE}/include", page.hidden(f"{CASE}/include")) for _ in range(2)]
    gone = await kari.sends(f"{CASE}/include", {**SLIP, "version": str((await office.case()).version), "withheld": "x"})

    assert page.text.count('name="withheld"') == 1
    assert [one.status for one in back] == [303, 303] and gone.status == 409
    assert await omissions(office) == []
    assert await office.logged() == ["kari case.withheld others_rights", "kari case.included"]


async def test_a_stale_omission_is_not_stored_and_not_lost(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(WITHHOLD)
    await office.fills_all_lines(kari)

    stale = await kari.sends(WITHHOLD, {**page.hidden(WITHHOLD), **OMISSION})

    assert stale.status == 409 and 'value="Navnet på en annen kunde"' in stale.text and 'value="others_rights" checked' in stale.text
    assert await omissions(office) == []


async def test_what_paragraph_16_keeps_back_is_a_refusal_in_part(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    await office.hands_over()
    page = await kari.opens(WITHHOLD)
    await kari.sends(WITHHOLD, {**page.hidden(WITHHOLD), **OMISSION, "ground": "section_16_b"})

    fulfilled = await finishes(kari, "fulfilled")
    partly = await finishes(kari, "partly_fulfilled", ground="section_16_b", reasons="Politiet etterforsker.")

    assert "Noe er utelatt etter § 16." in fulfilled
    assert "Politiet etterforsker." in partly and "Noe er utelatt etter § 16." not in partly


@pytest.mark.parametrize("name", ["include", "unfile"])
async def test_no_get_does_any_of_it(office: Office, kari: Colleague, name: str) -> None:
    await office.receives_held()

    assert (await kari.opens(f"{CASE}/{name}")).status == 405


async def test_the_case_leads_to_the_pages(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.receives_held(reference="DAT-2026-0001", kind=Kind.PORTABILITY)

    access, portability = await kari.sees(REFERENCE), await kari.sees("DAT-2026-0001")

    assert "Skriv svaret, punkt for punkt" in access and "Hold noe utenfor kopien" in access and "Legg til eller fjern filer" in access
    assert "Skriv svaret, punkt for punkt" not in portability and "Hold noe utenfor kopien" in portability


async def test_what_was_typed_outlives_a_session_that_ended(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    page = await kari.opens(URL)
    office.clock.tick(hours=2)

    asked = await kari.sends(URL, {**page.hidden(URL), "text_transfer": "Ja, til USA."})
    again = await office.lets_in_again(kari, asked)

    assert asked.status == 401
    assert again.status == 200 and "Ja, til USA.</textarea>" in again.text
