"""What was proved about a copy stands in the form, signed, for ten minutes and this package alone; no cookie, nothing stored."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Openings:
    """Signs, and knows what it signed; `key` is for nothing else."""

    key: bytes

    def sign(self, release_id: str, now: datetime) -> str:
        until = str(int((now + OPEN_FOR).timestamp()))
        return f"{until}.{self._signature(release_id, until)}"

    def is_open(self, release_id: str, opened: str, now: datetime) -> bool:
        until, _, signature = opened.partition(".")
        is_ours = hmac.compare_digest(signature.encode(), self._signature(release_id, until).encode())
        return is_ours and now.timestamp() < int(until)

    def _signature(self, release_id: str, until: str) -> str:
        return hmac.new(self.key, f"{release_id}:{until}".encode(), hashlib.sha256).hexdigest()
