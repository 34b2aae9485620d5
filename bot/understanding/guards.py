"""When a wish may not be taken for granted, however well the words fit (L2).

A request is certain when the message says so in words of asking, and neither denies, supposes nor quotes it, nor tells of
somebody else, of what is done or of other matters. Without words of asking it must fit better, and in the form of a question very
well, and then speak of the writer. A message that is a phrase to the letter needs none of this.
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
# What supposes or quotes turns the whole message; other people, the past, other matters and a "not" turn the sentence they stand in.
SPREADING = frozenset({Cue.HYPOTHETICAL, Cue.QUOTATION})
TELLING = frozenset({Cue.OTHERS, Cue.DONE, Cue.MATTERS})
# How many words may stand between a "not" and the words of asking that it denies.
NEAR = 3
# Words between quotation marks are somebody else's.
_QUOTED = re.compile(r"[\"“”„«»][^\"“”„«»]*\w[^\"“”„«»]*[\"“”„«»]")


def marks_of(text: str) -> list[Found]:
    """The cues that are given by marks instead of words."""
    text = text[:MOST_LETTERS]
    marks = [Found(Cue.QUOTATION, 0, 0)] if _QUOTED.search(text) else []
    return [*marks, Found(Cue.QUESTION, 0, 0)] if "?" in text else marks


def guarded(part: Part, own: Sequence[Found], whole: Sequence[Found]) -> Part:
    """The part, unsure where a certain request would go too far. `own` are its sentence's cues, `whole` the message's."""
    if part.certainty is not Certainty.CERTAIN or not part.intent.startswith(REQUESTS) or part.intent == STATUS:
        return part
    acts = [found for found in own if found.name == Cue.ACT]
    if any(found.name in SPREADING for found in whole) or any(_tells(found, acts) for found in own):
        return replace(part, certainty=Certainty.UNSURE)
    if any(_denies(found, acts) for found in own if found.name == Cue.NEGATION):
        return replace(part, certainty=Certainty.UNSURE)
    if _names(own, Cue.QUESTION) and not _names(own, Cue.SELF):
        return replace(part, certainty=Certainty.UNSURE)
    return part if part.score >= _least(own, whole, acts) else replace(part, certainty=Certainty.UNSURE)


def _least(own: Sequence[Found], whole: Sequence[Found], acts: Sequence[Found]) -> float:
    """From which score on the words may be believed: "how do I", said before words of asking, asks about them."""
    asked = min((found.start for found in own if found.name == Cue.QUESTION and found.end > found.start), default=None)
    if any(asked is None or act.start <= asked for act in acts):
        return thresholds.WISH
    return thresholds.ASKED_WISH if acts or _names(whole, Cue.QUESTION) else thresholds.PLAIN_WISH


def _names(cues: Sequence[Found], name: Cue) -> bool:
    return any(found.name == name for found in cues)


def _tells(found: Found, acts: Sequence[Found]) -> bool:
    """Somebody else or the past, outside the words of asking: "kunne dere slettet meg" asks in a past form."""
    return found.name in TELLING and not any(act.start <= found.start and found.end <= act.end for act in acts)


def _denies(negation: Found, acts: Sequence[Found]) -> bool:
    """A "not" without words of asking, or beside them. A single one inside belongs to them: "ikke ring", "jeg vil ikke stå her"."""
    if negation.end - negation.start == 1 and any(act.start <= negation.start < act.end for act in acts):
        return False
    return not acts or any(negation.start - act.end <= NEAR and act.start - negation.end <= NEAR for act in acts)
