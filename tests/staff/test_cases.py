from datetime import timedelta
from html import escape
from urllib.parse import urlencode

import pytest

from bot.store.tables import Letter, TicketNote
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import WORDS, Colleague, Office

REFERENCE = "INN-2026-4821"
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg onload=alert(1)>",
    "&lt;b&gt;",
)


async def test_a_case_shows_the_persons_own_words_and_every_date(office: Office, kari: Colleague) -> None:
    await office.receives()

    said = await kari.sees(REFERENCE)

    assert WORDS in said
    assert "Mottatt mandag 23. november 2026 i dag" in said
    assert "Målet vårt mandag 7. desember 2026 om 14 dager" in said
    assert "Trygg dato onsdag 23. desember 2026 om 30 dager" in said
    assert "Frist i loven onsdag 23. desember 2026 om 30 dager" in said
    assert "Bekreftet med kode i dag kl. 10.00" in said


async def test_reading_a_case_is_logged_and_shown(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives()

    await per.sees(REFERENCE)
    office.clock.tick(minutes=20)
    said = await kari.sees(REFERENCE)
    again = await kari.sees(REFERENCE)

    async with office.database.reading() as records:
        entries = await records.audit.of_subject(REFERENCE)
        whole = await records.audit.verify()
    assert [(entry.actor, entry.action) for entry in entries] == [(who, "case.viewed") for who in ("per", "kari", "kari")]
    assert whole is None
    assert "Per Nordmann, i dag kl. 10.00" in said
    assert "Kari Nordmann, i dag kl. 10.20" in again


async def test_an_unknown_reference_is_not_found(kari: Colleague) -> None:
    for reference in ("INN-2026-0000", "x", "%00", "..%2f..", "INN-2026-4821%0d%0aX:1"):
        page = await kari.opens(f"/staff/cases/{reference}")

        assert page.status == 404, reference


async def test_an_action_on_an_unknown_reference_is_not_found(kari: Colleague) -> None:
    for action in ("claim", "release", "hand-over", "wait", "note", "checklist", "reopen"):
        fields = {"version": "1", "mark": "12345678", "text": "x"}

        assert (await kari.sends(f"/staff/cases/INN-2026-0000/{action}", fields)).status == 404, action
    for action in ("finish", "close"):
        fields = {"version": "1", "mark": "12345678", "outcome": "fulfilled"}

        assert (await kari.sends(f"/staff/cases/INN-2026-0000/{action}", fields)).status == 404, action


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_what_people_type_is_only_ever_text(office: Office, kari: Colleague, payload: str) -> None:
    await office.receives_held(words=payload, address=payload, circumstances=[payload])
    async with office.database.transaction() as records:
        note = TicketNote(id="n", ticket_id=f"id-{REFERENCE}", staff_id="kari", at=MONDAY, text=payload)
        await records.checklists.add_note(note)
        letter = Letter(
            id="l",
            kind=payload,
            ticket_id=f"id-{REFERENCE}",
            recipient=payload,
            language="nb",
            subject=payload,
            text=payload,
            written_at=MONDAY,
            failed_at=MONDAY,
            failure=payload,
        )
        await records.letters.add(letter)

    queue = await kari.opens(f"/staff?{urlencode({'q': payload})}")
    case = await kari.opens(f"/staff/cases/{REFERENCE}")
    finish = await kari.opens(f"/staff/cases/{REFERENCE}/finish")

    for page in (queue, case, finish):
        assert page.status == 200
        assert payload not in page.text
        assert escape(payload) in page.text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")


async def test_what_people_type_is_no_template(office: Office, kari: Colleague) -> None:
    await office.receives(words="{{ 7 * 7 }}{% include 'base.html' %}")

    said = await kari.sees(REFERENCE)

    assert "{{ 7 * 7 }}{% include 'base.html' %}" in said


async def test_circumstances_come_with_advice(office: Office, kari: Colleague) -> None:
    await office.receives(circumstances=["lawyer", "child", "something newer"])

    said = await kari.sees(REFERENCE)

    assert "Advokat Be om fullmakt." in said
    assert "Barn Skriv enkelt." in said


async def test_masked_numbers_are_explained(office: Office, kari: Colleague) -> None:
    await office.receives(words="nummeret mitt er ••••••")

    assert "Prikker står for tall som ikke skal lagres." in await kari.sees(REFERENCE)


async def test_an_address_in_disguise_is_pointed_out(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", address="\u0430nna@example.com")
    await office.receives("INN-2026-0002", address="anna@example.com")

    assert "Sammenlign tegn for tegn." in await kari.sees("INN-2026-0001")
    assert "Sammenlign tegn for tegn." not in await kari.sees("INN-2026-0002")


async def test_a_letter_that_did_not_arrive_stands_out_with_what_to_do(office: Office, kari: Colleague) -> None:
    await office.receives()
    async with office.database.transaction() as records:
        letter = Letter(
            id="l",
            kind="receipt",
            ticket_id=f"id-{REFERENCE}",
            recipient="ola@example.com",
            language="nb",
            subject="Vi har mottatt saken din",
            text="Hei!",
            written_at=MONDAY,
            failed_at=MONDAY + timedelta(minutes=1),
            failure="550 User unknown",
        )
        await records.letters.add(letter)

    said = await kari.sees(REFERENCE)

    assert "Et brev kom ikke fram." in said
    assert "Kvittering Kom ikke fram" in said
    assert "Finn en annen vei til personen" in said
    assert "550 User unknown" in said


async def test_other_cases_of_the_same_person_are_one_press_away(office: Office, kari: Colleague) -> None:
    await office.receives()
    await office.receives("SLE-2026-0002", Kind.DELETION)
    await office.receives("RET-2026-0003", Kind.RECTIFICATION, verified_at=None, status="unverified")
    await office.receives("BEG-2026-0004", Kind.RESTRICTION, address="other@example.com")

    page = await kari.opens(f"/staff/cases/{REFERENCE}")

    assert 'href="/staff/cases/SLE-2026-0002"' in page.text
    assert "RET-2026-0003" not in page.text
    assert "BEG-2026-0004" not in page.text


async def test_an_unverified_case_offers_nothing_to_do(office: Office, kari: Colleague) -> None:
    await office.receives(status="unverified", verified_at=None)

    page = await kari.opens(f"/staff/cases/{REFERENCE}")
    forced = await kari.sends(f"/staff/cases/{REFERENCE}/claim", {"version": "1", "mark": "12345678"})

    assert "Ikke gjør noe med saken" in page.said
    assert f"/staff/cases/{REFERENCE}/claim" not in page.text
    assert forced.status == 409 and "ikke bekreftet" in forced.said
    assert (await office.case()).holder_id is None


async def test_the_console_is_in_the_handlers_language_and_the_words_in_the_persons(office: Office) -> None:
    john = await office.employs("John", language="en")
    await office.receives(language="nn")

    page = await john.opens(f"/staff/cases/{REFERENCE}")
    await john.client.close()

    assert "Date set by law Wednesday 23 December 2026 in 30 days" in page.said
    assert "Search by e-mail address, name and company" in page.said
    assert '<html lang="en">' in page.text
    assert '<blockquote class="words" lang="nn">' in page.text
