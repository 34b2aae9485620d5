"""Which of the five languages a message is in, learnt from the phrases themselves.

A message too short to tell keeps the language of the one before it (L4).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from bot.content import Language
from bot.understanding.arrays import Indices, Keys, Values, places_of
from bot.understanding.letters import letter_runs, runs_of

# One strange word may not outvote a sentence.
MOST_PER_WORD = 4.0
# Logarithms of odds: what the last language, and bokmål as most visitors' language, count beforehand.
LAST_LANGUAGE, BOKMAAL = 2.0, 0.7
SIZES = (1, 2, 3, 4)
# What a word's letters say beside the word itself.
LETTERS_WEIGHT = 2.0
SMOOTHING = 0.5
MOST_WORDS = 200
MOST_REMEMBERED = 2_000


@dataclass(frozen=True)
class Languages:
    """Evidence for each language, one column each: of known words, and of runs of letters for all other words."""

    languages: tuple[Language, ...]
    words: Mapping[str, int]
    word_evidence: Values
    runs: Keys
    run_evidence: Values
    _remembered: dict[str, Values] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, said: Mapping[Language, Counter[str]]) -> "Languages":
        """Learns from the words of each language."""
        languages = tuple(said)
        names = list(dict.fromkeys(word for words in said.values() for word in words if word.isalpha()))
        counts = np.array([[words[word] for words in said.values()] for word in names], dtype=np.float64)
        counts = counts.reshape(len(names), len(languages))
        found, owners = letter_runs(names, SIZES)
        runs, places = np.unique(found, return_inverse=True)
        run_counts = np.zeros((len(runs), len(languages)))
        np.add.at(run_counts, places, counts[owners])
        evidence = _evidence(run_counts)
        by_letters = _by_letters(evidence, places.astype(np.int32), owners, len(names))
        return cls(
            languages, {word: row for row, word in enumerate(names)}, _limited(np.add(by_letters, _evidence(counts))), runs, evidence
        )

    def of_text(self, words: Sequence[str], last_language: Language | None = None) -> Language:
        """The language of the words; the last one, or bokmål, when they say too little."""
        if not self.languages:
            return last_language or Language.NB
        said = [word for word in words[:MOST_WORDS] if word.isalpha()]
        rows = [self.words[word] for word in said if word in self.words]
        total: Values = self.word_evidence[rows].sum(axis=0)
        if len(rows) < len(said):
            total += sum(self._of_stranger(word) for word in said if word not in self.words)
        for place, language in enumerate(self.languages):
            total[place] += LAST_LANGUAGE * (language is last_language) + BOKMAAL * (language is Language.NB)
        return self.languages[int(total.argmax())]

    def _of_stranger(self, word: str) -> Values:
        found = self._remembered.get(word)
        if found is None:
            places, _ = places_of(runs_of(word, SIZES), self.runs)
            found = _limited(LETTERS_WEIGHT * self.run_evidence[places].sum(axis=0) / max(1, len(places)))
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[word] = found
        return found


def _by_letters(evidence: Values, places: Indices, owners: Indices, words: int) -> Values:
    """The mean over the runs of each word."""
    sums = np.zeros((words, evidence.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, evidence[places])
    return np.asarray(LETTERS_WEIGHT * sums / np.maximum(1, np.bincount(owners, minlength=words))[:, None], dtype=np.float32)


def _limited(evidence: Values) -> Values:
    return np.minimum(np.maximum(evidence, -MOST_PER_WORD), MOST_PER_WORD)


def _evidence(counts: npt.NDArray[np.float64]) -> Values:
    """Logarithms of each item's share in each language, against their mean."""
    table = counts + SMOOTHING
    table = np.log(table / table.sum(axis=0))
    return np.asarray(table - table.mean(axis=1, keepdims=True), dtype=np.float32)
