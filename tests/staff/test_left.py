"""Somebody leaves in the middle: what they had is free, what they prepared is void, and what they promised can still be kept (D15)."""

from bot.desk.staffing import disable_staff
from bot.store.tables import Restriction
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office
from tests.staff.test_approvals import prepares
from tests.staff.test_short_ways import RESTRICTION, is_restricted, sends, writes

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"


async def test_what_was_put_before_a_second_person_is_void_when_its_holder_leaves(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)
    slip = {"version": "3", "mark": "12345678", "text": "Se en gang til."}
    async with office.database.reading() as records:
        waiting = await records.approvals.find_waiting(f"id-{REFERENCE}")
    assert waiting is not None
    await disable_staff(office.database, "kari@qsmanager.no", office.clock)
    slip |= {"version": str((await office.case()).version), "approval": waiting.id}

    approved, rejected = await nina.sends(f"{URL}/approve", slip), await nina.sends(f"{URL}/reject", slip)

    ticket = await office.case()
    assert (approved.status, rejected.status) == (409, 409)
    assert (ticket.status, ticket.holder_id) == ("new", None)
    assert REFERENCE not in (await nina.opens("/staff/approvals")).text
    assert [letter.kind for letter in await office.letters()] == ["staff_approval"]


async def test_the_privacy_officer_ends_a_restriction_whose_holder_has_left(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held(reference=RESTRICTION, kind=Kind.RESTRICTION, status="closed", outcome="fulfilled", closed_at=MONDAY)
    async with office.database.transaction() as records:
        values = {"address": "ola@example.com", "ground": "accuracy", "since": MONDAY}
        await records.restrictions.add(Restriction(id="r1", ticket_id=f"id-{RESTRICTION}", **values))
    await disable_staff(office.database, "kari@qsmanager.no", office.clock)

    case = await nina.opens(f"/staff/cases/{RESTRICTION}")
    sent = await sends(nina, await writes(nina, RESTRICTION, "lift", text="Navnet er rettet."), RESTRICTION, "lift")

    [letter] = await office.letters(RESTRICTION)
    assert f'href="/staff/cases/{RESTRICTION}/lift"' in case.text
    assert (sent.status, letter.kind) == (303, "restriction_lifted")
    assert await is_restricted(office)


async def test_the_privacy_officer_leaves_an_open_case_to_its_holder(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held(reference=RESTRICTION, kind=Kind.RESTRICTION)
    async with office.database.transaction() as records:
        values = {"address": "ola@example.com", "ground": "accuracy", "since": MONDAY}
        await records.restrictions.add(Restriction(id="r1", ticket_id=f"id-{RESTRICTION}", **values))

    page = await nina.sends(f"/staff/cases/{RESTRICTION}/lift", {"version": "1", "mark": "12345678", "text": "Slutt."})

    assert page.status == 409
    assert await office.letters(RESTRICTION) == ()
