"""The structured declaration: statements, what the law adds, what the assistant says of itself, and the known gaps.

Every sentence about the company's processing that a visitor reads comes from here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import ANSWERED, ContentError, Table, Wording, read_table

COMPANY, GAPS, FINDINGS, SYSTEMS, LAW, ASSISTANT = "company", "gaps", "findings", "systems", "law", "assistant"
ANSWER, RECORD = "answer", "record"
NOT_SECTIONS = frozenset({COMPANY, GAPS, FINDINGS, SYSTEMS, ANSWER, RECORD, LAW, ASSISTANT})

FACTS = tuple(f"P{number:02}" for number in range(1, 57))
GAP_IDS = tuple(f"N{number:02}" for number in range(1, 33))

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Statement:
    """One thing said. `title` is the published heading it comes from; empty for the law and for the assistant itself.

    `article` names the source in law; empty for the declaration's statements. `grants` is false where the law says
    something else than what the visitor may do.
    """

    id: str
    section: str
    title: str
    text: Wording
    facts: tuple[str, ...] = ()
    article: str = ""
    grants: bool = True


@dataclass(frozen=True)
class Gap:
    """Something often asked that the declaration does not say, with what comes nearest to it."""

    id: str
    text: Wording
    nearest: tuple[str, ...]
    law: tuple[str, ...]
    assistant: tuple[str, ...]


@dataclass(frozen=True)
class PolicyBook:
    """`sections` in the order of the declaration; `facts` are the shared values such as the phone number."""

    statements: Mapping[str, Statement]
    gaps: Mapping[str, Gap]
    sections: tuple[str, ...]
    facts: Mapping[str, str]


def read_policy(folder: Path, periods: Mapping[str, str]) -> PolicyBook:
    """The folder's content with every placeholder filled; `periods` are the configured ones, such as `code_minutes`.

    Raises ContentError.
    """
    facts = _read_facts(folder / f"{COMPANY}.toml")
    values = {**facts, **periods}
    statements: dict[str, Statement] = {}
    orders: dict[int, str] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.stem in {COMPANY, GAPS, FINDINGS, SYSTEMS, ANSWER, RECORD}:
            continue
        table = read_table(file)
        title = ""
        if file.stem not in NOT_SECTIONS:
            title = table.text("title")
            order = table.number("order")
            if order in orders:
                raise table.fault("order", f"{order} is also that of {orders[order]}", "Give each section its own place.")
            orders[order] = file.stem
        for statement in _read_statements(table, file.stem, title, values):
            if statement.id in statements:
                raise ContentError(file, statement.id, "stands twice", "Give one of the two another id.")
            statements[statement.id] = statement
        table.reject_unknown_keys()
    if not statements:
        raise ContentError(folder, "", "holds no statements", "Point BOT_POLICY_DIR at the folder with the declaration's TOML files.")
    return PolicyBook(statements, _read_gaps(folder / f"{GAPS}.toml", statements, values), tuple(orders[n] for n in sorted(orders)), facts)


def _read_facts(file: Path) -> Mapping[str, str]:
    table = read_table(file)
    facts = table.table("facts")
    values = {key: facts.text(key) for key in facts.keys()}
    table.reject_unknown_keys()
    return values


def _read_statements(table: Table, section: str, title: str, values: Mapping[str, str]) -> list[Statement]:
    statements = []
    for entry in table.tables("statements"):
        name = entry.text("id")
        if not name.startswith(f"{section}."):
            raise entry.fault("id", f"{name} does not begin with {section}.", f'Write id = "{section}.something".')
        statement = Statement(
            id=name,
            section=section,
            title=entry.text("title", title or "-").removeprefix("-"),
            text=filled(entry, "", values),
            facts=entry.texts("facts"),
            article=entry.text("article", "-").removeprefix("-"),
            grants=entry.flag("grants", default=True),
        )
        for fact in statement.facts:
            if fact not in FACTS:
                raise entry.fault("facts", f"{fact} is no fact of the list P01 to P56", "Correct the number.")
        entry.reject_unknown_keys()
        statements.append(statement)
    return statements


def _read_gaps(file: Path, statements: Mapping[str, Statement], values: Mapping[str, str]) -> Mapping[str, Gap]:
    table = read_table(file)
    gaps: dict[str, Gap] = {}
    for entry in table.tables("gaps"):
        gap = Gap(entry.text("id"), filled(entry, "", values), entry.texts("nearest"), entry.texts("law"), entry.texts("assistant"))
        if gap.id in gaps:
            raise entry.fault("id", f"{gap.id} stands twice", "Keep one of the two.")
        for key, names in (("nearest", gap.nearest), ("law", gap.law), ("assistant", gap.assistant)):
            for name in names:
                if name not in statements:
                    raise entry.fault(key, f"there is no statement {name}", "Correct the id, or add the statement.")
        entry.reject_unknown_keys()
        gaps[gap.id] = gap
    table.reject_unknown_keys()
    return gaps


def filled(table: Table, key: str, values: Mapping[str, str]) -> Wording:
    """The wording under the key, placeholders replaced; an unknown placeholder is a fault."""
    wording = table.wording(key)
    texts = []
    for language in ANSWERED:
        text = wording.in_language(language)
        for name in _PLACEHOLDER.findall(text):
            if name not in values:
                known = ", ".join(sorted(values))
                raise table.fault(f"{key}.{language}".strip("."), f"{{{name}}} is no known placeholder", f"Known: {known}.")
        texts.append(_PLACEHOLDER.sub(lambda found: values[found.group(1)], text))
    return Wording(*texts)
