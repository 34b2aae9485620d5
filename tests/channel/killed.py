"""A real `python -m bot` that is killed again and again, and visitors who do not give up."""

import asyncio
import os
import random  # noqa: TID251 - a seeded run
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    ClientWSTimeout,
    WSMsgType,
)
from aiohttp.test_utils import unused_port
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.channel.house import CODE, Json
from tests.mail.doubles import MailServer

SECONDS_TO_START = 120
SECONDS_TO_GIVE_UP = 300
SECONDS_TO_BE_FINISHED = 1_800
"""The last in the handler's pile may have to wait until the killing is over, however slow the machine."""

SECONDS_BETWEEN_TRIES = 0.02
SECONDS_OF_SCANNING = 0.03
"""The mail server takes its time between the letter and its yes, as real ones do: a good moment to be killed."""

ONE_TIME = re.compile(r"^(\d{5}-\d{5}-\d{5}-\d{5})$", re.MULTILINE)
FINISHED = re.compile("Vi har gjort det du ba om.")


@dataclass
class SlowMailServer(MailServer):
    """Takes the letter first and says so later."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(SECONDS_OF_SCANNING)
        return answer

    def to(self, address: str) -> list[tuple[str, str]]:
        """Message-ID and text of each letter to the address, repeats included."""
        return [(mail["Message-ID"], mail.get_content()) for mail in self.mails if mail["To"] == address]


@dataclass
class Program:
    """`python -m bot` over one folder; `start` and `kill` as often as one likes."""

    folder: Path
    mail_port: int
    port: int = field(default_factory=unused_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'killed.sqlite3'}"

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
            "BOT_CACHE_DIR": os.environ["BOT_CACHE_DIR"],
            "BOT_DATABASE_URL": self.database_url,
            "BOT_PORT": str(self.port),
            "BOT_PROOF_DIR": str(self.folder / "proof"),
            "BOT_SECRET_KEY": "a secret key of the killing test",
            "BOT_SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
        }

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", stdout=log, stderr=log, env=self.environment())

    async def answers(self) -> None:
        """Returns when the service is there."""
        async with asyncio.timeout(SECONDS_TO_START), ClientSession() as session:
            while True:
                assert self.process is not None
                assert self.process.returncode is None, self.log.read_text(encoding="utf-8")[-2_000:]
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except ClientError:
                    await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def add_staff(self, address: str, name: str, role: str = "handler") -> str:
        """The password for the first login."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "staff", "add", address, "--name", name, "--role", role),
            stdout=asyncio.subprocess.PIPE,
            env=self.environment(),
        )
        printed, _ = await process.communicate()
        found = ONE_TIME.search(printed.decode())
        assert found is not None, printed
        return found[1]

    async def end(self, how: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        await self.process.wait()


@dataclass
class Persistent:
    """A visitor with one request; says everything again, under the same id, until it was acknowledged."""

    number: int
    program: Program
    mail: SlowMailServer
    session: ClientSession
    handed_in: "asyncio.Queue[str]"
    broken: int = 0
    chat: str = ""
    token: str = ""
    sent: list[str] = field(default_factory=list)
    acknowledged: dict[str, list[Json]] = field(default_factory=dict)
    reference: str = ""

    @property
    def address(self) -> str:
        return f"visitor{self.number}@x.no"

    async def tell(self) -> None:
        """Three questions, a correction, the code from the mail, the reference, and how it stands before and after the letter."""
        opened = await self._until_there("POST", "/api/chats", {"lang": "nb"})
        self.chat, self.token = opened["chat"], opened["token"]
        for text in ("hvilke opplysninger samler dere inn?", "hvor lagrer dere dem?", "hvordan kontakter jeg dere?"):
            await self.say(text)
        for text in ("adressen min er feil, rett den", "ja", self.address):
            await self.say(text)
        code = await self._reads_mail(CODE)
        replies = await self.say(code[1] + code[2])
        self.reference = replies[0]["ticket"]["reference"]
        replies = await self.say("hvordan går det med saken min?")
        assert [reply["ticket"]["reference"] for reply in replies] == [self.reference]
        await self.handed_in.put(self.reference)
        await self._reads_mail(FINISHED, SECONDS_TO_BE_FINISHED)
        replies = await self.say("hvordan går det med saken min?")
        assert "finner ingen åpen sak" in replies[0]["text"]
        assert [reply["ticket"] for reply in replies] == [None]

    async def say(self, text: str) -> list[Json]:
        message_id = f"{self.number}-{len(self.sent)}"
        self.sent.append(message_id)
        body = await self._until_there("POST", f"/api/chats/{self.chat}/messages", {"id": message_id, "text": text})
        self.acknowledged[message_id] = body["messages"]
        return self.acknowledged[message_id]

    async def history(self) -> list[Json]:
        messages: list[Json] = (await self._until_there("GET", f"/api/chats/{self.chat}/messages", None))["messages"]
        return messages

    def assert_kept(self, history: list[Json]) -> None:
        """Every reply that was acknowledged stands there as it was told, and no other."""
        told = [message for replies in self.acknowledged.values() for message in replies]
        assert [message for message in history[2:] if message["from"] == "bot"] == told

    async def _until_there(self, method: str, path: str, body: object) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with asyncio.timeout(SECONDS_TO_GIVE_UP):
            while True:
                try:
                    async with self.session.request(
                        method, self.program.url + path, json=body, headers=headers, timeout=ClientTimeout(30)
                    ) as answer:
                        assert answer.status in {200, 201}, await answer.text()
                        return await answer.json()
                except (ClientError, ConnectionError) as error:
                    self.broken += not isinstance(error, ClientConnectorError)
                    await asyncio.sleep(SECONDS_BETWEEN_TRIES)

    async def _reads_mail(self, wanted: re.Pattern[str], seconds: float = SECONDS_TO_GIVE_UP) -> re.Match[str]:
        """Looks into the mailbox until a letter has it."""
        async with asyncio.timeout(seconds):
            while True:
                for _, text in self.mail.to(self.address):
                    if (found := wanted.search(text.replace("\r\n", "\n"))) is not None:
                        return found
                await asyncio.sleep(SECONDS_BETWEEN_TRIES)


@dataclass
class PersistentOnSocket(Persistent):
    """The same visitor over a WebSocket: comes back with the last number seen, and hears the rest without a gap."""

    line: ClientWebSocketResponse | None = None
    seen: list[Json] = field(default_factory=list)

    async def say(self, text: str) -> list[Json]:
        message_id = f"{self.number}-{len(self.sent)}"
        self.sent.append(message_id)
        async with asyncio.timeout(SECONDS_TO_GIVE_UP):
            while not (replies := self._replies_to(message_id)):
                try:
                    self.line = self.line or await self._connect()
                    await self.line.send_json({"type": "say", "id": message_id, "text": text})
                    while not self._replies_to(message_id):
                        await self._hear(self.line)
                except (ClientError, ConnectionError):
                    self.broken += self.line is not None
                    self.line = None
                    await asyncio.sleep(SECONDS_BETWEEN_TRIES)
        return replies

    def assert_kept(self, history: list[Json]) -> None:
        assert self.seen == history[: len(self.seen)]

    async def _connect(self) -> ClientWebSocketResponse:
        line = await self.session.ws_connect(f"{self.program.url}/api/chats/{self.chat}/socket", timeout=ClientWSTimeout(ws_close=1))
        await line.send_json({"type": "auth", "token": self.token, "after": len(self.seen)})
        return line

    async def _hear(self, line: ClientWebSocketResponse) -> None:
        frame = await line.receive()
        if frame.type is not WSMsgType.TEXT:
            raise ConnectionError
        body = frame.json()
        assert body["type"] in {"message", "typing", "ready"}, body
        if body.pop("type") == "message":
            assert body["seq"] == len(self.seen) + 1
            self.seen.append(body)

    def _replies_to(self, message_id: str) -> list[Json]:
        """What the bot said after it, so far."""
        place = next((place for place, one in enumerate(self.seen) if one.get("id") == message_id), None)
        return [one for one in self.seen[place:] if one["from"] == "bot"] if place is not None else []


async def kill_at_random_moments(program: Program, kills: int, chance: random.Random) -> None:
    """Most within the second and a half after the service is there, some while it is still starting."""
    for _ in range(kills):
        if chance.random() < 0.1:
            await asyncio.sleep(chance.uniform(0.0, 2.0))
        else:
            await program.answers()
            await asyncio.sleep(chance.uniform(0.0, 1.5))
        await program.end(signal.SIGKILL)
        await program.start()
    await program.answers()


async def come_one_after_another(new: Callable[[], Persistent], until: asyncio.Task[None], most_at_once: int) -> list[Persistent]:
    """New visitors as long as the killing goes on; then waits until everybody is through. The first who fails ends it."""
    everybody: list[Persistent] = []
    talking: set[asyncio.Task[None]] = set()

    async with asyncio.TaskGroup() as group:
        while not until.done():
            if len(talking) < most_at_once:
                everybody.append(new())
                talking.add(group.create_task(everybody[-1].tell()))
            await asyncio.sleep(0.15)
            talking = {task for task in talking if not task.done()}
    return everybody
