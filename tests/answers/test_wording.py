"""Replies with their values, and answers with labels and citations."""

from pathlib import Path

import pytest

from bot.answers.policybook import PolicyBook, read_policy
from bot.answers.topics import Topics, read_topics
from bot.answers.wording import Citation, Replies, compose, quote, read_replies
from bot.content import ContentError, Language
from tests.answers.folders import PERIODS, change


@pytest.fixture
def policy(policy_folder: Path) -> PolicyBook:
    return read_policy(policy_folder, PERIODS)


@pytest.fixture
def topics(intents_folder: Path, policy: PolicyBook) -> Topics:
    return read_topics(intents_folder, policy)


@pytest.fixture
def replies(intents_folder: Path, policy: PolicyBook) -> Replies:
    return read_replies(intents_folder, policy.facts)


def test_a_reply_is_filled_with_facts_and_the_values_of_the_moment(replies: Replies) -> None:
    assert replies.text("human", Language.EN, {"reference": "Ola"}) == "Call +47 625 43 777, Ola."


def test_braces_in_a_value_stay_as_they_are(replies: Replies) -> None:
    assert replies.text("human", Language.EN, {"reference": "{phone}"}) == "Call +47 625 43 777, {phone}."


@pytest.mark.parametrize("language", [Language.SV, Language.DA])
def test_swedish_and_danish_are_answered_in_bokmaal(replies: Replies, language: Language) -> None:
    assert replies.text("label.nearest", language) == "Det nærmeste:"


def test_an_unknown_key_or_value_is_a_fault_of_the_program(replies: Replies) -> None:
    with pytest.raises(KeyError):
        replies.text("nobody.wrote_this", Language.NB)
    with pytest.raises(KeyError):
        replies.text("human", Language.NB)


def test_a_plain_answer_has_no_label(topics: Topics, policy: PolicyBook, replies: Replies) -> None:
    answer = compose(topics.get("policy.storage"), policy, replies, Language.NB)

    assert answer.text == "Vi lagrer i et kundesystem. Ring +47 625 43 777."


def test_an_answer_about_rights_tells_the_declaration_and_the_law_apart(topics: Topics, policy: PolicyBook, replies: Replies) -> None:
    """R30."""
    answer = compose(topics.get("policy.rights"), policy, replies, Language.NB)

    assert answer.text == "Erklæringen sier: Du kan kreve innsyn.\n\nLoven gir deg også: Du får en kopi."


def test_a_gap_is_said_first_and_what_comes_nearest_after_it(topics: Topics, policy: PolicyBook, replies: Replies) -> None:
    answer = compose(topics.get("gap.retention"), policy, replies, Language.EN)

    assert answer.text.split("\n\n") == [
        "The declaration does not say how long.",
        "The nearest: We store in a customer system.",
        "The law also gives you: You get a copy.",
        "The law says: We answer within one month.",
        "The chat is stored for 30 days.",
    ]


def test_each_published_heading_is_cited_once_in_the_order_quoted(topics: Topics, policy: PolicyBook, replies: Replies) -> None:
    answer = compose(topics.get("policy.storage"), policy, replies, Language.EN)

    assert answer.citations == (
        Citation("storage", "Lagring", ("storage.crm",)),
        Citation("storage", "Lagringssted", ("storage.where",)),
    )


def test_the_law_and_the_assistant_are_no_part_of_the_declaration(topics: Topics, policy: PolicyBook, replies: Replies) -> None:
    answer = compose(topics.get("gap.retention"), policy, replies, Language.EN)

    assert answer.citations == (Citation("storage", "Lagring", ("storage.crm",)),)


def test_the_nearest_statement_is_quoted_as_such(policy: PolicyBook, replies: Replies) -> None:
    answer = quote(policy.statements["storage.crm"], replies, Language.NN)

    assert answer.text == "Det næraste: Vi lagrar i eit kundesystem."
    assert answer.citations == (Citation("storage", "Lagring", ("storage.crm",)),)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ('nn = "Det næraste:"\n', "", "label.nearest.nn", "is missing"),
        ('nn = "Det næraste:"', 'sv = "Hej"\nnn = "Det næraste:"', "label.nearest.sv", "is not a known key"),
        ('nn = "Det næraste:"', "nn = 7", "label.nearest.nn", "is not a text"),
        ("[human]", "[human", "", "is not valid TOML"),
        ("[label.nearest]", "[label.law_gives]", "", "is not valid TOML"),
    ],
)
def test_a_fault_names_file_key_and_problem_in_one_line(intents_folder: Path, old: str, new: str, key: str, says: str) -> None:
    change(intents_folder / "replies.toml", old, new)

    with pytest.raises(ContentError) as caught:
        read_replies(intents_folder, {})

    assert caught.value.file == str(intents_folder / "replies.toml")
    assert caught.value.key == key
    assert says in caught.value.problem
    assert "\n" not in str(caught.value)
