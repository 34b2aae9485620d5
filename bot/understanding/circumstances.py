"""Who or what is behind a message, whatever it asks: phrases and patterns of `circumstances.toml`.

Both meet the message in lower case, with a single blank for everything that is no letter or digit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.content import ContentError, Language, Table, read_table
from bot.understanding.normalisation import cleaned
from bot.understanding.phrasebook import Sentence, sentences
from bot.understanding.reading import Circumstance

LONGEST_PHRASE = 8

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Signs:
    """What shows one circumstance, and the sentences that test it. Patterns that begin alike are one."""

    phrases: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]
    must_match: tuple[Sentence, ...] = ()
    must_not_match: tuple[Sentence, ...] = ()

    def are_patterns_in(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self.patterns)


@dataclass(frozen=True)
class Circumstances:
    """Signs by circumstance."""

    signs: Mapping[Circumstance, Signs]

    def of_text(self, text: str) -> frozenset[Circumstance]:
        words = _words(text)
        bare = " ".join(words)
        found = {
            circumstance
            for start, word in enumerate(words)
            for size in self._sizes.get(word, ())
            for circumstance in self._by_phrase.get(" ".join(words[start : start + size]), ())
        }
        found.update(name for name, signs in self.signs.items() if name not in found and signs.are_patterns_in(bare))
        return frozenset(found)

    @cached_property
    def _by_phrase(self) -> Mapping[str, frozenset[Circumstance]]:
        phrases = frozenset[str]().union(*(signs.phrases for signs in self.signs.values()))
        return {phrase: frozenset(name for name, signs in self.signs.items() if phrase in signs.phrases) for phrase in phrases}

    @cached_property
    def _sizes(self) -> Mapping[str, frozenset[int]]:
        """How many words the phrases have that begin with a word: most words of a message begin none."""
        sizes: dict[str, set[int]] = {}
        for phrase in self._by_phrase:
            first, *others = phrase.split(" ")
            sizes.setdefault(first, set()).add(1 + len(others))
        return {first: frozenset(found) for first, found in sizes.items()}


def read_circumstances(folder: Path) -> Circumstances:
    """The folder's `circumstances.toml`; none when there is none. Raises ContentError."""
    file = folder / "circumstances.toml"
    if not file.is_file():
        return Circumstances({})
    table = read_table(file)
    signs = {circumstance: _signs(table.table(circumstance)) for circumstance in Circumstance if circumstance in table}
    table.reject_unknown_keys()
    return Circumstances(signs)


def faults_of(file: Path, circumstances: Circumstances) -> tuple[ContentError, ...]:
    """Test sentences of the file that come out wrong."""
    return tuple(
        ContentError(
            file,
            circumstance,
            f'"{sentence.text}" {problem}',
            "Change the phrases or patterns, or the sentence.",
        )
        for circumstance, signs in circumstances.signs.items()
        for wanted, problem, tests in (
            (True, "is not recognised", signs.must_match),
            (False, "is recognised", signs.must_not_match),
        )
        for sentence in tests
        if (circumstance in circumstances.of_text(sentence.text)) is not wanted
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(cleaned(text).lower())


def _signs(table: Table) -> Signs:
    phrases = frozenset(_phrase(table, text) for language in Language for text in table.texts(language))
    signs = Signs(phrases, _patterns(table), sentences(table, "must_match"), sentences(table, "must_not_match"))
    table.reject_unknown_keys()
    return signs


def _phrase(table: Table, text: str) -> str:
    words = _words(text)
    if not 0 < len(words) <= LONGEST_PHRASE:
        raise table.fault(
            "",
            f'holds "{text}", which is not 1 to {LONGEST_PHRASE} words',
            "Shorten it, or make it a pattern.",
        )
    return " ".join(words)


def _patterns(table: Table) -> tuple[re.Pattern[str], ...]:
    """Joined by their first two letters: what begins alike (`\\b`, `^(`) is tried only where that fits, in half the time."""
    by_beginning: dict[str, list[str]] = {}
    for text in table.texts("patterns"):
        try:
            has_groups = re.compile(text).groups > 0
        except re.error as error:
            raise table.fault("patterns", f"holds {text!r}, which is no pattern ({error})", "Mend or remove the pattern.") from error
        if has_groups:
            raise table.fault("patterns", f"holds {text!r}, which keeps what a group matched", "Write its groups as (?:...).")
        by_beginning.setdefault(text[:2], []).append(text)
    return tuple(re.compile("|".join(texts)) for texts in by_beginning.values())
