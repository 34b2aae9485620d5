"""Every fact and every gap of the declaration is reached by questions written without sight of the phrases."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.answers.policybook import PolicyBook, read_policy
from bot.answers.topics import Topics, read_topics
from bot.contents import periods_of
from bot.settings import Settings
from bot.understanding.reading import Part
from tests.understanding.development import ROOT, share, shipped

FOLDER = Path(__file__).parent / "questions"
LANGUAGES = ("nb", "nn", "en")
# From here on a part is answered or offered first.
LIKELY = 0.6


@dataclass(frozen=True)
class Question:
    """A question and the fact (P) or gap (N) that its answer must hold."""

    text: str
    wanted: str


def questions(kind: str) -> Iterator[Question]:
    for entry in tomllib.loads((FOLDER / f"{kind}.toml").read_text(encoding="utf-8"))[kind]:
        yield from (Question(text, entry["id"]) for language in LANGUAGES for text in entry[language])


@cache
def answers() -> tuple[PolicyBook, Topics]:
    policy = read_policy(ROOT / "policy", periods_of(Settings()))
    return policy, read_topics(ROOT / "intents", policy)


def held_by(part: Part) -> set[str]:
    """The facts and gaps in the answer to a part."""
    policy, topics = answers()
    topic = topics.find(part.intent, part.aspect)
    if topic is None:
        return set()
    statements = {*topic.answer, *(name for gap in topic.gaps for name in policy.gaps[gap].nearest)}
    return {*topic.gaps, *(fact for name in statements for fact in policy.statements[name].facts)}


def is_reached(question: Question) -> bool:
    parts = shipped().read(question.text).parts
    return any(part.score >= LIKELY and question.wanted in held_by(part) for part in parts)


@pytest.mark.parametrize(("kind", "floor"), [("facts", 99), ("gaps", 99)])
def test_questions_reach_what_they_ask_for(kind: str, floor: int) -> None:
    asked = list(questions(kind))

    missed = [question for question in asked if not is_reached(question)]

    for question in missed:
        print(f"{question.wanted} not reached: {question.text}")
    assert share(question not in missed for question in asked) >= floor


@pytest.mark.parametrize("kind", ["facts", "gaps"])
def test_nothing_of_the_declaration_is_out_of_reach(kind: str) -> None:
    reached = {question.wanted for question in questions(kind) if is_reached(question)}

    assert {question.wanted for question in questions(kind)} - reached == set()
