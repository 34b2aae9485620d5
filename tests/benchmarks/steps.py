"""What each step of understanding is worth, in one run: python -m tests.benchmarks.steps [development] [held_out] ...

The engine learns the shipped folders anew with one step left out at a time, and reads the development sets named.
Nothing here fails; it prints, for each set: right in scope, right with typos and in dialect, strangers kept out, right
among the certain, and certain requests among the sentences that only sound like one.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import numpy as np

from bot.understanding import engine, features, judging, learner
from bot.understanding.cues import Cues
from bot.understanding.engine import Understanding
from bot.understanding.reading import Certainty
from bot.understanding.spelling import Speller
from bot.understanding.stemming import Stems
from tests.understanding.development import COLLECTIONS, ROOT, Collection, in_scope, of_certainty, outside_recall, read_rows, share

NO_PAIRS = np.zeros(0, dtype=np.uint64)
# What stands in for a step: an owner, one of its names, and the value without the step.
STEPS: dict[str, Sequence[tuple[Any, str, Any]]] = {
    "everything": (),
    "no letters inside words": [(features, "LETTERS_WEIGHT", 0.0)],
    "no pairs of words": [
        (features, "_pairs", lambda messages, stems: (NO_PAIRS, features.NOTHING)),
        (features.Features, "_pairs_of", lambda self, stems: NO_PAIRS),
    ],
    "no stems": [(Stems, "of", lambda self, word, language: word)],
    "no spelling": [(Speller, "mended", lambda self, word: (word,))],
    "no tables of varieties": [(Cues, "bokmaal_of", lambda self, word, language: None)],
    "no concepts": [(features, "CONCEPTS_WEIGHT", 0.0)],
    "hinge loss alone": [(learner, "CHOICE_WEIGHT", 0.0)],
    "softmax loss alone": [(learner, "HINGE_WEIGHT", 0.0)],
    "no known letters": [(judging, "KNOWN", 0.0)],
    "no guards of requests": [(engine, "guarded", lambda part, own, whole: part)],
    "no cutting into pieces": [(engine, "pieces_of", lambda text, conjunctions: [text])],
}


def main(*names: str) -> None:
    for step in STEPS:
        for name, figures in measured(step, names or ("development",)):
            print(f"{step:<24} {name:<12} {figures}", flush=True)


def measured(step: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    with ExitStack() as stack:
        for owner, attribute, without in STEPS[step]:
            stack.enter_context(patch.object(owner, attribute, without))
        understanding = Understanding.load(ROOT / "intents", ROOT / "policy")
        for name in names:
            yield name, figures_of(understanding, COLLECTIONS[name])


def figures_of(understanding: Understanding, collection: Collection) -> str:
    rows = read_rows(understanding, *collection.messages)
    inside = in_scope(rows)
    right, typos, dialect = (share(row.is_right for row in inside if style in (row.style, "")) for style in ("", "typos", "dialect"))
    certain = share(row.is_right for row in of_certainty(rows, Certainty.CERTAIN))
    started = sum(row.starts_request() for row in read_rows(understanding, collection.others))
    return (
        f"right {right:5.1f}   typos {typos:5.1f}   dialect {dialect:5.1f}   strangers {outside_recall(rows):5.1f}   "
        f"certain right {certain:5.1f}   false requests {started:2}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
