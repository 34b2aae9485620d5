import asyncio

import pytest

from bot.tickets.kinds import Kind
from tests.staff.office import Colleague, Office, Page

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"


async def chooses(colleague: Colleague, reference: str = REFERENCE, **fields: str) -> Page:
    """From the form to the letter, or back to the form."""
    url = f"/staff/cases/{reference}/finish"
    page = await colleague.opens(url)
    return await colleague.sends(url, {**page.hidden(url), **fields})


async def sends_letter(colleague: Colleague, preview: Page, reference: str = REFERENCE) -> Page:
    url = f"/staff/cases/{reference}/close"
    return await colleague.sends(url, preview.hidden(url))


async def test_the_letter_is_shown_before_it_is_sent_and_sent_as_shown(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    await office.hands_over()

    preview = await chooses(kari, outcome="fulfilled", reasons="Kopien ligger i kundeportalen.")
    before = (await office.case()).status, await office.letters()
    closed = await sends_letter(kari, preview)

    ticket, [letter] = await office.case(), await office.letters()
    assert preview.status == 200 and before == ("in_progress", ())
    assert closed.response.headers["Location"] == f"{URL}?done=close"
    assert (ticket.status, ticket.outcome, ticket.reasons) == ("closed", "fulfilled", "Kopien ligger i kundeportalen.")
    assert ticket.closed_at == office.clock()
    assert (letter.kind, letter.recipient, letter.next_try_at) == ("closed_fulfilled", "ola@example.com", office.clock())
    assert letter.subject in preview.said
    assert letter.text.strip() in preview.text
    assert "Kopien ligger i kundeportalen." in letter.text
    assert "- Papir: vi fant opplysninger om deg" in letter.text
    assert (await office.logged())[-1] == "kari case.closed fulfilled"
    assert office.notified == [None]


async def test_a_double_press_sends_one_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    await office.hands_over()
    preview = await chooses(kari, outcome="fulfilled")

    pages = await asyncio.gather(*(sends_letter(kari, preview) for _ in range(4)))

    assert [page.status for page in pages] == [303] * 4
    assert len(await office.letters()) == 1


async def test_a_case_with_open_lines_is_not_closed(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await chooses(kari, outcome="fulfilled")
    forced = await kari.sends(f"{URL}/close", {"version": "1", "mark": "12345678", "outcome": "fulfilled", "letter": "x"})

    assert (page.status, forced.status) == (422, 422)
    assert "Sjekklisten har åpne linjer. Fyll dem ut først." in page.said
    assert (await office.case()).status == "in_progress"
    assert await office.letters() == ()


async def test_a_refusal_needs_ground_and_reasons_and_keeps_what_was_typed(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)

    nothing = await chooses(kari, outcome="refused")
    no_ground = await chooses(kari, outcome="refused", reasons="Kopien ville vise andres opplysninger.")
    not_fitting = await chooses(kari, outcome="refused", reasons="Vi vil ikke.", ground="archiving")

    assert {page.status for page in (nothing, no_ground, not_fitting)} == {422}
    assert "Velg hvilken grunn loven gir." in nothing.said
    assert "Skriv hvorfor, med ord som personen forstår." in nothing.said
    assert 'value="refused" checked' in no_ground.text
    assert "Kopien ville vise andres opplysninger.</textarea>" in no_ground.text
    assert "Denne grunnen passer ikke til utgangen." in not_fitting.said
    assert (await office.case()).status == "in_progress"


async def test_the_letter_of_a_refusal_has_all_four_parts(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)

    preview = await chooses(kari, outcome="refused", ground="others_rights", reasons="Den viser andres opplysninger.")
    await sends_letter(kari, preview)
    await nina.approves(REFERENCE)

    [letter] = [one for one in await office.letters() if one.kind == "closed_refused"]
    assert "Den viser andres opplysninger." in letter.text
    assert "GDPR art. 15(4)" in letter.text
    assert "Postboks 458 Sentrum, 0105 Oslo" in letter.text
    assert "domstolene" in letter.text
    assert (await office.case()).ground == "others_rights"


async def test_the_letter_is_in_the_persons_language(office: Office) -> None:
    john = await office.employs("John", language="en")
    await office.receives_held("john", language="nn")
    await office.fills_all_lines(john)

    preview = await chooses(john, outcome="nothing_found")
    await john.client.close()

    assert "Vi har leitt, men vi fann ingen opplysningar om deg" in preview.said
    assert "Norwegian (nynorsk)" in preview.said
    assert "Send the letter and close the case" in preview.said


async def test_a_swede_is_answered_in_bokmal(office: Office, kari: Colleague) -> None:
    await office.receives_held(language="sv")
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    await office.hands_over()

    preview = await chooses(kari, outcome="fulfilled")

    assert "Vi har gjort det du ba om." in preview.said


async def test_an_objection_to_marketing_offers_no_refusal(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference="PRO-2026-0001", kind=Kind.OBJECTION)
    await office.fills_all_lines(kari, "PRO-2026-0001")
    url = "/staff/cases/PRO-2026-0001/finish"

    page = await kari.opens(url)
    forced = await chooses(kari, "PRO-2026-0001", outcome="refused", ground="compelling_grounds", reasons="Nei.")
    looked = await kari.opens(f"{url}?marketing=no")

    assert 'value="refused"' not in page.text and 'name="ground"' not in page.text
    assert forced.status == 422 and "Loven gir ikke denne utgangen for en slik sak." in forced.said
    assert 'value="refused"' in looked.text and "Vi har tvingende grunner som går foran" in looked.said


async def test_an_objection_to_something_else_can_be_weighed_and_refused(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held(reference="PRO-2026-0001", kind=Kind.OBJECTION)
    await office.fills_all_lines(kari, "PRO-2026-0001")

    choice = {"outcome": "refused", "ground": "compelling_grounds", "reasons": "Vi trenger det.", "marketing": "no"}
    preview = await chooses(kari, "PRO-2026-0001", **choice)
    closed = await sends_letter(kari, preview, "PRO-2026-0001")
    approved = await nina.approves("PRO-2026-0001")

    assert (closed.status, approved.status) == (303, 303)
    assert (await office.case("PRO-2026-0001")).outcome == "refused"


async def test_a_question_is_closed_with_its_answer(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference="SPM-2026-0001", kind=Kind.QUESTION)

    without = await chooses(kari, "SPM-2026-0001", outcome="fulfilled")
    preview = await chooses(kari, "SPM-2026-0001", outcome="fulfilled", reasons="Opplysningene ligger i EØS.")

    assert without.status == 422 and "Skriv noe her." in without.said
    assert preview.status == 200 and "Opplysningene ligger i EØS." in preview.said


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [("withdrawn", {}), ("merged", {"merged_into": "INN-2026-0001"}), ("forwarded", {"forwarded_to": "Bergen kommune"})],
)
async def test_some_ends_need_no_search(office: Office, kari: Colleague, outcome: str, fields: dict[str, str]) -> None:
    await office.receives_held()
    await office.receives("INN-2026-0001")

    closed = await sends_letter(kari, await chooses(kari, outcome=outcome, **fields))

    [letter] = await office.letters()
    assert closed.status == 303
    assert letter.kind == f"closed_{outcome}"
    assert "Papir" not in letter.text


async def test_a_forwarded_case_says_where_to(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await chooses(kari, outcome="forwarded")

    assert page.status == 422
    assert "Skriv noe her." in page.said


async def test_a_case_without_an_address_is_closed_without_a_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held(address=None)

    preview = await chooses(kari, outcome="withdrawn")
    closed = await sends_letter(kari, preview)

    assert "det blir ikke sendt noe brev" in preview.said and "Lukk saken uten brev" in preview.said
    assert closed.status == 303
    assert await office.letters() == ()


async def test_a_letter_that_would_be_another_by_now_is_shown_again(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    await office.hands_over()
    preview = await chooses(kari, outcome="fulfilled", reasons="Ferdig.")
    fields = {**preview.hidden(f"{URL}/close"), "letter": "the letter of yesterday"}

    page = await kari.sends(f"{URL}/close", fields)
    closed = await sends_letter(kari, page)

    assert page.status == 409 and "Brevet er et annet nå" in page.said
    assert closed.status == 303


async def test_a_case_that_changed_after_the_preview_is_not_closed(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    await office.hands_over()
    preview = await chooses(kari, outcome="fulfilled", reasons="Alt er gjort.")
    await office.fills_all_lines(kari, result="nothing_found")

    page = await sends_letter(kari, preview)

    assert page.status == 409
    assert "Du var først" in page.said
    assert 'value="fulfilled" checked' in page.text and "Alt er gjort.</textarea>" in page.text
    assert (await office.case()).status == "in_progress"


async def test_of_two_who_finish_the_second_is_told_who_was_first(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    preview = await chooses(kari, outcome="withdrawn", reasons="Takk for beskjeden.")
    await nina.presses(REFERENCE, "claim")
    office.clock.tick(minutes=7)

    page = await sends_letter(kari, preview)

    assert page.status == 409
    assert "Nina Nordmann var først: har saken siden i dag kl. 10.00" in page.said
    assert "Takk for beskjeden." in page.said
    assert await office.letters() == ()


async def test_one_can_go_back_and_change(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    preview = await chooses(kari, outcome="withdrawn", reasons="Linje én.\n\nLinje to.")

    page = await kari.sends(f"{URL}/finish", {**preview.hidden(f"{URL}/close"), "edit": "1"})

    assert page.status == 200
    assert 'value="withdrawn" checked' in page.text
    assert "Linje én.\n\nLinje to.</textarea>" in page.text


async def test_a_choice_that_does_not_exist_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    none = await chooses(kari)
    unknown = await chooses(kari, outcome="burnt")
    by_time_alone = await chooses(kari, outcome="unverified")
    unknown_ground = await chooses(kari, outcome="refused", ground="mood")

    assert none.status == 422 and "Velg hvordan saken ender." in none.said
    assert unknown.status == 400
    assert by_time_alone.status == 422
    assert unknown_ground.status == 400


async def test_numbers_that_must_not_be_mailed_are_masked_in_the_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    preview = await chooses(kari, outcome="withdrawn", reasons="Fødselsnummeret ditt 01813299832 er slettet.")
    await sends_letter(kari, preview)

    [letter] = await office.letters()
    assert "01813299832" not in preview.text
    assert "01813299832" not in letter.text
    assert "01813299832" not in ((await office.case()).reasons or "")


async def test_markup_in_the_letter_is_only_text(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    preview = await chooses(kari, outcome="withdrawn", reasons="<script>alert(1)</script>")

    assert "<script>alert" not in preview.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in preview.text


async def test_a_closed_case_shows_how_it_ended_and_can_be_finished_no_more(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await sends_letter(kari, await chooses(kari, outcome="withdrawn", reasons="Ola ombestemte seg."))

    said = await kari.sees(REFERENCE)
    finish = await kari.opens(f"{URL}/finish")

    assert "Slik endte saken Trukket Ola ombestemte seg. Lukket i dag kl. 10.00" in said
    assert "Svar: trukket På vei" in said
    assert finish.status == 409
    assert f'href="{URL}/finish"' not in finish.text


async def test_the_decision_survives_the_end_of_the_session(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    preview = await chooses(kari, outcome="withdrawn", reasons="Vi sees.")
    office.clock.tick(minutes=45)

    asked = await sends_letter(kari, preview)
    page = await office.lets_in_again(kari, asked)

    assert page.status == 200
    assert 'value="withdrawn" checked' in page.text and "Vi sees.</textarea>" in page.text
    assert (await office.case()).status == "in_progress"
