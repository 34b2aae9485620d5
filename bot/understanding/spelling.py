"""Mends words that no phrase has: foreign keyboards, digits for letters, slips of the finger, missing blanks.

A word that is known, or whose stem is, stays as it was typed.
"""

from collections.abc import Callable, Iterable, Mapping, Set

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.normalisation import skeleton

SHORTEST_MENDED = 4
# From this length on two slips are forgiven; shorter words have too many neighbours.
TWO_SLIPS_FROM = 8
LONGEST_MENDED = 24

_DIGITS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"})


class Speller:
    """Known words with their counts; the commoner of two equally near words wins."""

    def __init__(self, counts: Mapping[str, int], known_stems: Set[str], stems_of: Callable[[str], Iterable[str]]) -> None:
        self._counts, self._known_stems, self._stems_of = counts, known_stems, stems_of
        by_count = sorted((word for word in counts if word.isalpha()), key=lambda word: (-counts[word], word))
        self._by_end: dict[tuple[str, str, int], list[str]] = {}
        self._by_skeleton: dict[str, str] = {}
        # All at once: a pattern takes longer to begin than to run.
        skeletons = skeleton("\n".join(by_count)).split("\n")
        for word, bare in zip(by_count, skeletons, strict=False):
            self._by_end.setdefault((word[:2], "", len(word)), []).append(word)
            self._by_end.setdefault(("", word[-2:], len(word)), []).append(word)
            self._by_skeleton.setdefault(bare, word)

    def is_known(self, word: str) -> bool:
        return word in self._counts or not word.isalnum() or any(stem in self._known_stems for stem in self._stems_of(word))

    def mended(self, word: str) -> tuple[str, ...]:
        """The word itself, or the known word or words that were meant."""
        return (word,) if self.is_known(word) else self._mend(word)

    def _mend(self, word: str) -> tuple[str, ...]:
        if not word.isalpha():
            letters = word.translate(_DIGITS)
            if word.isdigit() or not letters.isalpha():
                return (word,)
            return (letters,) if self.is_known(letters) else self._mend(letters)
        if len(word) < SHORTEST_MENDED:
            return (word,)
        same_skeleton = self._by_skeleton.get(skeleton(word))
        if same_skeleton is not None:
            return (same_skeleton,)
        if len(word) <= LONGEST_MENDED:
            nearest = self._nearest(word)
            if nearest is not None:
                return (nearest,)
        return self._split(word) or (word,)

    def _nearest(self, word: str) -> str | None:
        """The known word with the fewest slips between, of those that share a beginning or an end with it."""
        slips = 2 if len(word) >= TWO_SLIPS_FROM else 1
        best, fewest = None, slips + 1
        for length in sorted(range(len(word) - slips, len(word) + slips + 1), key=lambda length: abs(length - len(word))):
            if length < SHORTEST_MENDED - 1 or abs(length - len(word)) >= fewest:
                continue
            for end in ((word[:2], "", length), ("", word[-2:], length)):
                found = process.extractOne(word, self._by_end.get(end, ()), scorer=OSA.distance, score_cutoff=fewest - 1)
                if found is not None and found[1] < fewest:
                    best, fewest = found[0], int(found[1])
        return best

    def _split(self, word: str) -> tuple[str, ...] | None:
        """The fewest known words of two letters and more that make up the whole word; short ones count double."""
        fewest: list[int] = [0] + [len(word) + 1] * len(word)
        came_from = [0] * (len(word) + 1)
        for end in range(2, len(word) + 1):
            for start in range(max(0, end - LONGEST_MENDED), end - 1):
                piece = word[start:end]
                dear = 1 if len(piece) > 3 else 2
                if fewest[start] + dear < fewest[end] and self._counts.get(piece, 0) >= dear:
                    fewest[end], came_from[end] = fewest[start] + dear, start
        if fewest[-1] > max(3, len(word) // 3):
            return None
        pieces: list[str] = []
        end = len(word)
        while end:
            pieces.append(word[came_from[end] : end])
            end = came_from[end]
        return tuple(reversed(pieces))
