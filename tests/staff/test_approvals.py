import asyncio

from bot.store.approvals import OVERTAKEN
from tests.staff.conftest import Opens
from tests.staff.office import Colleague, Office, Page

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"
REFUSAL = {"outcome": "refused", "ground": "others_rights", "reasons": "Den viser andres opplysninger."}


async def prepares(office: Office, colleague: Colleague, **choice: str) -> Page:
    """A refusal, looked at and put before a second person."""
    await office.receives_held(colleague.account.id)
    await office.fills_all_lines(colleague)
    form = await colleague.opens(f"{URL}/finish")
    preview = await colleague.sends(f"{URL}/finish", {**form.hidden(f"{URL}/finish"), **(choice or REFUSAL)})
    return await colleague.sends(f"{URL}/close", preview.hidden(f"{URL}/close"))


async def test_a_refusal_waits_for_a_second_person(office: Office, kari: Colleague) -> None:
    sent = await prepares(office, kari)

    ticket, letters = await office.case(), await office.letters()
    assert sent.response.headers["Location"] == f"{URL}?done=submit"
    assert (ticket.status, ticket.outcome) == ("in_review", None)
    assert [(letter.kind, letter.recipient) for letter in letters] == [("staff_approval", "post@qsmanager.no")]
    assert "Den viser andres" not in letters[0].text and "ola@example.com" not in letters[0].text


async def test_the_second_person_reads_the_very_letter_and_sends_it(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)

    page = await nina.opens(f"{URL}/approval")
    approved = await nina.approves(REFERENCE)

    [letter] = [one for one in await office.letters() if one.kind == "closed_refused"]
    assert letter.text.strip() in page.text.replace("&#39;", "'")
    assert "Forberedt av Kari Nordmann" in page.said
    assert approved.response.headers["Location"] == f"{URL}?done=approve"
    assert (letter.kind, letter.recipient) == ("closed_refused", "ola@example.com")
    assert ((await office.case()).status, (await office.case()).outcome) == ("closed", "refused")
    assert (await office.logged())[-2:] == ["nina case.approved closing", "nina case.closed refused"]


async def test_nobody_approves_what_oneself_prepared(office: Office, nina: Colleague) -> None:
    await prepares(office, nina)

    refused = await nina.approves(REFERENCE)

    assert refused.status == 409
    assert "Du har forberedt dette selv." in refused.said
    assert (await office.case()).status == "in_review"


async def test_a_handler_approves_nothing(office: Office, kari: Colleague) -> None:
    await prepares(office, kari)
    page = await kari.opens(f"{URL}/approval")

    forced = await kari.sends(f"{URL}/approve", {"version": "1", "mark": "12345678", "approval": "x"})

    assert "Bare personvernansvarlig kan godkjenne." in page.said and f'action="{URL}/approve"' not in page.text
    assert forced.status in {403, 409}
    assert (await office.case()).status == "in_review"


async def test_approving_is_no_get(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)

    assert (await nina.opens(f"{URL}/approve")).status == 405
    assert (await nina.opens(f"{URL}/reject")).status == 405


async def test_pressed_many_times_it_is_done_once(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)
    page = await nina.opens(f"{URL}/approval")
    hidden = page.hidden(f"{URL}/approve")

    await asyncio.gather(*(nina.sends(f"{URL}/approve", hidden) for _ in range(4)))

    assert [letter.kind for letter in await office.letters()].count("closed_refused") == 1


async def test_a_case_in_review_is_locked(office: Office, kari: Colleague) -> None:
    await prepares(office, kari)
    page = await kari.opens(URL)

    changed = await office.fills_all_lines(kari, result="nothing_found") if f'action="{URL}/checklist"' in page.text else None

    assert changed is None
    assert f"{URL}/finish" not in page.text
    assert "Saken venter på en annen." in page.said


async def test_who_takes_it_up_again_voids_the_approval(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)
    waiting = (await nina.opens(f"{URL}/approval")).hidden(f"{URL}/approve")

    await kari.presses(REFERENCE, "claim")
    late = await nina.sends(f"{URL}/approve", waiting)

    async with office.database.reading() as records:
        [approval] = await records.approvals.of_ticket(f"id-{REFERENCE}")
    assert approval.decision == OVERTAKEN
    assert late.status == 409
    assert (await office.case()).status == "in_progress"


async def test_a_letter_that_would_be_another_now_is_not_sent(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)
    ticket = await office.case()
    ticket.address = "ola.ny@example.com"
    async with office.database.transaction() as records:
        await records.cases.save(ticket, ticket.version)

    late = await nina.approves(REFERENCE)

    assert late.status == 409
    assert "Noe i saken er endret" in late.said
    assert [letter.kind for letter in await office.letters()] == ["staff_approval"]


async def test_sending_back_needs_a_reason_and_keeps_what_was_prepared(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)
    page = await nina.opens(f"{URL}/approval")
    hidden = page.hidden(f"{URL}/reject")

    without = await nina.sends(f"{URL}/reject", {**hidden, "text": " "})
    back = await nina.sends(f"{URL}/reject", {**hidden, "text": "Skriv hvilke opplysninger det gjelder."})

    assert without.status == 422 and "Skriv noe her." in without.said
    assert back.status == 303
    assert (await office.case()).status == "in_progress"
    assert "Skriv hvilke opplysninger det gjelder." in await kari.sees(REFERENCE)
    assert "Den viser andres opplysninger.</textarea>" in (await kari.opens(f"{URL}/finish")).text


async def test_the_list_shows_what_waits_with_its_date(office: Office, kari: Colleague, nina: Colleague) -> None:
    before = await nina.opens("/staff/approvals")
    await prepares(office, kari)

    after = await nina.opens("/staff/approvals")

    assert "Ingenting venter" in before.said
    assert REFERENCE in after.said and "23. desember" in after.said


async def test_one_person_alone_waits_a_day_and_the_log_says_so(opens: Opens) -> None:
    office = await opens(one_person=True)
    nina = await office.employs("Nina", role="privacy_officer")
    await prepares(office, nina)

    early = await nina.approves(REFERENCE)
    office.clock.tick(hours=24)
    back = await office.logs_in(nina.account)
    late = await back.approves(REFERENCE)

    async with office.database.reading() as records:
        entries = await records.audit.of_subject(REFERENCE)
    assert early.status == 409 and "må vente" in early.said
    assert late.status == 303
    assert [entry.reason for entry in entries if entry.action == "case.approved"] == ["alone"]


async def test_one_person_alone_is_promised_nobody_else(opens: Opens) -> None:
    office = await opens(one_person=True)
    nina = await office.employs("Nina", role="privacy_officer")
    empty = await nina.opens("/staff/approvals")
    await prepares(office, nina)

    case, waiting = await nina.opens(URL), await nina.opens("/staff/approvals")

    assert "Det du sender til godkjenning, står her." in empty.said
    assert "Saken venter på at du ser på den igjen." in case.said
    assert "skal ses på to ganger" in waiting.said
    assert not any("en annen" in page.said for page in (empty, case, waiting))


async def test_nothing_waits_is_said_in_words(office: Office, nina: Colleague) -> None:
    await office.receives_held("nina")

    page = await nina.opens(f"{URL}/approval")

    assert page.status == 409
    assert "Ingenting venter på godkjenning" in page.said
