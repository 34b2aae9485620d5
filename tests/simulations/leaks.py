"""Breaches of the year (R28), from chat and console, reported in time, late or never; and their hours, counted again.

Rounds come three times a week; for each breach one is made, besides, soon after each hour that counts. No rule of the program is used.
"""

import random  # noqa: TID251 - a seeded year
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.content import Language
from bot.desk.answers import Person, Slip
from bot.desk.breaches import BreachDone, register_breach, save_breach
from bot.store.tables import Breach
from bot.tickets.breaches import Decision, Findings
from bot.tickets.kinds import Kind
from bot.tickets.registration import Channel
from tests.simulations.almanac import BEYOND, OFFICER, Told
from tests.simulations.ledger import Leak, Ledger
from tests.simulations.people import Requester
from tests.simulations.visiting import Visiting
from tests.simulations.world import World

BY_LAW, A_DAY, AN_HOUR = timedelta(hours=72), timedelta(hours=24), timedelta(hours=1)
HOURS_THAT_COUNT = (24, 48, 66, 72, 96, 120)
FATES = ((Decision.REPORTED, 20), (Decision.REPORTED, 71), (Decision.REPORTED, 90), (Decision.NOT_REPORTED, 55), (Decision.REPORTED, 260))
"""What is decided, and how many hours after it is in the register: in time, just in time, too late, not to be reported, forgotten."""
DAYS_TO_FINISH = 6


@dataclass(frozen=True)
class Leaks:
    """The breaches, and the officer who works on them."""

    world: World
    ledger: Ledger
    visiting: Visiting
    officer: Person
    makes_round: Callable[[], Awaitable[None]]

    def come(self, number: int, first: datetime, days: int, chance: random.Random) -> None:
        """So many in so many days."""
        for one in range(number):
            at, late = first + timedelta(minutes=chance.randrange(days * 24 * 60)), timedelta(hours=chance.choice((0, 3, 30, 80)))
            fate = FATES[chance.randrange(len(FATES))] if one >= len(FATES) else FATES[one]
            self.world.at(at, partial(self._said_in_chat, one, fate) if one % 2 else partial(self._written_down, late, fate))

    async def _said_in_chat(self, number: int, fate: tuple[Decision, int]) -> None:
        somebody = Requester(number, Kind.QUESTION, Language.NB, Channel.CHAT, self.world.clock())
        aware_at = await self.visiting.tells_of_a_breach(somebody)
        async with self.world.service.database.reading() as records:
            [breach] = [one for one in await records.breaches.open() if one.reference not in self.ledger.leaks]
        self._goes_on(breach, aware_at, fate)

    async def _written_down(self, late: timedelta, fate: tuple[Decision, int]) -> None:
        """By the officer, who was told some hours ago."""
        aware_at, mark = self.world.clock() - late, self.world.tokens.secret()
        words = "En faktura gikk til feil adresse."
        done = await register_breach(self.world.desk, self.officer, mark, words, aware_at, Channel.PHONE)
        assert isinstance(done, BreachDone)
        self._goes_on(done.breach, aware_at, fate)

    def _goes_on(self, breach: Breach, aware_at: datetime, fate: tuple[Decision, int]) -> None:
        now = self.world.clock()
        leak = self.ledger.leaks[breach.reference] = Leak(breach.reference, aware_at, now)
        for hours in HOURS_THAT_COUNT:
            if (at := aware_at + timedelta(hours=hours, minutes=2)) > now:
                self.world.at(at, self.makes_round)
        self.world.at(now + timedelta(hours=fate[1]), partial(self._decides, leak, fate[0]))

    async def _decides(self, leak: Leak, decision: Decision) -> None:
        """What is reported is finished some days later; what is not, at once."""
        now, is_reported = self.world.clock(), decision is Decision.REPORTED
        found = Findings("Én faktura.", "Navnet ble sett.", "Den er slettet.", decision, "Det ble sett sent.", now if is_reported else None)
        await self._saves(leak, found, closes=not is_reported)
        leak.decided_at, leak.closed_at = now, None if is_reported else now
        if is_reported:
            self.world.at(now + timedelta(days=DAYS_TO_FINISH), partial(self._finishes, leak, found))

    async def _finishes(self, leak: Leak, found: Findings) -> None:
        await self._saves(leak, found, closes=True)
        leak.closed_at = self.world.clock()

    async def _saves(self, leak: Leak, found: Findings, *, closes: bool) -> None:
        async with self.world.service.database.reading() as records:
            breach = await records.breaches.find_by_reference(leak.reference)
        assert breach is not None
        slip = Slip(breach.version, self.world.tokens.secret()[:32])
        for _ in ("once", "and once more"):
            assert isinstance(await save_breach(self.world.desk, leak.reference, self.officer, slip, found, closes=closes), BreachDone)


def tellings(ledger: Ledger, leak: Leak) -> list[Told]:
    """Every reminder that a breach must have caused, round by round; what lay before it was written down is told by the first letter."""
    found: list[Told] = []
    marks = {"", _mark(leak, leak.written_at)}
    for at in ledger.rounds:
        mark = _mark(leak, at)
        if not leak.written_at < at or (leak.decided_at is not None and leak.decided_at <= at) or mark in marks:
            continue
        marks.add(mark)
        is_over = at > leak.aware_at + BY_LAW
        to = frozenset({OFFICER, BEYOND} if is_over else {OFFICER})
        found.append(Told(leak.reference, mark, "breach_overdue" if is_over else "breach_reminder", to, at))
    return found


def _mark(leak: Leak, at: datetime) -> str:
    """By the hours since we knew; nothing before a day is over."""
    gone = at - leak.aware_at
    if gone >= BY_LAW + A_DAY:
        return f"overdue-{(gone - BY_LAW) // A_DAY * 24}"
    return next((str(left) for left in (0, 6, 24, 48) if gone >= BY_LAW - left * AN_HOUR), "")
