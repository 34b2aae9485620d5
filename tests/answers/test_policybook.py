"""The declaration as read from policy/, and one clear line for each thing that may be wrong in it."""

from pathlib import Path

import pytest

from bot.answers.policybook import read_policy
from bot.content import ContentError, Language
from tests.answers.folders import PERIODS, change


def fault_of(folder: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        read_policy(folder, PERIODS)
    assert "\n" not in str(caught.value), "one clear line"
    return caught.value


def test_statements_carry_the_heading_they_come_from(policy_folder: Path) -> None:
    policy = read_policy(policy_folder, PERIODS)

    assert policy.statements["storage.crm"].title == "Lagring"
    assert policy.statements["storage.where"].title == "Lagringssted"
    assert policy.statements["law.copy"].title == ""
    assert policy.statements["law.copy"].article == "GDPR art. 15"


def test_sections_stand_in_the_order_of_the_declaration(policy_folder: Path) -> None:
    assert read_policy(policy_folder, PERIODS).sections == ("storage", "rights")


def test_shared_facts_and_configured_periods_are_filled_in(policy_folder: Path) -> None:
    policy = read_policy(policy_folder, PERIODS)

    assert policy.statements["storage.where"].text.en == "Call +47 625 43 777."
    assert policy.statements["assistant.chat"].text.in_language(Language.NB) == "Chatten lagres i 30 dager."


def test_a_gap_knows_what_comes_nearest(policy_folder: Path) -> None:
    gap = read_policy(policy_folder, PERIODS).gaps["N01"]

    assert gap.nearest == ("storage.crm",)
    assert gap.law == ("law.copy", "law.deadline")


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        ("storage.toml", 'title = "Lagring"', 'title = "Lagring', "", "is not valid TOML"),
        ("storage.toml", "order = 1", "order = 1\ncolour = 1", "colour", "is not a known key"),
        ("storage.toml", "order = 1\n", "", "order", "is missing"),
        ("storage.toml", "order = 1", 'order = "one"', "order", "is not a whole number"),
        ("rights.toml", "order = 2", "order = 1", "order", "1 is also that of rights"),
        ("storage.toml", 'nn = "Vi lagrar i eit kundesystem."\n', "", "statements[1].nn", "is missing"),
        ("storage.toml", 'nn = "Vi lagrar i eit kundesystem."', 'nn = " "', "statements[1].nn", "is not a text"),
        ("storage.toml", 'nn = "Vi lagrar', 'sv = "Hej"\nnn = "Vi lagrar', "statements[1].sv", "is not a known key"),
        ("storage.toml", "storage.crm", "rights.crm", "statements[1].id", "does not begin with storage."),
        ("storage.toml", "storage.where", "storage.crm", "storage.crm", "stands twice"),
        ("storage.toml", '"P01"', '"P99"', "statements[1].facts", "P99 is no fact"),
        ("storage.toml", 'en = "Call {phone}."', 'en = "Call {fax}."', "statements[2].en", "{fax} is no known placeholder"),
        ("storage.toml", '["P01"]', '"P01"', "statements[1].facts", "is not a list of texts"),
        ("gaps.toml", "storage.crm", "storage.erp", "gaps[1].nearest", "there is no statement storage.erp"),
        ("gaps.toml", "law.copy", "law.kopy", "gaps[1].law", "there is no statement law.kopy"),
        ("gaps.toml", "nearest =", "nearby = 1\nnearest =", "gaps[1].nearby", "is not a known key"),
        ("company.toml", "[facts]", "[fact]", "fact", "is not a known key"),
    ],
)
def test_a_fault_names_file_key_and_problem_in_one_line(policy_folder: Path, file: str, old: str, new: str, key: str, says: str) -> None:
    change(policy_folder / file, old, new)

    fault = fault_of(policy_folder)

    assert Path(fault.file).name in {file, "storage.toml"}
    assert fault.key == key
    assert says in fault.problem
    assert fault.remedy


def test_a_gap_that_stands_twice_is_a_fault(policy_folder: Path) -> None:
    file = policy_folder / "gaps.toml"
    file.write_text(file.read_text(encoding="utf-8") * 2, encoding="utf-8")

    assert fault_of(policy_folder).problem == "N01 stands twice"


def test_a_folder_without_statements_says_which_setting_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "company.toml").write_text("[facts]\n", encoding="utf-8")

    assert "BOT_POLICY_DIR" in fault_of(tmp_path).remedy


def test_a_file_that_is_gone_is_named(policy_folder: Path) -> None:
    (policy_folder / "gaps.toml").unlink()

    fault = fault_of(policy_folder)

    assert Path(fault.file).name == "gaps.toml"
    assert fault.problem == "is missing"


def test_a_file_in_another_encoding_is_named(policy_folder: Path) -> None:
    (policy_folder / "rights.toml").write_bytes('title = "Rettigheter på norsk"'.encode("latin-1"))

    assert fault_of(policy_folder).problem == "is not UTF-8"
