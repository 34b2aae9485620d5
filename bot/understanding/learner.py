"""One linear weight per feature and label, learnt from labelled vectors.

One-against-the-rest support vector machines with squared hinge, solved in the dual one example at a time
(Hsieh et al. 2008), all labels side by side. A few examples step at once, each the shorter the more it resembles
the others of its block. Deterministic: examples are visited in a fixed stride.
"""

from collections.abc import Iterator, Sequence
from math import gcd
from typing import NamedTuple

import numpy as np

from bot.understanding.features import Indices, Values, Vector

# How many rounds, how dear a miss, and how much dearer for the label's own examples.
ROUNDS = 6
COST = 0.4
OWN_COST = 10.0
# A step below this changes no decision; an example that made none is left alone from the next round on.
STILL = 0.05
# Examples that step at once. On 8,600 phrases 1 took 1.45 s, 8 take 0.68 with the same figures; from 16 on the products
# are big enough for numpy to start threads, which wait for each other on a busy machine (1.1 s, at 32 ten and more).
BLOCK = 8
# How much of an example's likeness to the rest of its block shortens its step.
CROWDING = 0.5


class Block(NamedTuple):
    """Some examples as a table, with the features that they have as its columns."""

    numbers: Indices
    features: Indices
    table: Values


def learn(vectors: Sequence[Vector], labels: Indices, size: int, count: int, *, rounds: int = ROUNDS) -> Values:
    """Weights, features x labels: `values @ weights[indices]` gives each label's margin, about -1 to 1."""
    weights = np.zeros((size, count), dtype=np.float32)
    pulls = np.zeros((len(vectors), count), dtype=np.float32)
    signs = (2 * np.eye(count) - 1).astype(np.float32)
    softness = np.where(signs > 0, 0.5 / (COST * OWN_COST), 0.5 / COST).astype(np.float32)
    order = np.array(visiting_order(len(vectors)), dtype=np.int32)
    for round_number in range(rounds):
        still_moving: list[int] = []
        for block in blocks(vectors, order, size):
            rows, pull = weights[block.features], pulls[block.numbers]
            sign, soft = signs[labels[block.numbers]], softness[labels[block.numbers]]
            likeness = block.table @ block.table.T
            length = likeness.diagonal() * (1 - CROWDING) + likeness.sum(axis=1) * CROWDING
            slope = sign * (block.table @ rows) - 1 + pull * soft
            moved = np.maximum(pull - slope / (length[:, None] + soft), 0)
            steps = (moved - pull) * sign
            pulls[block.numbers] = moved
            weights[block.features] = rows + block.table.T @ steps
            still_moving += block.numbers[np.abs(steps).max(axis=1) > STILL].tolist()
        order = np.array(still_moving, dtype=np.int32) if round_number else order
    return weights


def blocks(vectors: Sequence[Vector], order: Indices, size: int) -> Iterator[Block]:
    """The examples in their order, some at a time."""
    column_of = np.zeros(size, dtype=np.int32)
    for start in range(0, len(order), BLOCK):
        numbers = order[start : start + BLOCK]
        own = [vectors[number] for number in numbers.tolist()]
        indices = np.concatenate([vector.indices for vector in own])
        places = np.arange(len(indices), dtype=np.int32)
        column_of[indices] = places
        features = indices[column_of[indices] == places]
        column_of[features] = places[: len(features)]
        table = np.zeros((len(own), len(features)), dtype=np.float32)
        rows = np.repeat(np.arange(len(own)), [len(vector.indices) for vector in own])
        table[rows, column_of[indices]] = np.concatenate([vector.values for vector in own])
        yield Block(numbers, features, table)


def visiting_order(count: int) -> list[int]:
    """All numbers below `count`, neighbours far apart, the same at every call."""
    stride = max(1, int(count * 0.618))
    while gcd(stride, count) > 1:
        stride += 1
    return [position * stride % count for position in range(count)]
