"""The learnt part: from tokens to intents with probabilities, and to the aspect inside an intent.

Learnt from the phrases alone, the aspects of an intent in a second stage inside it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.understanding.arrays import Indices, Keys, Values, places_of
from bot.understanding.features import Features, Tokens, Vector, Vectors
from bot.understanding.judging import Guess, Judgement, judge, known_share
from bot.understanding.learner import Learner
from bot.understanding.normalisation import QUESTION


class Example(NamedTuple):
    """A phrase made ready, with what it means."""

    tokens: Tokens
    intent: str
    aspect: str


@dataclass(frozen=True)
class AspectModel:
    """Weights that tell an intent's aspects apart, for the features of its phrases (`places`, rising)."""

    aspects: tuple[str, ...]
    places: Indices
    weights: Values

    def best(self, vector: Vector) -> str:
        places, is_there = places_of(vector.indices, self.places)
        return self.aspects[int((vector.values[is_there] @ self.weights[places]).argmax())]


@dataclass(frozen=True)
class Phrases:
    """What each phrase that means one thing only means: its digest, rising, and the number of its meaning."""

    digests: Keys
    numbers: Indices
    meanings: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, examples: Iterable[Example]) -> "Phrases":
        found: dict[int, set[tuple[str, str]]] = {}
        for example in examples:
            if any(word != QUESTION for word in example.tokens.words):
                found.setdefault(_digest(example.tokens.words), set()).add((example.intent, example.aspect))
        single = {digest: next(iter(meanings)) for digest, meanings in sorted(found.items()) if len(meanings) == 1}
        meanings = tuple(dict.fromkeys(single.values()))
        numbers = [meanings.index(meaning) for meaning in single.values()]
        return cls(np.array(list(single), dtype=np.uint64), np.array(numbers, dtype=np.int32), meanings)

    def meaning_of(self, words: Sequence[str]) -> tuple[str, str] | None:
        digest = np.uint64(_digest(words))
        place = int(self.digests.searchsorted(digest))
        return self.meanings[self.numbers[place]] if place < len(self.digests) and self.digests[place] == digest else None


def _digest(words: Sequence[str]) -> int:
    """Stands for the words of a phrase; case and punctuation are gone from them already."""
    text = " ".join(word for word in words if word != QUESTION)
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


@dataclass(frozen=True)
class Model:
    """What was learnt."""

    features: Features
    intents: tuple[str, ...]
    weights: Values
    judgement: Judgement
    aspect_models: Mapping[str, AspectModel]
    phrases: Phrases

    def meaning_of(self, words: Sequence[str]) -> tuple[str, str] | None:
        """Intent and aspect of a message that is one of the phrases, but for case and punctuation."""
        return self.phrases.meaning_of(words)

    def guesses(self, tokens: Tokens, vector: Vector, most: int = 5) -> list[Guess]:
        """Intents with their probabilities, best first; `out_of_scope` is one of them."""
        margins = vector.values @ self.weights[vector.indices]
        share = known_share(tokens, self.features.stems)
        return self.judgement.guesses(self.intents, margins, share, most)

    def aspect(self, intent: str, vector: Vector) -> str:
        """The aspect of the intent that the message fits best; empty for the general one."""
        model = self.aspect_models.get(intent)
        return model.best(vector) if model else ""


def learn_model(examples: Sequence[Example]) -> Model:
    """Deterministic: the same examples in the same order give the same model."""
    features = Features.of([example.tokens for example in examples])
    vectors = features.vectors([example.tokens for example in examples])
    intents = tuple(sorted({example.intent for example in examples}))
    place = {intent: number for number, intent in enumerate(intents)}
    labels = np.array([place[example.intent] for example in examples], dtype=np.int32)
    judgement, learner = judge([example.tokens for example in examples], vectors, labels, features.size, intents)
    learner.learn(np.arange(len(labels), dtype=np.int32))
    return Model(features, intents, learner.weights, judgement, _aspect_models(examples, vectors), Phrases.of(examples))


def _aspect_models(examples: Sequence[Example], vectors: Vectors) -> dict[str, AspectModel]:
    by_intent: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        by_intent.setdefault(example.intent, []).append(number)
    models = {}
    for intent, numbers in by_intent.items():
        aspects = tuple(sorted({examples[number].aspect for number in numbers}))
        if aspects == ("",):
            continue
        own = vectors.some(np.array(numbers, dtype=np.int32))
        places, indices = np.unique(own.indices, return_inverse=True)
        labels = np.array([aspects.index(examples[number].aspect) for number in numbers], dtype=np.int32)
        learner = Learner(Vectors(own.starts, indices.astype(np.int32), own.values), labels, len(places), len(aspects))
        learner.learn(np.arange(len(labels), dtype=np.int32))
        models[intent] = AspectModel(aspects, places, learner.weights)
    return models
