"""The learnt part: from tokens to intents with probabilities, and to the aspect inside an intent.

Learnt from the phrases alone. The probability is fitted on phrases held out in fixed folds; in each fold some
intents are held out whole, so that their phrases play the strangers whom no intent knows.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.understanding.calibration import Calibration, calibrate
from bot.understanding.features import Features, Indices, Tokens, Values, Vector
from bot.understanding.learner import learn
from bot.understanding.normalisation import QUESTION
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


class Guess(NamedTuple):
    """An intent and the probability that it is right."""

    intent: str
    score: float


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
    calibration: Calibration
    aspect_models: Mapping[str, AspectModel]
    meanings: Mapping[str, tuple[str, str]]

    def meaning_of(self, words: Sequence[str]) -> tuple[str, str] | None:
        """Intent and aspect of a message that is one of the phrases, but for case and punctuation."""
        return self.meanings.get(phrase_key(words))

    def guesses(self, tokens: Tokens, vector: Vector, most: int = 5) -> list[Guess]:
        """Intents with their probabilities, best first; `out_of_scope` is among them when it is likely."""
        margins = vector.values @ self.weights[vector.indices]
        share = known_share(tokens, self.features.word_places)
        return _guesses(self.intents, margins, share, self.calibration, most)

    def aspect(self, intent: str, vector: Vector) -> str:
        """The aspect of the intent that the message fits best; empty for the general one."""
        model = self.aspect_models.get(intent)
        return model.best(vector) if model else ""


def phrase_key(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word != QUESTION)


def learn_model(examples: Sequence[Example]) -> Model:
    """Deterministic: the same examples in the same order give the same model."""
    features = Features.of([example.tokens for example in examples])
    vectors = [features.vector(example.tokens) for example in examples]
    intents = tuple(sorted({example.intent for example in examples}))
    place = {intent: number for number, intent in enumerate(intents)}
    labels = np.array([place[example.intent] for example in examples], dtype=np.int32)
    weights = learn(vectors, labels, features.size, len(intents))
    calibration = _calibration(examples, vectors, labels, features.size, intents)
    return Model(features, intents, weights, calibration, _aspect_models(examples, vectors), _meanings(examples))


def _meanings(examples: Sequence[Example]) -> dict[str, tuple[str, str]]:
    """Phrases that mean one thing only."""
    found: dict[str, set[tuple[str, str]]] = {}
    for example in examples:
        found.setdefault(phrase_key(example.tokens.words), set()).add((example.intent, example.aspect))
    return {words: meanings.pop() for words, meanings in found.items() if words and len(meanings) == 1}


def known_share(tokens: Tokens, known_stems: Container[str]) -> float:
    """The share of the message's letters in words whose stem the phrases have: what shows a stranger."""
    letters = known = 0
    for word, stem in zip(tokens.words, tokens.stems, strict=True):
        if word.isalnum():
            letters += len(word)
            if stem in known_stems:
                known += len(word)
    return known / letters if letters else 0.0


def signs_of(intents: Sequence[str], margins: Values, known_share: float) -> tuple[list[float], list[int]]:
    """What the probability is made of, and the places of the intents in scope, best first."""
    order = [int(number) for number in np.argsort(-margins, kind="stable")[:7]]
    inside = [number for number in order if intents[number] != OUT_OF_SCOPE]
    outside = float(margins[intents.index(OUT_OF_SCOPE)]) if OUT_OF_SCOPE in intents else -1.0
    first = float(margins[inside[0]]) if inside else -1.0
    second = float(margins[inside[1]]) if len(inside) > 1 else -1.0
    return [first, first - second, first - outside, known_share], inside


def _guesses(intents: Sequence[str], margins: Values, known_share: float, calibration: Calibration, most: int) -> list[Guess]:
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
        known_stems = {stem for n in kept for stem in examples[n].tokens.stems}
        for n in held_out:
            margins = vectors[n].values @ weights[vectors[n].indices]
            margins[list(strange)] = -1.0
            found, places = signs_of(intents, margins, known_share(examples[n].tokens, known_stems))
            signs.append(found)
            is_right.append(bool(places) and places[0] == int(labels[n]))
            importance.append(STRANGER_IMPORTANCE if int(labels[n]) in strange else 1.0)
        if len(signs) >= ENOUGH_HELD_OUT:
            break
    return calibrate(np.array(signs), np.array(is_right), np.array(importance))


def _folds(labels: Indices) -> list[int]:
    """A fold for each phrase, evenly within each intent; neighbours in a file are alike and share one."""
    seen: dict[int, int] = {}
    total = {int(label): int(count) for label, count in zip(*np.unique(labels, return_counts=True), strict=True)}
    folds = []
    for label in labels.tolist():
        position = seen.get(label, 0)
        seen[label] = position + 1
        run = max(1, min(4, total[label] // (2 * FOLDS)))
        folds.append(position // run % FOLDS)
    return folds


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
