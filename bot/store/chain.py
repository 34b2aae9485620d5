"""The chain of the log: how an entry is bound to the one before, and what is wrong when it is not (A13).

What a person with the database's password can do leaves a trace here: a changed row does not fit its digest, a removed or
added one breaks the row of digests, and a log that was written anew, or cut, does not go through the heads kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import col

from bot.answers.dates import oslo_date
from bot.store.rows import Rows
from bot.store.tables import AuditEntry, AuditStart

START = "0" * 64
"""What the first entry has in place of a digest before it."""
CUT = "audit.cut"
"""The entry that says what retention removed from the beginning: the last row's number as result, its digest as reason."""
VERIFIED = "audit.verified"
"""The entry of a verification: what was found, and at which row."""
AT_ONCE = 200
"""Rows between which the service does other things."""
NEAR = 100
"""How far a row that was given another number is looked for."""


class Damage(StrEnum):
    """What was done to the log."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    MOVED = "moved"
    CUT = "cut"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Kept:
    """A head as it was kept: the number and digest of a day's last entry."""

    day: date
    seq: int
    digest: str


@dataclass(frozen=True)
class Finding:
    """The first row that is wrong, and the day in Oslo that it, or whatever shows it, is from.

    `until` is the last row that a rewriting may have reached, else the row itself.
    """

    damage: Damage
    seq: int
    day: date
    until: int


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry's fields as canonical JSON, the previous digest among them.

    An empty commitment is left out: entries from before there were any keep their digest.
    """
    fields = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "result": entry.result,
        "reason": entry.reason,
        "previous": entry.previous,
        **({"commitment": entry.commitment} if entry.commitment else {}),
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def entry_after(last: AuditEntry | None, entry: AuditEntry) -> AuditEntry:
    """The entry with its number and digests, as the one that follows."""
    entry.seq, entry.previous = (last.seq + 1, last.digest) if last is not None else (1, START)
    entry.digest = digest(entry)
    return entry


@dataclass(frozen=True)
class _Place:
    """Where the chain is whole up to, and the last row that a head vouches for."""

    seq: int
    digest: str
    vouched: int


class Chain:
    """The log as it lies in the database."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def inspect(self, heads: Sequence[Kept], after: Kept | None) -> Finding | None:
        """The first thing that is wrong; `after` is where to begin."""
        if (found := await self._fault_of_start()) is not None:
            return found
        start = await self._start()
        place = _Place(after.seq, after.digest, after.seq) if after is not None and after.seq > start.seq else start
        by_row: dict[int, list[Kept]] = {}
        for head in heads:
            by_row.setdefault(head.seq, []).append(head)
        if (wrong := _contradiction(place, by_row.get(place.seq, ()))) is not None:
            return wrong
        while True:
            following = select(AuditEntry).where(col(AuditEntry.seq) > place.seq).order_by(col(AuditEntry.seq))
            entries = await self._rows.all(following.limit(AT_ONCE))
            for entry in entries:
                here = by_row.get(entry.seq, ())
                if not _follows(entry, place.seq, place.digest):
                    is_vouched = any(head.digest == entry.digest for head in here)
                    return await self._explain(entry, place, start, is_vouched=is_vouched)
                place = _Place(entry.seq, entry.digest, place.vouched)
                if (wrong := _contradiction(place, here)) is not None:
                    return await self._find_pushed(entry, here) or wrong
                if here:
                    place = _Place(entry.seq, entry.digest, entry.seq)
            if len(entries) < AT_ONCE:
                return _cut(place, heads)

    async def _start(self) -> _Place:
        start = await self._rows.find(select(AuditStart))
        return _Place(start.seq, start.digest, start.seq) if start is not None else _Place(0, START, 0)

    async def _fault_of_start(self) -> Finding | None:
        """A log that begins later than at its first row must say so itself: retention leaves an entry."""
        start = await self._rows.find(select(AuditStart))
        if start is None:
            return None
        cuts = await self._rows.all(select(AuditEntry).where(col(AuditEntry.action) == CUT).order_by(col(AuditEntry.seq)))
        if any((cut.result, cut.reason) == (str(start.seq), start.digest) for cut in cuts):
            return None
        first = await self._rows.find(select(AuditEntry).order_by(col(AuditEntry.seq)).limit(1))
        missing = max((int(cut.result) for cut in cuts if cut.result.isdecimal()), default=0) + 1
        return Finding(Damage.REMOVED, missing, oslo_date(first.at) if first is not None else date.min, start.seq)

    async def _explain(self, entry: AuditEntry, place: _Place, start: _Place, *, is_vouched: bool) -> Finding:
        """What was done, as far as the rows around tell. `is_vouched`: a head shows that this very row was once written."""
        expected, day = place.seq + 1, oslo_date(entry.at)
        true_one = await self._rows.find(
            select(AuditEntry).where(col(AuditEntry.previous) == place.digest, col(AuditEntry.seq) > expected).limit(1)
        )
        gone = Finding(Damage.REMOVED if true_one is None else Damage.MOVED, expected, day, expected)
        if entry.seq > expected:
            return gone
        if entry.digest == digest(entry):
            if true_one is None and (is_vouched or await self._is_followed(entry)):
                changed = place.seq if place.seq > start.seq else expected
                return Finding(Damage.CHANGED, changed, day, changed)
            return Finding(Damage.ADDED, expected, day, expected)
        once = _number_when_written(entry)
        if once is None:
            return Finding(Damage.CHANGED, expected, day, expected)
        return gone if once > expected else Finding(Damage.ADDED, once, day, expected - 1)

    async def _find_pushed(self, entry: AuditEntry, heads: Iterable[Kept]) -> Finding | None:
        """The row as added, when the one that the head knows stands behind it and follows the same row."""
        kept = col(AuditEntry.digest).in_([head.digest for head in heads])
        pushed = select(AuditEntry).where(kept, col(AuditEntry.previous) == entry.previous, col(AuditEntry.seq) > entry.seq)
        if await self._rows.find(pushed.limit(1)) is None:
            return None
        return Finding(Damage.ADDED, entry.seq, oslo_date(entry.at), entry.seq)

    async def _is_followed(self, entry: AuditEntry) -> bool:
        following = await self._rows.find(select(AuditEntry).where(col(AuditEntry.seq) == entry.seq + 1))
        return following is not None and _follows(following, entry.seq, entry.digest)


def _follows(entry: AuditEntry, seq: int, previous: str) -> bool:
    return entry.seq == seq + 1 and entry.previous == previous and entry.digest == digest(entry)


def _contradiction(place: _Place, heads: Iterable[Kept]) -> Finding | None:
    for head in heads:
        if head.digest != place.digest:
            return Finding(Damage.REWRITTEN, min(place.vouched + 1, place.seq), head.day, place.seq)
    return None


def _cut(place: _Place, heads: Sequence[Kept]) -> Finding | None:
    missing = [head for head in heads if head.seq > place.seq]
    if not missing:
        return None
    first = min(missing, key=lambda head: head.seq)
    return Finding(Damage.CUT, place.seq + 1, first.day, max(head.seq for head in missing))


def _number_when_written(entry: AuditEntry) -> int | None:
    """The number that its digest was made for; None when something else was changed."""
    for number in range(max(1, entry.seq - NEAR), entry.seq + NEAR + 1):
        if digest(_numbered(entry, number)) == entry.digest:
            return number
    return None


def _numbered(entry: AuditEntry, number: int) -> AuditEntry:
    copy = AuditEntry(**entry.model_dump())
    copy.seq = number
    return copy
