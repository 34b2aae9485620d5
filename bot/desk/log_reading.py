"""Reading the log: a page of it, all of it as a table, and whether it is whole (A13). Reading it is logged, too."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.answers import Person
from bot.desk.casework import Desk
from bot.proof import BadHeads, Examined, Head, examine, heads_file, read_heads
from bot.store.log_pages import LogFilter
from bot.store.tables import AuditEntry, StaffAccount

LOG = "log"
VIEWED, EXPORTED = "log.viewed", "log.exported"
AT_ONCE = 500
SECONDS_TO_WAIT = 3.0
FRESH = timedelta(minutes=1)


@dataclass(frozen=True)
class LogView:
    """A page of the log. `total` is how many entries the whole choice has."""

    entries: tuple[AuditEntry, ...]
    total: int
    actors: tuple[str, ...]
    actions: tuple[str, ...]
    people: Mapping[str, StaffAccount]


async def look_at_log(desk: Desk, person: Person, wanted: LogFilter, limit: int, offset: int) -> LogView:
    """A page, and an entry that this person read it; the entry is on the next page that is asked for."""
    async with desk.database.transaction() as records:
        view = LogView(
            entries=await records.log.page(wanted, limit, offset),
            total=await records.log.how_many(wanted),
            actors=await records.log.actors(),
            actions=await records.log.actions(),
            people={account.id: account for account in await records.accounts.all()},
        )
        await records.audit.append(desk.clock(), person.id, VIEWED, LOG, str(view.total))
    return view


async def export_log(desk: Desk, person: Person, wanted: LogFilter) -> tuple[tuple[AuditEntry, ...], Mapping[str, StaffAccount]]:
    """Every entry of the choice, the newest first, and an entry that this person took it along."""
    entries = tuple([entry async for some in _in_parts(desk, wanted) for entry in some])
    async with desk.database.transaction() as records:
        people = {account.id: account for account in await records.accounts.all()}
        await records.audit.append(desk.clock(), person.id, EXPORTED, LOG, str(len(entries)))
    return entries, people


async def _in_parts(desk: Desk, wanted: LogFilter) -> AsyncIterator[tuple[AuditEntry, ...]]:
    """Some at a time, so that the service does other things in between."""
    seq: int | None = None
    while True:
        async with desk.database.reading() as records:
            some = await records.log.before(wanted, seq, AT_ONCE)
        if not some:
            return
        yield some
        seq = some[-1].seq


@dataclass(frozen=True)
class ChainState:
    """What the whole log was found to be at that moment. `outside` is the last head in the file; `fault` says why it cannot be read."""

    at: datetime
    examined: Examined
    outside: Head | None
    fault: str


class ChainWatch:
    """Whether the log is whole, looked at when somebody asks: by one at a time, and at most once a minute."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._state: ChainState | None = None
        self._looking: asyncio.Task[ChainState] | None = None

    async def state(self) -> ChainState | None:
        """None while a long log is still being followed; ask again."""
        if self._state is not None and self._desk.clock() - self._state.at < FRESH:
            return self._state
        looking = self._looking = self._looking or asyncio.create_task(self._look())
        await asyncio.wait({looking}, timeout=SECONDS_TO_WAIT)
        if not looking.done():
            return None
        self._looking = None
        self._state = looking.result()
        return self._state

    async def _look(self) -> ChainState:
        desk, fault, heads = self._desk, "", tuple[Head, ...]()
        now = desk.clock()
        try:
            heads = await asyncio.to_thread(read_heads, heads_file(desk.settings))
        except BadHeads as error:
            fault = str(error)
        except OSError as error:
            fault = error.strerror or type(error).__name__
        async with desk.database.reading() as records:
            examined = await examine(records, desk.settings, heads)
        return ChainState(now, examined, heads[-1] if heads else None, fault)
