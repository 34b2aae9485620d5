"""Erasing what the chat itself holds: looked at, approved, done at once (A10, A11, R15, R18)."""

import asyncio
from pathlib import Path

from bot.digests import erased_digest
from bot.settings import Settings
from bot.store.tables import Challenge, Chat, ChatMessage, CommitmentSalt, Letter, TicketNote
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page

REFERENCE = "SLE-2026-0002"
URL = f"/staff/cases/{REFERENCE}"
OLD = "INN-2026-4821"


async def holds(office: Office, *, old_status: str = "closed") -> None:
    """A case of deletion that Kari has, an older case of the same person with all that belongs to it, and a chat."""
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION)
    closed = {"closed_at": MONDAY, "outcome": "fulfilled"} if old_status == "closed" else {}
    await office.receives(OLD, status=old_status, reasons="GRUNN-MERKE", **closed)
    async with office.database.transaction() as records:
        await records.chats.add(Chat(id="chat-1", token_hash="x", language="nb", state="", started_at=MONDAY, last_at=MONDAY))
        for text in ("Slett meg", "SAMTALE-MERKE"):
            message = ChatMessage(chat_id="chat-1", seq=0, sender="visitor", text=text, language="nb", at=MONDAY)
            await records.chats.add_message(message)
        await records.checklists.add_note(TicketNote(id="n1", ticket_id=f"id-{OLD}", staff_id="kari", at=MONDAY, text="NOTAT-MERKE"))
        await records.letters.add(letter("l1", f"id-{OLD}", "closed_fulfilled"))
        await records.letters.add(letter("l2", None, "code"))
        await records.cases._rows.add(CommitmentSalt(seq=1, owner=f"id-{OLD}", salt="SALT-MERKE"))
        await records.challenges.add(
            Challenge(
                id="c1",
                chat_id="chat-1",
                purpose="request",
                address="ola@example.com",
                counted_as="ola@example.com",
                digest="x",
                issued_at=MONDAY,
                expires_at=MONDAY,
                used_at=MONDAY,
            )
        )


def letter(name: str, ticket_id: str | None, kind: str) -> Letter:
    return Letter(
        id=name,
        kind=kind,
        ticket_id=ticket_id,
        recipient="ola@example.com",
        language="nb",
        subject=f"Om {name}",
        text="BREV-MERKE",
        written_at=MONDAY,
        sent_at=MONDAY,
    )


def stored_in(office: Office) -> bytes:
    """Every byte of the database's file."""
    return Path(office.database._url.database or "").read_bytes()


async def submits(colleague: Colleague) -> Page:
    page = await colleague.opens(f"{URL}/erase")
    return await colleague.sends(f"{URL}/erase", page.hidden(f"{URL}/erase"))


async def test_the_preview_says_what_goes_and_what_stays_and_why(office: Office, kari: Colleague) -> None:
    await holds(office)

    page = await kari.opens(f"{URL}/erase")

    assert page.status == 200
    assert f"Sak {OLD} 1 brev" in page.said
    assert "Samtale i dag kl. 10.00 2 meldinger" in page.said
    assert "Koder 1" in page.said
    assert f"Sak {REFERENCE} Det er denne saken." in page.said


async def test_nothing_goes_before_a_second_person_said_yes(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)

    sent = await submits(kari)
    before = await office.case(OLD)
    approved = await nina.approves(REFERENCE)

    after, own, lines = await office.case(OLD), await office.case(REFERENCE), await office.lines(REFERENCE)
    assert sent.response.headers["Location"] == f"{URL}?done=submit"
    assert before.words != ""
    assert approved.status == 303
    assert (after.words, after.address, after.reasons, after.chat_id, after.outcome) == ("", None, None, None, "fulfilled")
    assert after.stripped_at == office.clock()
    assert (own.status, own.address) == ("in_progress", "ola@example.com")
    [line] = [one for one in lines if one.system == "assistant"]
    assert (line.result, line.done_by) == ("done", "kari")
    assert line.note == "samtaler: 1, meldinger: 2, innholdet i lukkede saker: 1, brev: 2, koder: 1"
    assert "nina case.erased chats=1 messages=2 cases=1 letters=2 codes=1" in await office.logged(REFERENCE)


async def test_no_marker_is_left_and_the_journal_names_nobody(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)
    await submits(kari)
    await nina.approves(REFERENCE)

    async with office.database.reading() as records:
        chat, salts = await records.chats.find("chat-1"), await records.traces.addresses()
        letters = await records.letters.of_ticket(f"id-{OLD}")
        notes = await records.checklists.notes_of(f"id-{OLD}")
        [erasure] = await records.erasures.all()
    await office.database.settle()
    stored = stored_in(office)
    assert chat is None and notes == () and salts == {"ola@example.com", "post@qsmanager.no"}
    assert [(one.text, one.recipient) for one in letters] == [("", "")]
    assert (erasure.reference, erasure.digest) == (REFERENCE, erased_digest("ola@example.com", Settings()))
    assert b"MERKE" not in stored


async def test_whoever_wants_a_copy_gets_it_first(office: Office, kari: Colleague) -> None:
    await holds(office, old_status="new")

    page = await kari.opens(f"{URL}/erase")
    forced = await kari.sends(f"{URL}/erase", {"version": "1", "mark": "12345678", "rows": "x"})

    assert "denne saken må besvares først" in page.said and OLD in page.said
    assert f'action="{URL}/erase"' not in page.text
    assert forced.status == 409 and "må besvares først" in forced.said
    assert (await office.case(REFERENCE)).status == "in_progress"


async def test_both_cases_say_what_waits_for_what_and_why(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION)
    await office.receives(OLD)

    deletion, access, preview = [await kari.opens(url) for url in (URL, f"/staff/cases/{OLD}", f"{URL}/erase")]

    first = f"Vent: ingenting kan slettes for denne saken ennå {OLD} Innsyn, Ny, frist 23. desember 2026 Personen vil også ha innsyn"
    assert first in deletion.said and first in preview.said
    assert f'<a href="/staff/cases/{OLD}">{OLD}</a> <span' in deletion.text
    assert f"En sletting venter på denne saken {REFERENCE} Sletting, Under arbeid, frist" in access.said
    assert "skal ha kopien sin først" in access.said


async def test_the_list_says_which_case_an_erasure_waits_for(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION)
    await office.receives(OLD)

    waiting = await kari.opens("/staff")
    async with office.database.transaction() as records:
        ticket = await records.cases.get_by_reference(OLD)
        ticket.status, ticket.outcome, ticket.closed_at = "closed", "fulfilled", MONDAY
        await records.cases.save(ticket, ticket.version)
    free = await kari.opens("/staff")

    assert waiting.said.count(f"Må vente på {OLD}") == 1
    assert "Må vente på" not in free.said


async def test_a_case_of_somebody_else_is_named_and_not_opened(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION)
    await office.add_account("Per")
    await office.receives_held("per", reference=OLD)

    pages = [await kari.opens(url) for url in (URL, f"{URL}/erase")]

    assert all(f"<strong>{OLD}</strong>" in page.text and f"/staff/cases/{OLD}" not in page.text for page in pages)


async def test_nothing_is_said_to_wait_once_the_copy_went_or_the_erasure_is_over(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION)
    await office.receives(OLD, status="closed", outcome="fulfilled", closed_at=MONDAY)
    await office.receives("INN-2026-0009", address="per@example.com")

    pages = [await kari.opens(f"/staff/cases/{one}") for one in (REFERENCE, OLD, "INN-2026-0009")]

    assert ["waiting" in page.text and "venter på denne saken" in page.said for page in pages] == [False, False, False]
    assert "Vent: ingenting kan slettes" not in pages[0].said


async def test_a_case_that_nobody_proved_holds_nothing(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=REFERENCE, kind=Kind.DELETION)
    await office.receives(OLD, status="unverified", verified_at=None)

    page = await kari.opens(f"{URL}/erase")

    assert f'action="{URL}/erase"' in page.text
    assert "Saken er åpen." in page.said


async def test_a_copy_asked_for_meanwhile_stops_what_was_approved(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)
    await submits(kari)
    await office.receives("INN-2026-0009")

    late = await nina.approves(REFERENCE)

    assert late.status == 409
    assert (await office.case(OLD)).words != ""


async def test_what_came_after_the_preview_is_looked_at_again(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)
    old_page = await kari.opens(f"{URL}/erase")
    async with office.database.transaction() as records:
        await records.letters.add(letter("l3", None, "code"))

    stale = await kari.sends(f"{URL}/erase", old_page.hidden(f"{URL}/erase"))
    await submits(kari)
    async with office.database.transaction() as records:
        await records.letters.add(letter("l4", None, "code"))
    late = await nina.approves(REFERENCE)

    assert stale.status == 409 and "Det er kommet noe nytt" in stale.said
    assert late.status == 409 and "Noe i saken er endret" in late.said


async def test_pressed_twice_it_is_erased_once_and_again_finds_nothing(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)
    await submits(kari)
    page = await nina.opens(f"{URL}/approval")

    await asyncio.gather(*(nina.sends(f"{URL}/approve", page.hidden(f"{URL}/approve")) for _ in range(3)))
    again = await kari.opens(f"{URL}/erase")

    assert [entry.split(" ")[1] for entry in await office.logged(REFERENCE)].count("case.erased") == 1
    assert "Det er ingenting å slette her." in again.said and "Slettet i dag kl. 10.00." in again.said


async def test_others_keep_what_is_theirs(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)
    other = {"address": "eva@example.com", "chat_id": "chat-2", "status": "closed", "closed_at": MONDAY, "words": "Evas ord"}
    await office.receives("INN-2026-7777", **other)
    await submits(kari)

    await nina.approves(REFERENCE)

    assert (await office.case("INN-2026-7777")).words == "Evas ord"


async def test_only_the_holder_of_a_deletion_gets_there_and_never_by_get(office: Office, kari: Colleague, per: Colleague) -> None:
    await holds(office)
    await office.receives_held("per", reference="RET-2026-0003", kind=Kind.RECTIFICATION)

    assert (await per.opens(f"{URL}/erase")).status in {404, 409}
    assert (await per.opens("/staff/cases/RET-2026-0003/erase")).status == 409
    assert (await per.sends(f"{URL}/erase", {"version": "1", "mark": "12345678"})).status in {404, 409}
    assert f"{URL}/erase" in (await kari.opens(URL)).text


async def test_nobody_can_write_that_it_is_erased_while_it_is_there(office: Office, kari: Colleague, nina: Colleague) -> None:
    await holds(office)

    refused = await office.fills_all_lines(kari, REFERENCE)
    assert refused.status == 422
    assert "Det chatten har, er ikke slettet ennå." in refused.said
    assert {line.result for line in await office.lines(REFERENCE)} == {None}

    await kari.sends(f"{URL}/erase", (await kari.opens(f"{URL}/erase")).hidden(f"{URL}/erase"))
    await nina.approves(REFERENCE)
    assert (await office.fills_all_lines(kari, REFERENCE)).status == 303
    assert {line.result for line in await office.lines(REFERENCE)} == {"done"}


async def test_a_stale_page_erases_nothing(office: Office, kari: Colleague) -> None:
    await holds(office)
    page = await kari.opens(f"{URL}/erase")
    await office.fills_all_lines(kari, REFERENCE, "nothing_found")

    stale = await kari.sends(f"{URL}/erase", page.hidden(f"{URL}/erase"))

    assert stale.status == 409
    assert (await office.case(REFERENCE)).status == "in_progress"
