"""The whole service on a loopback port, and visitors who speak to it over HTTP and sockets."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import ClientResponse, ClientWebSocketResponse, WSMsgType
from aiohttp.test_utils import TestClient

from bot.mail.postman import OutgoingLetter
from bot.service import Service
from bot.store.tables import Ticket
from tests.doubles import FixedClock, Letterbox

CODE = re.compile(r"^(\d{3}) (\d{3})$", re.MULTILINE)
SECONDS_TO_DELIVER = 20

Json = dict[str, Any]


@dataclass
class Visitor:
    """One chat and its token; `headers` go with every call."""

    client: TestClient[Any, Any]
    chat: str
    token: str
    greeting: list[Json]
    headers: dict[str, str] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def url(self) -> str:
        return f"/api/chats/{self.chat}"

    async def post(self, text: object, message_id: object = None) -> ClientResponse:
        body = {"id": message_id or f"m{next(self.ids)}", "text": text}
        headers = {"Authorization": f"Bearer {self.token}", **self.headers}
        return await self.client.post(f"{self.url}/messages", json=body, headers=headers)

    async def say(self, text: str, message_id: str | None = None) -> list[Json]:
        """The replies, as the wire has them."""
        answer = await self.post(text, message_id)
        body: Json = await answer.json()
        assert answer.status == HTTPStatus.OK, body
        messages: list[Json] = body["messages"]
        return messages

    async def says(self, text: str) -> str:
        """The replies' texts, joined."""
        return "\n".join(message["text"] for message in await self.say(text))

    async def read(self, after: int = 0) -> list[Json]:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = await self.client.get(f"{self.url}/messages?after={after}", headers=headers)
        assert answer.status == HTTPStatus.OK
        messages: list[Json] = (await answer.json())["messages"]
        return messages

    async def erase(self) -> ClientResponse:
        return await self.client.delete(self.url, headers={"Authorization": f"Bearer {self.token}"})

    async def ask_for_deletion(self, address: str) -> str:
        """Up to the code; gives what the bot said last."""
        await self.say("slett meg")
        await self.say("ja")
        return await self.says(address)

    async def socket(self, after: int = 0) -> "Line":
        """An authenticated socket, with the gap still to be read."""
        line = Line(await self.client.ws_connect(f"{self.url}/socket"))
        await line.send({"type": "auth", "token": self.token, "after": after})
        return line


@dataclass
class Line:
    """One socket's end."""

    ws: ClientWebSocketResponse

    async def send(self, frame: Json) -> None:
        await self.ws.send_json(frame)

    async def say(self, message_id: str, text: str) -> None:
        await self.send({"type": "say", "id": message_id, "text": text})

    async def frame(self) -> Json:
        async with asyncio.timeout(SECONDS_TO_DELIVER):
            got = await self.ws.receive()
        assert got.type is WSMsgType.TEXT, got
        frame: Json = got.json()
        return frame

    async def until(self, kind: str) -> list[Json]:
        """Every frame up to the first of this kind, which is the last."""
        frames = [await self.frame()]
        while frames[-1]["type"] != kind:
            frames.append(await self.frame())
        return frames

    async def messages(self, count: int) -> list[Json]:
        """The next so many messages, whatever comes between."""
        found: list[Json] = []
        while len(found) < count:
            frame = await self.frame()
            found += [frame] if frame["type"] == "message" else []
        return found

    async def closing_code(self) -> int | None:
        async with asyncio.timeout(SECONDS_TO_DELIVER):
            while (await self.ws.receive()).type not in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}:
                pass
        return self.ws.close_code


@dataclass
class House:
    """The running service and what the world around it sees."""

    client: TestClient[Any, Any]
    service: Service
    clock: FixedClock
    letterbox: Letterbox

    async def visitor(self, lang: str = "nb", **headers: str) -> Visitor:
        answer = await self.client.post("/api/chats", json={"lang": lang}, headers=headers)
        body: Json = await answer.json()
        assert answer.status == HTTPStatus.CREATED, body
        return Visitor(self.client, body["chat"], body["token"], body["messages"], headers)

    async def letters(self, kind: str | None = None) -> list[OutgoingLetter]:
        """Every letter so far, once none is waiting any more."""
        async with asyncio.timeout(SECONDS_TO_DELIVER):
            while await self._waiting():  # noqa: ASYNC110 - the outbox tells nobody but the database
                await asyncio.sleep(0.01)
        return [letter for letter in self.letterbox.letters if kind in {None, letter.kind}]

    async def last_code(self) -> str:
        found = CODE.search((await self.letters("code"))[-1].text)
        assert found is not None
        return found[1] + found[2]

    async def cases_of(self, visitor: Visitor) -> tuple[Ticket, ...]:
        async with self.service.database.reading() as records:
            return await records.cases.of_chat(visitor.chat)

    async def _waiting(self) -> int:
        async with self.service.database.reading() as records:
            return await records.letters.how_many_wait()


def wrong(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
