"""Visitors who do not know which process they speak to."""

import asyncio
from dataclasses import replace

from aiohttp import ClientSession

from tests.channel.house import CODE, Visitor
from tests.channel.killed import SlowMailServer

SECONDS_TO_DELIVER = 20


async def enters(client: ClientSession) -> Visitor:
    """A new chat."""
    async with client.post("/api/chats", json={"lang": "nb"}) as answer:
        body = await answer.json()
    return Visitor(client, body["chat"], body["token"], body["messages"])  # type: ignore[arg-type] - a client all the same


def beside(visitor: Visitor, client: ClientSession) -> Visitor:
    """The same visitor, routed to another process."""
    return replace(visitor, client=client)  # type: ignore[arg-type] - the same


async def letters_to(mail: SlowMailServer, address: str, count: int) -> list[tuple[str, str]]:
    """Message-ID and text of each, once there are so many."""
    async with asyncio.timeout(SECONDS_TO_DELIVER):
        while len(mail.to(address)) < count:  # noqa: ASYNC110 - the mail server tells nobody
            await asyncio.sleep(0.02)
    return mail.to(address)


async def code_to(mail: SlowMailServer, address: str) -> str:
    found = CODE.search((await letters_to(mail, address, 1))[-1][1].replace("\r\n", "\n"))
    assert found is not None
    return found[1] + found[2]
