"""What happened, noted by those who did it, beside the database: what the tests compare it with. No rule of the program stands here."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class Closing:
    """`is_told`: a letter is owed; nobody can be written to without an address."""

    at: datetime
    outcome: str
    is_told: bool


@dataclass
class Story:
    """One case.

    `holders` says from when on who had it, `handed` when it was given to somebody, `looks` who read it when, and whether as an officer.
    """

    id: str
    reference: str
    kind: Kind
    address: str | None
    received_at: datetime
    chat: str | None = None
    is_known: bool = False
    is_on_paper: bool = False
    copy_until: datetime | None = None
    before_staff_at: datetime | None = None
    extended_at: datetime | None = None
    holders: list[tuple[datetime, str | None]] = field(default_factory=list)
    handed: list[datetime] = field(default_factory=list)
    looks: list[tuple[datetime, str, bool]] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    reopenings: list[datetime] = field(default_factory=list)
    restricted_at: datetime | None = None
    notes: int = 0
    corrections: int = 0

    def comes_before_staff(self, at: datetime) -> None:
        self.before_staff_at = at
        self.holders.append((at, None))

    def is_open(self, at: datetime) -> bool:
        """Before staff and not closed, at that moment."""
        if self.before_staff_at is None or self.before_staff_at > at:
            return False
        turns = [(one.at, False) for one in self.closings] + [(one, True) for one in self.reopenings]
        return max([turn for turn in turns if turn[0] <= at], default=(at, True))[1]

    def closed_at(self, at: datetime) -> datetime | None:
        """Since when it is closed, at that moment."""
        if self.is_open(at):
            return None
        return max((one.at for one in self.closings if one.at <= at), default=None)

    def holder(self, at: datetime) -> tuple[datetime, str | None]:
        """Who has it at that moment, and since when."""
        return max(one for one in self.holders if one[0] <= at)


@dataclass
class Leak:
    """One breach: from when we knew, from when it stood in the register, when it was decided, and when finished."""

    reference: str
    aware_at: datetime
    written_at: datetime
    decided_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass
class Talk:
    """One chat, and when something was said in it."""

    id: str
    words: list[datetime]


@dataclass
class Ledger:
    """Everything, in the order in which it happened.

    `refusals` are answers of the desk that staff did not want; `purges` are rounds with retention.
    """

    stories: dict[str, Story] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)
    leaks: dict[str, Leak] = field(default_factory=dict)
    rounds: list[datetime] = field(default_factory=list)
    purges: list[datetime] = field(default_factory=list)
    erasures: list[tuple[datetime, Story]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def adds(self, story: Story) -> Story:
        self.stories[story.reference] = story
        return story

    def has_erased(self, story: Story) -> bool:
        return any(one is story for _, one in self.erasures)

    def is_erased(self, story: Story) -> bool:
        """Whether an erasure for its address came after its first end."""
        return any(story.address == one.address and story is not one for _, one in self.erasures)
