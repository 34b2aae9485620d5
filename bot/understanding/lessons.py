"""Phrases from use: which of them an intents' folder may take up, and how they are written into its files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import tomlkit
from tomlkit.items import Array, Table

from bot.content import ContentError, Language
from bot.understanding.faults import faults
from bot.understanding.normalisation import plain
from bot.understanding.phrasebook import Intent, Phrase, Phrasebook


@dataclass(frozen=True)
class Lesson:
    """Somebody said this, and staff say what it means. `id` is the caller's own name for it."""

    id: str
    text: str
    language: Language
    intent: str


@dataclass(frozen=True)
class Sorted:
    """`fresh` may be taken up together, `known` stand there already, `unfit` come with the reason."""

    fresh: tuple[Lesson, ...]
    known: tuple[Lesson, ...]
    unfit: tuple[tuple[Lesson, str], ...]


def sorted_lessons(book: Phrasebook, lessons: Iterable[Lesson]) -> Sorted:
    """Each lesson is tried on top of those before it; one that brings a fault of the folder with it is unfit."""
    fresh, known, unfit = list[Lesson](), list[Lesson](), list[tuple[Lesson, str]]()
    old = {str(fault) for fault in faults(book)}
    for lesson in lessons:
        intent = book.intents.get(lesson.intent)
        if intent is None:
            unfit.append((lesson, "there is no such intent any more"))
        elif _knows(intent, lesson.text):
            known.append(lesson)
        else:
            trial = _with(book, intent, lesson)
            new = [str(fault) for fault in faults(trial) if str(fault) not in old]
            if new:
                unfit.append((lesson, new[0]))
            else:
                fresh.append(lesson)
                book = trial
    return Sorted(tuple(fresh), tuple(known), tuple(unfit))


def file_of(folder: Path, lesson: Lesson) -> Path:
    """The intent's file; its id is its path."""
    return folder.joinpath(*lesson.intent.split(".")).with_suffix(".toml")


def taught(folder: Path, lessons: Iterable[Lesson]) -> dict[Path, str]:
    """The new text of each file that changes, with its comments and its order as they were; writes nothing. Raises ContentError."""
    by_file: dict[Path, list[Lesson]] = {}
    for lesson in lessons:
        by_file.setdefault(file_of(folder, lesson), []).append(lesson)
    return {file: _text_with(file, some) for file, some in by_file.items()}


def _text_with(file: Path, lessons: list[Lesson]) -> str:
    document = tomlkit.parse(file.read_text(encoding="utf-8"))
    phrases = document.get("phrases")
    if not isinstance(phrases, Table):
        raise ContentError(file, "phrases", "is no table of its own", "Write [phrases] on a line of its own, its lists below.")
    for lesson in lessons:
        listed = phrases.get(lesson.language)
        if listed is None:
            listed = tomlkit.array()
            phrases.append(str(lesson.language), listed)
        if not isinstance(listed, Array):
            raise ContentError(file, f"phrases.{lesson.language}", "is not a list of texts", 'Write it as ["...", "..."].')
        listed.append(lesson.text)
    return tomlkit.dumps(document)


def _with(book: Phrasebook, intent: Intent, lesson: Lesson) -> Phrasebook:
    phrase = Phrase(lesson.text, lesson.language, intent.id)
    return replace(book, intents={**book.intents, intent.id: replace(intent, phrases=(*intent.phrases, phrase))})


def _knows(intent: Intent, text: str) -> bool:
    bare = plain(text)
    return any(plain(phrase.text) == bare for phrase in intent.all_phrases())
