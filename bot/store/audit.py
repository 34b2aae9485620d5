"""The log of what was done and read, by whom (A13). Never personal data of a requester.

1. Entries are only added. Each carries the digest of the one before, so that a changed, removed or inserted row
   shows.
2. Entries are written when the transaction commits and at no other time: the chain is locked for that moment
   alone, and nothing is locked after it, so that two transactions never wait for each other over it.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import AuditEntry

CHAIN_LOCK = 7_245_002
START = "0" * 64
"""What the first entry has in place of a digest before it."""
AT_ONCE = 1_000


@dataclass(frozen=True)
class Event:
    """Something that was done or read; not yet in the log."""

    at: datetime
    actor: str
    action: str
    subject: str
    result: str
    reason: str


class Audit:
    """The log of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._events: list[Event] = []

    async def append(self, at: datetime, actor: str, action: str, subject: str, result: str = "", reason: str = "") -> None:
        """Puts an entry at the end of the log with this transaction; it is readable after the commit."""
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone")
        self._events.append(Event(at, actor, action, subject, result, reason))

    async def write(self) -> None:
        """Writes what was appended; `Database.transaction` calls it just before the commit."""
        events, self._events = self._events, []
        if not events:
            return
        await self._rows.lock(CHAIN_LOCK)
        last = await self.find_head()
        entries = []
        for event in events:
            last = _next_entry(last, event)
            entries.append(last)
        await self._rows.add(*entries)

    async def find_head(self) -> AuditEntry | None:
        """The last entry; kept elsewhere, it shows when the log's end is cut."""
        return await self._rows.find(select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(1))

    async def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        """Everything logged about one thing, in order."""
        mine = select(AuditEntry).where(col(AuditEntry.subject) == subject)
        return await self._rows.all(mine.order_by(col(AuditEntry.seq)))

    async def latest(self, limit: int, offset: int = 0) -> tuple[AuditEntry, ...]:
        """A page of the log, the newest first."""
        newest = select(AuditEntry).order_by(col(AuditEntry.seq).desc())
        return await self._rows.all(newest.limit(limit).offset(offset))

    async def verify(self) -> int | None:
        """The number of the first entry that does not continue the chain; None when it is whole.

        A missing entry shows at the number that should have been there. A cut end shows only against a head that
        was kept elsewhere.
        """
        seq, previous = 0, START
        while True:
            following = select(AuditEntry).where(col(AuditEntry.seq) > seq).order_by(col(AuditEntry.seq))
            entries = await self._rows.all(following.limit(AT_ONCE))
            for entry in entries:
                if entry.seq != seq + 1 or entry.previous != previous or entry.digest != digest(entry):
                    return seq + 1
                seq, previous = entry.seq, entry.digest
            if len(entries) < AT_ONCE:
                return None


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry's fields as canonical JSON, the previous digest among them."""
    fields = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "result": entry.result,
        "reason": entry.reason,
        "previous": entry.previous,
    }
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _next_entry(last: AuditEntry | None, event: Event) -> AuditEntry:
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=event.at,
        actor=event.actor,
        action=event.action,
        subject=event.subject,
        result=event.result,
        reason=event.reason,
        previous=last.digest if last else START,
        digest="",
    )
    entry.digest = digest(entry)
    return entry
