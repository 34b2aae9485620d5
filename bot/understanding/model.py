"""The learnt part: from tokens to intents with probabilities, and to the aspect inside an intent.

Learnt from the phrases alone. The probability is fitted on phrases held out in fixed folds; in each fold some
intents are held out whole, so that their phrases play the strangers whom no intent knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.understanding.calibration import Calibration, calibrate
from bot.understanding.features import Features, Indices, Tokens, Values, Vector
from bot.understanding.learner import learn
from bot.understanding.reading import OUT_OF_SCOPE

FOLDS = 4
# Held-out decisions that suffice for the probability; more folds than needed only cost time.
ENOUGH_HELD_OUT = 2_000
HELD_OUT_ROUNDS = 3
STRANGE_INTENTS = 6
STRANGER_IMPORTANCE = 0.5
# How sharply margins become shares among the candidates behind the first.
SHARPNESS = 4.0


class Example(NamedTuple):
    """A phrase made ready, with what it means."""

    tokens: Tokens
    intent: str
    aspect: str
    known_share: float


class Guess(NamedTuple):
    """An intent and the probability that it is right."""

    intent: str
    score: float


@dataclass(frozen=True)
class AspectModel:
    """Weights that tell an intent's aspects apart."""

    aspects: tuple[str, ...]
    weights: Values


@dataclass(frozen=True)
class Model:
    """What was learnt."""

    features: Features
    intents: tuple[str, ...]
    weights: Values
    calibration: Calibration
    aspect_models: Mapping[str, AspectModel]

    def guesses(self, tokens: Tokens, known_share: float, most: int = 5) -> tuple[list[Guess], Vector]:
        """Intents with their probabilities, best first; `out_of_scope` is among them when it is likely."""
        vector = self.features.vector(tokens)
        margins = vector.values @ self.weights[vector.indices]
        return _guesses(self.intents, margins, known_share, self.calibration, most), vector

    def aspect(self, intent: str, vector: Vector) -> str:
        """The aspect of the intent that the message fits best; empty for the general one."""
        model = self.aspect_models.get(intent)
        if model is None:
            return ""
        return model.aspects[int((vector.values @ model.weights[vector.indices]).argmax())]


def learn_model(examples: Sequence[Example]) -> Model:
    """Deterministic: the same examples in the same order give the same model."""
    features = Features.of([example.tokens for example in examples])
    vectors = [features.vector(example.tokens) for example in examples]
    intents = tuple(sorted({example.intent for example in examples}))
    place = {intent: number for number, intent in enumerate(intents)}
    labels = np.array([place[example.intent] for example in examples], dtype=np.int32)
    weights = learn(vectors, labels, features.size, len(intents))
    calibration = _calibration(examples, vectors, labels, features.size, intents)
    return Model(features, intents, weights, calibration, _aspect_models(examples, vectors, features.size))


def signs_of(intents: Sequence[str], margins: Values, known_share: float) -> tuple[list[float], list[int]]:
    """What the probability is made of, and the places of the intents in scope, best first."""
    order = [int(number) for number in np.argsort(-margins, kind="stable")[:7]]
    inside = [number for number in order if intents[number] != OUT_OF_SCOPE]
    outside = float(margins[intents.index(OUT_OF_SCOPE)]) if OUT_OF_SCOPE in intents else -1.0
    first = float(margins[inside[0]]) if inside else -1.0
    second = float(margins[inside[1]]) if len(inside) > 1 else -1.0
    return [first, first - second, first - outside, known_share], inside


def _guesses(
    intents: Sequence[str], margins: Values, known_share: float, calibration: Calibration, most: int
) -> list[Guess]:
    signs, inside = signs_of(intents, margins, known_share)
    if not inside:
        return [Guess(OUT_OF_SCOPE, 1.0)]
    first = calibration.probability(signs)
    shares = np.exp(SHARPNESS * (margins[inside[1:]] - margins[inside[0]]))
    # What the first leaves over goes to the others in scope and to "none of them".
    strangeness = float(np.exp(-SHARPNESS * signs[2])) + (1 - known_share)
    rest = (1 - first) / (float(shares.sum()) + strangeness + 1e-9)
    guesses = [Guess(intents[inside[0]], first)]
    guesses += [Guess(intents[number], min(first, rest * float(share))) for number, share in zip(inside[1:], shares, strict=True)]
    guesses.append(Guess(OUT_OF_SCOPE, rest * strangeness))
    return sorted(guesses, key=lambda guess: -guess.score)[:most]


def _calibration(
    examples: Sequence[Example], vectors: Sequence[Vector], labels: Indices, size: int, intents: Sequence[str]
) -> Calibration:
    signs: list[list[float]] = []
    is_right: list[bool] = []
    importance: list[float] = []
    inside = [number for number, intent in enumerate(intents) if intent != OUT_OF_SCOPE]
    fold_of = _folds(labels)
    for fold in range(FOLDS):
        strange = set(inside[fold::STRANGE_INTENTS]) if len(inside) >= STRANGE_INTENTS else set()
        held_out = [n for n in range(len(labels)) if fold_of[n] == fold]
        kept = [n for n in range(len(labels)) if fold_of[n] != fold and int(labels[n]) not in strange]
        if not held_out or not kept:
            continue
        weights = learn([vectors[n] for n in kept], labels[kept], size, len(intents), rounds=HELD_OUT_ROUNDS)
        for n in held_out:
            margins = vectors[n].values @ weights[vectors[n].indices]
            margins[list(strange)] = -1.0
            found, places = signs_of(intents, margins, examples[n].known_share)
            signs.append(found)
            is_right.append(bool(places) and places[0] == int(labels[n]))
            importance.append(STRANGER_IMPORTANCE if int(labels[n]) in strange else 1.0)
        if len(signs) >= ENOUGH_HELD_OUT:
            break
    return calibrate(np.array(signs), np.array(is_right), np.array(importance))


def _folds(labels: Indices) -> list[int]:
    """A fold for each phrase, evenly within each intent. Neighbours in a file are alike, so they share a fold."""
    seen: dict[int, int] = {}
    total = {int(label): int(count) for label, count in zip(*np.unique(labels, return_counts=True), strict=True)}
    folds = []
    for label in labels.tolist():
        position = seen.get(label, 0)
        seen[label] = position + 1
        run = max(1, min(4, total[label] // (2 * FOLDS)))
        folds.append(position // run % FOLDS)
    return folds


def _aspect_models(examples: Sequence[Example], vectors: Sequence[Vector], size: int) -> dict[str, AspectModel]:
    by_intent: dict[str, list[int]] = {}
    for number, example in enumerate(examples):
        by_intent.setdefault(example.intent, []).append(number)
    models = {}
    for intent, numbers in by_intent.items():
        aspects = tuple(sorted({examples[number].aspect for number in numbers}))
        if aspects == ("",):
            continue
        own = [vectors[number] for number in numbers]
        places, smaller = _narrowed(own)
        labels = np.array([aspects.index(examples[number].aspect) for number in numbers], dtype=np.int32)
        weights = np.zeros((size, len(aspects)), dtype=np.float32)
        weights[places] = learn(smaller, labels, len(places), len(aspects))
        models[intent] = AspectModel(aspects, weights)
    return models
