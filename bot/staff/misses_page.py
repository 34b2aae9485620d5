"""The page with what was not understood, put together from what the desk gathered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.answers.topics import Topics
from bot.desk.misses import LONGEST_PHRASE, MissView
from bot.staff.case_page import Notice
from bot.staff.case_parts import moment
from bot.staff.frames import Frame
from bot.staff.wordbook import Words
from bot.store.tables import Miss
from bot.understanding.reading import OUT_OF_SCOPE


@dataclass(frozen=True)
class Meaning:
    intent: str
    label: str


@dataclass(frozen=True)
class Row:
    """`likely` are one-press buttons, the likeliest first and "something else" last."""

    id: str
    phrase: str
    language: str
    spoken: str
    topic: str
    at: str
    likely: tuple[Meaning, ...]


@dataclass(frozen=True)
class TopicCount:
    """How often a topic was missed, by week and together."""

    topic: str
    numbers: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class MissesPage:
    template: ClassVar[str] = "misses.html"
    frame: Frame
    rows: tuple[Row, ...]
    meanings: tuple[Meaning, ...]
    total: str
    to_learn: str
    weeks: tuple[str, ...]
    counts: tuple[TopicCount, ...]
    longest: int
    notice: Notice | None


def misses_page(frame: Frame, view: MissView, topics: Topics, notice: Notice | None, typed: tuple[str, str]) -> MissesPage:
    """`typed` is the id of a miss and the phrase that somebody typed for it and that was refused."""
    words = frame.words
    meanings = [Meaning(intent, f"{label_of(intent, topics, words)} ({intent})") for intent in topics.intents()]
    return MissesPage(
        frame=frame,
        rows=tuple(_row(miss, topics, words, view.today, typed) for miss in view.misses),
        meanings=tuple(sorted(meanings, key=lambda meaning: meaning.label)),
        total=words.counted("misses.total", view.open),
        to_learn=words.counted("misses.to_learn", view.to_learn) if view.to_learn else "",
        weeks=tuple(words("misses.week", number=week.isocalendar().week) for week in view.weeks),
        counts=_counts(view, topics, words),
        longest=LONGEST_PHRASE,
        notice=notice,
    )


def label_of(intent: str, topics: Topics, words: Words) -> str:
    """The intent's own label; its id when the content has no such intent any more."""
    topic = topics.find(intent)
    label = topic.label.in_language(words.language) if topic is not None else intent
    return label[:1].upper() + label[1:]


def _row(miss: Miss, topics: Topics, words: Words, today: date, typed: tuple[str, str]) -> Row:
    likely = [intent for intent in miss.candidates if topics.find(intent) is not None and intent != OUT_OF_SCOPE]
    return Row(
        id=miss.id,
        phrase=typed[1] if typed[0] == miss.id else miss.excerpt,
        language=miss.language,
        spoken=words(f"language.in_{miss.language}"),
        topic=label_of(miss.topic, topics, words),
        at=moment(miss.at, words, today),
        likely=tuple(Meaning(intent, label_of(intent, topics, words)) for intent in (*likely, OUT_OF_SCOPE)),
    )


def _counts(view: MissView, topics: Topics, words: Words) -> tuple[TopicCount, ...]:
    numbers = {(one.topic, one.week): one.number for one in view.counts}
    totals: Counter[str] = Counter()
    for one in view.counts:
        totals[one.topic] += one.number
    return tuple(
        TopicCount(label_of(topic, topics, words), tuple(numbers.get((topic, week), 0) for week in view.weeks), total)
        for topic, total in totals.most_common()
    )
