from datetime import date

import pytest

from bot.store.database import Database
from bot.store.queue import Filter, Group
from tests.store import rows
from tests.store.rows import MONDAY


async def fill_queue(database: Database) -> None:
    tickets = (
        rows.ticket("late", due_on=date(2026, 11, 1)),
        rows.ticket("mine", due_on=date(2026, 12, 1), status="in_progress", holder_id="kari", kind="deletion"),
        rows.ticket("next", due_on=date(2026, 12, 2), status="waiting_requester", holder_id="per"),
        rows.ticket("done", due_on=date(2026, 10, 1), status="closed", closed_at=MONDAY),
        rows.ticket("unsure", due_on=date(2026, 10, 1), status="unverified", verified_at=None, address="kåre_1@example.com"),
    )
    async with database.transaction() as records:
        await records.accounts.add(rows.account("kari"))
        await records.accounts.add(rows.account("per"))
        for ticket in tickets:
            await records.cases.add(ticket)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["late", "mine", "next"]),
        (Filter(group=Group.NEW), ["late"]),
        (Filter(group=Group.WAITING), ["next"]),
        (Filter(group=Group.CLOSED), ["done"]),
        (Filter(group=Group.UNVERIFIED), ["unsure"]),
        (Filter(group=Group.ALL), ["done", "late", "mine", "next"]),
        (Filter(kind="deletion"), ["mine"]),
        (Filter(holder_id="kari"), ["mine"]),
        (Filter(is_unheld=True), ["late"]),
        (Filter(overdue_on=date(2026, 12, 1)), ["late"]),
        (Filter(due_from=date(2026, 12, 1), due_until=date(2026, 12, 1)), ["mine"]),
        (Filter(text=" inn-2026-MINE "), ["mine"]),
        (Filter(text="OLA@example"), ["late", "mine", "next"]),
        (Filter(text="%"), []),
        (Filter(group=Group.UNVERIFIED, text="_1@"), ["unsure"]),
    ],
)
async def test_the_queue_shows_what_is_asked_for_by_due_date(database: Database, wanted: Filter, found: list[str]) -> None:
    await fill_queue(database)

    async with database.reading() as records:
        page = await records.queue.page(wanted)

    assert [ticket.id for ticket in page.tickets] == found
    assert page.total == len(found)


async def test_the_queue_comes_in_pages(database: Database) -> None:
    await fill_queue(database)

    async with database.reading() as records:
        page = await records.queue.page(Filter(), limit=1, offset=1)
        everything = await records.queue.open_by_due()

    assert ([ticket.id for ticket in page.tickets], page.total) == (["mine"], 3)
    assert [ticket.id for ticket in everything] == ["late", "mine", "next"]


async def test_the_console_knows_how_many_there_are_of_each(database: Database) -> None:
    await fill_queue(database)

    async with database.reading() as records:
        numbers = await records.queue.numbers(today=date(2026, 11, 23), staff_id="kari")

    assert numbers.by_group[Group.OPEN] == 3
    assert numbers.by_group[Group.WAITING] == 1
    assert numbers.by_group[Group.UNVERIFIED] == 1
    assert numbers.by_group[Group.CLOSED] == 1
    assert (numbers.mine, numbers.unheld, numbers.overdue) == (1, 1, 1)
    assert numbers.by_kind == {"access": 2, "deletion": 1}


async def test_an_empty_queue_counts_nothing(database: Database) -> None:
    async with database.reading() as records:
        numbers = await records.queue.numbers(today=date(2026, 11, 23), staff_id="kari")

    assert (numbers.by_group[Group.OPEN], numbers.mine, numbers.by_kind) == (0, 0, {})
