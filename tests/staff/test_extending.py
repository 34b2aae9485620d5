"""The one extension of a date: form, letter, and what stands in its way (D8, D9)."""

import asyncio
from datetime import date

import pytest

from bot.tickets.kinds import Kind
from tests.staff.office import Colleague, Office, Page

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"
REASONS = "Vi må lete i arkiver fra tre selskaper."


async def writes(colleague: Colleague, reference: str = REFERENCE, query: str = "", **fields: str) -> Page:
    """From the form to the letter, or back to the form."""
    url = f"/staff/cases/{reference}/extend"
    page = await colleague.opens(url + query)
    return await colleague.sends(url, {**page.hidden(url), "ground": "complexity", "reasons": REASONS, **fields})


async def sends(colleague: Colleague, letter: Page, reference: str = REFERENCE) -> Page:
    url = f"/staff/cases/{reference}/extend/send"
    return await colleague.sends(url, letter.hidden(url))


async def test_the_letter_is_shown_and_goes_with_the_new_date(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    letter = await writes(kari)
    before = (await office.case()).due_on, await office.letters()
    sent = await sends(kari, letter)

    ticket, [written] = await office.case(), await office.letters()
    assert before == (date(2026, 12, 23), ())
    assert sent.response.headers["Location"] == f"{URL}?done=extend"
    assert (ticket.due_on, ticket.first_due_on) == (date(2027, 2, 23), date(2026, 12, 23))
    assert (ticket.extension_ground, ticket.extension_reasons) == ("complexity", REASONS)
    assert (written.kind, written.recipient, written.next_try_at) == ("extended", "ola@example.com", office.clock())
    assert written.text.strip() in letter.text
    assert "Ny frist: 23. februar 2027" in written.text and REASONS in written.text and "sammensatt" in written.text
    assert await office.logged() == ["kari case.extended 2027-02-23"]
    assert office.notified == [None]


async def test_case_and_queue_show_the_new_date_and_the_first(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await sends(kari, await writes(kari))

    said = await kari.sees(REFERENCE)
    queue = (await kari.opens("/staff")).said

    assert "Første frist onsdag 23. desember 2026" in said
    assert "Frist i loven tirsdag 23. februar 2027" in said
    assert "Forlenget fristen til tirsdag 23. februar 2027" in said
    assert "Forlenget" in queue and "tirsdag 23. februar 2027" in queue


async def test_it_needs_a_ground_and_reasons_and_keeps_what_was_typed(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    no_ground = await writes(kari, ground="")
    no_reasons = await writes(kari, reasons=" ")

    assert (no_ground.status, no_reasons.status) == (422, 422)
    assert "Velg ett av svarene." in no_ground.said and f"{REASONS}</textarea>" in no_ground.text
    assert "Skriv noe her." in no_reasons.said and 'value="complexity" checked' in no_reasons.text


async def test_a_ground_that_the_law_does_not_know_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await writes(kari, ground="holidays")

    assert page.status == 400


async def test_on_the_last_day_it_is_still_possible(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    office.clock.tick(days=30)
    per = await office.employs("Tor", role="privacy_officer")
    await per.presses(REFERENCE, "claim")

    sent = await sends(per, await writes(per))
    await per.client.close()

    assert sent.status == 303


async def test_after_the_first_date_it_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)
    office.clock.tick(days=31)
    kari = await office.employs("Anne", role="privacy_officer")
    await kari.presses(REFERENCE, "claim")

    page = await writes(kari)
    case = await kari.opens(URL)
    await kari.client.close()

    assert letter.status == 200
    assert page.status == 409 and "Den første fristen er ute." in page.said
    assert f'href="{URL}/extend"' not in case.text
    assert (await office.case()).due_on == date(2026, 12, 23)


async def test_a_second_time_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await sends(kari, await writes(kari))

    page = await writes(kari)

    assert page.status == 409 and "Loven lar oss gjøre det bare én gang." in page.said
    assert len(await office.letters()) == 1


@pytest.mark.parametrize("kind", [Kind.WITHDRAW_CONSENT, Kind.QUESTION, Kind.OBJECTION])
async def test_what_is_done_at_once_is_not_extended(office: Office, kari: Colleague, kind: Kind) -> None:
    await office.receives_held(kind=kind)

    page = await writes(kari)

    assert page.status == 409 and "Fristen i en slik sak kan ikke forlenges." in page.said


async def test_an_objection_to_something_else_can_be_extended(office: Office, kari: Colleague) -> None:
    await office.receives_held(kind=Kind.OBJECTION)

    sent = await sends(kari, await writes(kari, query="?marketing=no"))

    assert sent.status == 303
    assert (await office.case()).due_on == date(2027, 2, 23)


async def test_only_the_holder_extends(office: Office, kari: Colleague) -> None:
    await office.receives()

    page = await kari.opens(f"{URL}/extend")
    forced = await kari.sends(f"{URL}/extend/send", {"version": "1", "mark": "12345678", "ground": "number", "reasons": "x"})

    assert (page.status, forced.status) == (409, 409)
    assert "Du har ikke saken." in page.said


@pytest.mark.parametrize("status", ["closed", "unverified"])
async def test_a_case_that_nobody_works_on_is_not_extended(office: Office, kari: Colleague, status: str) -> None:
    await office.receives_held(status=status)

    page = await writes(kari)

    assert page.status == 409
    assert (await office.case()).due_on == date(2026, 12, 23)


async def test_it_is_not_extended_when_nobody_can_be_told(office: Office, kari: Colleague) -> None:
    await office.receives_held(address=None)

    page = await writes(kari)

    assert page.status == 409 and "Saken har ingen adresse å skrive til." in page.said


async def test_a_get_extends_nothing(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.opens(f"{URL}/extend/send")

    assert page.status == 405
    assert (await office.case()).extended_at is None


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_other_roles_may_not(office: Office, role: str) -> None:
    await office.receives()
    other = await office.employs("Rita", role=role)

    pages = [await other.opens(f"{URL}/extend"), await other.sends(f"{URL}/extend"), await other.sends(f"{URL}/extend/send")]
    await other.client.close()

    assert [page.status for page in pages] == [403, 403, 403]


async def test_a_double_press_sends_one_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)

    pages = await asyncio.gather(*(sends(kari, letter) for _ in range(4)))

    assert [page.status for page in pages] == [303] * 4
    assert len(await office.letters()) == 1


async def test_a_page_that_grew_old_extends_nothing(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)
    await nina.presses(REFERENCE, "claim")

    page = await sends(kari, letter)

    assert page.status == 409 and "Nina Nordmann var først" in page.said and REASONS in page.said
    assert await office.letters() == ()


async def test_a_letter_that_would_be_another_by_now_is_shown_again(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)
    url = f"{URL}/extend/send"

    page = await kari.sends(url, {**letter.hidden(url), "letter": "the letter of yesterday"})
    sent = await sends(kari, page)

    assert page.status == 409 and "Brevet er et annet nå" in page.said
    assert sent.status == 303


async def test_one_can_go_back_and_change(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)

    page = await kari.sends(f"{URL}/extend", {**letter.hidden(f"{URL}/extend/send"), "edit": "1"})

    assert page.status == 200 and f"{REASONS}</textarea>" in page.text


async def test_numbers_are_masked_in_the_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    letter = await writes(kari, reasons="Du er 01813299832, og det er mye.")
    await sends(kari, letter)

    assert "01813299832" not in letter.text
    assert "01813299832" not in ((await office.case()).extension_reasons or "")


async def test_the_reasons_survive_the_end_of_the_session(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)
    office.clock.tick(minutes=45)

    asked = await sends(kari, letter)
    page = await office.lets_in_again(kari, asked)

    assert page.status == 200 and f"{REASONS}</textarea>" in page.text
    assert (await office.case()).extended_at is None
