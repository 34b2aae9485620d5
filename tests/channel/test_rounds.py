"""What happens without anybody asking: reminders, cases that nobody proved, retention."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conductor.limits import Denied
from bot.content import Language
from bot.contents import Library
from bot.rounds import Purged
from bot.service import Service, create_service
from bot.settings import Settings
from tests.doubles import CountingTokens, FixedClock, Letterbox


class Quiet:
    """A service without a server: nothing happens in it but what the test does."""

    def __init__(self, service: Service, clock: FixedClock, letterbox: Letterbox) -> None:
        self.service, self.clock, self.letterbox = service, clock, letterbox
        self.said = 0

    async def chat(self, *texts: str) -> str:
        opened = await self.service.conductor.open(Language.NB, "203.0.113.7")
        assert not isinstance(opened, Denied)
        for text in texts:
            self.said += 1
            await self.service.conductor.say(opened.chat_id, opened.token, f"m{self.said}", text, "203.0.113.7")
        return opened.chat_id

    async def letters(self) -> list[str]:
        await self.service.outbox.deliver_due()
        return [letter.kind for letter in self.letterbox.letters]

    async def is_there(self, chat_id: str) -> bool:
        async with self.service.database.reading() as records:
            return await records.chats.find(chat_id) is not None


@pytest.fixture
async def quiet(tmp_path: Path, library: Library) -> AsyncIterator[Quiet]:
    clock, letterbox = FixedClock(), Letterbox()
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'quiet.sqlite3'}")
    service = create_service(settings, clock=clock, tokens=CountingTokens(), postman=letterbox, library=library)
    await service.database.migrate()
    yield Quiet(service, clock, letterbox)
    await service.database.close()


async def test_a_chat_is_kept_thirty_days_and_no_longer(quiet: Quiet) -> None:
    chat = await quiet.chat("hei")

    quiet.clock.tick(days=29)
    await quiet.service.rounds.make()
    was_there = await quiet.is_there(chat)
    quiet.clock.tick(days=1, seconds=1)
    await quiet.service.rounds.make()

    assert was_there
    assert not await quiet.is_there(chat)


async def test_an_open_case_holds_its_chat(quiet: Quiet) -> None:
    chat = await quiet.chat("slett meg", "ja", "ola@x.no", "000001")

    quiet.clock.tick(days=60)
    await quiet.service.rounds.make()

    assert await quiet.is_there(chat)


async def test_held_chats_do_not_hide_those_behind_them(quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.rounds.retention.CHATS_A_ROUND", 1)
    held = await quiet.chat("slett meg", "ja", "ola@x.no", "000001")
    quiet.clock.tick(minutes=1)
    behind = await quiet.chat("hei")

    quiet.clock.tick(days=31)
    await quiet.service.rounds.make()

    assert await quiet.is_there(held)
    assert not await quiet.is_there(behind)


async def test_a_rehearsal_counts_what_the_purge_then_removes(quiet: Quiet) -> None:
    await quiet.chat("hei")
    await quiet.chat("slett meg", "ja", "ola@x.no", "000001")
    await quiet.chat("slett meg", "ja", "kari@y.no")
    await quiet.letters()
    quiet.clock.tick(days=31)
    await quiet.service.rounds.follow_up()

    first, second = [await quiet.service.rounds.purge(is_rehearsal=True) for _ in range(2)]
    done = await quiet.service.rounds.purge()
    after = await quiet.service.rounds.purge()

    assert first == second == done
    assert (done.chats, done.codes, done.letters) == (2, 2, 2)
    assert after == Purged()


async def test_a_case_that_nobody_proved_is_reminded_once_and_closed_after_seven_days(quiet: Quiet) -> None:
    await quiet.chat("slett meg", "ja", "ola@x.no")

    quiet.clock.tick(hours=24)
    await quiet.service.rounds.make()
    await quiet.service.rounds.make()
    reminded = await quiet.letters()
    quiet.clock.tick(days=6, seconds=1)
    await quiet.service.rounds.make()
    await quiet.service.rounds.make()

    assert reminded == ["code", "reminder"]
    assert await quiet.letters() == ["code", "reminder", "closed_unverified"]


async def test_a_case_whose_code_was_held_back_sends_no_letter_later(quiet: Quiet) -> None:
    await quiet.chat("slett meg", "ja", "ola@x.no")
    await quiet.chat("slett meg", "ja", "ola@x.no")

    quiet.clock.tick(days=8)
    await quiet.service.rounds.make()

    assert (await quiet.letters()).count("closed_unverified") == 1


async def test_counters_and_network_keys_live_one_day(quiet: Quiet) -> None:
    await quiet.chat("hei")

    quiet.clock.tick(hours=25)
    purged = await quiet.service.rounds.make()

    assert purged.counters == 3  # one chat and one message of the network, one message of the chat
    async with quiet.service.database.reading() as records:
        assert await records.counts._find_key(quiet.clock.now.date()) is None
