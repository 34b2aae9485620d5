"""Which statements answer which intent, and the one next step."""

from pathlib import Path

import pytest

from bot.answers.policybook import read_policy
from bot.answers.topics import Topics, read_topics
from bot.content import ContentError
from tests.answers.folders import PERIODS, change


@pytest.fixture
def topics(intents_folder: Path, policy_folder: Path) -> Topics:
    return read_topics(intents_folder, read_policy(policy_folder, PERIODS))


def test_an_intent_is_named_by_its_path(topics: Topics) -> None:
    assert topics.intents() == ("gap.retention", "out_of_scope", "policy.rights", "policy.storage")


def test_an_aspect_answers_more_narrowly_and_bears_the_intent_s_label(topics: Topics) -> None:
    aspect = topics.get("policy.storage", "crm")

    assert aspect.answer == ("storage.crm",)
    assert aspect.label.nb == "hvor det lagres"


def test_an_unknown_aspect_gets_the_general_answer(topics: Topics) -> None:
    assert topics.get("policy.storage", "moon") == topics.get("policy.storage")


def test_an_unknown_intent_is_none_or_an_error(topics: Topics) -> None:
    assert topics.find("policy.moon") is None
    with pytest.raises(KeyError):
        topics.get("policy.moon")


@pytest.mark.parametrize(
    ("intent", "offer"),
    [("policy.rights", "request.access"), ("gap.retention", "question"), ("policy.storage", None), ("policy.moon", None)],
)
def test_the_next_step_is_the_file_s_own_and_a_person_after_a_gap(topics: Topics, intent: str, offer: str | None) -> None:
    assert topics.offer_after(intent, "") == offer


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        ("policy/storage.toml", '"storage.crm",', '"storage.erp",', "answer", "there is no statement storage.erp"),
        ("policy/storage.toml", 'answer = ["storage.crm"]', 'answer = ["x.y"]', "aspects[1].answer", "there is no statement x.y"),
        ("gap/retention.toml", "N01", "N99", "gaps", "there is no gap N99"),
        ("policy/rights.toml", "request.access", "request.acces", "offer", "request.acces cannot be offered"),
        ("policy/rights.toml", 'nn = "rettane"\n', "", "label.nn", "is missing"),
        ("policy/rights.toml", "offer =", "offer", "", "is not valid TOML"),
    ],
)
def test_a_fault_names_file_key_and_problem_in_one_line(
    intents_folder: Path, policy_folder: Path, file: str, old: str, new: str, key: str, says: str
) -> None:
    change(intents_folder / file, old, new)

    with pytest.raises(ContentError) as caught:
        read_topics(intents_folder, read_policy(policy_folder, PERIODS))

    assert caught.value.file == str(intents_folder / file)
    assert caught.value.key == key
    assert says in caught.value.problem
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
