"""One linear weight per feature and label, learnt from labelled vectors.

One-against-the-rest support vector machines with squared hinge, solved in the dual one example at a time
(Hsieh et al. 2008), all labels side by side. Deterministic: examples are visited in a fixed stride.
"""

from collections.abc import Sequence
from math import gcd

import numpy as np

from bot.understanding.features import Indices, Values, Vector

# How many rounds, how dear a miss, and how much dearer for the label's own examples.
ROUNDS = 6
COST = 0.4
OWN_COST = 10.0
# A step below this changes no decision; an example that made none twice is left alone.
STILL = 0.05


def learn(vectors: Sequence[Vector], labels: Indices, size: int, count: int, *, rounds: int = ROUNDS) -> Values:
    """Weights, features x labels: `values @ weights[indices]` gives each label's margin, about -1 to 1."""
    weights = np.zeros((size, count), dtype=np.float32)
    pulls = np.zeros((len(vectors), count), dtype=np.float32)
    own_softness, other_softness = 0.5 / (COST * OWN_COST), 0.5 / COST
    lengths = [float(vector.values @ vector.values) for vector in vectors]
    sign = np.full(count, -1.0, dtype=np.float32)
    softness = np.full(count, other_softness, dtype=np.float32)
    order = visiting_order(len(vectors))
    for round_number in range(rounds):
        still_moving = []
        for number in order:
            vector, label = vectors[number], labels[number]
            rows = weights[vector.indices]
            sign[label], softness[label] = 1.0, own_softness
            pull = pulls[number]
            slope = sign * (vector.values @ rows) - 1 + pull * softness
            moved = np.maximum(pull - slope / (lengths[number] + softness), 0)
            step = (moved - pull) * sign
            sign[label], softness[label] = -1.0, other_softness
            if max(step.max(), -step.min()) > STILL:
                pulls[number] = moved
                rows += vector.values[:, None] * step
                weights[vector.indices] = rows
                still_moving.append(number)
        order = still_moving if round_number else order
    return weights


def visiting_order(count: int) -> list[int]:
    """All numbers below `count`, neighbours far apart, the same at every call."""
    stride = max(1, int(count * 0.618))
    while gcd(stride, count) > 1:
        stride += 1
    return [position * stride % count for position in range(count)]
