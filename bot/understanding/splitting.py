"""Cuts a message into what may be separate wishes: at sentence ends, line ends, commas and conjunctions.

Which of the cuts are real is for the reader of the pieces to say.
"""

import re
from collections.abc import Set

MOST_PIECES = 8
_BORDERS = re.compile(r"(?<=[.!?;:\n,])[\s]+|\n+|\s+[-–•*]\s+")
_WORD = re.compile(r"[^\W_]")


def pieces_of(text: str, conjunctions: Set[str]) -> list[str]:
    """The pieces in order, without conjunctions; the whole text alone when there is nothing to cut."""
    pieces: list[str] = []
    for sentence in _BORDERS.split(text):
        pieces += _at_conjunctions(sentence, conjunctions)
    kept = [piece.strip(" ,;:-") for piece in pieces if _WORD.search(piece)]
    return kept if 1 < len(kept) <= MOST_PIECES else [text]


def _at_conjunctions(sentence: str, conjunctions: Set[str]) -> list[str]:
    pieces: list[list[str]] = [[]]
    for word in sentence.split():
        if word.lower().strip(",") in conjunctions and pieces[-1]:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return [" ".join(piece) for piece in pieces]
