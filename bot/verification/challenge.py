"""A code that was mailed, and the one question asked of it: does this answer match?

Rules: the code itself is nowhere, only a digest under a key that the database does not have (E6); a try is
counted before it is compared (E4); a code works once, in one chat, for one address and purpose, for ten
minutes (E3, E5).
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

MAX_TRIES = 5


@dataclass(frozen=True)
class Challenge:
    """`address` is the compare form; `digest` is hexadecimal."""

    id: str
    chat: str
    purpose: str
    address: str
    digest: str
    issued_at: datetime
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None
    replaced_at: datetime | None = None

    @property
    def tries_left(self) -> int:
        """How many more answers are compared; 0 when it is exhausted."""
        return max(0, MAX_TRIES - self.tries)


class Verdict(StrEnum):
    """`unknown`: no live challenge, because a newer code took its place."""

    MATCHED = "matched"
    MISMATCHED = "mismatched"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    USED = "used"
    UNKNOWN = "unknown"


def issue(
    *,
    id: str,  # noqa: A002 - the field's own name
    chat: str,
    purpose: str,
    address: str,
    code: str,
    now: datetime,
    key: bytes,
    ttl_minutes: int = 10,
) -> Challenge:
    """A fresh challenge for a code that is about to be mailed."""
    return Challenge(
        id=id,
        chat=chat,
        purpose=purpose,
        address=address,
        digest=digest(key, id, chat, purpose, address, code),
        issued_at=now,
        expires_at=now + timedelta(minutes=ttl_minutes),
    )


def digest(key: bytes, *fields: str) -> str:
    """HMAC-SHA-256 over challenge id, chat, purpose, address and code, in this order.

    Each field goes in with its length before it, so that no two sets of fields read alike.
    """
    encoded = [field.encode("utf-8", "surrogatepass") for field in fields]
    framed = b"".join(len(field).to_bytes(4, "big") + field for field in encoded)
    return hmac.new(key, framed, hashlib.sha256).hexdigest()


def check(challenge: Challenge, attempt: str, now: datetime, key: bytes) -> tuple[Challenge, Verdict]:
    """The challenge as it is after this attempt, to be saved whatever the verdict, and the verdict.

    `attempt` is six digits as `read_code` gives them. A dead challenge comes back unchanged and uncompared.
    """
    if challenge.replaced_at is not None:
        return challenge, Verdict.UNKNOWN
    if challenge.used_at is not None:
        return challenge, Verdict.USED
    if now >= challenge.expires_at:
        return challenge, Verdict.EXPIRED
    if challenge.tries_left == 0:
        return challenge, Verdict.EXHAUSTED
    counted = replace(challenge, tries=challenge.tries + 1)
    typed = digest(key, counted.id, counted.chat, counted.purpose, counted.address, attempt)
    if not hmac.compare_digest(typed, counted.digest):
        return counted, Verdict.MISMATCHED
    return replace(counted, used_at=now), Verdict.MATCHED


def replaced(challenge: Challenge, now: datetime) -> Challenge:
    """The same challenge, dead because a newer code was sent (E5); a second time changes nothing."""
    return challenge if challenge.replaced_at is not None else replace(challenge, replaced_at=now)
