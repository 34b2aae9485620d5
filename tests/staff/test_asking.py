"""A question to the requester: the letter first, then the case waits and its dates stay (D11)."""

import asyncio
from datetime import date

import pytest

from tests.staff.office import Colleague, Office, Page

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"
QUESTION = "Gjelder det også kontoen du hadde i 2019?"


async def writes(colleague: Colleague, text: str = QUESTION) -> Page:
    page = await colleague.opens(f"{URL}/ask")
    return await colleague.sends(f"{URL}/ask", {**page.hidden(f"{URL}/ask"), "text": text})


async def sends(colleague: Colleague, letter: Page) -> Page:
    return await colleague.sends(f"{URL}/ask/send", letter.hidden(f"{URL}/ask/send"))


async def test_the_letter_is_shown_before_it_goes_and_the_case_waits(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    letter = await writes(kari)
    before = (await office.case()).status, await office.letters()
    sent = await sends(kari, letter)

    ticket, [written] = await office.case(), await office.letters()
    assert before == ("in_progress", ())
    assert sent.response.headers["Location"] == f"{URL}?done=ask"
    assert (ticket.status, ticket.due_on, ticket.holder_id) == ("waiting_requester", date(2026, 12, 23), "kari")
    assert (written.kind, written.recipient) == ("question_to_requester", "ola@example.com")
    assert QUESTION in written.text and "senest 23. desember 2026" in written.text
    assert written.text.strip() in letter.text
    assert await office.logged() == ["kari case.asked"]
    assert office.notified == [None]


async def test_the_case_offers_it_to_its_holder_alone(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held()

    own, other = await kari.opens(URL), await per.opens(f"{URL}/ask")

    assert f'href="{URL}/ask"' in own.text
    assert other.status in {404, 409}


async def test_an_empty_question_is_not_sent(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await writes(kari, "  ")

    assert page.status == 422 and "Skriv noe her." in page.said
    assert (await office.case()).status == "in_progress"


async def test_a_question_that_is_too_long_is_kept_on_the_page(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await writes(kari, "a" * 6_001)

    assert page.status == 422 and "Teksten er for lang." in page.said
    assert "a" * 6_001 in page.text


async def test_a_get_sends_nothing(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await kari.opens(f"{URL}/ask/send")

    assert page.status == 405
    assert await office.letters() == ()


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_other_roles_may_not(office: Office, role: str) -> None:
    await office.receives()
    other = await office.employs("Rita", role=role)

    pages = [await other.opens(f"{URL}/ask"), await other.sends(f"{URL}/ask"), await other.sends(f"{URL}/ask/send")]
    await other.client.close()

    assert [page.status for page in pages] == [403, 403, 403]


async def test_a_double_press_sends_one_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)

    pages = await asyncio.gather(*(sends(kari, letter) for _ in range(4)))

    assert [page.status for page in pages] == [303] * 4
    assert len(await office.letters()) == 1


async def test_a_page_that_grew_old_sends_nothing(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)
    await kari.presses(REFERENCE, "wait", **{"for": "others", "text": "Leverandøren leter."})

    page = await sends(kari, letter)

    assert page.status == 409 and "Du var først" in page.said and QUESTION in page.said
    assert await office.letters() == ()


async def test_a_closed_case_asks_nothing(office: Office, kari: Colleague) -> None:
    await office.receives_held(status="closed")

    page = await writes(kari)

    assert page.status == 409
    assert await office.letters() == ()


async def test_numbers_are_masked_in_the_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    letter = await writes(kari, "Er du 01813299832?")
    await sends(kari, letter)

    [written] = await office.letters()
    assert "01813299832" not in letter.text
    assert "01813299832" not in written.text


async def test_the_question_survives_the_end_of_the_session(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    letter = await writes(kari)
    office.clock.tick(minutes=45)

    asked = await sends(kari, letter)
    page = await office.lets_in_again(kari, asked)

    assert page.status == 200 and f"{QUESTION}</textarea>" in page.text


async def test_who_asked_for_paper_gets_a_letter_to_print(office: Office, kari: Colleague) -> None:
    await office.receives_held(delivery="postal", postal_address="Ola Nordmann\nStorgata 1\n0155 Oslo")

    letter = await writes(kari)
    await sends(kari, letter)

    [written] = await office.letters()
    assert "Skriv det ut, og legg det i posten i dag." in letter.said
    assert (written.recipient, written.next_try_at, written.sent_at) == ("Ola Nordmann\nStorgata 1\n0155 Oslo", None, None)
