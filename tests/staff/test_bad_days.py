"""What goes wrong around a case: a requester who is quicker, a full disk, odd days. A clear page, and nothing half done."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.conductor.cases import CaseWork
from bot.content import Language
from bot.contents import Library
from bot.conversation.effects import WithdrawTicket
from bot.outside import SecureTokens
from bot.post import Post
from tests.staff.office import Colleague, Office
from tests.staff.test_approvals import prepares
from tests.staff.test_finishing import chooses, sends_letter
from tests.staff.test_registering import FILLED, reference_of, registers

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"
LONG = "Vi fant ingen avtale med deg. " * 190


async def withdraws(office: Office, library: Library) -> None:
    """The requester takes the case back in the chat, as from a proved address."""
    async with office.database.transaction() as records:
        post = Post(records, library.contents, office.settings, SecureTokens(), office.clock())
        work = CaseWork(records, post, SecureTokens(), "chat-1", Language.NB)
        await work.withdraw(WithdrawTicket(f"id-{REFERENCE}", "ola@example.com"))


async def fills_the_disk(office: Office, *, room: int = 0) -> None:
    """SQLite gets no more pages than it has, as from a disk without room."""
    async with office.database._writing.connect() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar() or 0
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")


async def test_a_letter_is_not_sent_in_a_case_that_was_withdrawn_meanwhile(office: Office, library: Library, kari: Colleague) -> None:
    await office.receives_held()
    preview = await chooses(kari, outcome="withdrawn")
    await withdraws(office, library)

    late = await sends_letter(kari, preview)

    assert late.status == 409 and "Lukket" in late.said
    assert [letter.kind for letter in await office.letters()] == ["cancelled"]
    assert (await office.case()).outcome == "withdrawn"


async def test_what_waits_for_approval_is_void_once_the_requester_withdraws(
    office: Office, library: Library, kari: Colleague, nina: Colleague
) -> None:
    await prepares(office, kari)
    page = await nina.opens(f"{URL}/approval")
    await withdraws(office, library)

    late = await nina.sends(f"{URL}/approve", page.hidden(f"{URL}/approve"))
    again = await nina.opens(f"{URL}/approval")

    assert (late.status, again.status) == (409, 409)
    assert REFERENCE not in (await nina.opens("/staff/approvals")).text
    assert {letter.kind for letter in await office.letters()} == {"staff_approval", "cancelled"}
    assert "lukke saken Kari Nordmann, 23. november 2026 kl. 10.00 Falt bort" in (await nina.opens(f"{URL}/report")).said


async def test_of_two_officers_who_approve_at_once_one_does_it_and_the_other_is_told(
    office: Office, kari: Colleague, nina: Colleague
) -> None:
    odd = await office.employs("Odd", role="privacy_officer")
    await prepares(office, kari)
    forms = [(one, (await one.opens(f"{URL}/approval")).hidden(f"{URL}/approve")) for one in (nina, odd)]

    pages = await asyncio.gather(*(one.sends(f"{URL}/approve", form) for one, form in forms))

    assert sorted(page.status for page in pages) == [303, 409]
    assert [letter.kind for letter in await office.letters()].count("closed_refused") == 1
    await odd.client.session.close()


async def test_who_goes_on_with_a_case_while_it_is_approved_is_told(office: Office, kari: Colleague, nina: Colleague) -> None:
    await prepares(office, kari)
    mine, theirs = await kari.opens(URL), await nina.opens(f"{URL}/approval")

    approved = await nina.sends(f"{URL}/approve", theirs.hidden(f"{URL}/approve"))
    late = await kari.sends(f"{URL}/claim", mine.hidden(f"{URL}/claim"))

    assert (approved.status, late.status) == (303, 409)
    assert (await office.case()).status == "closed"


async def test_a_full_disk_closes_nothing_and_the_same_form_works_afterwards(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.fills_all_lines(kari)
    preview = await chooses(kari, outcome="nothing_found", reasons=LONG)
    before = await office.case(), await office.logged()
    await fills_the_disk(office)

    refused = await sends_letter(kari, preview)
    after = await office.case(), await office.logged()
    await fills_the_disk(office, room=1000)
    closed = await sends_letter(kari, preview)

    assert refused.status == 503 and "Vi fikk ikke lagret" in refused.said
    assert after == before
    assert closed.status == 303
    assert [letter.kind for letter in await office.letters()] == ["closed_nothing_found"]


async def test_a_full_disk_registers_nothing_and_the_same_form_registers_one(office: Office, kari: Colleague) -> None:
    form = {**(await kari.opens("/staff/register")).hidden("/staff/register"), **FILLED, "words": "Innsyn. " * 490}
    await fills_the_disk(office)

    refused = await kari.sends("/staff/register", form)
    await fills_the_disk(office, room=1000)
    pages = [await kari.sends("/staff/register", form) for _ in range(2)]

    assert refused.status == 503
    assert {page.status for page in pages} == {303}
    assert len({reference_of(page) for page in pages}) == 1


@pytest.mark.parametrize(
    ("now", "day", "time", "received_at", "due", "reference"),
    [
        ("2027-12-31T23:10", "2027-12-31", "23:59", "2027-12-31T22:59", "2028-01-31", "INN-2027-"),
        ("2027-12-31T23:45", "2028-01-01", "00:30", "2027-12-31T23:30", "2028-02-01", "INN-2028-"),
        ("2028-01-31T10:00", "2028-01-31", "10:00", "2028-01-31T09:00", "2028-02-29", "INN-2028-"),
        ("2028-02-29T10:00", "2028-02-29", "10:00", "2028-02-29T09:00", "2028-03-29", "INN-2028-"),
        ("2027-10-31T08:00", "2027-10-31", "02:30", "2027-10-31T00:30", "2027-11-30", "INN-2027-"),  # twice that night: the first
        ("2028-03-26T08:00", "2028-03-26", "02:30", "2028-03-26T01:30", "2028-04-26", "INN-2028-"),  # never that night: 3.30
    ],
)
async def test_a_case_has_the_day_that_it_was_in_oslo(
    office: Office, kari: Colleague, now: str, day: str, time: str, received_at: str, due: str, reference: str
) -> None:
    office.clock.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
    there = await office.logs_in(kari.account)

    page = await registers(there, received_date=day, received_time=time)

    ticket = await office.case(reference_of(page))
    assert ticket.reference.startswith(reference)
    assert ticket.received_at == datetime.fromisoformat(received_at).replace(tzinfo=UTC)
    assert (ticket.received_on, ticket.due_on) == (date.fromisoformat(day), date.fromisoformat(due))
    await there.client.session.close()


async def test_a_session_lasts_half_an_hour_also_when_the_clock_is_put_back(office: Office, kari: Colleague) -> None:
    office.clock.now = datetime(2027, 10, 31, 0, 50, tzinfo=UTC)
    there = await office.logs_in(kari.account)

    office.clock.now += timedelta(minutes=29)
    within = await there.opens("/staff")
    office.clock.now += timedelta(minutes=31)
    after = await there.opens("/staff")

    assert (within.status, after.status) == (200, 401)
    await there.client.session.close()
