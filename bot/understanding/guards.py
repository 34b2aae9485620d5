"""When a wish may not be taken for granted, however well the words fit (L2).

A request is certain when the message says so in words of asking, and neither denies, supposes nor quotes it. Without
words of asking it must fit very well, and nothing in the whole message may question or turn it. A message that is a
phrase to the letter needs neither.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.understanding import thresholds
from bot.understanding.cues import Cue
from bot.understanding.lexicon import Found
from bot.understanding.normalisation import MOST_LETTERS
from bot.understanding.reading import Certainty, Part

REQUESTS = "request."
# A question by nature; it starts nothing.
STATUS = "request.status"
TURNING = frozenset({Cue.HYPOTHETICAL, Cue.QUOTATION, Cue.NEGATION, Cue.QUESTION})
# What is said about the whole message holds for each of its pieces; a "not" holds where it stands.
SPREADING = frozenset({Cue.HYPOTHETICAL, Cue.QUOTATION})
# Words between quotation marks are somebody else's.
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»]*\w[^\"“”„«»]*[\"“”„«»]")


def marks_of(text: str) -> list[Found]:
    """The cues that are given by marks instead of words."""
    text = text[:MOST_LETTERS]
    marks = [Found(Cue.QUOTATION, 0, 0)] if _QUOTED.search(text) else []
    return [*marks, Found(Cue.QUESTION, 0, 0)] if "?" in text else marks


def guarded(part: Part, own: Sequence[Found], whole: Sequence[Found]) -> Part:
    """The part, unsure where a certain request would go too far. `own` are its cues, `whole` the message's."""
    if part.certainty is not Certainty.CERTAIN or not part.intent.startswith(REQUESTS) or part.intent == STATUS:
        return part
    return part if _asks(own, whole) or _fits(part, whole) else replace(part, certainty=Certainty.UNSURE)


def _fits(part: Part, whole: Sequence[Found]) -> bool:
    return part.score >= thresholds.PLAIN_WISH and not any(found.name in TURNING for found in whole)


def _asks(own: Sequence[Found], whole: Sequence[Found]) -> bool:
    acts = [found for found in own if found.name == Cue.ACT]
    if not acts or any(found.name in SPREADING for found in whole):
        return False
    # A single "not" inside an act belongs to it: "ikke ring", "jeg vil ikke stå her".
    return all(
        found.name != Cue.NEGATION or (found.end - found.start == 1 and any(act.start <= found.start < act.end for act in acts))
        for found in own
    )
