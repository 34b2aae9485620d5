"""The list of systems, as the privacy officer writes it."""

from pathlib import Path

import pytest

from bot.content import ContentError, Language
from bot.tickets.checklist import Result, lines_for, read_systems
from bot.tickets.kinds import Kind

POLICY = Path(__file__).parents[2] / "policy"

CRM = """
[[systems]]
id = "crm"
recipient = true
[systems.name]
nb = "CRM ({crm})"
nn = "CRM ({crm})"
en = "The CRM ({crm})"
"""
TASKS = "".join(f'[systems.tasks.{kind}]\nnb = "Gjør {kind}."\nen = "Do {kind}."\n' for kind in Kind if kind != "question")
PAPER = """
[[systems]]
id = "paper"
recipient = false
name = { nb = "Papir", nn = "Papir", en = "Paper" }
tasks.access = { nb = "Let i permene.", en = "Look in the binders." }
"""


def folder_with(tmp_path: Path, systems: str) -> Path:
    (tmp_path / "company.toml").write_text('[facts]\ncrm = "Prosperworks"\n', encoding="utf-8")
    (tmp_path / "systems.toml").write_text(systems, encoding="utf-8")
    return tmp_path


def test_a_case_gets_a_line_for_each_system_with_a_task_for_its_kind(tmp_path: Path) -> None:
    systems = read_systems(folder_with(tmp_path, CRM + TASKS + PAPER))

    assert [system.id for system in lines_for(Kind.ACCESS, systems)] == ["crm", "paper"]
    assert [system.id for system in lines_for(Kind.DELETION, systems)] == ["crm"]


def test_a_question_has_no_checklist(tmp_path: Path) -> None:
    assert lines_for(Kind.QUESTION, read_systems(folder_with(tmp_path, CRM + TASKS))) == ()


def test_names_use_the_facts_of_the_company(tmp_path: Path) -> None:
    (system,) = read_systems(folder_with(tmp_path, CRM + TASKS))

    assert system.name.en == "The CRM (Prosperworks)"


def test_a_task_is_said_in_the_two_languages_of_the_console(tmp_path: Path) -> None:
    (system,) = read_systems(folder_with(tmp_path, CRM + TASKS))
    task = system.tasks[Kind.ACCESS]

    assert task.in_language(Language.EN) == "Do access."
    assert task.in_language(Language.NN) == "Gjør access."


def test_a_supplier_outside_is_a_recipient(tmp_path: Path) -> None:
    crm, paper = read_systems(folder_with(tmp_path, CRM + TASKS + PAPER))

    assert (crm.recipient, paper.recipient) == (True, False)


@pytest.mark.parametrize(
    ("systems", "words"),
    [
        (CRM + TASKS + CRM + TASKS, "a second time"),
        (CRM + TASKS + "[systems.tasks.acces]\nnb = 'x'\nen = 'x'\n", "acces"),
        (CRM, "has no task for access"),
        (CRM.replace("{crm}", "{crmm}") + TASKS, "crmm"),
        (CRM.replace("{crm}", "{crm") + TASKS, "brace"),
        (CRM.replace("recipient = true", "recipient = 'yes'") + TASKS, "recipient"),
        ("", "systems"),
    ],
)
def test_a_fault_in_the_file_names_itself(tmp_path: Path, systems: str, words: str) -> None:
    with pytest.raises(ContentError, match=words):
        read_systems(folder_with(tmp_path, systems))


def test_the_shipped_list_has_a_task_for_every_right() -> None:
    systems = read_systems(POLICY)

    assert all(lines_for(kind, systems) for kind in Kind if kind is not Kind.QUESTION)


def test_what_failed_or_does_not_apply_must_say_why() -> None:
    assert {result for result in Result if result.needs_note} == {Result.FAILED, Result.NOT_APPLICABLE}


def test_what_is_kept_must_name_a_law() -> None:
    assert {result for result in Result if result.needs_law} == {Result.KEPT}
