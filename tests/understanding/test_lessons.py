import tomllib
from pathlib import Path

import pytest

from bot.content import ContentError, Language
from bot.understanding.lessons import Lesson, sorted_lessons, taught
from bot.understanding.phrasebook import read_phrasebook
from tests.understanding.small import write_intents

STORAGE = """# Owned by support.
answer = ["storage.crm"]
[label]
nb = "hvor"  # shown on a button
nn = "kvar"
en = "where"
[phrases]
# as people type
nb = [
    "hvor lagres opplysningene",  # the plain way
    "hvor oppbevarer dere dataene",
]
en = ["where is my data stored"]
[[aspects]]
id = "livechat"
[aspects.phrases]
nb = ["hvor lagres chatten"]
"""


@pytest.fixture
def intents(tmp_path: Path) -> Path:
    return write_intents(tmp_path, {"policy/storage.toml": STORAGE})


def lesson(text: str, language: Language = Language.NB, intent: str = "policy.storage", name: str = "1") -> Lesson:
    return Lesson(name, text, language, intent)


def test_a_new_phrase_is_taken_up(intents: Path) -> None:
    new = lesson("hvor ligger greiene mine")

    result = sorted_lessons(read_phrasebook(intents), [new])

    assert (result.fresh, result.known, result.unfit) == ((new,), (), ())


def test_what_stands_there_already_is_known(intents: Path) -> None:
    again = lesson("Hvor lagres opplysningene?")

    result = sorted_lessons(read_phrasebook(intents), [again])

    assert (result.fresh, result.known) == ((), (again,))


def test_the_same_sentence_twice_is_learnt_once(intents: Path) -> None:
    first, second = lesson("hvor ligger greiene mine", name="1"), lesson("hvor ligger greiene mine!", name="2")

    result = sorted_lessons(read_phrasebook(intents), [first, second])

    assert (result.fresh, result.known) == ((first,), (second,))


def test_a_phrase_of_another_intent_is_unfit(intents: Path) -> None:
    result = sorted_lessons(read_phrasebook(intents), [lesson("slett alt om meg")])

    assert result.fresh == ()
    assert '"slett alt om meg"' in result.unfit[0][1]


def test_a_test_sentence_is_no_phrase(intents: Path) -> None:
    result = sorted_lessons(read_phrasebook(intents), [lesson("slett alt dere vet om meg", intent="request.deletion")])

    assert "is also a phrase" in result.unfit[0][1]


def test_an_intent_that_is_gone_teaches_nothing(intents: Path) -> None:
    result = sorted_lessons(read_phrasebook(intents), [lesson("hva som helst", intent="policy.gone")])

    assert result.unfit[0][1] == "there is no such intent any more"


def test_comments_and_order_of_a_file_stay(intents: Path) -> None:
    file = intents / "policy" / "storage.toml"

    changed = taught(intents, [lesson('hvor er "greiene" mine')])

    assert changed == {
        file: STORAGE.replace(
            '    "hvor oppbevarer dere dataene",\n',
            '    "hvor oppbevarer dere dataene",\n    "hvor er \\"greiene\\" mine",\n',
        )
    }
    assert file.read_text(encoding="utf-8") == STORAGE


def test_a_language_without_phrases_gets_its_list(intents: Path) -> None:
    changed = taught(intents, [lesson("var finns mina saker", Language.SV), lesson("vart tog det vägen", Language.SV)])

    values = tomllib.loads(changed[intents / "policy" / "storage.toml"])
    assert values["phrases"]["sv"] == ["var finns mina saker", "vart tog det vägen"]
    assert values["aspects"][0]["phrases"] == {"nb": ["hvor lagres chatten"]}


def test_a_file_without_a_table_of_phrases_is_named(intents: Path) -> None:
    (intents / "policy" / "storage.toml").write_text('phrases = { nb = ["hvor"] }\n', encoding="utf-8")

    with pytest.raises(ContentError, match="phrases"):
        taught(intents, [lesson("hvor ligger greiene mine")])
