"""Each letter once, as far as SMTP allows: processes that die, servers that are slow, away or rude."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from bot.mail.outbox import LEASE, Outbox
from bot.mail.postman import OutgoingLetter, SmtpPostman
from bot.store.database import Database
from tests.doubles import MONDAY, FixedClock
from tests.mail.doubles import Letterbox, MailServer, NoChance, running
from tests.mail.post_office import outbox, put, raise_operational_error, stored


async def test_a_process_that_dies_while_sending_leaves_the_letter_to_another(
    database: Database, letterbox: Letterbox, clock: FixedClock
) -> None:
    await put(database)
    async with database.transaction() as records:
        await records.letters.claim_due(clock(), clock() + LEASE, 8)
    other = outbox(database, letterbox, clock)

    at_once = await other.deliver_due()
    clock.tick(seconds=40)
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

    clock.tick(seconds=30)
    await asyncio.sleep(0.2)
    clock.tick(seconds=30)
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

    clock.tick(minutes=5)
    await box.deliver_due()

    assert len(letterbox.letters) == 1
    assert (await stored(database)).sent_at == MONDAY


async def test_a_crash_after_the_servers_yes_repeats_the_very_same_mail(
    database: Database, clock: FixedClock, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(database)
    postman = SmtpPostman(f"smtp://127.0.0.1:{unused_tcp_port}", "post@qsmanager.no", "post@qsmanager.no")
    with running(MailServer(unused_tcp_port)) as server:
        with monkeypatch.context() as dying:
            dying.setattr("bot.store.letters.Letters.mark_sent", raise_operational_error)
            with pytest.raises(OperationalError):
                await Outbox(database, postman, clock, NoChance()).deliver_due()
        after_restart = Outbox(database, postman, clock, NoChance())

        at_once = await after_restart.deliver_due()
        clock.tick(seconds=40)
        later = await after_restart.deliver_due()

    assert (at_once, later) == (0, 1)
    assert server.mails[0].as_bytes() == server.mails[1].as_bytes()


async def test_a_letter_cut_off_on_the_way_is_sent_again(database: Database, clock: FixedClock, unused_tcp_port: int) -> None:
    await put(database)
    postman = SmtpPostman(f"smtp://127.0.0.1:{unused_tcp_port}", "post@qsmanager.no", "post@qsmanager.no")
    box = Outbox(database, postman, clock, NoChance())

    with running(MailServer(unused_tcp_port, drops_connection=True)) as server:
        first = await box.deliver_due()
        clock.tick(minutes=1)
        second = await box.deliver_due()

    assert (first, second) == (0, 1)
    assert len(server.mails) == 1


async def test_a_server_that_comes_back_gets_the_letter(database: Database, clock: FixedClock, unused_tcp_port: int) -> None:
    await put(database)
    url = f"smtp://127.0.0.1:{unused_tcp_port}"
    box = Outbox(database, SmtpPostman(url, "post@qsmanager.no", "post@qsmanager.no"), clock, NoChance())
    while_down = await box.deliver_due()

    clock.tick(minutes=1)
    with running(MailServer(unused_tcp_port)) as server:
        when_up = await box.deliver_due()

    assert (while_down, when_up) == (0, 1)
    assert len(server.mails) == 1
