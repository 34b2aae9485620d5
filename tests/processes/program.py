"""A real `python -m bot` in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from aiohttp.test_utils import unused_port

SECONDS_TO_START = 120
SECONDS_TO_END = 30
NEVER_LOOKING = "import bot.channel.socket as s; s.SECONDS_BETWEEN_LOOKS = 600; from bot.commands import main; main()"
"""The program, but its sockets do not look by themselves: what they hear, they were told."""


@dataclass
class Program:
    """Started over a database and a mail server; everything it says is in `log`."""

    folder: Path
    database_url: str
    mail_port: int
    port: int = field(default_factory=unused_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / f"{self.port}.txt").read_text(encoding="utf-8")

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("BOT_")},
            "BOT_CACHE_DIR": os.environ["BOT_CACHE_DIR"],
            "BOT_DATABASE_URL": self.database_url,
            "BOT_PORT": str(self.port),
            "BOT_PROOF_DIR": str(self.folder / "proof"),
            "BOT_SECRET_KEY": "a secret key of the process tests",
            "BOT_SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
        }

    def start(self, *, is_looking: bool = True) -> "Program":
        what = ["-m", "bot"] if is_looking else ["-c", NEVER_LOOKING]
        with (self.folder / f"{self.port}.txt").open("ab") as log:
            self.process = subprocess.Popen([sys.executable, *what], stdout=log, stderr=log, env=self.environment)
        return self

    def until_ready(self, status: int = 200) -> "Program":
        """Returns when /readyz says so."""
        until = time.monotonic() + SECONDS_TO_START
        while self.readiness() != status:
            assert self.process is not None
            assert self.process.poll() is None, self.log[-2_000:]
            assert time.monotonic() < until, self.log[-2_000:]
            time.sleep(0.05)
        return self

    def readiness(self) -> int | None:
        try:
            with urlopen(f"{self.url}/readyz", timeout=10) as answer:  # noqa: S310 - our own address
                return int(answer.status)
        except HTTPError as error:
            assert json.loads(error.read()) == {"status": "database unreachable"}
            return error.code
        except URLError:
            return None

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """The exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(SECONDS_TO_END)
