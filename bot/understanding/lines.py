"""The core of `python -m bot understand`: one message a line in, one JSON a line out, in the same order.

A line is a JSON object with `text`, or else the message itself. Reading and writing is the caller's.
"""

import json
from collections.abc import Iterable, Iterator

from bot.understanding.engine import Understanding
from bot.understanding.reading import Reading


def understood(understanding: Understanding, lines: Iterable[str]) -> Iterator[str]:
    """One JSON text for each line, blank lines too, without a line end; ASCII, so that any text survives."""
    for line in lines:
        yield as_json(understanding.read(message_of(line)))


def message_of(line: str) -> str:
    """The message of a line: the `text` of a JSON object, or the line without its end."""
    line = line.rstrip("\n").removesuffix("\r")
    if not line.lstrip().startswith("{"):
        return line
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    text = value.get("text") if isinstance(value, dict) else None
    return text if isinstance(text, str) else line


def as_json(reading: Reading) -> str:
    """The reading in the form of the contract (DESIGN, section 6)."""
    return json.dumps(
        {
            "text": reading.text,
            "intent": reading.intent,
            "score": reading.score,
            "certainty": reading.certainty.value,
            "lang": reading.language.value,
            "candidates": [{"intent": one.intent, "score": one.score} for one in reading.candidates],
            "statements": [{"id": one.id, "score": one.score} for one in reading.statements],
        }
    )
