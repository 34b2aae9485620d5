"""Which of the five languages a message is in, learnt from the phrases themselves.

A message too short to tell keeps the language of the one before it (L4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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


class Languages:
    """Evidence for each language by words, and by letter groups for words that no phrase has."""

    def __init__(self, languages: Sequence[Language], words: Mapping[str, Evidence], groups: Mapping[str, Evidence]) -> None:
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
        return cls(languages, _evidence(counts), _evidence(groups))

    def of_text(self, words: Sequence[str], last_language: Language | None = None) -> Language:
        """The language of the words; the last one, or bokmål, when they say too little."""
        if not self.languages:
            return last_language or Language.NB
        total = np.zeros(len(self.languages))
        for word in words[:200]:
            if word.isalpha() and word != QUESTION:
                total = total + self._of_word(word)
        for place, language in enumerate(self.languages):
            total[place] += LAST_LANGUAGE * (language is last_language) + BOKMAAL * (language is Language.NB)
        return self.languages[int(total.argmax())]

    def _of_word(self, word: str) -> Evidence:
        found = self._remembered.get(word)
        if found is None:
            found = self.words.get(word)
            groups = [self.groups[group] for group in _groups(word) if group in self.groups]
            by_letters = sum(groups, np.zeros(len(self.languages))) / max(1, len(groups)) * 2
            found = by_letters if found is None else found + by_letters
            found = np.clip(found, -MOST_PER_WORD, MOST_PER_WORD)
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[word] = found
        return found


def _groups(word: str) -> list[str]:
    padded = f"_{word}_"
    return [padded[start : start + size] for size in GROUP_SIZES for start in range(len(padded) - size + 1)]


def _evidence(counts: Mapping[str, list[int]]) -> dict[str, Evidence]:
    """Logarithms of each item's share in each language, against their mean."""
    if not counts:
        return {}
    table = np.array(list(counts.values()), dtype=np.float64) + SMOOTHING
    table = np.log(table / table.sum(axis=0))
    table -= table.mean(axis=1, keepdims=True)
    return dict(zip(counts, table, strict=True))
