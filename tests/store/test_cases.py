import asyncio
from datetime import date, timedelta

import pytest

from bot.store.cases import ReferenceTaken
from bot.store.database import Database
from bot.store.records import RecordNotFound
from bot.store.tables import ChecklistLine, Ticket, TicketNote
from tests.store import rows
from tests.store.rows import MONDAY

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture(autouse=True)
async def _staff(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add(rows.account("kari"))
        await records.accounts.add(rows.account("per"))


async def add(database: Database, *tickets: Ticket) -> None:
    async with database.transaction() as records:
        for ticket in tickets:
            await records.cases.add(ticket)


async def test_a_reference_is_used_once_and_the_transaction_goes_on(database: Database) -> None:
    await add(database, rows.ticket("case-1", reference="INN-2026-0042"))

    async with database.transaction() as records:
        with pytest.raises(ReferenceTaken):
            await records.cases.add(rows.ticket("case-2", reference="INN-2026-0042"))
        await records.cases.add(rows.ticket("case-2", reference="INN-2026-0043"))

    async with database.reading() as records:
        assert (await records.cases.get_by_reference("INN-2026-0042")).id == "case-1"
        assert (await records.cases.get_by_reference("INN-2026-0043")).id == "case-2"


async def test_a_case_that_is_not_there(database: Database) -> None:
    async with database.reading() as records:
        assert await records.cases.find("case-9") is None
        assert await records.cases.find_by_reference("INN-2026-9999") is None
        with pytest.raises(RecordNotFound):
            await records.cases.get("case-9")


async def test_only_open_cases_of_a_proven_address_are_told(database: Database) -> None:
    await add(
        database,
        rows.ticket("open"),
        rows.ticket("unproven", status="unverified", verified_at=None),
        rows.ticket("closed", status="closed"),
        rows.ticket("of-another", address="kari@example.com"),
    )

    async with database.reading() as records:
        mine = await records.cases.open_of_address("ola@example.com")

    assert [ticket.id for ticket in mine] == ["open"]


async def test_verifying_works_once_and_leaves_the_clock_alone(database: Database) -> None:
    await add(database, rows.ticket(status="unverified", verified_at=None))

    async with database.transaction() as records:
        first = await records.cases.verify("case-1", TUESDAY)
        second = await records.cases.verify("case-1", TUESDAY)

    async with database.reading() as records:
        ticket = await records.cases.get("case-1")
    assert (first, second) == (True, False)
    assert (ticket.status, ticket.verified_at, ticket.version) == ("new", TUESDAY, 2)
    assert (ticket.received_at, ticket.due_on) == (MONDAY, date(2026, 12, 23))


async def test_the_second_of_two_who_save_is_told(database: Database) -> None:
    await add(database, rows.ticket())
    async with database.reading() as records:
        mine, theirs = await records.cases.get("case-1"), await records.cases.get("case-1")
    mine.status, theirs.status = "in_review", "waiting_others"

    async with database.transaction() as records:
        first = await records.cases.save(mine, mine.version)
        second = await records.cases.save(theirs, theirs.version)

    async with database.reading() as records:
        ticket = await records.cases.get("case-1")
    assert (first, second) == (True, False)
    assert (ticket.status, ticket.version, mine.version) == ("in_review", 2, 2)


async def test_saving_never_moves_the_receipt(database: Database) -> None:
    await add(database, rows.ticket())
    async with database.transaction() as records:
        ticket = await records.cases.get("case-1")
        ticket.received_at, ticket.received_on, ticket.kind = TUESDAY, date(2026, 11, 24), "deletion"
        await records.cases.save(ticket, ticket.version)

    async with database.reading() as records:
        stored = await records.cases.get("case-1")

    assert (stored.received_at, stored.received_on, stored.kind) == (MONDAY, date(2026, 11, 23), "access")


async def test_of_two_who_claim_at_once_one_holds_the_case(database: Database) -> None:
    await add(database, rows.ticket())

    async def claim(staff_id: str) -> bool:
        async with database.transaction() as records:
            return await records.cases.claim("case-1", staff_id, TUESDAY)

    claims = await asyncio.gather(claim("kari"), claim("per"))

    async with database.reading() as records:
        ticket = await records.cases.get("case-1")
    assert sorted(claims) == [False, True]
    assert ticket.holder_id == ("kari" if claims[0] else "per")
    assert (ticket.status, ticket.claimed_at, ticket.version) == ("in_progress", TUESDAY, 2)


@pytest.mark.parametrize("status", ["unverified", "closed"])
async def test_nobody_claims_what_is_not_to_be_worked_on(database: Database, status: str) -> None:
    await add(database, rows.ticket(status=status))

    async with database.transaction() as records:
        assert not await records.cases.claim("case-1", "kari", TUESDAY)


async def test_unverified_cases_are_found_by_chat_and_by_age(database: Database) -> None:
    await add(database, rows.ticket(status="unverified", verified_at=None), rows.ticket("case-2"))

    async with database.reading() as records:
        of_chat = await records.cases.unverified_of_chat("chat-1")
        all_of_chat = await records.cases.of_chat("chat-1")
        old = await records.cases.unverified_before(TUESDAY)
        too_young = await records.cases.unverified_before(MONDAY)

    assert [ticket.id for ticket in of_chat] == ["case-1"]
    assert [ticket.id for ticket in all_of_chat] == ["case-1", "case-2"]
    assert [ticket.id for ticket in old] == ["case-1"]
    assert too_young == ()


async def test_a_reminder_is_due_once_and_only_where_there_is_an_address(database: Database) -> None:
    await add(
        database,
        rows.ticket(status="unverified", verified_at=None),
        rows.ticket("without", status="unverified", verified_at=None, address=None),
        rows.ticket("verified"),
    )

    async with database.transaction() as records:
        due = await records.cases.to_remind(MONDAY)
        marks = [await records.cases.mark_reminded("case-1", TUESDAY), await records.cases.mark_reminded("case-1", TUESDAY)]
        still_due = await records.cases.to_remind(MONDAY)

    assert [ticket.id for ticket in due] == ["case-1"]
    assert marks == [True, False]
    assert still_due == ()


async def test_erasing_a_case_takes_everything_of_it(database: Database) -> None:
    await add(database, rows.ticket(status="closed", closed_at=MONDAY))
    async with database.transaction() as records:
        await records.checklists.add(line("line-1"))
        await records.checklists.add_note(TicketNote(id="n", ticket_id="case-1", staff_id="kari", at=MONDAY, text="ring"))
        await records.letters.add(rows.letter(ticket_id="case-1"))

    async with database.transaction() as records:
        old = await records.expiring.to_erase(TUESDAY, (), 10)
        erased = await records.case_contents.erase(["case-1"])

    async with database.reading() as records:
        assert [ticket.id for ticket in old] == ["case-1"]
        assert erased
        assert await records.cases.find("case-1") is None
        assert await records.letters.how_many() == 0


def line(line_id: str, position: int = 1) -> ChecklistLine:
    return ChecklistLine(id=line_id, ticket_id="case-1", position=position, system=line_id)


async def test_a_checklist_is_worked_through_in_its_order(database: Database) -> None:
    await add(database, rows.ticket())
    async with database.transaction() as records:
        await records.checklists.add(line("crm", position=2), line("mailbox", position=1))

    async with database.transaction() as records:
        crm = await records.checklists.get("case-1", "crm")
        crm.result, crm.note, crm.done_by, crm.done_at = "done", "to rader", "kari", TUESDAY
        await records.checklists.save(crm)

    async with database.reading() as records:
        lines = await records.checklists.of_ticket("case-1")
        assert [(line.system, line.result) for line in lines] == [("mailbox", None), ("crm", "done")]
        assert await records.checklists.how_many_open("case-1") == 1


async def test_a_line_is_not_found_through_another_case(database: Database) -> None:
    await add(database, rows.ticket(), rows.ticket("case-2"))
    async with database.transaction() as records:
        await records.checklists.add(line("crm"))

    async with database.reading() as records:
        with pytest.raises(RecordNotFound):
            await records.checklists.get("case-2", "crm")


async def test_notes_come_in_order(database: Database) -> None:
    await add(database, rows.ticket())
    async with database.transaction() as records:
        await records.checklists.add_note(TicketNote(id="2", ticket_id="case-1", staff_id="kari", at=TUESDAY, text="to"))
        await records.checklists.add_note(TicketNote(id="1", ticket_id="case-1", staff_id="per", at=MONDAY, text="en"))

    async with database.reading() as records:
        notes = await records.checklists.notes_of("case-1")

    assert [note.text for note in notes] == ["en", "to"]
