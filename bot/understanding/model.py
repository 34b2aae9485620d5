"""The learnt part: from tokens to intents with probabilities, and to the aspect inside an intent.

Learnt from the phrases alone, the aspects of an intent in a second stage inside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.understanding.features import Features, Indices, Tokens, Values, Vector
from bot.understanding.judging import Guess, Judgement, judge, known_share
from bot.understanding.learner import learn
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
        found = np.minimum(np.searchsorted(self.places, vector.indices), len(self.places) - 1)
        is_there = self.places[found] == vector.indices
        return self.aspects[int((vector.values[is_there] @ self.weights[found[is_there]]).argmax())]


@dataclass(frozen=True)
class Model:
    """What was learnt."""

    features: Features
    intents: tuple[str, ...]
    weights: Values
    judgement: Judgement
    aspect_models: Mapping[str, AspectModel]
    meanings: Mapping[str, tuple[str, str]]

    def meaning_of(self, words: Sequence[str]) -> tuple[str, str] | None:
        """Intent and aspect of a message that is one of the phrases, but for case and punctuation."""
        return self.meanings.get(phrase_key(words))

    def guesses(self, tokens: Tokens, vector: Vector, most: int = 5) -> list[Guess]:
        """Intents with their probabilities, best first; `out_of_scope` is one of them."""
        margins = vector.values @ self.weights[vector.indices]
        share = known_share(tokens, self.features.word_places)
        return self.judgement.guesses(self.intents, margins, share, most)

    def aspect(self, intent: str, vector: Vector) -> str:
        """The aspect of the intent that the message fits best; empty for the general one."""
        model = self.aspect_models.get(intent)
        return model.best(vector) if model else ""


def phrase_key(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word != QUESTION)


def learn_model(examples: Sequence[Example]) -> Model:
    """Deterministic: the same examples in the same order give the same model."""
    features = Features.of([example.tokens for example in examples])
    vectors = features.vectors([example.tokens for example in examples])
    intents = tuple(sorted({example.intent for example in examples}))
    place = {intent: number for number, intent in enumerate(intents)}
    labels = np.array([place[example.intent] for example in examples], dtype=np.int32)
    weights = learn(vectors, labels, features.size, len(intents))
    judgement = judge([example.tokens for example in examples], vectors, labels, features.size, intents)
    return Model(features, intents, weights, judgement, _aspect_models(examples, vectors), _meanings(examples))


def _meanings(examples: Sequence[Example]) -> dict[str, tuple[str, str]]:
    """Phrases that mean one thing only."""
    found: dict[str, set[tuple[str, str]]] = {}
    for example in examples:
        found.setdefault(phrase_key(example.tokens.words), set()).add((example.intent, example.aspect))
    return {words: meanings.pop() for words, meanings in found.items() if words and len(meanings) == 1}


def _aspect_models(examples: Sequence[Example], vectors: Sequence[Vector]) -> dict[str, AspectModel]:
    by_intent: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        by_intent.setdefault(example.intent, []).append(number)
    models = {}
    for intent, numbers in by_intent.items():
        aspects = tuple(sorted({examples[number].aspect for number in numbers}))
        if aspects == ("",):
            continue
        places = np.unique(np.concatenate([vectors[number].indices for number in numbers]))
        own = [Vector(np.searchsorted(places, vectors[n].indices).astype(np.int32), vectors[n].values) for n in numbers]
        labels = np.array([aspects.index(examples[number].aspect) for number in numbers], dtype=np.int32)
        models[intent] = AspectModel(aspects, places, learn(own, labels, len(places), len(aspects)))
    return models
