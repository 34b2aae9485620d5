"""From margins to the probability of being right: logistic regression, learnt on held-out phrases."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt

Signs = npt.NDArray[np.float64]

# Keeps weights finite when the held-out phrases are all right.
RIDGE = 1e-2
STEPS = 25
# A few dozen phrases say nothing about probability: of 57, "hvordan slette meg" came out at 0.99. A gentle slope then stands in.
FEWEST = 100
GENTLE = 1.0


@dataclass(frozen=True)
class Calibration:
    """Weights of the signs, the constant last."""

    weights: Signs

    def probability(self, signs: Sequence[float]) -> float:
        *weights, constant = self.weights.tolist()
        log_odds = sum(weight * sign for weight, sign in zip(weights, signs, strict=True)) + constant
        return 1 / (1 + exp(-min(30.0, max(-30.0, log_odds))))

    def raised(self, log_odds: float) -> "Calibration":
        return Calibration(np.append(self.weights[:-1], self.weights[-1] + log_odds))


def calibrate(signs: Signs, is_right: npt.NDArray[np.bool_], importance: Signs) -> Calibration:
    """Newton's method; `signs` is decisions x signs, `importance` weighs the decisions."""
    if len(signs) < FEWEST or is_right.all() or not is_right.any():
        return Calibration(np.append(np.full(signs.shape[1], GENTLE), 0.0))
    table = np.hstack([signs, np.ones((len(signs), 1))])
    weights = np.zeros(table.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (importance * (chance - is_right)) + RIDGE * weights
        curve = (table * (importance * chance * (1 - chance))[:, None]).T @ table + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    return Calibration(weights)
