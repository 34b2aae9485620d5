"""What the engine makes of a message. Values only; how they come about is in the files beside this one."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.content import Language

OUT_OF_SCOPE = "out_of_scope"


class Certainty(StrEnum):
    """How far the best guess may be trusted."""

    CERTAIN = "certain"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


class Circumstance(StrEnum):
    """Who or what is behind a message, whatever it asks (R7, R8, R28, R29); most of these go to a person."""

    ON_BEHALF = "on_behalf"
    CHILD = "child"
    DECEASED = "deceased"
    LAWYER = "lawyer"
    POLICE = "police"
    PRESS = "press"
    CRISIS = "crisis"
    THREAT = "threat"
    BREACH_REPORT = "breach_report"
    CUSTOMER_DATA = "customer_data"


class Candidate(NamedTuple):
    """An intent the message may mean; `score` is the probability of being right, 0 to 1."""

    intent: str
    score: float


class RankedStatement(NamedTuple):
    """A statement of the policy by its likeness to the question; `score` 0 to 1, best first in a list."""

    id: str
    score: float


@dataclass(frozen=True)
class Part:
    """One question or wish of a message. `aspect` is empty for the intent's general answer."""

    text: str
    intent: str
    aspect: str
    score: float
    certainty: Certainty
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Reading:
    """The whole message. `parts` has at least one entry; the fields beside it speak of the first and weightiest.

    `intent` is the best guess, `out_of_scope` when unknown. `candidates` are at most five, best first.
    `follows_topic` is true when the message has no subject of its own and was read in the light of the last topic.
    """

    text: str
    language: Language
    intent: str
    score: float
    certainty: Certainty
    candidates: tuple[Candidate, ...]
    statements: tuple[RankedStatement, ...]
    parts: tuple[Part, ...]
    circumstances: frozenset[Circumstance]
    follows_topic: bool
