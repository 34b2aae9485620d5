"""What every round needs."""

from dataclasses import dataclass
from datetime import datetime

from bot.contents import Contents, Library
from bot.outside import Clock, Tokens
from bot.post import Post
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records

SYSTEM = "system"
"""Who the log names for what no person did."""


@dataclass(frozen=True)
class Tour:
    """The parts of the service that rounds work with."""

    database: Database
    library: Library
    settings: Settings
    clock: Clock
    tokens: Tokens

    @property
    def contents(self) -> Contents:
        return self.library.contents

    def post(self, records: Records, now: datetime) -> Post:
        return Post(records, self.contents, self.settings, self.tokens, now)
