"""Reply keys and values become sentences; an answer becomes statements with the sections they are quoted from."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from bot.answers.policybook import PolicyBook, Statement
from bot.answers.topics import Topic
from bot.content import Language, Table, Wording, read_table

_PLACEHOLDER = re.compile(r"\{(\w+)\}")

OF_THE_MOMENT = frozenset({"wishes", "reference", "received", "due", "tries", "time", "date", "address"})
"""What the dialogue fills in beside the company's facts and the periods; `address` is then the visitor's own."""


@dataclass(frozen=True)
class Citation:
    """The sections an answer quotes; `title` is the heading of the published declaration."""

    section: str
    title: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class AnswerText:
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Replies:
    """The bot's own sentences by key; `facts` such as {phone} are filled beside the values of the moment."""

    by_key: Mapping[str, Wording]
    facts: Mapping[str, str]

    def text(self, key: str, language: Language, values: Mapping[str, str] | None = None) -> str:
        """Raises KeyError for a key or a placeholder that nobody knows: a fault of the program, caught by the tests."""
        known = {**self.facts, **(values or {})}
        template = self.by_key[key].in_language(language)
        return _PLACEHOLDER.sub(lambda found: known[found.group(1)], template)


def read_replies(folder: Path, facts: Mapping[str, str], needed: frozenset[str] = frozenset()) -> Replies:
    """What the dialogue says, from replies.toml."""
    return read_words(folder / "replies.toml", facts, needed)


def read_words(file: Path, facts: Mapping[str, str], needed: frozenset[str] = frozenset()) -> Replies:
    """Tables of tables; a key is the path to the three languages, such as `code.sent`.

    Raises ContentError, also when one of the `needed` keys is missing or a placeholder is unknown.
    """
    table = read_table(file)
    by_key: dict[str, Wording] = {}
    _collect(table, "", by_key)
    for key in sorted(needed - by_key.keys()):
        raise table.fault(key, "is missing", f"Write [{key}] with nb, nn and en.")
    for key, wording in by_key.items():
        _check_placeholders(table, key, wording, facts.keys() | OF_THE_MOMENT)
    return Replies(by_key, facts)


def _check_placeholders(table: Table, key: str, wording: Wording, known: Set[str]) -> None:
    for text in (wording.nb, wording.nn, wording.en):
        for name in _PLACEHOLDER.findall(text):
            if name not in known:
                raise table.fault(key, f"{{{name}}} is no known placeholder", f"Known: {', '.join(sorted(known))}.")


def _collect(table: Table, prefix: str, by_key: dict[str, Wording]) -> None:
    if "nb" in table:
        by_key[prefix] = table.wording()
        table.reject_unknown_keys()
        return
    for key in table.keys():
        _collect(table.table(key), f"{prefix}.{key}".strip("."), by_key)


def compose(topic: Topic, policy: PolicyBook, replies: Replies, language: Language) -> AnswerText:
    """First what answers; what the declaration says and what the law adds are told apart where both stand (R30).

    What the assistant says of itself has a paragraph for each statement: each is about something else (L6).
    """
    gaps = [policy.gaps[name] for name in topic.gaps]
    quoted = [policy.statements[name] for name in topic.answer]
    said = [one for one in quoted if one.title]
    law = [one for one in quoted if one.article]
    own = [one for one in quoted if not one.title and not one.article]
    nearest: list[Statement] = []
    for gap in gaps:
        nearest += _missing(gap.nearest, policy, said + nearest)
        law += _missing(gap.law, policy, law)
        own += _missing(gap.assistant, policy, own)

    paragraphs = [gap.text.in_language(language) for gap in gaps]
    if said:
        about_rights = bool(law) or any(one.section == "rights" for one in said)
        label = "label.declaration_says" if about_rights and not gaps else "label.nearest" if gaps else ""
        paragraphs.append(_labelled(said + nearest, label, replies, language))
    elif nearest:
        paragraphs.append(_labelled(nearest, "label.nearest", replies, language))
    if grants := [one for one in law if one.grants]:
        paragraphs.append(_labelled(grants, "label.law_gives", replies, language))
    if rules := [one for one in law if not one.grants]:
        paragraphs.append(_labelled(rules, "label.law_says", replies, language))
    paragraphs += [one.text.in_language(language) for one in own]
    return AnswerText("\n\n".join(paragraphs), cite(said + nearest))


def quote(statement: Statement, replies: Replies, language: Language) -> AnswerText:
    """One statement as the nearest thing to a question that no intent fits."""
    return AnswerText(_labelled([statement], "label.nearest", replies, language), cite([statement]))


def cite(statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """One citation a heading, in the order quoted; what is not from the declaration has none."""
    by_title: dict[tuple[str, str], list[str]] = {}
    for statement in statements:
        if statement.title:
            by_title.setdefault((statement.section, statement.title), []).append(statement.id)
    return tuple(Citation(section, title, tuple(names)) for (section, title), names in by_title.items())


def _missing(names: Sequence[str], policy: PolicyBook, already: Sequence[Statement]) -> list[Statement]:
    there = {one.id for one in already}
    return [policy.statements[name] for name in names if name not in there]


def _labelled(statements: Sequence[Statement], label: str, replies: Replies, language: Language) -> str:
    text = " ".join(statement.text.in_language(language) for statement in statements)
    return f"{replies.text(label, language)} {text}" if label else text
