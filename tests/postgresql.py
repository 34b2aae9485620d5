"""A real PostgreSQL for tests, started from this machine's own programs in a folder of its own; none, no test."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from pwd import getpwnam, struct_passwd

import asyncpg

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server, reached through its socket by whoever may read the folder."""

    folder: Path

    def url(self, name: str) -> str:
        """As it would stand in BOT_DATABASE_URL."""
        return f"postgresql://postgres@/{name}?host={self.folder}"

    async def run(self, statement: str, name: str = "postgres") -> None:
        """In that database, outside any transaction, as CREATE DATABASE demands."""
        connection = await asyncpg.connect(host=str(self.folder), user="postgres", database=name)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def find_programs() -> Path | None:
    """The folder of initdb and postgres, the newest version first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    if told := shutil.which("pg_config"):
        answer = subprocess.run([told, "--bindir"], capture_output=True, text=True, check=False)
        folders.insert(0, Path(answer.stdout.strip()))
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    complete = (folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists())
    return next(complete, None)


@contextmanager
def running_server(programs: Path) -> Iterator[Server]:
    """A fresh server without a port; it is stopped and its folder removed at the end."""
    owner = _unprivileged()
    # short, and readable for the owner: a socket's path has at most 107 bytes, and pytest's folders are root's alone
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        _start([programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"], owner).wait()
        settings = [f"-cunix_socket_directories={folder}", "-clisten_addresses=", "-cfsync=off", "-cmax_connections=60"]
        process = _start([programs / "postgres", "-D", folder / "data", *settings], owner)
        try:
            _wait_until_ready(programs, folder)
            yield Server(folder)
        finally:
            process.send_signal(signal.SIGQUIT)  # "immediate": nothing in there is worth writing down
            process.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> struct_passwd | None:
    """PostgreSQL refuses to run as root; someone who owns nothing will do."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return getpwnam(name)
        except KeyError:
            continue
    return None


def _start(command: Sequence[str | Path], owner: struct_passwd | None) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    if owner is None:
        return subprocess.Popen(command, stdout=quiet, stderr=quiet)
    uid, gid = owner.pw_uid, owner.pw_gid
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd="/", user=uid, group=gid, extra_groups=[])


def _wait_until_ready(programs: Path, folder: Path) -> None:
    ask = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-t", "1"]
    for _ in range(PATIENCE_SECONDS * 5):
        if subprocess.run(ask, check=False).returncode == 0:
            return
        # pg_isready answers at once while there is no socket
        subprocess.run(["sleep", "0.2"], check=True)
    raise TimeoutError("PostgreSQL did not start")
