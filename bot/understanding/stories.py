"""A wish or a question comes with a story: what is only told around it is no question of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.cues import Cue
from bot.understanding.guards import REQUESTS
from bot.understanding.reading import Certainty, Part

# A single word tells nothing; it names a topic ("cookies").
FEWEST_TOLD = 2


@dataclass(frozen=True)
class Heard:
    """A piece of a message: what it seems to mean, and the cues in its words."""

    part: Part
    cues: frozenset[str]

    @property
    def is_wish(self) -> bool:
        """A request in words of asking."""
        return self.is_request and Cue.ACT in self.cues

    @property
    def is_question(self) -> bool:
        return not self.is_request and Cue.QUESTION in self.cues

    @property
    def is_request(self) -> bool:
        return self.part.intent.startswith(REQUESTS)

    @property
    def is_told(self) -> bool:
        """Neither asked nor asked for, nor so much like a request that it is one without words of asking."""
        if self.cues & {Cue.QUESTION, Cue.ACT} or len(self.part.text.split()) < FEWEST_TOLD:
            return False
        return self.part.certainty is not Certainty.CERTAIN or not self.is_request


def wishes_in(heard: Sequence[Heard]) -> frozenset[str]:
    """The intents that some piece asks for."""
    return frozenset(one.part.intent for one in heard if one.is_wish)


def without_story(heard: Sequence[Heard]) -> list[Part]:
    """What the pieces mean, less what is only told when one of them is a wish or a question. Only a wish outdoes a request."""
    wishes = wishes_in(heard)
    aims = wishes | {one.part.intent for one in heard if one.is_question}
    return [one.part for one in heard if one.part.intent in aims or not one.is_told or not (wishes if one.is_request else aims)]
