"""Where personal data lives, and what a case handler does in each place for each kind of case.

The list is the privacy officer's (`policy/systems.toml`); a case gets one line for each system with a task
for its kind (R14), suppliers who must be told included (R20).
"""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.content import Language, Table, Wording, read_table
from bot.tickets.kinds import Kind

ASSISTANT = "assistant"
"""The system of the list that is this very service: what it holds, it finds and erases by itself (R12, R15)."""


class Result(StrEnum):
    """How a line ended; a line without one is open."""

    DONE = "done"
    NOTHING_FOUND = "nothing_found"
    KEPT = "kept"
    RESTRICTED = "restricted"
    NOT_APPLICABLE = "not_applicable"
    FAILED = "failed"

    @property
    def needs_note(self) -> bool:
        """Whether the line must say why: how it failed, why it does not apply (R20)."""
        return self in {Result.FAILED, Result.NOT_APPLICABLE}

    @property
    def needs_law(self) -> bool:
        """Whether the line must name a law and a last day (R17)."""
        return self is Result.KEPT


@dataclass(frozen=True)
class Task:
    """One imperative line for the console, which speaks two languages."""

    nb: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.en if language is Language.EN else self.nb


@dataclass(frozen=True)
class System:
    """A place with personal data. `recipient`: a supplier outside, who must be told of changes (art. 19)."""

    id: str
    name: Wording
    recipient: bool
    tasks: Mapping[Kind, Task]


def read_systems(folder: Path) -> tuple[System, ...]:
    """The systems of `systems.toml` in the folder, in its order; names may use the facts of `company.toml`.

    Raises `ContentError` for whatever is wrong in the file, also when a right has no task anywhere.
    """
    facts = _read_facts(folder / "company.toml")
    table = read_table(folder / "systems.toml")
    systems: list[System] = []
    for entry in table.tables("systems"):
        system = _read_system(entry, facts)
        if any(system.id == earlier.id for earlier in systems):
            raise entry.fault("id", f"is {system.id} a second time", "Give each system an id of its own.")
        systems.append(system)
    table.reject_unknown_keys()
    for kind in Kind:
        if kind is not Kind.QUESTION and not lines_for(kind, systems):
            raise table.fault("systems", f"has no task for {kind}", f"Add [systems.tasks.{kind}] to a system.")
    return tuple(systems)


def lines_for(kind: Kind, systems: Iterable[System]) -> tuple[System, ...]:
    """The systems to go through for a case of this kind, in the order of the list; none for a question."""
    return tuple(system for system in systems if kind in system.tasks)


def _read_facts(file: Path) -> dict[str, str]:
    facts = read_table(file).table("facts")
    return {name: facts.text(name) for name in facts.keys()}


def _read_system(entry: Table, facts: Mapping[str, str]) -> System:
    names, tasks = entry.table("name"), entry.table("tasks")
    system = System(
        id=entry.text("id"),
        name=Wording(*(_filled(names, language, facts) for language in ("nb", "nn", "en"))),
        recipient=entry.flag("recipient"),
        tasks={kind: _read_task(tasks.table(kind), facts) for kind in Kind if kind in tasks},
    )
    for part in (names, tasks, entry):
        part.reject_unknown_keys()
    return system


def _read_task(table: Table, facts: Mapping[str, str]) -> Task:
    task = Task(nb=_filled(table, "nb", facts), en=_filled(table, "en", facts))
    table.reject_unknown_keys()
    return task


def _filled(table: Table, key: str, facts: Mapping[str, str]) -> str:
    text = table.text(key)
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise table.fault(key, "has a brace without a partner", "Write a fact as {name}, or no brace.") from error
    for name in names:
        if name not in facts:
            raise table.fault(key, f"uses {{{name}}}, which is no fact", "Use a name from company.toml [facts].")
        text = text.replace(f"{{{name}}}", facts[name])
    return text
