"""Runs the sentences that stand in the intents' files as tests through the engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.engine import Understanding
from bot.understanding.phrasebook import Intent, Phrasebook, Sentence
from bot.understanding.reading import Certainty, Reading


@dataclass(frozen=True)
class Misreading:
    """A test sentence that came out wrong. `wanted` is what the file promises of it."""

    file: Path
    sentence: str
    wanted: str
    got: str


def misreadings(understanding: Understanding, book: Phrasebook) -> tuple[Misreading, ...]:
    """All failing `must_understand` and `must_not_understand` sentences, in the order of the files."""
    return tuple(wrong for intent in book.intents.values() for wrong in _of_intent(understanding, intent))


def _of_intent(understanding: Understanding, intent: Intent) -> Iterator[Misreading]:
    for sentence in intent.must_understand:
        reading = _read(understanding, sentence)
        if all(part.intent != intent.id for part in reading.parts):
            yield Misreading(intent.file, sentence.text, intent.id, _got(reading))
    for sentence in intent.must_not_understand:
        reading = _read(understanding, sentence)
        if any(part.intent == intent.id and part.certainty is Certainty.CERTAIN for part in reading.parts):
            yield Misreading(intent.file, sentence.text, f"not {intent.id}", _got(reading))


def _read(understanding: Understanding, sentence: Sentence) -> Reading:
    return understanding.read(sentence.text)


def _got(reading: Reading) -> str:
    return ", ".join(f"{part.intent} {part.certainty} {part.score:.2f}" for part in reading.parts)
