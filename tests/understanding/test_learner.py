import numpy as np

from bot.understanding.features import Vector
from bot.understanding.learner import learn

LABELS = np.array([0, 1, 0, 1], dtype=np.int32)


def vector(*indices: int) -> Vector:
    return Vector(np.array(indices, dtype=np.int32), np.full(len(indices), len(indices) ** -0.5, dtype=np.float32))


def test_what_only_one_label_has_speaks_for_it() -> None:
    weights = learn([vector(0, 2), vector(1, 2), vector(0, 3), vector(1, 3)], LABELS, 4, 2)

    assert weights[0, 0] > 0.5 > weights[0, 1]
    assert weights[1, 1] > 0.5 > weights[1, 0]


def test_what_both_labels_have_speaks_for_neither() -> None:
    weights = learn([vector(0, 2), vector(1, 2), vector(0, 3), vector(1, 3)], LABELS, 4, 2)

    assert abs(weights[2]).max() < 0.2
