"""The hours of a breach, by a clock that is moved by hand (D13, R28)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.contents import Library
from bot.opening import NewBreach, open_breach
from bot.post import Post
from bot.service import Service, create_service
from bot.settings import Settings
from bot.tickets.registration import Channel
from tests.doubles import CountingTokens, FixedClock, Letterbox

OFFICER, BEYOND = "personvern@qsmanager.no", "leder@qsmanager.no"
WEDNESDAY_BEFORE_EASTER = datetime(2027, 3, 24, 14, 0, tzinfo=UTC)
WORDS = "Lista over alle hemmelige kunder ligger åpent."


class Vigil:
    """A service whose rounds are made by hand, with one breach in it."""

    def __init__(self, service: Service, settings: Settings, clock: FixedClock, letterbox: Letterbox) -> None:
        self.service, self.settings, self.clock, self.letterbox = service, settings, clock, letterbox

    async def opens(self, aware_at: datetime = WEDNESDAY_BEFORE_EASTER) -> None:
        async with self.service.database.transaction() as records:
            post = Post(records, self.service.library.contents, self.settings, CountingTokens(), self.clock())
            await open_breach(post, NewBreach("breach-1", Channel.PHONE, WORDS, aware_at, "kari"))

    async def at(self, hours: float) -> list[tuple[str, str]]:
        """Makes two rounds so many hours after we knew; (letter, to whom) of what was sent since the last time."""
        self.clock.now = WEDNESDAY_BEFORE_EASTER + timedelta(hours=hours)
        before = len(self.letterbox.letters)
        await self.service.rounds.follow_up()
        await self.service.rounds.follow_up()
        await self.service.outbox.deliver_due()
        return sorted((letter.kind, letter.to) for letter in self.letterbox.letters[before:])

    async def changes(self, **values: object) -> None:
        async with self.service.database.transaction() as records:
            breach = await records.breaches.find("breach-1")
            assert breach is not None
            for name, value in values.items():
                setattr(breach, name, value)
            await records.breaches.save(breach, breach.version)


@pytest.fixture
async def vigil(tmp_path: Path, library: Library) -> AsyncIterator[Vigil]:
    clock, letterbox = FixedClock(WEDNESDAY_BEFORE_EASTER), Letterbox()
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'vigil.sqlite3'}", officer_mail=OFFICER, escalation_mail=BEYOND)
    service = create_service(settings, clock=clock, tokens=CountingTokens(), postman=letterbox, library=library)
    await service.database.migrate()
    yield Vigil(service, settings, clock, letterbox)
    await service.database.close()


async def test_the_hours_run_through_easter(vigil: Vigil) -> None:
    await vigil.opens()

    sent = {hours: await vigil.at(hours) for hours in (0, 23, 24, 48, 66, 72, 73, 96, 120)}

    assert {hours: letters for hours, letters in sent.items() if letters} == {
        0: [("breach_notice", OFFICER)],
        24: [("breach_reminder", OFFICER)],
        48: [("breach_reminder", OFFICER)],
        66: [("breach_reminder", OFFICER)],
        72: [("breach_reminder", OFFICER)],
        96: [("breach_overdue", BEYOND), ("breach_overdue", OFFICER)],
        120: [("breach_overdue", BEYOND), ("breach_overdue", OFFICER)],
    }


async def test_letters_say_how_long_and_nothing_of_what_happened(vigil: Vigil) -> None:
    await vigil.opens()

    await vigil.at(24)

    notice, reminder = vigil.letterbox.letters
    assert "Vi fikk vite det: 24. mars 2027, 15.00" in notice.text
    assert "Meldes til Datatilsynet innen: 27. mars 2027, 15.00" in notice.text
    assert reminder.subject.startswith("Timer igjen: 48")
    assert "hemmelig" not in notice.text + reminder.text


async def test_days_without_the_service_end_in_one_reminder(vigil: Vigil) -> None:
    await vigil.opens()
    await vigil.at(0)

    assert await vigil.at(70) == [("breach_reminder", OFFICER)]


async def test_one_that_we_knew_of_for_long_is_told_of_once(vigil: Vigil) -> None:
    await vigil.opens(WEDNESDAY_BEFORE_EASTER - timedelta(hours=30))

    assert await vigil.at(0) == [("breach_notice", OFFICER)]


async def test_what_was_reported_or_finished_needs_no_reminder(vigil: Vigil) -> None:
    await vigil.opens()
    await vigil.at(0)

    await vigil.changes(reported_at=WEDNESDAY_BEFORE_EASTER)
    reported = await vigil.at(72)
    await vigil.changes(reported_at=None, closed_at=WEDNESDAY_BEFORE_EASTER)
    finished = await vigil.at(96)

    assert (reported, finished) == ([], [])


async def test_one_that_is_opened_again_is_reminded_of_again(vigil: Vigil) -> None:
    await vigil.opens()
    await vigil.at(24)
    await vigil.changes(closed_at=WEDNESDAY_BEFORE_EASTER)
    quiet = await vigil.at(48)

    await vigil.changes(closed_at=None)

    assert (quiet, await vigil.at(67)) == ([], [("breach_reminder", OFFICER)])
