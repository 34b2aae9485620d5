import asyncio
from datetime import timedelta

from bot.store.database import Database
from bot.store.tables import Letter
from tests.store import rows
from tests.store.rows import MONDAY

MINUTE = timedelta(minutes=1)


async def add(database: Database, *letters: Letter) -> None:
    async with database.transaction() as records:
        for letter in letters:
            await records.letters.add(letter)


async def test_a_letter_is_due_as_soon_as_it_is_written(database: Database) -> None:
    await add(database, rows.letter())

    async with database.reading() as records:
        assert not await records.letters.is_any_due(MONDAY - MINUTE)
        assert await records.letters.is_any_due(MONDAY)


async def test_a_claimed_letter_is_nobody_elses_until_the_claim_ends(database: Database) -> None:
    await add(database, rows.letter())

    async with database.transaction() as records:
        first = await records.letters.claim_due(MONDAY, MONDAY + MINUTE, 8)
        second = await records.letters.claim_due(MONDAY, MONDAY + MINUTE, 8)
        later = await records.letters.claim_due(MONDAY + MINUTE, MONDAY + 2 * MINUTE, 8)

    assert [letter.tries for letter in first] == [1]
    assert second == ()
    assert [letter.tries for letter in later] == [2]


async def test_processes_that_claim_at_once_never_share_a_letter(database: Database) -> None:
    await add(database, *(rows.letter(f"letter-{number}") for number in range(12)))

    async def claim() -> list[str]:
        async with database.transaction() as records:
            return [letter.id for letter in await records.letters.claim_due(MONDAY, MONDAY + MINUTE, 4)]

    claims = await asyncio.gather(claim(), claim(), claim())

    claimed = [letter_id for claim in claims for letter_id in claim]
    assert len(claimed) == len(set(claimed)) == 12


async def test_a_claim_is_extended_but_never_brings_back_a_sent_letter(database: Database) -> None:
    await add(database, rows.letter("slow"), rows.letter("sent"))
    async with database.transaction() as records:
        await records.letters.claim_due(MONDAY, MONDAY + MINUTE, 8)
        await records.letters.mark_sent("sent", MONDAY, empties_text=False)
        await records.letters.extend_claim(["slow", "sent"], MONDAY + 5 * MINUTE)

    async with database.transaction() as records:
        early = await records.letters.claim_due(MONDAY + MINUTE, MONDAY + 9 * MINUTE, 8)
        late = await records.letters.claim_due(MONDAY + 5 * MINUTE, MONDAY + 9 * MINUTE, 8)

    assert early == ()
    assert [letter.id for letter in late] == ["slow"]


async def test_a_sent_letter_may_lose_its_text(database: Database) -> None:
    await add(database, rows.letter("code"), rows.letter("receipt"))
    async with database.transaction() as records:
        await records.letters.mark_sent("code", MONDAY, empties_text=True)
        await records.letters.mark_sent("receipt", MONDAY, empties_text=False)

    async with database.reading() as records:
        code, receipt = await records.letters.find("code"), await records.letters.find("receipt")

    assert code is not None
    assert receipt is not None
    assert (code.sent_at, code.text, receipt.text) == (MONDAY, "", "Hei")


async def test_a_failed_letter_says_why_and_waits_no_more(database: Database) -> None:
    await add(database, rows.letter())
    async with database.transaction() as records:
        await records.letters.mark_failed("letter-1", MONDAY, "550 no such mailbox", empties_text=False)

    async with database.reading() as records:
        letter = await records.letters.find("letter-1")
        waiting = await records.letters.how_many_wait()

    assert letter is not None
    assert (letter.failed_at, letter.failure, letter.next_try_at) == (MONDAY, "550 no such mailbox", None)
    assert waiting == 0


async def test_a_postponed_letter_waits(database: Database) -> None:
    await add(database, rows.letter())
    async with database.transaction() as records:
        await records.letters.postpone("letter-1", MONDAY + MINUTE, "451")

    async with database.reading() as records:
        assert not await records.letters.is_any_due(MONDAY)
        assert await records.letters.is_any_due(MONDAY + MINUTE)
        assert await records.letters.how_many_wait() == 1


async def test_the_mailbox_shows_the_newest_first_in_pages(database: Database) -> None:
    await add(database, rows.letter("1"), rows.letter("2", written_at=MONDAY + MINUTE), rows.letter("3"))

    async with database.reading() as records:
        first = await records.letters.latest(2)
        second = await records.letters.latest(2, offset=2)
        total = await records.letters.how_many()

    assert [letter.id for letter in first] == ["2", "3"]
    assert [letter.id for letter in second] == ["1"]
    assert total == 3


async def test_the_letters_of_a_case_come_in_order(database: Database) -> None:
    async with database.transaction() as records:
        await records.cases.add(rows.ticket())
    await add(
        database,
        rows.letter("2", ticket_id="case-1", written_at=MONDAY + MINUTE),
        rows.letter("1", ticket_id="case-1"),
        rows.letter("of no case"),
    )

    async with database.reading() as records:
        letters = await records.letters.of_ticket("case-1")

    assert [letter.id for letter in letters] == ["1", "2"]


async def test_texts_of_a_case_are_emptied_but_not_of_what_still_waits(database: Database) -> None:
    async with database.transaction() as records:
        await records.cases.add(rows.ticket())
    await add(database, rows.letter("sent", ticket_id="case-1"), rows.letter("waits", ticket_id="case-1"))
    async with database.transaction() as records:
        await records.letters.mark_sent("sent", MONDAY, empties_text=False)
        emptied = await records.letters.empty_texts("case-1")

    async with database.reading() as records:
        texts = {letter.id: letter.text for letter in await records.letters.of_ticket("case-1")}

    assert emptied == 1
    assert texts == {"sent": "", "waits": "Hei"}


async def test_old_letters_of_no_case_are_removed_once_they_are_done_with(database: Database) -> None:
    await add(database, rows.letter("sent"), rows.letter("waits"))
    async with database.transaction() as records:
        await records.letters.mark_sent("sent", MONDAY, empties_text=True)

    async with database.transaction() as records:
        removed = await records.letters.purge(MONDAY + MINUTE)

    async with database.reading() as records:
        assert removed == 1
        assert await records.letters.find("waits") is not None
