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
    places = known.searchsorted(keys)
    # Beyond the end stands the last one, which is none of theirs.
    is_known = known.take(places, mode="clip") == keys
    return places[is_known].astype(np.int32), is_known


def counted(places: Indices) -> tuple[Indices, Indices]:
    """Each place once, rising, and how often it is there: `np.unique` in a fourth of the time for a hundred of them."""
    if not len(places):
        return places, places
    rising = np.sort(places)
    is_first = np.empty(len(rising) + 1, dtype=np.bool_)
    is_first[0] = is_first[-1] = True
    np.not_equal(rising[1:], rising[:-1], out=is_first[1:-1])
    starts = is_first.nonzero()[0]
    return rising[starts[:-1]], starts[1:] - starts[:-1]
