"""One linear weight per feature and label, learnt from labelled vectors.

One-against-the-rest support vector machines with squared hinge, solved in the dual one example at a time
(Hsieh et al. 2008), all labels side by side. Examples go in blocks: inside a block their likeness to each other
stands for the weights, which are touched once. Deterministic: examples are visited in a fixed stride.
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
# Examples learnt between two looks at the weights. The result is the same for any; measured on 8,600 phrases: 1 -> 3.5 s,
# 8 -> 1.3, 16 -> 1.2, and at 32 the products are big enough for numpy to start threads that wait for each other (10 s and more).
BLOCK = 16


class Block(NamedTuple):
    """Some examples as a table, with the features that they have as its columns."""

    numbers: Sequence[int]
    features: Indices
    table: Values


def learn(vectors: Sequence[Vector], labels: Indices, size: int, count: int, *, rounds: int = ROUNDS) -> Values:
    """Weights, features x labels: `values @ weights[indices]` gives each label's margin, about -1 to 1."""
    weights = np.zeros((size, count), dtype=np.float32)
    pulls = np.zeros((len(vectors), count), dtype=np.float32)
    signs = (2 * np.eye(count) - 1).astype(np.float32)
    softness = np.where(signs > 0, 0.5 / (COST * OWN_COST), 0.5 / COST).astype(np.float32)
    order = visiting_order(len(vectors))
    for round_number in range(rounds):
        still_moving: list[int] = []
        for block in blocks(vectors, order, size):
            rows = weights[block.features]
            margins, likeness = block.table @ rows, block.table @ block.table.T
            steps = np.zeros((len(block.numbers), count), dtype=np.float32)
            for place, number in enumerate(block.numbers):
                label, pull = labels[number], pulls[number]
                sign, soft = signs[label], softness[label]
                slope = sign * (margins[place] + likeness[place, :place] @ steps[:place]) - 1 + pull * soft
                moved = np.maximum(pull - slope / (likeness[place, place] + soft), 0)
                change = moved - pull
                if max(change.max(), -change.min()) > STILL:
                    pulls[number], steps[place] = moved, change * sign
                    still_moving.append(number)
            weights[block.features] = rows + block.table.T @ steps
        order = still_moving if round_number else order
    return weights


def blocks(vectors: Sequence[Vector], order: Sequence[int], size: int) -> Iterator[Block]:
    """The examples in their order, some at a time."""
    column_of = np.zeros(size, dtype=np.int32)
    for start in range(0, len(order), BLOCK):
        numbers = order[start : start + BLOCK]
        own = [vectors[number] for number in numbers]
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
