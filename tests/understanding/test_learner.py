import numpy as np

from bot.understanding.arrays import Indices, Values
from bot.understanding.features import Vectors
from bot.understanding.learner import Learner

LABELS = np.array([0, 1, 0, 1], dtype=np.int32)
ALL = np.arange(4, dtype=np.int32)


def vectors(*pairs: tuple[int, int]) -> Vectors:
    starts = np.arange(0, 2 * len(pairs) + 1, 2, dtype=np.int32)
    return Vectors(starts, np.array(pairs, dtype=np.int32).ravel(), np.full(2 * len(pairs), 0.7, dtype=np.float32))


def learnt(numbers: Indices = ALL) -> Values:
    learner = Learner(vectors((0, 2), (1, 2), (0, 3), (1, 3)), LABELS, 4, 2)
    learner.learn(numbers, 6)
    return learner.weights


def test_what_only_one_label_has_speaks_for_it() -> None:
    weights = learnt()

    assert weights[0, 0] > 0.5 > weights[0, 1]
    assert weights[1, 1] > 0.5 > weights[1, 0]


def test_what_both_labels_have_speaks_for_neither() -> None:
    assert abs(learnt()[2]).max() < 0.2


def test_what_was_not_shown_is_not_learnt() -> None:
    assert (learnt(np.array([0, 1], dtype=np.int32))[3] == 0).all()
