"""Cuts a message into what may be separate wishes: at sentence ends, line ends, commas and conjunctions.

Which of the cuts are real is for the reader of the pieces to say.
"""

import re
from functools import lru_cache
from typing import NamedTuple

MOST_PIECES = 8
# Conjunctions may have several words ("i tillegg"). The shortest counts: the "hva" of "og hva" belongs to what follows.
LONGEST_CONJUNCTION = 4
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;\n])\s+|\n+|\s+[-–•*]\s+")
_BORDERS = re.compile(r"(?<=[:,])\s+")
_WORD = re.compile(r"[^\W_]")


class Piece(NamedTuple):
    """A piece, and the sentence it stands in: a "not" speaks to the end of the sentence."""

    text: str
    sentence: str


def pieces_of(text: str, conjunctions: frozenset[str]) -> list[Piece]:
    """The pieces in order, without conjunctions; the whole text alone when there is nothing to cut."""
    pieces = [
        Piece(piece.strip(" ,;:-"), sentence)
        for sentence in _SENTENCE_ENDS.split(text)
        for clause in _BORDERS.split(sentence)
        for piece in _at_conjunctions(clause, conjunctions)
    ]
    kept = [piece for piece in pieces if _WORD.search(piece.text)]
    return kept if 1 < len(kept) <= MOST_PIECES else [Piece(text, text)]


def _at_conjunctions(clause: str, conjunctions: frozenset[str]) -> list[str]:
    words = clause.split()
    bare = [word.lower().strip(",") for word in words]
    beginnings = _first_words(conjunctions)
    if beginnings.isdisjoint(bare):
        return [" ".join(words)]
    pieces: list[list[str]] = [[]]
    place = 0
    while place < len(words):
        sizes = range(1, LONGEST_CONJUNCTION + 1) if bare[place] in beginnings else ()
        length = next((size for size in sizes if " ".join(bare[place : place + size]) in conjunctions), 0)
        if length and pieces[-1]:
            pieces.append([])
        elif not length:
            pieces[-1].append(words[place])
        place += max(1, length)
    return [" ".join(piece) for piece in pieces]


@lru_cache(maxsize=4)
def _first_words(conjunctions: frozenset[str]) -> frozenset[str]:
    return frozenset(conjunction.partition(" ")[0] for conjunction in conjunctions)
