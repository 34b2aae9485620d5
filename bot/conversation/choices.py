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
    {"første", "fyrste", "første valg", "øverste", "den første", "det første", "first", "the first", "the first one", "första"},
    {"andre", "den andre", "det andre", "second", "the second", "the second one", "andra", "anden"},
    {"tredje", "den tredje", "det tredje", "third", "the third", "the third one"},
)
_LAST = {"siste", "den siste", "det siste", "nederste", "last", "the last", "the last one", "sista", "den sista", "sidste", "den sidste"}


def chosen(text: str, labels: Sequence[str]) -> int | None:
    """The place of the label that the text names, from 0; None when it names none, or two as well."""
    plain = _plain(text)
    if found := _NUMBER.match(plain):
        place = int(found.group(1)) - 1
        return place if 0 <= place < len(labels) else None
    word = plain.strip(" .!")
    if labels and word in _LAST:
        return len(labels) - 1
    for place, names in enumerate(_ORDINALS[: len(labels)]):
        if word in names:
            return place
    likeness = [fuzz.token_sort_ratio(plain, _plain(label)) for label in labels]
    best = max(likeness, default=0)
    return likeness.index(best) if best >= CLOSE_ENOUGH and likeness.count(best) == 1 else None


def names(text: str, label: str) -> bool:
    """Whether the text says the label, a slip of the finger aside."""
    return fuzz.token_sort_ratio(_plain(text), _plain(label)) >= CLOSE_ENOUGH


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
