"""How far margins may be believed: is the message one of ours at all, and if so, is the leading intent right?

Both probabilities are fitted on phrases held out in fixed folds, never on test sentences. `score` is their product.
Outsiders are the phrases of `out_of_scope`; a folder without it lends whole intents, held out in turn, instead.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.understanding.arrays import Indices, Values
from bot.understanding.calibration import Calibration, calibrate
from bot.understanding.features import Tokens, Vectors
from bot.understanding.learner import Learner
from bot.understanding.reading import OUT_OF_SCOPE

FOLDS = 4
# Held-out decisions that suffice for the probabilities; more folds than needed only cost time.
ENOUGH_HELD_OUT = 2_000
STRANGE_INTENTS = 6
# The share of messages out of scope to expect; the folders hold fewer such phrases than visitors write.
OUTSIDE_SHARE = 0.2
# How sharply margins become shares among the candidates behind the first.
SHARPNESS = 4.0
LOWEST = -1.0
# What known letters weigh beside the margin when strangers are to be told. CLINC150, 10 phrases an intent, AUROC:
# 0 -> 89.6, 0.5 -> 90.9, 0.9 -> 91.3, 2.5 -> 90.5; the development set prefers 0.5 to 0.9 by half a point.
# A weight fitted on held-out intents comes out too small, since those speak the words of the others.
KNOWN = 0.5
# Logarithm of odds that the whole has over what was fitted without a quarter of its phrases: a message has nearer phrases than one
# that was held out. Calibration error on the development set and the four written later: 0.5 -> 0.033, 0.017, 0.023, 0.028, 0.040;
# 0.7 -> 0.030, 0.017, 0.025, 0.018, 0.044; 1 -> 0.026, 0.018, 0.023, 0.026, 0.031. Beyond it fewer than 97 certain of 100 are right.
LEARNT_MORE = 1.0


class Guess(NamedTuple):
    """An intent and the probability that it is right."""

    intent: str
    score: float


class Signs(NamedTuple):
    """What the probabilities are made of: the leading margin in scope, its lead, and how much is ours at all."""

    first: float
    lead: float
    belonging: float


@dataclass(frozen=True)
class Judgement:
    """The two fitted probabilities."""

    inside: Calibration
    right: Calibration

    def guesses(self, intents: Sequence[str], margins: Values, share: float, most: int) -> list[Guess]:
        """The leading intents in scope and `out_of_scope`; all probabilities together are at most one."""
        signs, leaders = signs_of(intents, margins, share)
        if not leaders:
            return [Guess(OUT_OF_SCOPE, 1.0)]
        is_inside = self.inside.probability((signs.belonging,))
        is_right = self.right.probability((signs.first, signs.lead))
        behind = [exp(SHARPNESS * float(margins[place] - margins[leaders[0]])) for place in leaders[1:]]
        rest = is_inside * (1 - is_right) / max(1.0, sum(behind))
        guesses = [Guess(intents[leaders[0]], is_inside * is_right), Guess(OUT_OF_SCOPE, 1 - is_inside)]
        guesses += [Guess(intents[place], rest * part) for place, part in zip(leaders[1:], behind, strict=True)]
        return sorted(guesses, key=lambda guess: -guess.score)[:most]


def signs_of(intents: Sequence[str], margins: Values, share: float) -> tuple[Signs, list[int]]:
    """The signs, and the places of the leading intents in scope, best first."""
    order: list[int] = np.argsort(-margins, kind="stable")[:7].tolist()
    leaders = [place for place in order if intents[place] != OUT_OF_SCOPE]
    outside = float(margins[intents.index(OUT_OF_SCOPE)]) if OUT_OF_SCOPE in intents else LOWEST
    first = float(margins[leaders[0]]) if leaders else LOWEST
    second = float(margins[leaders[1]]) if len(leaders) > 1 else LOWEST
    return Signs(first, first - second, first - outside + KNOWN * share), leaders


def known_share(tokens: Tokens, known_stems: Container[str]) -> float:
    """The share of the message's letters in words whose stem the phrases have: what shows a stranger."""
    letters = known = 0
    for word, stem in zip(tokens.words, tokens.stems, strict=True):
        if word.isalnum():
            letters += len(word)
            if stem in known_stems:
                known += len(word)
    return known / letters if letters else 0.0


def judge(messages: Sequence[Tokens], vectors: Vectors, labels: Indices, size: int, intents: Sequence[str]) -> tuple[Judgement, Learner]:
    """Fits both probabilities, and hands on the last learner, which knows all but its fold. Deterministic."""
    signs: list[Signs] = []
    is_inside: list[bool] = []
    is_right: list[bool] = []
    has_outside = OUT_OF_SCOPE in intents
    fold_of = _folds(labels)
    learner = Learner(vectors, labels, size, len(intents))
    for fold in range(FOLDS):
        strange = set() if has_outside or len(intents) < STRANGE_INTENTS else set(range(fold, len(intents), STRANGE_INTENTS))
        held_out = [n for n in range(len(labels)) if fold_of[n] == fold or int(labels[n]) in strange]
        kept = [n for n in range(len(labels)) if fold_of[n] != fold and int(labels[n]) not in strange]
        if not held_out or not kept:
            continue
        learner = Learner(vectors, labels, size, len(intents))
        learner.learn(np.array(kept, dtype=np.int32))
        weights = learner.weights
        known_stems = {stem for n in kept for stem in messages[n].stems}
        for n in held_out:
            vector = vectors[n]
            margins = vector.values @ weights[vector.indices]
            margins[list(strange)] = LOWEST
            found, leaders = signs_of(intents, margins, known_share(messages[n], known_stems))
            signs.append(found)
            is_inside.append(intents[labels[n]] != OUT_OF_SCOPE and int(labels[n]) not in strange)
            is_right.append(bool(leaders) and leaders[0] == int(labels[n]))
        if len(signs) >= ENOUGH_HELD_OUT:
            break
    return _fitted(np.array(signs).reshape(-1, 3), np.array(is_inside, dtype=bool), np.array(is_right, dtype=bool)), learner


def _fitted(signs: npt.NDArray[np.float64], is_inside: npt.NDArray[np.bool_], is_right: npt.NDArray[np.bool_]) -> Judgement:
    inside = int(is_inside.sum())
    outside_importance = inside * OUTSIDE_SHARE / (1 - OUTSIDE_SHARE) / max(1, len(signs) - inside)
    return Judgement(
        inside=calibrate(signs[:, 2:], is_inside, np.where(is_inside, 1.0, outside_importance)),
        right=calibrate(signs[is_inside, :2], is_right[is_inside], np.ones(inside)).raised(LEARNT_MORE),
    )


def _folds(labels: Indices) -> list[int]:
    """A fold for each phrase, evenly within each intent."""
    seen: dict[int, int] = {}
    folds = []
    for label in labels.tolist():
        position = seen.get(label, 0)
        seen[label] = position + 1
        folds.append(position % FOLDS)
    return folds
