"""A wish comes with a story: what is only told around it is no question of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.cues import Cue
from bot.understanding.guards import REQUESTS
from bot.understanding.reading import Certainty, Part


@dataclass(frozen=True)
class Heard:
    """A piece of a message: what it seems to mean, and the cues in its words."""

    part: Part
    cues: frozenset[str]

    @property
    def is_wish(self) -> bool:
        """A request in words of asking."""
        return self.part.intent.startswith(REQUESTS) and Cue.ACT in self.cues

    @property
    def is_told(self) -> bool:
        """Neither asked nor asked for, nor so much like a request that it is one without words of asking."""
        if self.cues & {Cue.QUESTION, Cue.ACT}:
            return False
        return self.part.certainty is not Certainty.CERTAIN or not self.part.intent.startswith(REQUESTS)


def wishes_in(heard: Sequence[Heard]) -> frozenset[str]:
    """The intents that some piece asks for."""
    return frozenset(one.part.intent for one in heard if one.is_wish)


def without_story(heard: Sequence[Heard]) -> list[Part]:
    """What the pieces mean, less what is only told, when one of them is a wish."""
    wishes = wishes_in(heard)
    return [one.part for one in heard if not wishes or one.part.intent in wishes or not one.is_told]
