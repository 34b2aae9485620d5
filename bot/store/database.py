"""The door to the database: SQLite in one file, or PostgreSQL for several machines; one code path for both.

1. A commit is on disk before `transaction()` ends; only then may anything be acknowledged.
2. Readers never wait for writers, nor writers for readers; a reader sees one moment.
3. On SQLite the writers of this process queue in memory, and BEGIN IMMEDIATE queues them with other processes, so
   that no transaction finds out at its end that it may not write.
4. An error never shows the values of a statement: they are what visitors said, and errors are logged (C15).
"""

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, event, func, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bot.outside import SecureTokens, Tokens
from bot.store.records import Records
from bot.store.rows import Rows

log = logging.getLogger(__name__)
logging.getLogger("aiosqlite").setLevel(logging.INFO)  # its DEBUG lines hold every value, codes and addresses among them (C15)

BUSY_MILLISECONDS = 30_000
SECONDS_TO_QUEUE = 60.0
"""While something holds an SQLite file, each in the queue waits its own time and not that of all before it, too."""
SECONDS_TO_CONNECT = 10.0
SMALLEST_ROOM = 1_000_000
"""Bytes free beside an SQLite file; a turn takes some 20 kB, and a probe that passes must hold for many."""
SECONDS_TO_ANSWER = 5.0
"""A probe that waits longer tells nobody anything; a turn may wait for `BUSY_MILLISECONDS`."""
MIGRATION_LOCK = 7_245_001
PRAGMAS = (
    f"busy_timeout = {BUSY_MILLISECONDS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: fsync alone stops at the drive's cache
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is overwritten, not only unlinked
)


class UnsuitableDatabase(ValueError):
    """The setting names no database that this program can keep its promises on."""


class DatabaseUnreachable(OSError):
    """Writers before this one are stuck; or PostgreSQL is away or lets nobody in: it starts, is full, or knows no such password."""


class Database:
    """One database for the life of the process; `url` as in the settings, without a driver. `tokens` makes the log's salts."""

    def __init__(self, url: str, tokens: Tokens | None = None) -> None:
        self._url, self._tokens = async_url(url), tokens or SecureTokens()
        if self._url.get_backend_name() == "sqlite":
            self._writing = _sqlite_engine(self._url, begin="BEGIN IMMEDIATE", connections=1)
            self._reading = _sqlite_engine(self._url, begin="BEGIN", connections=4)
            self._turn: asyncio.Lock | None = asyncio.Lock()
        else:
            self._writing = create_async_engine(
                self._url, pool_pre_ping=True, pool_size=10, max_overflow=10, hide_parameters=True, connect_args=GUEST
            )
            one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            self._reading = self._writing.execution_options(**one_moment)
            self._turn = None
        self._writer: asyncio.Task[object] | None = None

    @property
    def is_postgresql(self) -> bool:
        return self._turn is None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Records]:
        """Reads and writes as one: all of it is on disk when the block ends, none of it when the block raises."""
        async with self._my_turn(), self._writing.begin() as connection:
            records = Records(Rows(connection), self._tokens)
            yield records
            await records.audit.write()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Records]:
        """Reads of one moment, beside any writer; a write in here is refused by the database."""
        async with self._reading.connect() as connection:
            yield Records(Rows(connection), self._tokens)

    @asynccontextmanager
    async def line(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection outside every pool, as the driver gives it; PostgreSQL only, for LISTEN."""
        engine = create_async_engine(self._url, poolclass=NullPool, hide_parameters=True, connect_args=GUEST)
        async with engine.connect() as connection:
            line = (await connection.get_raw_connection()).driver_connection
            if not isinstance(line, asyncpg.Connection):
                raise UnsuitableDatabase("only PostgreSQL has a line")
            yield line

    async def answers(self) -> bool:
        """Whether a turn could be written down now; for the readiness probe, and answered within seconds."""
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                if not self.is_postgresql:
                    await asyncio.to_thread(_try_to_write, self._url.database or "")
                    return True
                async with self._writing.connect() as connection:
                    read_only: object = await connection.scalar(text("SHOW transaction_read_only"))
                    return read_only == "off"
        except (SQLAlchemyError, OSError) as error:
            log.warning("no turn could be written down: %s", _reason(error))
            return False

    async def migrate(self) -> None:
        """Brings the tables to the state that this program needs; several processes at once do it once."""
        if not self.is_postgresql:
            await asyncio.to_thread(Path(self._url.database or "").touch, mode=0o600)
        async with self._my_turn(), self._writing.begin() as connection:
            if self.is_postgresql:
                await connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            await connection.run_sync(_upgrade)

    async def settle(self) -> None:
        """Writes the log ahead into the file and empties it, so that erased text is gone from there, too; SQLite alone keeps one."""
        if self.is_postgresql:
            return
        async with self._my_turn(), self._writing.connect() as connection:
            raw = await connection.get_raw_connection()  # a checkpoint is refused inside a transaction
            driver = raw.driver_connection
            if driver is not None:
                try:
                    await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                except sqlite3.Error as error:  # the driver's own, which no caller knows: a full disk, mostly
                    raise OSError(str(error)) from None

    async def close(self) -> None:
        await self._writing.dispose()
        await self._reading.dispose()

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        if self._turn is None:
            yield
            return
        me = asyncio.current_task()
        if me is not None and self._writer is me:
            raise RuntimeError("a transaction inside a transaction would wait for itself")
        try:
            async with asyncio.timeout(SECONDS_TO_QUEUE):
                await self._turn.acquire()
        except TimeoutError:
            raise DatabaseUnreachable("the writers before this one take too long") from None
        try:
            self._writer = me
            yield
        finally:
            self._writer = None
            self._turn.release()


def async_url(url: str) -> URL:
    """The same database by its asynchronous driver; raises UnsuitableDatabase."""
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise UnsuitableDatabase("write sqlite:///file.sqlite3 or postgresql://user@host/name") from error
    match parts.drivername.split("+")[0]:
        case "sqlite":
            if parts.database in {None, "", ":memory:"}:
                raise UnsuitableDatabase("SQLite needs a file: what was acknowledged must survive the process")
            return parts.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            # libpq's name for it; asyncpg takes the same values under its own
            renamed = {"ssl" if key == "sslmode" else key: value for key, value in parts.query.items()}
            return parts.set(drivername="postgresql+asyncpg", query=renamed)
        case other:
            raise UnsuitableDatabase(f"{other} is not supported; SQLite and PostgreSQL are")


async def _connect(*arguments: object, **named: object) -> asyncpg.Connection:
    """One kind of failure whatever the reason: whoever can wait for a database that is away can wait for one that only starts."""
    try:
        return await asyncpg.connect(*arguments, **named)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise DatabaseUnreachable(f"the database cannot be reached: {str(error) or type(error).__name__}") from None
    except TypeError as error:
        raise UnsuitableDatabase(str(error)) from None


GUEST: dict[str, object] = {
    "async_creator_fn": _connect,
    "timeout": SECONDS_TO_CONNECT,
    # a process that vanished with its machine must not keep its rows locked until TCP finds out, two hours later
    "server_settings": {"application_name": "privacy-assistant", "idle_in_transaction_session_timeout": "60s"},
}


def _reason(error: Exception) -> str:
    """The driver's own words; the library's would add the statement."""
    return str(error.orig if isinstance(error, DBAPIError) else error) or type(error).__name__


def _try_to_write(file: str) -> None:
    """Raises OSError with the reason. By a connection of its own: the service's only one for writing may be what waits."""
    try:
        with closing(sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=rw", uri=True, timeout=SECONDS_TO_ANSWER / 2)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise OSError(str(error)) from None
    if shutil.disk_usage(Path(file).absolute().parent).free < SMALLEST_ROOM:
        raise OSError("the disk is full")


def _sqlite_engine(url: URL, *, begin: str, connections: int) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=connections, max_overflow=0, hide_parameters=True)
    is_reader = begin == "BEGIN"

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver would begin on its own, and too late
        cursor = connection.cursor()
        for pragma in (*PRAGMAS, *(("query_only = ON",) if is_reader else ())):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", start)
    return engine


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
