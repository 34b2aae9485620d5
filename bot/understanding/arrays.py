"""The kinds of arrays that the engine is made of, and finding keys among sorted ones."""

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint64]
Marks = npt.NDArray[np.bool_]


def places_of(keys: Keys | Indices, known: Keys | Indices) -> tuple[Indices, Marks]:
    """For each key whether it is among the known ones, which rise; and the places of those that are."""
    if not len(known):
        return np.zeros(0, dtype=np.int32), np.zeros(len(keys), dtype=np.bool_)
    places = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    is_known = known[places] == keys
    return places[is_known].astype(np.int32), is_known
