"""Which of the five languages a message is in, learnt from the phrases themselves.

A message too short to tell keeps the language of the one before it (L4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.content import Language
from bot.understanding.arrays import Indices, Keys, Marks, Values, places_of
from bot.understanding.letters import letter_runs

# One strange word may not outvote a sentence.
MOST_PER_WORD = 4.0
# Logarithms of odds: what the last language, and bokmål as most visitors' language, count beforehand.
LAST_LANGUAGE, BOKMAAL = 2.0, 0.7
SIZES = (1, 2, 3, 4)
# What a word's letters say beside the word itself.
LETTERS_WEIGHT = 2.0
SMOOTHING = 0.5
MOST_WORDS = 200


@dataclass(frozen=True)
class Languages:
    """Evidence for each language, one column each: of known words, and of runs of letters for all other words."""

    languages: tuple[Language, ...]
    words: Mapping[str, int]
    word_evidence: Values
    runs: Keys
    run_evidence: Values

    @classmethod
    def of(cls, texts: Iterable[tuple[Sequence[str], Language]]) -> "Languages":
        """Learns from the words of texts whose language is known."""
        by_language: dict[Language, Counter[str]] = {}
        for words, language in texts:
            by_language.setdefault(language, Counter()).update(words)
        languages = tuple(language for language in Language if by_language.get(language))
        names = list(dict.fromkeys(word for language in languages for word in by_language[language] if word.isalpha()))
        counts = np.array([[by_language[language][word] for language in languages] for word in names], dtype=np.float64)
        counts = counts.reshape(len(names), len(languages))
        found, owners = letter_runs(names, SIZES)
        runs, places = np.unique(found, return_inverse=True)
        run_counts = np.zeros((len(runs), len(languages)))
        np.add.at(run_counts, places, counts[owners])
        evidence = _evidence(run_counts)
        by_letters = _by_letters(evidence, places.astype(np.int32), owners, np.ones(len(owners), dtype=np.bool_), len(names))
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
            total += self._of_strangers([word for word in said if word not in self.words])
        for place, language in enumerate(self.languages):
            total[place] += LAST_LANGUAGE * (language is last_language) + BOKMAAL * (language is Language.NB)
        return self.languages[int(total.argmax())]

    def _of_strangers(self, words: Sequence[str]) -> Values:
        runs, owners = letter_runs(words, SIZES)
        places, is_known = places_of(runs, self.runs)
        return np.asarray(_limited(_by_letters(self.run_evidence, places, owners, is_known, len(words))).sum(axis=0), dtype=np.float32)


def _by_letters(evidence: Values, places: Indices, owners: Indices, is_known: Marks, words: int) -> Values:
    """The mean over the runs of each word."""
    owners = owners[is_known]
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
