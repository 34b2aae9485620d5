import asyncio
import logging

import pytest

from bot.mail.postman import NotDelivered
from bot.store.database import Database
from tests.doubles import MONDAY, FixedClock
from tests.mail.doubles import Letterbox, busy, refused
from tests.mail.post_office import outbox, put, raise_operational_error, stored


async def test_a_letter_is_delivered_once(database: Database, letterbox: Letterbox, clock: FixedClock) -> None:
    await put(database)
    box = outbox(database, letterbox, clock)

    first, second = await box.deliver_due(), await box.deliver_due()

    assert (first, second) == (1, 0)
    assert [letter.to for letter in letterbox.letters] == ["ola@example.com"]
    assert (await stored(database)).sent_at == MONDAY


async def test_many_letters_are_delivered_in_one_go(database: Database, letterbox: Letterbox, clock: FixedClock) -> None:
    for number in range(20):
        await put(database, f"letter-{number}")

    delivered = await outbox(database, letterbox, clock).deliver_due()

    assert delivered == 20
    assert len({letter.id for letter in letterbox.letters}) == 20


async def test_the_text_of_a_code_is_gone_after_delivery(database: Database, letterbox: Letterbox, clock: FixedClock) -> None:
    await put(database, kind="code")

    await outbox(database, letterbox, clock).deliver_due()

    assert letterbox.letters[0].text == "123 456"
    assert (await stored(database)).text == ""


async def test_the_demo_mailbox_keeps_codes(database: Database, letterbox: Letterbox, clock: FixedClock) -> None:
    await put(database, kind="code")

    await outbox(database, letterbox, clock, keep_text=True).deliver_due()

    assert (await stored(database)).text == "123 456"


async def test_other_letters_keep_their_text(database: Database, letterbox: Letterbox, clock: FixedClock) -> None:
    await put(database, kind="receipt")

    await outbox(database, letterbox, clock).deliver_due()

    assert (await stored(database)).text == "123 456"


async def test_a_temporary_failure_is_tried_again_later(database: Database, clock: FixedClock) -> None:
    await put(database)
    letterbox = Letterbox(busy())
    box = outbox(database, letterbox, clock)

    await box.deliver_due()
    at_once = await box.deliver_due()
    clock.tick(seconds=30)
    later = await box.deliver_due()

    assert (at_once, later) == (0, 1)
    assert (await stored(database)).tries == 2


async def test_a_permanent_failure_is_not_tried_again_and_says_why(database: Database, clock: FixedClock) -> None:
    await put(database)
    box = outbox(database, Letterbox(refused()), clock)

    await box.deliver_due()
    clock.tick(days=1)
    later = await box.deliver_due()

    assert later == 0
    assert (await stored(database)).failed_at == MONDAY
    assert (await stored(database)).failure == "550 no such mailbox"


async def test_a_letter_is_given_up_after_three_days(database: Database, clock: FixedClock) -> None:
    await put(database)
    box = outbox(database, Letterbox(busy(), busy()), clock)
    await box.deliver_due()

    clock.tick(days=3)
    await box.deliver_due()

    assert (await stored(database)).failed_at is not None


async def test_a_code_is_given_up_when_it_would_arrive_dead(database: Database, clock: FixedClock) -> None:
    await put(database, kind="code")
    box = outbox(database, Letterbox(busy(), busy()), clock)
    await box.deliver_due()

    clock.tick(minutes=10)
    await box.deliver_due()

    assert (await stored(database)).failed_at is not None
    assert (await stored(database)).text == ""


@pytest.mark.parametrize(("tries", "seconds"), [(1, 30), (2, 60), (3, 120), (9, 7200), (40, 7200)])
def test_the_wait_doubles_up_to_hours(database: Database, tries: int, seconds: int) -> None:
    box = outbox(database, Letterbox(), FixedClock())

    assert box.delay(tries).total_seconds() == seconds


async def test_one_bad_letter_does_not_hold_up_the_others(database: Database, clock: FixedClock) -> None:
    await put(database, "letter-1")
    await put(database, "letter-2")
    letterbox = Letterbox(RuntimeError("a fault in the postman"))

    delivered = await outbox(database, letterbox, clock).deliver_due()

    assert delivered == 1


async def test_run_delivers_as_soon_as_it_is_notified(
    database: Database, letterbox: Letterbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.mail.outbox.POLL_SECONDS", 60.0)
    box = outbox(database, letterbox, clock)
    running_box = asyncio.create_task(box.run())
    await asyncio.sleep(0.05)

    await put(database)
    box.notify()
    await arrival(letterbox)
    box.stop()
    await running_box

    assert len(letterbox.letters) == 1


async def test_run_survives_a_database_that_is_away(
    database: Database, letterbox: Letterbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.mail.outbox.POLL_SECONDS", 0.02)
    box = outbox(database, letterbox, clock)
    await put(database)
    with monkeypatch.context() as broken:
        broken.setattr("bot.store.letters.Letters.claim_due", raise_operational_error)
        running_box = asyncio.create_task(box.run())
        await asyncio.sleep(0.1)
    await arrival(letterbox)
    box.stop()
    await running_box

    assert (await stored(database)).sent_at == MONDAY


async def test_the_log_names_letters_by_id_alone(database: Database, clock: FixedClock, caplog: pytest.LogCaptureFixture) -> None:
    await put(database)
    failure = NotDelivered("550 <ola@example.com>: 123 456", permanent=True)

    with caplog.at_level(logging.DEBUG, logger="bot.mail.outbox"):
        await outbox(database, Letterbox(failure), clock).deliver_due()

    assert "letter-1" in caplog.text
    assert "ola@example.com" not in caplog.text
    assert "123 456" not in caplog.text


async def arrival(letterbox: Letterbox) -> None:
    async with asyncio.timeout(5):
        await letterbox.has_mail.wait()
