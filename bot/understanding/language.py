"""Which of the five languages a message is in, learnt from the phrases themselves.

A message too short to tell keeps the language of the one before it (L4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.content import Language
from bot.understanding.normalisation import QUESTION

Evidence = npt.NDArray[np.float64]

# One strange word may not outvote a sentence.
MOST_PER_WORD = 4.0
# Logarithms of odds: what the last language, and bokmål as most visitors' language, count beforehand.
LAST_LANGUAGE, BOKMAAL = 2.0, 0.7
GROUP_SIZES = (1, 2, 3, 4)
SMOOTHING = 0.5
MOST_REMEMBERED = 20_000


class Witnesses(NamedTuple):
    """Words or letter groups with their row of evidence, one column a language."""

    rows: Mapping[str, int]
    evidence: Evidence


class Languages:
    """Evidence for each language by words, and by letter groups for words that no phrase has."""

    def __init__(self, languages: Sequence[Language], words: Witnesses, groups: Witnesses) -> None:
        self.languages, self.words, self.groups = tuple(languages), words, groups
        self._remembered: dict[str, Evidence] = {}

    @classmethod
    def of(cls, texts: Iterable[tuple[Sequence[str], Language]]) -> "Languages":
        """Learns from the words of texts whose language is known."""
        by_language: dict[Language, Counter[str]] = {}
        for words, language in texts:
            by_language.setdefault(language, Counter()).update(words)
        languages = [language for language in Language if by_language.get(language)]
        counts: dict[str, list[int]] = {}
        for place, language in enumerate(languages):
            for word, count in by_language[language].items():
                if word.isalpha():
                    counts.setdefault(word, [0] * len(languages))[place] = count
        groups: dict[str, list[int]] = {}
        for word, by_place in counts.items():
            for group in _groups(word):
                sums = groups.setdefault(group, [0] * len(languages))
                for place, count in enumerate(by_place):
                    if count:
                        sums[place] += count
        return cls(languages, _witnesses(counts, len(languages)), _witnesses(groups, len(languages)))

    def of_text(self, words: Sequence[str], last_language: Language | None = None) -> Language:
        """The language of the words; the last one, or bokmål, when they say too little."""
        if not self.languages:
            return last_language or Language.NB
        said = [self._of_word(word) for word in words[:200] if word.isalpha() and word != QUESTION]
        total = np.add.reduce(said) if said else np.zeros(len(self.languages))
        for place, language in enumerate(self.languages):
            total[place] += LAST_LANGUAGE * (language is last_language) + BOKMAAL * (language is Language.NB)
        return self.languages[int(total.argmax())]

    def _of_word(self, word: str) -> Evidence:
        found = self._remembered.get(word)
        if found is None:
            rows = [self.groups.rows[group] for group in _groups(word) if group in self.groups.rows]
            found = np.add.reduce(self.groups.evidence[rows]) / max(1, len(rows)) * 2
            row = self.words.rows.get(word)
            found = found if row is None else found + self.words.evidence[row]
            found = np.minimum(np.maximum(found, -MOST_PER_WORD), MOST_PER_WORD)
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[word] = found
        return found


def _groups(word: str) -> list[str]:
    padded = f"_{word}_"
    return [padded[start : start + size] for size in GROUP_SIZES for start in range(len(padded) - size + 1)]


def _witnesses(counts: Mapping[str, list[int]], languages: int) -> Witnesses:
    """Logarithms of each item's share in each language, against their mean."""
    table = np.array(list(counts.values()), dtype=np.float64).reshape(-1, languages) + SMOOTHING
    table = np.log(table / table.sum(axis=0))
    return Witnesses({item: row for row, item in enumerate(counts)}, table - table.mean(axis=1, keepdims=True))
