"""The journal of erasures outside the database, so that an erasure outlives a restored backup (R18).

1. Lines are only added, each on disk before the next is begun; it holds keyed digests, case numbers and times, nothing else.
2. It is written from the database: what a crash kept from the file is written by the next round, and nothing twice.
3. A last line that was cut off is left as it is; the journal goes on below it.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

FILE = "erasures.jsonl"


@dataclass(frozen=True)
class Line:
    """One erasure: of the address behind the digest, in the case with the reference, everything older than `at`."""

    id: str
    digest: str
    reference: str
    at: datetime


def read_journal(file: Path) -> tuple[Line, ...]:
    """The whole lines in their order; none when there is no such file. Raises OSError."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    return tuple(line for line in map(_parsed, text.splitlines()) if line is not None)


def write_missing(file: Path, lines: Iterable[Line]) -> int:
    """Adds the lines that the file lacks, and returns when they are on disk; how many. Raises OSError.

    One caller at a time: whoever holds the database's lock for it.
    """
    there = {line.id for line in read_journal(file)}
    missing = [line for line in lines if line.id not in there]
    if not missing:
        return 0
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = "".join(f"{json.dumps({**asdict(line), 'at': line.at.isoformat()})}\n" for line in missing)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        _write_all(handle, ("" if _ends_well(file) else "\n") + written)
        os.fsync(handle)
    finally:
        os.close(handle)
    return len(missing)


def _parsed(text: str) -> Line | None:
    try:
        kept = json.loads(text)
        line = Line(kept["id"], kept["digest"], kept["reference"], datetime.fromisoformat(kept["at"]))
    except (ValueError, KeyError, TypeError):
        return None
    return line if line.at.tzinfo is not None else None


def _ends_well(file: Path) -> bool:
    content = file.read_bytes()
    return not content or content.endswith(b"\n")


def _write_all(handle: int, text: str) -> None:
    left = text.encode()
    while left:
        left = left[os.write(handle, left) :]
