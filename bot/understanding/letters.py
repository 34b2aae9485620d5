"""Runs of letters inside words as numbers: all words of many messages in a few steps of numpy, or a single word at once.

A number stands for a run: two different runs of one folder would have to agree in 64 bits to be taken for each other.
"""

from collections.abc import Sequence

import numpy as np

from bot.understanding.arrays import Indices, Keys, Marks

BORDER = "_"
# An odd multiplier spreads neighbouring letters over all bits.
_SPREAD = 0x9E3779B97F4A7C15
_ALL_BITS = (1 << 64) - 1


def letter_runs(words: Sequence[str], sizes: Sequence[int]) -> tuple[Keys, Indices]:
    """Every run of letters of these sizes, the words' ends marked: their keys, and the number of the word each stands in."""
    # Words know no underscore, so that one between two words marks the end of one and the beginning of the next.
    text = f"{BORDER}{BORDER.join(words)}{BORDER}"
    letters = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16).astype(np.uint64)
    is_border = letters == ord(BORDER)
    borders = np.cumsum(is_border, dtype=np.int32)
    keys = [np.zeros(0, dtype=np.uint64)]
    owners = [np.zeros(0, dtype=np.int32)]
    key = letters
    for size in range(1, min(max(sizes), len(letters)) + 1):
        if size > 1:
            key = key[:-1] * np.uint64(_SPREAD) + letters[size - 1 :]
        if size in sizes:
            is_inside = _inside(size, is_border, borders)
            keys.append(key[is_inside])
            owners.append(borders[: len(key)][is_inside] - 1)
    return np.concatenate(keys), np.concatenate(owners)


def runs_of(word: str, sizes: Sequence[int]) -> Keys:
    """The same keys for one word, in another order, ten times as fast as `letter_runs` for so little."""
    letters = memoryview(f"{BORDER}{word}{BORDER}".encode("utf-16-le", "surrogatepass")).cast("H").tolist()
    keys = []
    key_before = letters
    for size in range(1, min(max(sizes), len(letters)) + 1):
        if size > 1:
            key_before = [(key * _SPREAD + letter) & _ALL_BITS for key, letter in zip(key_before, letters[size - 1 :], strict=False)]
        if size in sizes:
            keys += key_before if size > 1 else letters[1:-1]
    return np.array(keys, dtype=np.uint64)


def _inside(size: int, is_border: Marks, borders: Indices) -> Marks:
    """Which runs of this size lie in one word: an end may be their first or last letter, and no other."""
    if size == 1:
        return ~is_border
    starts = len(borders) - size + 1
    return np.equal(borders[size - 2 : size - 2 + starts], borders[:starts])
