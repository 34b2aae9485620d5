"""Lists of words and word sequences, found anywhere in a message in one pass.

An entry matches whole words whatever their case and punctuation; a last "*" stands for any ending.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.normalisation import QUESTION, cleaned, words_of


@dataclass(frozen=True)
class Entry:
    """A sequence of words under a name; the last word may be a beginning only."""

    name: str
    words: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class Found:
    """An entry's name and the words it covers, `end` excluded."""

    name: str
    start: int
    end: int


class Lexicon:
    """Entries by their first two words or their first, and the open ones of a single word by its beginning."""

    def __init__(self, lists: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[Entry]] = {}
        self._by_pair: dict[tuple[str, str], list[Entry]] = {}
        self._open: dict[str, list[Entry]] = {}
        self._beginnings: list[int] = []
        for name, texts in lists.items():
            for text in texts:
                self._add(_entry(name, text))
        self._beginnings = sorted({len(beginning) for beginning in self._open})

    def __bool__(self) -> bool:
        return bool(self._by_first or self._by_pair or self._open)

    def find(self, words: Sequence[str]) -> list[Found]:
        """All entries in the words, in the order of their places."""
        found: list[Found] = []
        for start, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False)):
            for entry in (*self._by_first.get(word, ()), *self._by_pair.get((word, following), ())):
                end = start + len(entry.words)
                if end <= len(words) and (end == start + 1 or _matches(entry, words[start:end])):
                    found.append(Found(entry.name, start, end))
            for length in self._beginnings:
                if length > len(word):
                    break
                found += [Found(entry.name, start, start + 1) for entry in self._open.get(word[:length], ())]
        return found

    def names_in(self, words: Sequence[str]) -> frozenset[str]:
        return frozenset(found.name for found in self.find(words))

    def _add(self, entry: Entry) -> None:
        if not entry.words:
            return
        if entry.is_open and len(entry.words) == 1:
            self._open.setdefault(entry.words[0], []).append(entry)
        elif len(entry.words) > (2 if entry.is_open else 1):
            self._by_pair.setdefault((entry.words[0], entry.words[1]), []).append(entry)
        else:
            self._by_first.setdefault(entry.words[0], []).append(entry)


def _entry(name: str, text: str) -> Entry:
    text = text.strip()
    words = tuple(word for word in words_of(cleaned(text.rstrip("*"))) if word != QUESTION)
    return Entry(name, words, is_open=text.endswith("*"))


def _matches(entry: Entry, words: Sequence[str]) -> bool:
    *before, last = entry.words
    return list(words[:-1]) == before and (words[-1].startswith(last) if entry.is_open else words[-1] == last)
