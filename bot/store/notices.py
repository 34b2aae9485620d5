"""Tells other processes over the same PostgreSQL that something was committed (DESIGN section 8): LISTEN and NOTIFY.

1. Told after the commit, on a line of its own: a NOTIFY inside the transaction would make all commits of the server queue
   for one lock, and could fail a turn that is fine.
2. A notice is a hint. One that is lost, because the line is broken or a process died after its commit, costs seconds:
   sockets and outboxes look by themselves.
3. A chat's id travels, never what was said.
"""

import asyncio
import logging
from collections.abc import Callable

import asyncpg

from bot.outside import Tokens
from bot.store.database import Database

log = logging.getLogger(__name__)

CHANNEL = "privacy_assistant"
TELL = f"SELECT pg_notify('{CHANNEL}', chat) FROM unnest($1::text[]) AS chat"  # noqa: S608 - a constant
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
SECONDS_BETWEEN_SIGNS_OF_LIFE = 20.0
SECONDS_TO_ANSWER = 10.0
BROKEN = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class Notices:
    """One line to the server for both directions; `heard` is called with the id of a chat that another process changed."""

    def __init__(self, database: Database, heard: Callable[[str], None], tokens: Tokens) -> None:
        self._database, self._heard, self._tokens = database, heard, tokens
        self._to_tell: set[str] = set()
        self._news = asyncio.Event()
        self._is_connected = False

    def tell(self, chat_id: str) -> None:
        """Call it after the commit. Never waits, never fails; while the line is broken it does nothing."""
        if self._is_connected:
            self._to_tell.add(chat_id)
            self._news.set()

    async def run(self) -> None:
        """Listens and tells until cancelled; a broken line is drawn anew, sooner at first and later after each failure."""
        failures = 0
        while True:
            try:
                async with self._database.line() as line:
                    await line.add_listener(CHANNEL, self._hear)
                    line.add_termination_listener(lambda _line: self._news.set())
                    if failures:
                        log.info("the line to other processes is whole again")
                    failures, self._is_connected = 0, True
                    await self._talk(line)
            except BROKEN as error:
                if not failures:
                    log.warning("the line to other processes broke, trying again: %s", type(error).__name__)
                failures += 1
            finally:
                self._is_connected = False
                self._to_tell.clear()
            await asyncio.sleep(self._delay(failures))

    async def _talk(self, line: asyncpg.Connection) -> None:
        """Several chats leave in one statement; none at all is the sign of life. Raises one of BROKEN."""
        while True:
            try:
                async with asyncio.timeout(SECONDS_BETWEEN_SIGNS_OF_LIFE):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            chats = list(self._to_tell)
            self._to_tell.clear()
            await line.execute(TELL, chats, timeout=SECONDS_TO_ANSWER)

    def _hear(self, line: object, sender: int, channel: str, chat_id: object) -> None:
        own = line.get_server_pid() if isinstance(line, asyncpg.Connection) else None
        if sender != own:
            self._heard(str(chat_id))

    def _delay(self, failures: int) -> float:
        longest = min(FIRST_DELAY_SECONDS * (1 << min(failures, 10)), LONGEST_DELAY_SECONDS)
        return longest / 2 + longest / 2 * self._tokens.fraction()
