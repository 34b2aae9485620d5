"""What the year happens in: the real service over a database file, a clock moved by hand, mail that fails on a bad day, chance from a seed.

Nothing of the service is replaced; it is closed and started anew on the same file whenever the year says so.
"""

import heapq
import random  # noqa: TID251 - a seeded year
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.contents import Library
from bot.desk.casework import Desk
from bot.mail.postman import NotDelivered, OutgoingLetter
from bot.service import Service, create_service
from bot.settings import Settings
from tests.doubles import FixedClock

Act = Callable[[], Awaitable[None]]


class SeededTokens:
    """Chance that comes again with the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def code(self) -> str:
        return self.number(6)

    def number(self, digits: int) -> str:
        return f"{self._chance.randrange(10**digits):0{digits}d}"

    def secret(self) -> str:
        return f"{self._chance.getrandbits(256):064x}"

    def identifier(self) -> str:
        return f"{self._chance.getrandbits(128):032x}"

    def fraction(self) -> float:
        return self._chance.random()


class Mailroom:
    """Keeps what was sent and when; takes nothing while the mail server is down."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self.is_down = False
        self.sent: list[tuple[datetime, OutgoingLetter]] = []

    async def send(self, letter: OutgoingLetter) -> None:
        if self.is_down:
            raise NotDelivered("451 down for the day", permanent=False)
        self.sent.append((self._clock(), letter))


class World:
    """The service, and what is going to happen, in the order of time."""

    def __init__(self, folder: Path, library: Library, seed: int, begins: datetime) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a year that comes again
        self.aside = random.Random(seed + 2)  # noqa: S311 - for breaches and long restrictions; people are the same with and without them
        self.clock = FixedClock(begins)
        self.tokens = SeededTokens(random.Random(seed + 1))  # noqa: S311 - the same
        self.mailroom = Mailroom(self.clock)
        self._file = folder / "year.sqlite3"
        self.settings = Settings(
            database_url=f"sqlite:///{self._file}",
            proof_dir=folder / "proof",
            officer_mail="nina@qsmanager.no",
            escalation_mail="leder@qsmanager.no",
        )
        self.restarts = 0
        self._library = library
        self._agenda: list[tuple[datetime, int, Act]] = []
        self._entries = 0
        self.service = self._started()

    @property
    def desk(self) -> Desk:
        service = self.service
        return Desk(service.database, service.library, self.settings, self.clock, self.tokens, service.outbox.notify)

    def at(self, moment: datetime, act: Act) -> None:
        """Puts it on the agenda; what is past happens next."""
        self._entries += 1
        heapq.heappush(self._agenda, (moment, self._entries, act))

    async def goes_on(self, until: datetime) -> None:
        """Lets everything happen that is due before then. No two things happen in the same second."""
        while self._agenda and self._agenda[0][0] < until:
            moment, _, act = heapq.heappop(self._agenda)
            self.clock.now = max(moment, self.clock.now + timedelta(seconds=1))
            await act()
        self.clock.now = max(until, self.clock.now)

    async def restart(self) -> None:
        """The process ends, and another begins on the same file."""
        await self.service.database.close()
        self.service, self.restarts = self._started(), self.restarts + 1
        await self.service.database.migrate()

    async def copy_file(self, to: Path) -> Path:
        """The database as it is now, in a file of its own; the service goes on afterwards."""
        await self.restart()
        shutil.copy(self._file, to)
        return to

    async def post_goes(self) -> None:
        await self.service.outbox.deliver_due()

    def _started(self) -> Service:
        return create_service(self.settings, clock=self.clock, tokens=self.tokens, postman=self.mailroom, library=self._library)
