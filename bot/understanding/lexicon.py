"""Lists of words and word sequences, found anywhere in a message in one pass.

An entry matches whole words whatever their case and punctuation; a last "*" stands for any ending.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.understanding.normalisation import QUESTION, cleaned, words_of

MOST_REMEMBERED = 6_000


@dataclass(frozen=True)
class Entry:
    """A sequence of words under a name; the last word may be a beginning only."""

    name: str
    words: tuple[str, ...]
    is_open: bool


class Found(NamedTuple):
    """An entry's name and the words it covers, `end` excluded."""

    name: str
    start: int
    end: int


class _Ways(NamedTuple):
    """What may begin at a word: entries of this word alone by name, of it and a beginning, and longer ones by their second word."""

    alone: tuple[str, ...]
    before_beginning: Sequence[Entry]
    by_second: Mapping[str, Sequence[Entry]]


class Lexicon:
    """Entries by their first word and their first two, and the open ones of a single word by its beginning."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._alone: dict[str, list[str]] = {}
        self._before_beginning: dict[str, list[Entry]] = {}
        self._by_pair: dict[str, dict[str, list[Entry]]] = {}
        self._open: dict[str, list[str]] = {}
        for name, texts in lists.items():
            for text in texts:
                self._add(_entry(name, text))
        self._beginnings = sorted({len(beginning) for beginning in self._open})
        self._remembered: dict[str, _Ways | None] = {}

    def __bool__(self) -> bool:
        return bool(self._alone or self._before_beginning or self._by_pair or self._open)

    def find(self, words: Sequence[str]) -> list[Found]:
        """All entries in the words, in the order of their places."""
        found: list[Found] = []
        remembered = self._remembered
        for start, word in enumerate(words):
            ways = remembered[word] if word in remembered else self._ways(word)
            if ways is None:
                continue
            found += [Found(name, start, start + 1) for name in ways.alone]
            if start + 1 < len(words):
                for entry in (*ways.before_beginning, *ways.by_second.get(words[start + 1], ())):
                    end = start + len(entry.words)
                    if end <= len(words) and _matches(entry, words[start:end]):
                        found.append(Found(entry.name, start, end))
        return found

    def _ways(self, word: str) -> _Ways | None:
        """None for most words."""
        opened = [name for length in self._beginnings if length <= len(word) for name in self._open.get(word[:length], ())]
        alone = (*self._alone.get(word, ()), *opened)
        ways = _Ways(alone, self._before_beginning.get(word, ()), self._by_pair.get(word, {}))
        found = ways if any(ways) else None
        if len(self._remembered) < MOST_REMEMBERED:
            self._remembered[word] = found
        return found

    def names_in(self, words: Sequence[str]) -> frozenset[str]:
        return frozenset(found.name for found in self.find(words))

    def _add(self, entry: Entry) -> None:
        if not entry.words:
            return
        first, *others = entry.words
        if not others:
            (self._open if entry.is_open else self._alone).setdefault(first, []).append(entry.name)
        elif entry.is_open and len(others) == 1:
            self._before_beginning.setdefault(first, []).append(entry)
        else:
            self._by_pair.setdefault(first, {}).setdefault(others[0], []).append(entry)


def _entry(name: str, text: str) -> Entry:
    text = text.strip()
    words = tuple(word for word in words_of(cleaned(text.rstrip("*"))) if word != QUESTION)
    return Entry(name, words, is_open=text.endswith("*"))


def _matches(entry: Entry, words: Sequence[str]) -> bool:
    *before, last = entry.words
    return list(words[:-1]) == before and (words[-1].startswith(last) if entry.is_open else words[-1] == last)
