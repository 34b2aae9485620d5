"""The log of what was done and read, by whom (A13). Never personal data of a requester.

1. Entries are only added; the database itself refuses to change or remove one (migrations). Each carries the digest of
   the one before, so that a changed, removed or inserted row shows (`chain`).
2. Entries are written when the transaction commits and at no other time: the chain is locked for that moment
   alone, and nothing is locked after it, so that two transactions never wait for each other over it.
3. Whose address a fact is about is in the log as a salted digest; erasing the salt erases it and leaves the chain whole (A14).
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import col

from bot.outside import Tokens
from bot.store.chain import CUT, VERIFIED, Chain, Finding, Kept, entry_after
from bot.store.rows import Rows
from bot.store.tables import AuditEntry, AuditHead, AuditStart, CommitmentSalt

HEAD = select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(1)
LAST_BEFORE = HEAD.where(col(AuditEntry.at) < bindparam("moment"))
OF_SUBJECT = select(AuditEntry).where(col(AuditEntry.subject) == bindparam("its_subject")).order_by(col(AuditEntry.seq))
HEADS = select(AuditHead).order_by(col(AuditHead.day))
CHAIN_LOCK = 7_245_002
HEADS_LOCK = 7_245_003


@dataclass(frozen=True)
class Event:
    """Something that was done or read; not yet in the log."""

    at: datetime
    actor: str
    action: str
    subject: str
    result: str
    reason: str
    personal: str = ""
    owner: str = ""


class Audit:
    """The log of one transaction."""

    def __init__(self, rows: Rows, tokens: Tokens) -> None:
        self._rows, self._tokens = rows, tokens
        self._events: list[Event] = []

    async def append(
        self,
        at: datetime,
        actor: str,
        action: str,
        subject: str,
        result: str = "",
        reason: str = "",
        *,
        personal: str = "",
        owner: str = "",
    ) -> None:
        """Puts an entry at the end of the log with this transaction; it is readable after the commit.

        `personal` is whom it is about, kept as a commitment until `forget(owner)`.
        """
        if at.tzinfo is None:
            raise ValueError("a moment without a time zone")
        if personal and not owner:
            raise ValueError("a personal value that nobody could forget")
        self._events.append(Event(at, actor, action, subject, result, reason, personal, owner))

    async def write(self) -> None:
        """Writes what was appended; `Database.transaction` calls it just before the commit."""
        events, self._events = self._events, []
        if not events:
            return
        await self._rows.lock(CHAIN_LOCK)
        last = await self.find_head()
        entries, salts = [], []
        for event in events:
            entry = AuditEntry(
                seq=0,
                at=event.at,
                actor=event.actor,
                action=event.action,
                subject=event.subject,
                result=event.result,
                reason=event.reason,
                previous="",
                digest="",
            )
            salt = self._tokens.secret() if event.personal else ""
            entry.commitment = commitment(salt, event.personal) if salt else ""
            last = entry_after(last, entry)
            entries.append(last)
            if salt:
                salts.append(CommitmentSalt(seq=last.seq, owner=event.owner, salt=salt))
        await self._rows.add(*entries, *salts)

    async def forget(self, owner: str) -> int:
        """Removes the salts of one case or chat: nothing tells any more which address its entries are about."""
        return await self._rows.change(delete(CommitmentSalt).where(col(CommitmentSalt.owner) == owner))

    async def is_about(self, seq: int, value: str) -> bool:
        """Whether the entry was committed to this value; False, too, once it was forgotten."""
        entry = await self._rows.find(select(AuditEntry).where(col(AuditEntry.seq) == seq))
        salt = await self._rows.find(select(CommitmentSalt).where(col(CommitmentSalt.seq) == seq))
        if entry is None or salt is None:
            return False
        return hmac.compare_digest(entry.commitment, commitment(salt.salt, value))

    async def cut(self, before: datetime, now: datetime, actor: str) -> int:
        """Removes entries from before that moment, from the beginning and never the last one; how many (retention).

        Where the log begins now is written first, so that the chain goes on from there.
        """
        kept = select(func.min(AuditEntry.seq)).where(col(AuditEntry.at) >= before)
        head = await self.find_head()
        first_kept = await self._rows.number(kept) or (head.seq if head is not None else 0)
        last = await self._rows.find(select(AuditEntry).where(col(AuditEntry.seq) == first_kept - 1))
        if last is None:
            return 0
        start = {"seq": last.seq, "digest": last.digest}
        if not await self._rows.change(update(AuditStart).where(col(AuditStart.id) == 1).values(**start)):
            await self._rows.add(AuditStart(id=1, seq=last.seq, digest=last.digest))
        await self.append(now, actor, CUT, "audit", str(last.seq), last.digest)
        await self._rows.change(delete(CommitmentSalt).where(col(CommitmentSalt.seq) <= last.seq))
        return await self._rows.change(delete(AuditEntry).where(col(AuditEntry.seq) <= last.seq))

    async def find_head(self) -> AuditEntry | None:
        """The last entry; kept elsewhere, it shows when the log's end is cut."""
        return await self._rows.find(HEAD)

    async def find_last_before(self, moment: datetime) -> AuditEntry | None:
        """The last entry of the days before that moment."""
        return await self._rows.find(LAST_BEFORE, moment=moment)

    async def find_verification(self) -> AuditEntry | None:
        """What the last verification by the daily round found."""
        verified = select(AuditEntry).where(col(AuditEntry.subject) == "audit", col(AuditEntry.action) == VERIFIED)
        return await self._rows.find(verified.order_by(col(AuditEntry.seq).desc()).limit(1))

    async def could_keep(self, head: AuditHead) -> bool:
        """Keeps the head of a day; False when the day has one."""
        return await self._rows.could_add(head)

    async def heads(self) -> tuple[AuditHead, ...]:
        """The heads of all days, the first day first."""
        return await self._rows.all(HEADS)

    async def lock_heads(self) -> None:
        """One process at a time writes heads outside the database."""
        await self._rows.lock(HEADS_LOCK)

    async def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        """Everything logged about one thing, in order."""
        return await self._rows.all(OF_SUBJECT, its_subject=subject)

    async def latest(self, limit: int, offset: int = 0) -> tuple[AuditEntry, ...]:
        """A page of the log, the newest first."""
        newest = select(AuditEntry).order_by(col(AuditEntry.seq).desc())
        return await self._rows.all(newest.limit(limit).offset(offset))

    async def verify(self, heads: Sequence[Kept] = (), *, after: Kept | None = None) -> Finding | None:
        """The first thing that is wrong with the log; None when it is whole and goes through all these heads.

        Without heads a cut end, or a log that was written anew from some row on, cannot show. `after` is a head that was
        verified before: only what follows it is looked at.
        """
        return await Chain(self._rows).inspect(heads, after)


def commitment(salt: str, value: str) -> str:
    """SHA-256 of salt and value."""
    return hashlib.sha256(f"{salt}{value}".encode()).hexdigest()
