"""The log's heads outside the database, and whether the log still goes through them (A13).

1. A head is signed with a key that the database does not have: whoever can write the tables cannot make one.
2. The file beside the database is only ever added to, a line a day. What a crash left half written is taken away first.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bot.settings import Settings
from bot.store.chain import Finding, Kept
from bot.store.records import Records
from bot.store.tables import AuditHead

FILE = "audit-heads.jsonl"
WHOLE = "whole"
"""What the log says of itself after a verification that found nothing."""
PRIVATE = 0o600


class BadHeads(Exception):
    """A line of the file is no head; the text says which."""


@dataclass(frozen=True)
class Head:
    """The last entry of a day, signed. `day` as in 2026-11-23."""

    day: str
    seq: int
    digest: str
    signature: str

    @property
    def kept(self) -> Kept:
        return Kept(date.fromisoformat(self.day), self.seq, self.digest)

    def is_ours(self, settings: Settings) -> bool:
        return hmac.compare_digest(self.signature.encode(), signature(self.kept, settings).encode())


@dataclass(frozen=True)
class Examined:
    """The log at one moment, against every head that is known.

    `forged` is the first head that we did not sign; `lost` the first that one of the two places had and has no more.
    """

    finding: Finding | None
    forged: Head | None
    lost: Head | None
    heads: int


def signature(kept: Kept, settings: Settings) -> str:
    """HMAC-SHA-256 of day, number and digest."""
    content = f"{kept.day.isoformat()} {kept.seq} {kept.digest}"
    return hmac.new(settings.key("audit head"), content.encode(), hashlib.sha256).hexdigest()


def head_of(row: AuditHead) -> Head:
    return Head(row.day.isoformat(), row.seq, row.digest, row.signature)


def heads_file(settings: Settings) -> Path:
    """Where this process keeps the heads outside the database."""
    return settings.proof_dir / FILE


def read_heads(file: Path) -> tuple[Head, ...]:
    """All whole lines of the file, none when there is no file; raises BadHeads and OSError."""
    if not file.exists():
        return ()
    *lines, _torn = file.read_bytes().split(b"\n")
    return tuple(_read_line(line, number) for number, line in enumerate(lines, start=1))


def missing_in(file: Path, heads: Iterable[Head]) -> tuple[Head, ...]:
    """The heads of days that the file does not have; raises BadHeads and OSError."""
    there = {head.day for head in read_heads(file)}
    return tuple(head for head in heads if head.day not in there)


def add_missing(file: Path, heads: Iterable[Head]) -> int:
    """Adds the heads of days that the file does not have, on disk when it returns; how many. Raises BadHeads and OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = missing_in(file, heads)
    if not missing:
        return 0
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE)
    with os.fdopen(descriptor, "r+b") as writing:
        whole = writing.read().rfind(b"\n") + 1
        writing.truncate(whole)
        writing.seek(whole)
        writing.write(b"".join(json.dumps(asdict(head)).encode() + b"\n" for head in missing))
        writing.flush()
        os.fsync(writing.fileno())
    return len(missing)


async def examine(records: Records, settings: Settings, outside: Sequence[Head], *, is_short: bool = False) -> Examined:
    """Follows the log through the heads of the database and those from outside; `is_short`: only from the last common head on."""
    inside = [head_of(row) for row in await records.audit.heads()]
    known = sorted({*inside, *outside}, key=lambda head: (head.seq, head.day))
    ours = [head for head in known if head.is_ours(settings)]
    forged = next((head for head in known if head not in ours), None)
    after = ours[-1].kept if is_short and ours else None
    finding = await records.audit.verify([head.kept for head in ours], after=after)
    return Examined(finding, forged, _lost(inside, outside), len(known))


def _lost(inside: Sequence[Head], outside: Sequence[Head]) -> Head | None:
    """What the file has, the database had first; and the file gets days in their order, so that it has none but the latest to come."""
    days_inside, days_outside = ({head.day for head in heads} for heads in (inside, outside))
    newest = max(days_outside, default="")
    gone = [head for head in outside if head.day not in days_inside]
    gone += [head for head in inside if head.day not in days_outside and head.day < newest]
    return min(gone, key=lambda head: head.day, default=None)


def _read_line(line: bytes, number: int) -> Head:
    try:
        values = json.loads(line)
        head = Head(str(values["day"]), int(values["seq"]), str(values["digest"]), str(values["signature"]))
        date.fromisoformat(head.day)
    except (ValueError, KeyError, TypeError):
        raise BadHeads(f"line {number} is no head") from None
    return head
