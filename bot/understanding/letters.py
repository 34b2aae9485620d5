"""Runs of letters inside words as numbers, all words of a message in a few steps of numpy instead of thousands of small texts.

A number stands for a run: two different runs of one folder would have to agree in 64 bits to be taken for each other.
"""

from collections.abc import Sequence

import numpy as np

from bot.understanding.arrays import Indices, Keys, Marks

BORDER = "_"
# An odd multiplier spreads neighbouring letters over all bits.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


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
            key = key[:-1] * _SPREAD + letters[size - 1 :]
        if size in sizes:
            is_inside = _inside(size, is_border, borders)
            keys.append(key[is_inside])
            owners.append(borders[: len(key)][is_inside] - 1)
    return np.concatenate(keys), np.concatenate(owners)


def _inside(size: int, is_border: Marks, borders: Indices) -> Marks:
    """Which runs of this size lie in one word: an end may be their first or last letter, and no other."""
    if size == 1:
        return ~is_border
    starts = len(borders) - size + 1
    return np.equal(borders[size - 2 : size - 2 + starts], borders[:starts])
