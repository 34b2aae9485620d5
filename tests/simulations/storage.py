"""What retention should have left, worked out from the ledger by the table of requirements, and what the database file really holds."""

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from bot.mail.postman import OutgoingLetter
from tests.simulations.almanac import day_of, due_on, same_day
from tests.simulations.ledger import Ledger, Story, Talk

COPIED_FIRST = frozenset({"access", "portability", "restriction"})
REFERENCE = re.compile(r"\b[A-Z]{3}-\d{4}-\d{4,}\b")
TRANSCRIPT, UNPROVED = timedelta(days=30), timedelta(days=30)
CONTENT_MONTHS, FACTS_MONTHS = 12, 36


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One moment: what was noted until then, every letter that has gone, and a copy of the database file."""

    at: datetime
    ledger: Ledger
    sent: list[tuple[datetime, OutgoingLetter]]
    path: Path

    def rows(self, question: str) -> list[tuple[str, ...]]:
        """Read by a hand that knows nothing of the program."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(question).fetchall()

    def column(self, question: str) -> list[str]:
        return [row[0] for row in self.rows(question)]

    def number(self, question: str) -> int:
        return int(self.rows(question)[0][0])


@dataclass
class Kept:
    """What is still there: chats by id, cases by reference; the content of some of them is gone."""

    chats: dict[str, Talk] = field(default_factory=dict)
    cases: dict[str, Story] = field(default_factory=dict)
    stripped: set[str] = field(default_factory=set)

    @property
    def whole(self) -> list[Story]:
        return [story for reference, story in self.cases.items() if reference not in self.stripped]


@cache
def kept_by_law(then: Snapshot) -> Kept:
    """After every purge and erasure until then; worked out once, and only to be read."""
    ledger, sent = then.ledger, then.sent
    kept = Kept(dict(ledger.talks), dict(ledger.stories))
    lifted = _lifted(sent)
    events = [(at, None) for at in ledger.purges] + list(ledger.erasures)
    for at, erased in sorted(events, key=lambda one: one[0]):
        restricted = {one.address for one in ledger.stories.values() if _is_restricted(one, lifted, at)}
        if erased is not None:
            _erase(kept, erased, restricted, sent, at)
        else:
            _purge(kept, restricted, at)
    return kept


def outlived(then: Snapshot) -> set[str]:
    """Cases whose content the last purge would have removed if nobody's data were restricted: they must be whole."""
    at, stories = then.ledger.purges[-1], then.ledger.stories.values()
    lifted = _lifted(then.sent)
    restricted = {one.address for one in stories if _is_restricted(one, lifted, at)}
    closed = ((one, one.closed_at(at)) for one in stories if one.address in restricted and one.is_known)
    return {one.reference for one, since in closed if since is not None and _has_passed(since, CONTENT_MONTHS, at)}


def is_forgotten(closed_at: datetime, then: Snapshot) -> bool:
    """Whether the last purge found that even the facts had been kept long enough."""
    return _has_passed(closed_at, FACTS_MONTHS, then.ledger.purges[-1])


def references(text: str) -> list[str]:
    return list(dict.fromkeys(REFERENCE.findall(text)))


def _lifted(sent: list[tuple[datetime, OutgoingLetter]]) -> dict[str, datetime]:
    return {reference: at for at, letter in sent if letter.kind == "restriction_lifted" for reference in references(letter.text)}


def _purge(kept: Kept, restricted: set[str | None], at: datetime) -> None:
    waiting = {story.address for story in kept.whole if story.is_open(at) and story.kind in COPIED_FIRST}
    held = (waiting | restricted) - {None}
    by_chat = _by_chat(kept)
    for talk in list(kept.chats.values()):
        said = [word for word in talk.words if word <= at]
        is_old = bool(said) and said[-1] < at - TRANSCRIPT
        if is_old and all(story.closed_at(at) is not None and story.address not in held for story in by_chat[talk.id]):
            del kept.chats[talk.id]
    for reference, story in list(kept.cases.items()):
        closed = story.closed_at(at)
        if closed is None:
            continue
        address = None if reference in kept.stripped else story.address
        is_unproved = story.kind.needs_code and not story.is_known and due_on(story, at) < day_of(at) - UNPROVED
        if is_unproved or (_has_passed(closed, FACTS_MONTHS, at) and address not in held):
            del kept.cases[reference]
            kept.stripped.discard(reference)
        elif _has_passed(closed, CONTENT_MONTHS, at) and address not in held:
            kept.stripped.add(reference)


def _erase(kept: Kept, own: Story, restricted: set[str | None], sent: list[tuple[datetime, OutgoingLetter]], at: datetime) -> None:
    """Of the address: its other closed cases, and its chats, unless an open case needs them."""
    on_their_way = {name for gone, one in sent if one.written_at < at < gone for name in references(one.text)}
    theirs = [story for story in kept.whole if story.address == own.address and story is not own]
    by_chat = _by_chat(kept)
    for talk in list(kept.chats.values()):
        of_talk = [story for story in by_chat[talk.id] if story is not own]
        is_theirs = own.chat == talk.id or any(story in theirs for story in of_talk)
        if is_theirs and all(story.closed_at(at) is not None for story in of_talk):
            del kept.chats[talk.id]
    for story in theirs:
        if story.closed_at(at) is not None and own.address not in restricted and story.reference not in on_their_way:
            kept.stripped.add(story.reference)


def _by_chat(kept: Kept) -> Mapping[str | None, list[Story]]:
    found = defaultdict[str | None, list[Story]](list)
    for story in kept.whole:
        found[story.chat].append(story)
    return found


def _is_restricted(story: Story, lifted: dict[str, datetime], at: datetime) -> bool:
    is_begun = story.restricted_at is not None and story.restricted_at <= at
    return is_begun and not (story.reference in lifted and lifted[story.reference] < at)


def _has_passed(closed: datetime, months: int, at: datetime) -> bool:
    return same_day(day_of(closed), months) < day_of(at)
