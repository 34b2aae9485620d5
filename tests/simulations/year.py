"""The year itself: who comes when, the hours of the post and of the rounds, a day without mail, nights that calendars are wrong about.

It runs from 1 September 2027 to 31 August 2028: a turn of the year, a leap day, two changes of the clock, Easter and 17 May.
"""

import calendar
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.content import ANSWERED
from bot.contents import Library
from bot.tickets.kinds import Kind
from bot.tickets.registration import Channel
from tests.simulations.company import Company
from tests.simulations.courses import working_moment
from tests.simulations.leaks import Leaks
from tests.simulations.ledger import Closing, Ledger
from tests.simulations.people import Requester, draw_requesters
from tests.simulations.storage import Snapshot
from tests.simulations.visiting import Visiting
from tests.simulations.world import World

BEGINS = datetime(2027, 9, 1, tzinfo=UTC)
ROUNDS_AT = timedelta(hours=5)
ROUND_DAYS = frozenset({calendar.MONDAY, calendar.WEDNESDAY, calendar.FRIDAY})
DAYS_BETWEEN_PURGES = 5
"""Post and reminders three times a week, retention now and then: what a year can afford. The service does all of it every minute."""
NIGHTS = tuple(datetime(*day, tzinfo=UTC) for day in ((2027, 10, 30), (2027, 12, 31), (2028, 2, 28), (2028, 3, 25)))
"""On these a round is made every hour from the evening to the morning."""
MAIL_IS_DOWN = datetime(2027, 11, 17, 7, 0, tzinfo=UTC)
TWO_MONTHS = timedelta(days=60)
UNPROVED_AFTER = timedelta(days=7)


@dataclass
class Year:
    """A year, or the beginning of one."""

    world: World
    ledger: Ledger
    days: int

    async def runs(self, cases: int) -> None:
        """From the first day to the last round and the last post."""
        company = Company(self.world, self.ledger)
        visiting = Visiting(self.world, self.ledger, company.takes_in)
        await self.world.service.database.migrate()
        await company.opens_its_doors()
        for person in draw_requesters(self.world.chance, cases, BEGINS, self.days - 1):
            self._comes(person, company, visiting)
        for number in range(cases // 25):
            at = BEGINS + timedelta(minutes=self.world.chance.randrange((self.days - 1) * 24 * 60))
            somebody = Requester(cases + number, Kind.QUESTION, self.world.chance.choice(ANSWERED), Channel.CHAT, at)
            self.world.at(at, partial(visiting.looks_around, somebody))
        leaks = Leaks(self.world, self.ledger, visiting, company.staff["nina"], partial(self.makes_round, is_whole=False))
        leaks.come(cases // 25, BEGINS, self.days - 1, self.world.aside)
        self._keeps_hours()
        self._has_bad_days()
        await self.world.goes_on(BEGINS + timedelta(days=self.days))
        await self.makes_round()
        await self.world.post_goes()

    async def goes_on(self, until: datetime) -> None:
        """What is left is finished, nobody new comes, and a round is made every other month, and at the end."""
        at = self.world.clock() + TWO_MONTHS
        while at < until:
            self.world.at(at, self.makes_round)
            at += TWO_MONTHS
        await self.world.goes_on(until)
        await self.makes_round()

    async def snapshot(self, to: Path) -> Snapshot:
        return Snapshot(self.world.clock(), deepcopy(self.ledger), list(self.world.mailroom.sent), await self.world.copy_file(to))

    async def makes_round(self, *, is_whole: bool = True) -> None:
        """The post, then the round; what the round wrote goes with the next post."""
        await self.world.post_goes()
        self.world.clock.tick(seconds=1)
        self._ends_what_nobody_proved()
        self.ledger.rounds.append(self.world.clock())
        if is_whole:
            self.ledger.purges.append(self.world.clock())
            await self.world.service.rounds.make()
        else:
            await self.world.service.rounds.follow_up()

    def _comes(self, person: Requester, company: Company, visiting: Visiting) -> None:
        if person.channel is Channel.CHAT:
            self.world.at(person.writes_at, lambda: visiting.asks(person))
            return
        typed_in = working_moment(person.writes_at + person.registered_after + timedelta(minutes=5), self.world.chance)
        self.world.at(typed_in, lambda: company.registers(person))

    def _keeps_hours(self) -> None:
        for day in range(self.days):
            is_whole = day % DAYS_BETWEEN_PURGES == 0
            if (BEGINS + timedelta(days=day)).weekday() in ROUND_DAYS:
                self.world.at(BEGINS + timedelta(days=day) + ROUNDS_AT, partial(self.makes_round, is_whole=is_whole))
        for night in NIGHTS:
            for hour in range(19, 29):
                if night < BEGINS + timedelta(days=self.days):
                    self.world.at(night + timedelta(hours=hour, minutes=30), partial(self.makes_round, is_whole=False))

    def _has_bad_days(self) -> None:
        """The mail server is down for a day, and now and then the service is started anew."""
        self.world.at(MAIL_IS_DOWN, lambda: self._mail(is_down=True))
        self.world.at(MAIL_IS_DOWN + timedelta(days=1), lambda: self._mail(is_down=False))
        for _ in range(self.days // 28):
            self.world.at(BEGINS + timedelta(minutes=self.world.chance.randrange(self.days * 24 * 60)), self.world.restart)

    async def _mail(self, *, is_down: bool) -> None:
        self.world.mailroom.is_down = is_down

    def _ends_what_nobody_proved(self) -> None:
        now = self.world.clock()
        for story in self.ledger.stories.values():
            if story.before_staff_at is None and not story.closings and now - story.received_at > UNPROVED_AFTER:
                story.closings.append(Closing(now, "unverified", is_told=True))


async def a_year(folder: Path, library: Library, seed: int, *, cases: int, days: int = 366) -> Year:
    """The year that this seed gives, at its end."""
    year = Year(World(folder, library, seed, BEGINS), Ledger(), days)
    await year.runs(cases)
    return year
