"""Which statements of the policy come nearest to a question, also where no intent fits.

BM25 over stems and concepts (k1 0.9, b 0.4), a cosine over letter groups, and what the intents know: a
statement that answers a likely intent is likely itself, which carries the phrases into the ranking.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bot.content import Language
from bot.understanding.arrays import Indices, Keys, Values, places_of
from bot.understanding.features import Tokens
from bot.understanding.judging import Guess
from bot.understanding.letters import letter_runs, runs_of
from bot.understanding.reading import RankedStatement

Answers = Mapping[tuple[str, str], tuple[str, ...]]

K1, B = 0.9, 0.4
LETTERS, INTENT = 0.5, 1.0
MOST = 10
SIZES = (3, 4, 5)
MOST_REMEMBERED = 4_000


@dataclass(frozen=True)
class View:
    """The statements as a reader of one language meets them; one column a statement."""

    terms: Mapping[str, int]
    term_weights: Values
    runs: Keys
    run_weights: Values
    _remembered: dict[str, tuple[Values, int]] = field(default_factory=dict, compare=False)

    def likeness(self, tokens: Tokens) -> Values:
        """By words, the best at 1, plus by letters."""
        rows = [self.terms[key] for key in dict.fromkeys(_terms(tokens)) if key in self.terms]
        by_words = self.term_weights[rows].sum(axis=0)
        sums = [self._by_letters(word) for word in tokens.words]
        by_letters = sum(letters for letters, _ in sums) / np.float32(max(1, sum(count for _, count in sums)) ** 0.5)
        return np.asarray(by_words / max(np.float32(1), by_words.max(initial=0)) + np.float32(LETTERS) * by_letters, dtype=np.float32)

    def _by_letters(self, word: str) -> tuple[Values, int]:
        """For each statement, and how many runs the word has."""
        found = self._remembered.get(word)
        if found is None:
            runs = runs_of(word, SIZES)
            found = self.run_weights[places_of(runs, self.runs)[0]].sum(axis=0), len(runs)
            if len(self._remembered) < MOST_REMEMBERED:
                self._remembered[word] = found
        return found


@dataclass(frozen=True)
class StatementIndex:
    """All statements, by the language of the question."""

    ids: tuple[str, ...]
    views: Mapping[Language, View]
    answers: Answers

    @cached_property
    def _answering(self) -> Mapping[tuple[str, str], Indices]:
        """The places of the statements that answer an intent and aspect."""
        place = {name: number for number, name in enumerate(self.ids)}
        places = {key: sorted({place[name] for name in names if name in place}) for key, names in self.answers.items()}
        return {key: np.array(some, dtype=np.int32) for key, some in places.items()}

    def ranked(self, tokens: Tokens, language: Language, guesses: Sequence[Guess], aspect: str) -> tuple[RankedStatement, ...]:
        """The nearest statements, best first; none when nothing of the question is known."""
        if not self.ids:
            return ()
        scores = self.views[language].likeness(tokens).astype(np.float64)
        for rank, guess in enumerate(guesses):
            answering = self._answering.get((guess.intent, "" if rank else aspect))
            if answering is not None:
                scores[answering] += INTENT * guess.score
        best: list[int] = np.argsort(-scores, kind="stable")[:MOST].tolist()
        whole = 1 + LETTERS + INTENT
        return tuple(
            RankedStatement(self.ids[place], round(min(1.0, score / whole), 4))
            for place, score in zip(best, scores[best].tolist(), strict=True)
            if score > 0
        )


def index_statements(texts: Iterable[tuple[str, Language, Tokens]], answers: Answers) -> StatementIndex:
    """An index over (statement id, language, text made ready)."""
    by_id: dict[str, dict[Language, Tokens]] = {}
    for name, language, tokens in texts:
        by_id.setdefault(name, {})[language] = tokens
    views: dict[Language, View] = {}
    built: dict[tuple[Language, ...], View] = {}
    for language in Language:
        chosen = tuple(_chosen(in_languages, language) for in_languages in by_id.values())
        if chosen not in built:
            built[chosen] = _view([texts[own] for texts, own in zip(by_id.values(), chosen, strict=True)])
        views[language] = built[chosen]
    return StatementIndex(tuple(by_id), views, answers)


def _chosen(in_languages: Mapping[Language, Tokens], language: Language) -> Language:
    """The text in the question's language, else in that of its answer, else the first there is."""
    return next((one for one in (language, language.answered_in) if one in in_languages), next(iter(in_languages)))


def _view(texts: Sequence[Tokens]) -> View:
    lists = [_terms(tokens) for tokens in texts]
    terms = {term: place for place, term in enumerate(dict.fromkeys(term for terms in lists for term in terms))}
    counts = np.zeros((len(terms), len(lists)), dtype=np.float32)
    for column, items in enumerate(lists):
        np.add.at(counts[:, column], [terms[item] for item in items], 1)
    found, owners = letter_runs([word for tokens in texts for word in tokens.words], SIZES)
    text_of = np.repeat(np.arange(len(texts)), [len(tokens.words) for tokens in texts])
    runs, places = np.unique(found, return_inverse=True)
    run_counts = np.zeros((len(runs), len(texts)), dtype=np.float32)
    np.add.at(run_counts, (places, text_of[owners]), 1)
    cosine = np.log1p(run_counts) * _rarity(run_counts)
    lengths = np.sqrt((cosine**2).sum(axis=0, keepdims=True))
    return View(terms, _bm25(counts), runs, (cosine / np.maximum(lengths, 1e-9)).astype(np.float32))


def _terms(tokens: Tokens) -> list[str]:
    return [*tokens.stems, *(f"#{concept}" for concept in tokens.concepts)]


def _rarity(counts: Values) -> Values:
    having = (counts > 0).sum(axis=1, keepdims=True)
    return np.asarray(np.log(1 + (counts.shape[1] - having + 0.5) / (having + 0.5)), dtype=np.float32)


def _bm25(counts: Values) -> Values:
    if not counts.size:
        return counts
    lengths = counts.sum(axis=0, keepdims=True)
    fullness = K1 * (1 - B + B * lengths / lengths.mean())
    return np.asarray(_rarity(counts) * counts * (K1 + 1) / (counts + fullness), dtype=np.float32)
