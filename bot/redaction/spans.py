"""Where a secret stands, and what it is."""

from dataclasses import dataclass
from enum import StrEnum


class Secret(StrEnum):
    """What was taken out."""

    NATIONAL_ID = "national_id"
    CARD = "card"
    ACCOUNT = "account"
    PASSWORD = "password"  # noqa: S105 - the name of a kind
    CODE = "code"
    KEY = "key"


@dataclass(frozen=True)
class Span:
    """A stretch of text, `end` not included."""

    start: int
    end: int
    secret: Secret
