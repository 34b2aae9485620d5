"""Cases that came by letter, phone, e-mail or over the counter (D12, R11)."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from bot.tickets.kinds import Kind
from tests.staff.office import Colleague, Office, Page

URL = "/staff/register"
FILLED = {
    "kind": "access",
    "channel": "post",
    "received_date": "2026-11-20",
    "received_time": "08:30",
    "words": "Jeg vil se hva dere har om meg.",
    "language": "nn",
    "address": "ola@example.com",
    "delivery": "electronic",
    "postal_address": "",
    "identity_check": "record",
}


async def registers(colleague: Colleague, **fields: str) -> Page:
    page = await colleague.opens(URL)
    return await colleague.sends(URL, {**page.hidden(URL), **FILLED, **fields})


def reference_of(page: Page) -> str:
    return page.response.headers["Location"].split("/")[3].partition("?")[0]


async def test_a_case_gets_the_dates_of_its_true_receipt(office: Office, kari: Colleague) -> None:
    page = await registers(kari)

    ticket = await office.case(reference_of(page))
    assert page.status == 303
    assert ticket.reference.startswith("INN-2026-")
    assert ticket.received_at == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert (ticket.received_on, ticket.safe_on, ticket.due_on) == (date(2026, 11, 20), date(2026, 12, 20), date(2026, 12, 21))
    assert (ticket.status, ticket.channel, ticket.language, ticket.holder_id) == ("new", "post", "nn", None)
    assert (ticket.verified_at, ticket.identity_check) == (office.clock(), "record")
    assert await office.logged(ticket.reference) == ["kari case.registered post"]


async def test_its_requester_gets_a_receipt_and_the_office_a_notice(office: Office, kari: Colleague) -> None:
    ticket = await office.case(reference_of(await registers(kari)))

    async with office.database.reading() as records:
        letters = await records.letters.of_ticket(ticket.id)
    receipt = next(letter for letter in letters if letter.kind == "receipt")
    assert sorted(letter.kind for letter in letters) == ["receipt", "staff_notice"]
    assert (receipt.recipient, receipt.language) == ("ola@example.com", "nn")
    assert "Motteken: 20. november 2026" in receipt.text
    assert office.notified == [None]


async def test_it_has_its_checklist_and_says_how_it_came(office: Office, kari: Colleague) -> None:
    reference = reference_of(await registers(kari))

    said = await kari.sees(reference)

    assert "Kom via Brev i posten" in said
    assert "Kjent fra det vi har om personen i dag kl. 10.00" in said
    assert "0 av" in said


async def test_an_address_is_not_needed(office: Office, kari: Colleague) -> None:
    ticket = await office.case(reference_of(await registers(kari, address="", channel="phone")))

    async with office.database.reading() as records:
        letters = await records.letters.of_ticket(ticket.id)
    assert ticket.address is None
    assert [letter.kind for letter in letters] == ["staff_notice"]


async def test_who_wants_paper_gets_letters_to_print(office: Office, kari: Colleague) -> None:
    page = await registers(kari, address="", delivery="postal", postal_address="Ola Nordmann\nStorgata 1\n0155 Oslo")

    ticket = await office.case(reference_of(page))
    async with office.database.reading() as records:
        receipt = next(letter for letter in await records.letters.of_ticket(ticket.id) if letter.kind == "receipt")
    assert (ticket.delivery, ticket.postal_address) == ("postal", "Ola Nordmann\nStorgata 1\n0155 Oslo")
    assert (receipt.recipient, receipt.next_try_at, receipt.sent_at) == ("Ola Nordmann\nStorgata 1\n0155 Oslo", None, None)
    assert "Skal skrives ut" in await kari.sees(ticket.reference)


async def test_a_letter_on_paper_is_posted_once(office: Office, kari: Colleague) -> None:
    page = await registers(kari, delivery="postal", postal_address="Ola Nordmann\n0155 Oslo")
    reference = reference_of(page)
    ticket = await office.case(reference)
    async with office.database.reading() as records:
        receipt = next(letter for letter in await records.letters.of_ticket(ticket.id) if letter.kind == "receipt")

    posted = await kari.presses(reference, "posted", letter=receipt.id)
    again = await kari.sends(f"/staff/cases/{reference}/posted", {"version": "1", "mark": "12345678", "letter": receipt.id})
    other = await kari.sends(f"/staff/cases/{reference}/posted", {"version": "1", "mark": "12345679", "letter": "nothing"})

    async with office.database.reading() as records:
        after = await records.letters.find(receipt.id)
    assert (posted.status, again.status, other.status) == (303, 409, 409)
    assert after is not None and after.sent_at == office.clock()
    assert "Lagt i posten" in await kari.sees(reference)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"received_date": ""}, "Fyll ut dette."),
        ({"received_date": "20.11.2026"}, "Fyll ut dette."),
        ({"received_date": "2026-11-31"}, "Fyll ut dette."),
        ({"received_time": "25:00"}, "Fyll ut dette."),
        ({"received_date": "2026-11-23", "received_time": "10:01"}, "Det er fram i tid."),
        ({"received_date": "9999-12-31"}, "Det er fram i tid."),
        ({"received_date": "2025-11-01"}, "Det er mer enn et år siden."),
        ({"received_date": "0001-01-01"}, "Det er mer enn et år siden."),
        ({"words": "  "}, "Fyll ut dette."),
        ({"words": "a" * 4_001}, "Teksten er for lang."),
        ({"address": "ola(at)example.com"}, "Dette er ingen e-postadresse"),
        ({"address": "ola@example.com, kari@example.com"}, "Dette er ingen e-postadresse"),
        ({"address": "ring meg på ola@example.com"}, "Dette er ingen e-postadresse"),
        ({"delivery": "postal"}, "Svar på papir trenger en postadresse."),
        ({"delivery": "postal", "postal_address": "Storgata 1"}, "Skriv navn og sted på hver sin linje."),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(office: Office, kari: Colleague, fields: dict[str, str], said: str) -> None:
    page = await registers(kari, **fields)

    assert page.status == 422 and said in page.said
    assert 'value="access" selected' in page.text
    async with office.database.reading() as records:
        assert await records.queue.open_by_due() == ()


@pytest.mark.parametrize(
    "fields", [{"kind": "mood"}, {"kind": ""}, {"channel": "chat"}, {"channel": "owl"}, {"language": "sv2"}, {"identity_check": "passport"}]
)
async def test_what_the_form_does_not_offer_is_refused(office: Office, kari: Colleague, fields: dict[str, str]) -> None:
    assert (await registers(kari, **fields)).status == 400


async def test_this_very_minute_is_not_the_future(office: Office, kari: Colleague) -> None:
    assert (await registers(kari, received_date="2026-11-23", received_time="10:00")).status == 303


async def test_a_second_open_case_of_the_kind_and_address_is_asked_about(office: Office, kari: Colleague) -> None:
    await office.receives()

    warned = await registers(kari)
    anyway = await registers(kari, anyway="yes")

    assert warned.status == 409 and "Denne adressen har en åpen sak av samme type." in warned.said
    assert 'href="/staff/cases/INN-2026-4821"' in warned.text and "Jeg vil se hva dere har om meg.</textarea>" in warned.text
    assert anyway.status == 303


async def test_another_kind_of_the_same_address_is_not(office: Office, kari: Colleague) -> None:
    await office.receives()

    assert (await registers(kari, kind="deletion")).status == 303


async def test_a_double_press_registers_one_case(office: Office, kari: Colleague) -> None:
    page = await kari.opens(URL)
    fields = {**page.hidden(URL), **FILLED}

    pages = await asyncio.gather(*(kari.sends(URL, fields) for _ in range(4)))

    assert {page.status for page in pages} == {303}
    assert len({reference_of(page) for page in pages}) == 1
    async with office.database.reading() as records:
        assert len(await records.queue.open_by_due()) == 1


async def test_numbers_in_the_persons_words_are_masked(office: Office, kari: Colleague) -> None:
    page = await registers(kari, words="Jeg er 01813299832 og vil se alt.")

    assert "01813299832" not in (await office.case(reference_of(page))).words


async def test_circumstances_are_shown_as_flags(office: Office, kari: Colleague) -> None:
    page = await registers(kari, circumstance_child="yes", circumstance_lawyer="yes", circumstance_breach_report="yes")

    ticket = await office.case(reference_of(page))
    assert ticket.circumstances == ["child", "lawyer"]
    assert "Be om fullmakt." in await kari.sees(ticket.reference)


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_other_roles_may_not(office: Office, role: str) -> None:
    other = await office.employs("Rita", role=role)

    pages = [await other.opens(URL), await other.sends(URL, FILLED)]
    await other.client.close()

    assert [page.status for page in pages] == [403, 403]


async def test_a_withdrawal_by_phone_is_confirmed_as_one(office: Office, kari: Colleague) -> None:
    ticket = await office.case(reference_of(await registers(kari, kind=Kind.WITHDRAW_CONSENT, identity_check="")))

    async with office.database.reading() as records:
        letters = await records.letters.of_ticket(ticket.id)
    assert "consent_withdrawn" in {letter.kind for letter in letters}


async def test_who_it_is_can_be_noted_later_and_once(office: Office, kari: Colleague) -> None:
    reference = reference_of(await registers(kari, identity_check=""))
    unknown = await kari.sees(reference)
    await kari.presses(reference, "claim")

    nothing = await kari.presses(reference, "identity", check="")
    noted = await kari.presses(reference, "identity", check="authority")
    again = await kari.sends(f"/staff/cases/{reference}/identity", {"version": "3", "mark": "12345678", "check": "record"})

    ticket = await office.case(reference)
    assert "Vi vet ikke ennå at dette er personen" in unknown
    assert (nothing.status, noted.status, again.status) == (422, 303, 409)
    assert (ticket.verified_at, ticket.identity_check) == (office.clock(), "authority")
    assert (await office.logged(reference))[-1] == "kari case.identified authority"


async def test_only_the_holder_notes_who_it_is(office: Office, kari: Colleague) -> None:
    reference = reference_of(await registers(kari, identity_check=""))

    page = await kari.sends(f"/staff/cases/{reference}/identity", {"version": "1", "mark": "12345678", "check": "record"})

    assert page.status == 409
    assert (await office.case(reference)).verified_at is None
