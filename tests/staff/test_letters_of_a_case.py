"""Each letter on the page of its case: as it was sent, what became of it, and that it came back (E17)."""

import pytest

from bot.store.tables import Letter
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page

REFERENCE = "INN-2026-4821"
BOUNCED = f"/staff/cases/{REFERENCE}/bounced"
NOTE = "550 5.1.1 mailbox unavailable"


async def posts(office: Office, **values: object) -> None:
    """A letter of the case."""
    first = {"id": "letter-1", "kind": "receipt", "ticket_id": f"id-{REFERENCE}", "recipient": "ola@example.com", "language": "nb"}
    words = {"subject": "Vi har mottatt saken din", "text": "Hei!\n\nSaken din er her.\n", "written_at": MONDAY}
    async with office.database.transaction() as records:
        await records.letters._rows.add(Letter(**{**first, **words, **values}))


async def bounces(colleague: Colleague, text: str = NOTE, letter: str = "letter-1", mark: str = "12345678") -> Page:
    return await colleague.sends(BOUNCED, {"version": "1", "mark": mark, "letter": letter, "text": text})


@pytest.mark.parametrize(
    ("values", "state", "failure"),
    [
        ({"sent_at": MONDAY}, "Sendt", ""),
        ({"next_try_at": MONDAY}, "På vei", ""),
        ({"next_try_at": MONDAY, "failure": "421 later"}, "Prøver igjen", "Svaret fra e-posttjeneren: 421 later"),
        ({"failed_at": MONDAY, "failure": "550 no"}, "Kom ikke fram", "Svaret fra e-posttjeneren: 550 no"),
        ({"sent_at": MONDAY, "failed_at": MONDAY, "failure": "550 no"}, "Kom i retur", "Notert: 550 no"),
        ({"recipient": "Ola\nGata 1"}, "Skal skrives ut", ""),
        ({"recipient": "Ola\nGata 1", "sent_at": MONDAY}, "Lagt i posten", ""),
    ],
)
async def test_it_shows_the_letter_as_sent_and_its_state(
    office: Office, kari: Colleague, values: dict[str, object], state: str, failure: str
) -> None:
    await office.receives_held("kari")
    await posts(office, **values)

    page = await kari.opens(f"/staff/cases/{REFERENCE}")

    assert f"Kvittering {state}" in page.said
    assert "Vi har mottatt saken din" in page.said and "Saken din er her." in page.said
    assert failure in page.said


async def test_staff_note_that_a_letter_came_back(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari")
    await posts(office, sent_at=MONDAY)

    page = await kari.presses(REFERENCE, "bounced", text=NOTE)

    seen = await kari.sees(REFERENCE)
    assert page.status == 303 and page.response.headers["Location"].endswith("?done=bounced#letters")
    assert "Kvittering Kom i retur" in seen and f"Notert: {NOTE}" in seen and "Et brev kom ikke fram" in seen
    [letter] = await office.letters()
    assert (letter.sent_at, letter.failed_at, letter.failure, letter.text) == (MONDAY, office.clock(), NOTE, "Hei!\n\nSaken din er her.\n")
    assert await office.logged() == ["kari case.bounced"]
    assert (await office.case()).version == 1


async def test_a_closed_case_may_get_its_letter_back_too(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari", status="closed", closed_at=MONDAY, outcome="fulfilled")
    await posts(office, sent_at=MONDAY)

    assert (await kari.presses(REFERENCE, "bounced", text=NOTE)).status == 303


async def test_the_same_press_twice_is_one(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari")
    await posts(office, sent_at=MONDAY)

    answers = [(await bounces(kari, mark=mark)).status for mark in ("12345678", "12345678", "12345679")]

    assert (answers, await office.logged()) == ([303, 303, 409], ["kari case.bounced"])


async def test_what_a_note_must_not_hold_is_masked(office: Office, kari: Colleague) -> None:
    await office.receives_held("kari")
    await posts(office, sent_at=MONDAY)

    await bounces(kari, "fnr 17054026641 ukjent")

    assert "17054026641" not in (await office.letters())[0].failure


@pytest.mark.parametrize(("text", "status"), [("", 422), ("  ", 422), ("x" * 501, 422)])
async def test_a_note_is_needed_and_short(office: Office, kari: Colleague, text: str, status: int) -> None:
    await office.receives_held("kari")
    await posts(office, sent_at=MONDAY)

    assert (await bounces(kari, text)).status == status
    assert (await office.letters())[0].failed_at is None


@pytest.mark.parametrize(
    "values",
    [
        {"next_try_at": MONDAY},
        {"failed_at": MONDAY},
        {"recipient": "Ola\nGata 1", "sent_at": MONDAY},
        {"ticket_id": "id-INN-2026-0001", "sent_at": MONDAY},
        {"id": "letter-2", "sent_at": MONDAY},
    ],
)
async def test_only_a_letter_of_the_case_that_was_sent_comes_back(office: Office, kari: Colleague, values: dict[str, object]) -> None:
    await office.receives(reference="INN-2026-0001")
    await office.receives_held("kari")
    await posts(office, **values)

    page = await bounces(kari)

    assert page.status == 409 and NOTE in page.text


async def test_it_is_no_page_and_not_for_others(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held("kari")
    await posts(office, sent_at=MONDAY)
    auditor = await office.employs("Ada", role="auditor")

    assert (await kari.opens(BOUNCED)).status == 405
    assert ((await bounces(per)).status, (await bounces(auditor)).status) == (404, 403)
    assert (await office.letters())[0].failed_at is None
    await auditor.client.close()
