"""Which of the offered choices an answer names: by number, by ordinal, or by its words."""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

CLOSE_ENOUGH = 90
"""Likeness of the sorted words, 0 to 100: a slip of the finger in "slette opplysningene dine" leaves 96; the question
"hvordan slettes opplysningene" reaches 81, and must not be taken for the choice."""

_NUMBER = re.compile(r"^\W*(?:nr|nummer|number|no|alternativ|option|valg)?\W*(\d)\W*$")
_ORDINALS = (
    {"første", "fyrste", "first", "første valg", "øverste", "den første", "det første", "the first", "the first one", "första"},
    {"andre", "den andre", "det andre", "second", "the second", "the second one", "midterste", "andra", "anden"},
    {"tredje", "den tredje", "det tredje", "third", "the third", "the third one", "siste", "den siste", "last", "the last one"},
)


def chosen(text: str, labels: Sequence[str]) -> int | None:
    """The place of the label that the text names, from 0; None when it names none, or two as well."""
    plain = _plain(text)
    if found := _NUMBER.match(plain):
        place = int(found.group(1)) - 1
        return place if 0 <= place < len(labels) else None
    for place, names in enumerate(_ORDINALS[: len(labels)]):
        if plain.strip(" .!") in names:
            return place
    likeness = [fuzz.token_sort_ratio(plain, _plain(label)) for label in labels]
    best = max(likeness, default=0)
    return likeness.index(best) if best >= CLOSE_ENOUGH and likeness.count(best) == 1 else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
