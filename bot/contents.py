"""All words and rules of one moment, read together and checked against each other; and the watch that reads them anew.

A running service keeps the last good content: a fault in a file is logged in one line, and nothing changes.
"""

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path

from bot.answers.policybook import PolicyBook, read_policy
from bot.answers.topics import Topics, read_topics
from bot.answers.wording import Replies, read_replies, read_words
from bot.content import ContentError
from bot.conversation.replies import reply_keys
from bot.mail.letters import LetterBook, read_letters
from bot.settings import Settings
from bot.tickets.answer_points import Point, read_points
from bot.tickets.checklist import System, read_systems
from bot.understanding.engine import Understanding
from bot.understanding.signals import Signals, read_signals

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5.0
NOT_LEARNT_FROM = frozenset(
    f"{name}.toml" for name in ("replies", "letters", "widget", "signals", "systems", "findings", "answer", "copies", "record")
)
"""Files that say nothing about what visitors mean; a change there is taken without learning the phrases again."""


@dataclass(frozen=True)
class Contents:
    """What the service says and understands."""

    understanding: Understanding
    signals: Signals
    policy: PolicyBook
    topics: Topics
    replies: Replies
    letters: LetterBook
    systems: tuple[System, ...]
    points: tuple[Point, ...]
    copies: Replies


def periods_of(settings: Settings) -> dict[str, str]:
    """The configured periods by placeholder, so that what visitors read is what is done (C2)."""
    names = (
        "transcript_days idle_minutes code_minutes verified_minutes unverified_days unverified_kept_days "
        "case_months case_facts_years audit_years release_days"
    ).split()
    return {name: str(getattr(settings, name)) for name in names}


def read_contents(settings: Settings, understanding: Understanding | None = None) -> Contents:
    """Reads both folders; raises ContentError for the first fault. What was learnt before may be handed in."""
    intents, periods = settings.intents_dir, periods_of(settings)
    policy = read_policy(settings.policy_dir, periods)
    facts = {**policy.facts, **periods}
    # what is read quickly comes first, so that a slip in a letter is told at once; learning the phrases takes seconds
    signals, topics = read_signals(intents), read_topics(intents, policy)
    replies, letters = read_replies(intents, facts, reply_keys()), read_letters(intents, facts)
    systems, copies = read_systems(settings.policy_dir), read_words(intents / "copies.toml", facts)
    points = read_points(settings.policy_dir, policy.statements, facts)
    understanding = understanding or Understanding.load(intents, settings.policy_dir, settings.cache_dir)
    return Contents(understanding, signals, policy, topics, replies, letters, systems, points, copies)


class Library:
    """Holds the last good content, and looks now and then whether the files have changed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen = self._look()
        self._learnt = _learnt_from(self._seen)
        self.contents = read_contents(settings)

    async def watch(self) -> None:
        """Reads anew after a change; runs until cancelled."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            seen = await asyncio.to_thread(self._look)
            if seen == self._seen:
                continue
            self._seen = seen
            with contextlib.suppress(ContentError):
                await self.reload()

    async def reload(self) -> None:
        """Raises ContentError and keeps the last good content when a file is wrong."""
        learnt = _learnt_from(self._look())
        known = self.contents.understanding if learnt == self._learnt else None
        try:
            self.contents = await asyncio.to_thread(read_contents, self._settings, known)
        except ContentError as error:
            log.warning("content kept as it was: %s", error)
            raise
        self._learnt = learnt
        log.info("content read anew")

    def _look(self) -> tuple[tuple[str, int, int], ...]:
        files = [file for folder in (self._settings.intents_dir, self._settings.policy_dir) for file in _toml_below(folder)]
        return tuple(sorted((str(file), *_stamp(file)) for file in files))


def _learnt_from(stamps: tuple[tuple[str, int, int], ...]) -> tuple[tuple[str, int, int], ...]:
    return tuple(stamp for stamp in stamps if Path(stamp[0]).name not in NOT_LEARNT_FROM)


def _toml_below(folder: Path) -> list[Path]:
    return list(folder.rglob("*.toml"))


def _stamp(file: Path) -> tuple[int, int]:
    try:
        status = file.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)
