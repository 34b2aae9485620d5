"""How much one chat and one network may say (C18). What is over is refused with the moment when to go on, never dropped in silence."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.dates import oslo_date
from bot.outside import Tokens
from bot.store.records import Records

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most so many within a period."""

    most: int
    period: timedelta


MESSAGES_OF_A_CHAT = (Limit(20, MINUTE), Limit(200, DAY))
MESSAGES_OF_A_NETWORK = (Limit(120, MINUTE), Limit(3_000, DAY))
CHATS_OF_A_NETWORK = (Limit(30, MINUTE), Limit(600, DAY))
BLOCKS_OF_A_NETWORK = (Limit(30, HOUR),)
"""A school or an office shares one address; a script is slower than this or is told to wait."""


@dataclass(frozen=True)
class Denied:
    """Too much at once: go on after so many seconds; `text` says so to the visitor, with the time in Oslo."""

    seconds: int
    text: str


async def network_digest(records: Records, network: str, now: datetime, tokens: Tokens) -> str:
    """The day's digest of the network (C14); empty for this machine itself, which is no network."""
    if not network or ipaddress.ip_address(network).is_loopback:
        return ""
    return await records.counts.network(network, oslo_date(now), tokens.secret())


async def deny_message(records: Records, chat_id: str, network: str, now: datetime) -> datetime | None:
    """Counts the message and gives None, or says from when on more is taken. `network` is the day's digest, here and below."""
    of_chat = await _count(records, f"message:{chat_id}", MESSAGES_OF_A_CHAT, now)
    return of_chat or await _count_network(records, "messages", network, MESSAGES_OF_A_NETWORK, now)


async def deny_opening(records: Records, network: str, now: datetime) -> datetime | None:
    """The same for a new chat."""
    return await _count_network(records, "chats", network, CHATS_OF_A_NETWORK, now)


async def deny_block(records: Records, network: str, now: datetime) -> datetime | None:
    """The same for the "not you?" button, which writes a row for whoever presses it."""
    return await _count_network(records, "blocks", network, BLOCKS_OF_A_NETWORK, now)


async def _count_network(records: Records, what: str, network: str, limits: tuple[Limit, ...], now: datetime) -> datetime | None:
    return await _count(records, f"{what}:{network}", limits, now) if network else None


async def _count(records: Records, key: str, limits: tuple[Limit, ...], now: datetime) -> datetime | None:
    for limit in limits:
        since = now - limit.period
        if await records.counts.how_many(key, since) >= limit.most:
            oldest = await records.counts.find_oldest(key, since)
            return (oldest or now) + limit.period
    await records.counts.add(key, now)
    return None
