"""How many codes may be sent: to an address, from a network, in a chat, by all (E4, E7).

A wait says when it ends, so that the visitor can be told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SendLimits:
    """The house's numbers. A chat counts its codes by the hour: whoever stays longer may go on (E4)."""

    spacing_seconds: int = 60
    address_per_hour: int = 5
    address_per_day: int = 10
    network_per_hour: int = 10
    chat_per_hour: int = 3
    all_per_hour: int = 300
    failed_tries_per_day: int = 10


class Which(StrEnum):
    """The limit that was met. `all` is the breaker for the whole service: somebody should be alarmed."""

    SPACING = "spacing"
    ADDRESS_HOUR = "address_hour"
    ADDRESS_DAY = "address_day"
    NETWORK = "network"
    CHAT = "chat"
    ALL = "all"
    FAILED_TRIES = "failed_tries"


@dataclass(frozen=True)
class Granted:
    """Send it now."""


@dataclass(frozen=True)
class Wait:
    """Not before `until`; where several limits were met, the one that lasts longest."""

    until: datetime
    which: Which


def may_send(
    *,
    sent_to_address: Sequence[datetime],
    sent_from_network: Sequence[datetime],
    sent_by_all: Sequence[datetime],
    sent_in_chat: Sequence[datetime],
    now: datetime,
    failed_tries: int = 0,
    limits: SendLimits | None = None,
) -> Granted | Wait:
    """Whether one more code may go out.

    Histories hold the moments of earlier sends in any order, at least the last day's; the address is folded
    by `counted_as`. `failed_tries` are wrong codes typed for that address within the last day.
    """
    limits = limits or SendLimits()
    spacing = timedelta(seconds=limits.spacing_seconds)
    waits = [
        *_met(Which.SPACING, sent_to_address, 1, spacing, now),
        *_met(Which.ADDRESS_HOUR, sent_to_address, limits.address_per_hour, _HOUR, now),
        *_met(Which.ADDRESS_DAY, sent_to_address, limits.address_per_day, _DAY, now),
        *_met(Which.NETWORK, sent_from_network, limits.network_per_hour, _HOUR, now),
        *_met(Which.CHAT, sent_in_chat, limits.chat_per_hour, _HOUR, now),
        *_met(Which.ALL, sent_by_all, limits.all_per_hour, _HOUR, now),
    ]
    if failed_tries >= limits.failed_tries_per_day:
        # The tries belong to codes of the last day; the first may go when the oldest of these is a day old.
        oldest = min((moment for moment in sent_to_address if moment > now - _DAY), default=now)
        waits.append(Wait(oldest + _DAY, Which.FAILED_TRIES))
    return max(waits, key=lambda wait: wait.until, default=Granted())


def _met(which: Which, sent: Sequence[datetime], most: int, window: timedelta, now: datetime) -> Iterator[Wait]:
    """The wait until one of the `most` latest sends has left the window; none while there is room."""
    within = sorted(moment for moment in sent if moment > now - window)
    if len(within) >= most:
        yield Wait(within[-most] + window, which)
