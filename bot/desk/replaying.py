"""After a backup was restored: everything that had been erased is erased anew, by the journal outside the database (R18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.desk.erasing import Survey, Why, erase, survey
from bot.digests import erased_digest
from bot.journal import Line
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import Erasure

OPERATOR = "operator"


@dataclass(frozen=True)
class Replayed:
    """What one line of the journal came to. `left` are cases that are open in the backup: a person must look at them."""

    reference: str
    at: datetime
    counts: str
    left: tuple[str, ...]


class _Rehearsed(Exception):
    pass


async def replay(
    database: Database, settings: Settings, lines: Iterable[Line], now: datetime, *, is_rehearsal: bool = False
) -> tuple[Replayed, ...]:
    """Erases what is older than each erasure, in one transaction; done twice, the second finds nothing. A rehearsal changes nothing."""
    done: list[Replayed] = []
    try:
        async with database.transaction() as records:
            addresses = {erased_digest(address, settings): address for address in await records.traces.addresses()}
            in_order = sorted(lines, key=lambda one: one.at)
            done = [await _replay(records, settings, line, addresses.get(line.digest), now) for line in in_order]
            if is_rehearsal:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return tuple(done)


async def _replay(records: Records, settings: Settings, line: Line, address: str | None, now: datetime) -> Replayed:
    await records.erasures.add(Erasure(id=line.id, digest=line.digest, reference=line.reference, at=line.at))
    if address is None:
        return Replayed(line.reference, line.at, "", ())
    own = await records.cases.find_by_reference(line.reference)
    found = await survey(records, address, settings, own=own.id if own is not None else "", until=line.at)
    await erase(records, found, now, is_replay=True)
    if found.going:
        await records.audit.append(now, OPERATOR, "erasure.replayed", line.reference, found.written_counts)
    return Replayed(line.reference, line.at, found.written_counts, _left(found))


def _left(found: Survey) -> tuple[str, ...]:
    return tuple(one.name for one in found.staying if one.why is Why.OPEN_CASE)
