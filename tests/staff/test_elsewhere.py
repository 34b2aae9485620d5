"""Cases that live on elsewhere: passed on to who decides over the data (R8), or merged; late refusals, unknown people, paper."""

from datetime import timedelta

import pytest

from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page

REFERENCE, OTHER = "INN-2026-4821", "INN-2026-0001"
URL = f"/staff/cases/{REFERENCE}"


async def chooses(colleague: Colleague, **fields: str) -> Page:
    page = await colleague.opens(f"{URL}/finish")
    return await colleague.sends(f"{URL}/finish", {**page.hidden(f"{URL}/finish"), **fields})


async def closes(colleague: Colleague, **fields: str) -> Page:
    preview = await chooses(colleague, **fields)
    return await colleague.sends(f"{URL}/close", preview.hidden(f"{URL}/close"))


async def test_a_forwarded_case_names_who_has_it(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await closes(kari, outcome="forwarded", forwarded_to="Bergen kommune", reasons="De eier gjesteboken.")

    ticket, [letter] = await office.case(), await office.letters()
    assert page.status == 303
    assert (ticket.outcome, ticket.forwarded_to) == ("forwarded", "Bergen kommune")
    assert "Hit har vi sendt den:\nBergen kommune\n\nDe eier gjesteboken." in letter.text
    assert "Sendt til: Bergen kommune" in await kari.sees(REFERENCE)


async def test_the_name_must_not_be_missing_or_endless(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    missing, endless = await chooses(kari, outcome="forwarded"), await chooses(kari, outcome="forwarded", forwarded_to="a" * 301)

    assert (missing.status, endless.status) == (422, 422)
    assert "Skriv noe her." in missing.said and "Teksten er for lang." in endless.said


async def test_a_merged_case_names_the_other_and_the_other_says_so(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.receives(OTHER)

    page = await closes(kari, outcome="merged", merged_into=" inn-2026-0001 ")

    ticket, [letter] = await office.case(), await office.letters()
    assert page.status == 303
    assert (ticket.outcome, ticket.merged_into) == ("merged", OTHER)
    assert "Saken vi svarer i: INN-2026-0001" in letter.text
    assert await office.logged(OTHER) == [f"kari case.took_over {REFERENCE}"]


@pytest.mark.parametrize(
    "values",
    [
        {"address": "kari@example.com"},
        {"address": None},
        {"status": "closed", "closed_at": MONDAY},
        {"status": "unverified", "verified_at": None},
        {"verified_at": None},
    ],
)
async def test_a_case_is_merged_into_an_open_one_of_the_same_person_alone(
    office: Office, kari: Colleague, values: dict[str, object]
) -> None:
    await office.receives_held()
    await office.receives(OTHER, **values)  # type: ignore[arg-type]

    page = await chooses(kari, outcome="merged", merged_into=OTHER)

    assert page.status == 422 and "Fant ingen åpen sak med dette nummeret fra samme person." in page.said


@pytest.mark.parametrize("reference", [REFERENCE, "INN-2026-9999", "x", "%"])
async def test_a_case_is_merged_into_another_that_exists(office: Office, kari: Colleague, reference: str) -> None:
    await office.receives_held()

    page = await chooses(kari, outcome="merged", merged_into=reference)

    assert page.status == 422 and "Fant ingen åpen sak" in page.said


async def test_a_merger_wins_no_time(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.receives(OTHER, due_on=MONDAY.date() + timedelta(days=31))

    page = await chooses(kari, outcome="merged", merged_into=OTHER)

    assert page.status == 422 and "Den andre saken har senere frist." in page.said


async def test_the_other_case_may_end_between_preview_and_press(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    other = await office.receives(OTHER)
    preview = await chooses(kari, outcome="merged", merged_into=OTHER)
    other.status = "closed"
    async with office.database.transaction() as records:
        await records.cases.save(other, 1)

    page = await kari.sends(f"{URL}/close", preview.hidden(f"{URL}/close"))

    assert page.status == 422
    assert (await office.case()).status == "in_progress"


async def test_opening_a_case_again_forgets_where_it_went(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await closes(kari, outcome="forwarded", forwarded_to="Bergen kommune")

    await kari.presses(REFERENCE, "reopen", text="De ville ikke ha den.")

    assert (await office.case()).forwarded_to == ""


@pytest.mark.parametrize("outcome", ["fulfilled", "nothing_found"])
async def test_nothing_is_told_to_somebody_we_do_not_know(office: Office, kari: Colleague, outcome: str) -> None:
    await office.receives_held(verified_at=None, channel="phone")
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)

    page = await chooses(kari, outcome=outcome)

    assert page.status == 422 and "Vi vet ikke ennå hvem personen er." in page.said


async def test_who_cannot_be_known_can_be_told_that(office: Office, kari: Colleague) -> None:
    await office.receives_held(verified_at=None, channel="phone")
    await office.fills_all_lines(kari)

    page = await chooses(kari, outcome="not_identifiable", reasons="Vi fant flere med dette navnet. Skriv når du var kunde.")

    assert page.status == 200


async def test_a_question_needs_no_identity(office: Office, kari: Colleague) -> None:
    await office.receives_held(kind=Kind.QUESTION, verified_at=None)

    page = await closes(kari, outcome="fulfilled", reasons="Opplysningene ligger i Norge.")

    assert page.status == 303


async def test_a_refusal_after_the_first_month_is_warned_of(office: Office, kari: Colleague) -> None:
    await office.receives_held(first_due_on=MONDAY.date() - timedelta(days=1), extended_at=MONDAY)
    await office.fills_all_lines(kari)

    late = await chooses(kari, outcome="refused", ground="excessive", reasons="Du har spurt ti ganger i år.")
    given = await chooses(kari, outcome="fulfilled")

    assert late.status == 200 and "Dette avslaget kommer etter den første måneden." in late.said
    assert "Dette avslaget" not in given.said


async def test_a_refusal_that_came_late_is_flagged_on_page_and_in_log(office: Office, kari: Colleague) -> None:
    siv = await office.employs("Siv", role="privacy_officer")
    await office.receives_held(first_due_on=MONDAY.date() - timedelta(days=1), extended_at=MONDAY)
    await office.fills_all_lines(kari)
    await closes(kari, outcome="refused", ground="excessive", reasons="Du har spurt ti ganger i år.")

    page = await siv.opens(f"{URL}/approval")
    approved = await siv.sends(f"{URL}/approve", page.hidden(f"{URL}/approve"))

    async with office.database.reading() as records:
        [closed] = [entry for entry in await records.audit.of_subject(REFERENCE) if entry.action == "case.closed"]
    assert approved.status == 303
    assert (closed.result, closed.reason) == ("refused", "excessive refusal notice late")
    assert "Avslaget kom etter den første måneden." in await siv.sees(REFERENCE)
    await siv.client.close()


async def test_the_answer_goes_on_paper_to_who_asked_for_it(office: Office, kari: Colleague) -> None:
    await office.receives_held(address=None, delivery="postal", postal_address="Ola Nordmann\n0155 Oslo")
    await office.fills_all_lines(kari)

    preview = await chooses(kari, outcome="nothing_found")
    await kari.sends(f"{URL}/close", preview.hidden(f"{URL}/close"))

    [letter] = await office.letters()
    assert "Ola Nordmann" in preview.said and "legg det i posten i dag" in preview.said
    assert (letter.kind, letter.recipient, letter.next_try_at) == ("closed_nothing_found", "Ola Nordmann\n0155 Oslo", None)
