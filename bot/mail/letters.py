"""Letters from `intents/letters.toml`: plain text, three languages, checked when they are read.

1. What fills a letter comes from the case, the settings or staff; nothing that a visitor typed (E10).
2. A subject has no control character, whatever fills it.
3. A letter that the law wants whole cannot be written with an empty part (R9).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.answers.dates import written_date
from bot.answers.policybook import filled
from bot.content import ANSWERED, Language, Table, Wording, read_table
from bot.mail.letter_kinds import MAY_BE_EMPTY, NEEDS, LetterKind
from bot.tickets.extension import ExtensionGround
from bot.tickets.keeping import Rule
from bot.tickets.kinds import Kind
from bot.tickets.restricting import RestrictionGround

FILE = "letters.toml"
Name = TypeVar("Name", bound=str)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
DONE = "done"
KEPT_BY_LAW = "kept_by_law"
RESULTS = ("nothing_found", "kept", KEPT_BY_LAW, "restricted", "not_applicable", "failed")
"""What else than done a checklist line may have come to."""


ERASED = ("chats", "messages", "cases", "letters", "codes")
"""What the assistant can erase of its own."""
CHANGED, ADDED = "changed", "added"
"""How a value was put right."""


class EmptyPart(ValueError):
    """The letter would lack something that it must say; `name` is the value that was empty or missing."""

    def __init__(self, kind: LetterKind, name: str) -> None:
        self.kind, self.name = kind, name
        super().__init__(f"the letter {kind} cannot be written without {name}")


class ControlCharacter(ValueError):
    """A value for the subject has a line break or another character that is no writing."""


@dataclass(frozen=True)
class LetterText:
    """A letter in words, ready to be sent or shown."""

    subject: str
    text: str


@dataclass(frozen=True)
class LineTold:
    """A line of the checklist as its requester reads it. `law` and `until` are set where something was kept (R17)."""

    system: str
    result: str
    law: str | None = None
    until: date | None = None


@dataclass(frozen=True)
class CorrectionTold:
    """A value that was put right; `old` is empty where something was missing (R16)."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class _Template:
    subject: Wording
    text: Wording


class LetterBook:
    """Every letter's wording."""

    def __init__(
        self,
        templates: Mapping[LetterKind, _Template],
        parts: Mapping[str, Wording],
        kinds: Mapping[Kind, Wording],
        results: Mapping[tuple[Kind, str], Wording],
        grounds: Mapping[str, Wording],
        smaller: Mapping[str, Wording],
    ) -> None:
        """`grounds` by the values of ExtensionGround and RestrictionGround; `smaller` by the names of the other small wordings."""
        self._templates, self._parts, self._kinds, self._results, self._grounds = templates, parts, kinds, results, grounds
        self._smaller = smaller

    def compose(self, kind: str, language: Language, values: Mapping[str, str]) -> LetterText:
        """The letter with everything filled in; values that it does not use are ignored.

        Raises EmptyPart when a value is missing or blank that may not be, ControlCharacter when one has a line break
        that would stand in the subject.
        """
        letter = LetterKind(kind)
        needs, template = NEEDS[letter], self._templates[letter]
        known = {name: _printable(values.get(name, "")) for name in needs.must | needs.may}
        used = frozenset(PLACEHOLDER.findall(template.text.in_language(language)))
        for name in sorted(needs.must | (used & needs.may) - MAY_BE_EMPTY):
            if not known[name]:
                raise EmptyPart(letter, name)
        shared = {name: wording.in_language(language).strip() for name, wording in self._parts.items()}
        paragraphs = PARAGRAPHS.split(template.text.in_language(language).strip())
        filled = (_fill(paragraph, {**shared, **known}) for paragraph in paragraphs if _says_something(paragraph, known))
        return LetterText(_subject(template.subject.in_language(language), values), "\n\n".join(filled) + "\n")

    def kind_label(self, kind: Kind, language: Language) -> str:
        """What a case of this kind is about, as it stands in a letter."""
        return self._kinds[kind].in_language(language)

    def ground_label(self, ground: ExtensionGround | RestrictionGround, language: Language) -> str:
        """Why a date is extended, or the use of data restricted, as it stands in a letter."""
        return self._grounds[ground].in_language(language)

    def lines(self, outcomes: Iterable[LineTold], kind: Kind, language: Language) -> str:
        """The value {lines}, a line for each system."""
        return "\n".join(f"- {one.system}: {self._came_to(one, kind, language)}" for one in outcomes)

    def erased(self, counts: Mapping[str, int], language: Language) -> str:
        """What was erased and how much of each: a line for people, from counts alone."""
        return ", ".join(f"{self._smaller[what].in_language(language)}: {number}" for what, number in counts.items())

    def corrections(self, corrections: Iterable[CorrectionTold], language: Language) -> str:
        """The value {corrections}, a line for each value."""
        return "\n".join(f"- {self._corrected(one, language)}" for one in corrections)

    def law_label(self, law: str, language: Language) -> str:
        """The law behind a rule of keeping; whatever else staff wrote, as they wrote it."""
        return self._smaller[law].in_language(language) if law in tuple(Rule) else law

    def _corrected(self, one: CorrectionTold, language: Language) -> str:
        wording = self._smaller[CHANGED if one.old else ADDED].in_language(language)
        return _fill(wording, {"what": one.what, "old": one.old, "new": one.new})

    def _came_to(self, line: LineTold, kind: Kind, language: Language) -> str:
        if line.law is None or line.until is None:
            return self._results[kind, line.result].in_language(language)
        values = {"law": self.law_label(line.law, language), "until": written_date(line.until, language)}
        return _fill(self._results[kind, KEPT_BY_LAW].in_language(language), values)


def read_letters(folder: Path, facts: Mapping[str, str]) -> LetterBook:
    """The book from the folder's letters.toml, its shared paragraphs filled with the company's facts; raises ContentError."""
    table = read_table(folder / FILE)
    parts_table = table.table("parts")
    parts = {name: filled(parts_table, name, facts) for name in ("ending", "complaint", "court", "case_kept")}
    parts_table.reject_unknown_keys()
    kinds = _read_wordings(table.table("kinds"), Kind)
    done = _read_wordings(table.table(DONE), Kind)
    others = _read_wordings(table.table("results"), RESULTS)
    results = {(kind, DONE): done[kind] for kind in Kind}
    results |= {(kind, result): others[result] for kind in Kind for result in RESULTS}
    grounds: dict[str, Wording] = {**_read_wordings(table.table("extension_grounds"), ExtensionGround)}
    grounds |= _read_wordings(table.table("restriction_grounds"), RestrictionGround)
    smaller: dict[str, Wording] = {**_read_wordings(table.table("laws"), Rule), **_read_wordings(table.table("erased"), ERASED)}
    smaller |= _read_wordings(table.table("corrections"), (CHANGED, ADDED))
    templates = {kind: _read_template(table.table(kind), kind, frozenset(parts)) for kind in LetterKind}
    table.reject_unknown_keys()
    return LetterBook(templates, parts, kinds, results, grounds, smaller)


def _read_wordings(table: Table, names: Iterable[Name]) -> dict[Name, Wording]:
    wordings = {name: table.wording(name) for name in names}
    table.reject_unknown_keys()
    return wordings


def _read_template(table: Table, kind: LetterKind, parts: frozenset[str]) -> _Template:
    needs = NEEDS[kind]
    for language in ANSWERED:
        subject = frozenset(PLACEHOLDER.findall(table.table("subject").text(language)))
        text = frozenset(PLACEHOLDER.findall(table.table("text").text(language)))
        known = needs.must | needs.may
        for key, unknown in ((f"subject.{language}", subject - known), (f"text.{language}", text - known - parts)):
            if unknown:
                may = ", ".join(f"{{{name}}}" for name in sorted(known))
                raise table.fault(key, f"uses {{{min(unknown)}}}, which this letter does not have", f"It may use {may}.")
        for name in sorted((needs.must | needs.parts) - text):
            raise table.fault(f"text.{language}", f"lacks {{{name}}}", "This letter must say it; put it where it belongs.")
    template = _Template(table.wording("subject"), table.wording("text"))
    table.reject_unknown_keys()
    return template


def _says_something(paragraph: str, values: Mapping[str, str]) -> bool:
    """False for a heading whose content is empty."""
    used = [name for name in PLACEHOLDER.findall(paragraph) if name in values]
    return not used or any(values[name] for name in used)


def _fill(template: str, values: Mapping[str, str]) -> str:
    """One pass, so that braces inside a value stay as they are."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], template)


def _subject(template: str, values: Mapping[str, str]) -> str:
    subject = _fill(template, {name: values.get(name, "") for name in PLACEHOLDER.findall(template)})
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in subject):
        raise ControlCharacter("a subject is one line of printable characters")
    return subject


def _printable(value: str) -> str:
    """Without what no mail program shows and no mail server should see; line breaks and tabs stay."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return "".join(character for character in lines if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"})
