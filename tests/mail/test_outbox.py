import asyncio
import logging

import pytest
from sqlalchemy.exc import OperationalError

from bot.mail.outbox import LEASE, Outbox
from bot.mail.postman import NotDelivered, OutgoingLetter, SmtpPostman
from bot.store.database import Database
from bot.store.tables import Letter
from tests.mail.doubles import MONDAY, FixedClock, Letterbox, MailServer, NoChance, busy, refused, running


async def put(database: Database, letter_id: str = "letter-1", kind: str = "receipt") -> None:
    letter = Letter(
        id=letter_id,
        kind=kind,
        recipient="ola@example.com",
        language="nb",
        subject="Emne",
        text="123 456",
        written_at=MONDAY,
    )
    async with database.transaction() as records:
        await records.letters.add(letter)


async def stored(database: Database, letter_id: str = "letter-1") -> Letter:
    async with database.reading() as records:
        letter = await records.letters.find(letter_id)
    assert letter is not None
    return letter


def outbox(database: Database, postman: Letterbox, clock: FixedClock, *, keep_text: bool = False) -> Outbox:
    return Outbox(database, postman, clock, NoChance(), keep_text=keep_text)


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


async def test_the_text_of_a_code_is_gone_after_delivery(
    database: Database, letterbox: Letterbox, clock: FixedClock
) -> None:
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
    letterbox = Letterbox(failures=[busy()])
    box = outbox(database, letterbox, clock)

    await box.deliver_due()
    at_once = await box.deliver_due()
    clock.advance(seconds=30)
    later = await box.deliver_due()

    assert (at_once, later) == (0, 1)
    assert (await stored(database)).tries == 2


async def test_a_permanent_failure_is_not_tried_again_and_says_why(database: Database, clock: FixedClock) -> None:
    await put(database)
    box = outbox(database, Letterbox(failures=[refused()]), clock)

    await box.deliver_due()
    clock.advance(days=1)
    later = await box.deliver_due()

    assert later == 0
    assert (await stored(database)).failed_at == MONDAY
    assert (await stored(database)).failure == "550 no such mailbox"


async def test_a_letter_is_given_up_after_three_days(database: Database, clock: FixedClock) -> None:
    await put(database)
    box = outbox(database, Letterbox(failures=[busy(), busy()]), clock)
    await box.deliver_due()

    clock.advance(days=3)
    await box.deliver_due()

    assert (await stored(database)).failed_at is not None


async def test_a_code_is_given_up_when_it_would_arrive_dead(database: Database, clock: FixedClock) -> None:
    await put(database, kind="code")
    box = outbox(database, Letterbox(failures=[busy(), busy()]), clock)
    await box.deliver_due()

    clock.advance(minutes=10)
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
    letterbox = Letterbox(failures=[RuntimeError("a fault in the postman")])

    delivered = await outbox(database, letterbox, clock).deliver_due()

    assert delivered == 1


async def test_a_process_that_dies_while_sending_leaves_the_letter_to_another(
    database: Database, letterbox: Letterbox, clock: FixedClock
) -> None:
    await put(database)
    async with database.transaction() as records:
        await records.letters.claim_due(clock(), clock() + LEASE, 8)
    other = outbox(database, letterbox, clock)

    at_once = await other.deliver_due()
    clock.advance(seconds=40)
    later = await other.deliver_due()

    assert (at_once, later) == (0, 1)


class SlowPostman(Letterbox):
    """Takes a letter over when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.has_begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def send(self, letter: OutgoingLetter) -> None:
        self.has_begun.set()
        await self.may_end.wait()
        await super().send(letter)


async def test_two_processes_never_send_a_letter_at_once(database: Database, letterbox: Letterbox, clock: FixedClock) -> None:
    await put(database)
    slow = SlowPostman()
    sending = asyncio.create_task(outbox(database, slow, clock).deliver_due())
    await slow.has_begun.wait()

    meanwhile = await outbox(database, letterbox, clock).deliver_due()
    slow.may_end.set()

    assert meanwhile == 0
    assert await sending == 1
    assert letterbox.letters == []


async def test_a_slow_server_keeps_the_letter_to_itself(
    database: Database, letterbox: Letterbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.mail.outbox.RENEW_SECONDS", 0.02)
    await put(database)
    slow = SlowPostman()
    sending = asyncio.create_task(outbox(database, slow, clock).deliver_due())
    await slow.has_begun.wait()

    clock.advance(seconds=30)
    await asyncio.sleep(0.2)
    clock.advance(seconds=30)
    meanwhile = await outbox(database, letterbox, clock).deliver_due()
    slow.may_end.set()

    assert meanwhile == 0
    assert await sending == 1


async def test_a_delivery_that_could_not_be_noted_is_noted_later_and_not_repeated(
    database: Database, letterbox: Letterbox, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(database)
    box = outbox(database, letterbox, clock)
    with monkeypatch.context() as broken:
        broken.setattr("bot.store.letters.Letters.mark_sent", raise_operational_error)
        with pytest.raises(OperationalError):
            await box.deliver_due()

    clock.advance(minutes=5)
    await box.deliver_due()

    assert len(letterbox.letters) == 1
    assert (await stored(database)).sent_at == MONDAY


async def raise_operational_error(*_: object, **__: object) -> None:
    raise OperationalError("UPDATE letter", {}, Exception("the disk is gone"))


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


async def test_a_server_that_comes_back_gets_the_letter(
    database: Database, clock: FixedClock, unused_tcp_port: int
) -> None:
    await put(database)
    url = f"smtp://127.0.0.1:{unused_tcp_port}"
    box = Outbox(database, SmtpPostman(url, "post@qsmanager.no", "post@qsmanager.no"), clock, NoChance())
    while_down = await box.deliver_due()

    clock.advance(minutes=1)
    with running(MailServer(unused_tcp_port)) as server:
        when_up = await box.deliver_due()

    assert (while_down, when_up) == (0, 1)
    assert len(server.mails) == 1


async def test_the_log_names_letters_by_id_alone(
    database: Database, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    await put(database)
    failure = NotDelivered("550 <ola@example.com>: 123 456", permanent=True)

    with caplog.at_level(logging.DEBUG, logger="bot.mail.outbox"):
        await outbox(database, Letterbox(failures=[failure]), clock).deliver_due()

    assert "letter-1" in caplog.text
    assert "ola@example.com" not in caplog.text
    assert "123 456" not in caplog.text


async def arrival(letterbox: Letterbox) -> None:
    async with asyncio.timeout(5):
        await letterbox.has_mail.wait()
