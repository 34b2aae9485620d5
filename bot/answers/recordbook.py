"""The record of processing and the security note, as far as people write them: `record.toml` of the policy (R27, R32).

What the settings decide is filled in, and every period of theirs must be told; the file names no figure of its own.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content import Language, Table, Wording, read_table

FILE = "record.toml"
OWNERS = ("operator", "privacy_officer")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SPOKEN = (Language.NB, Language.EN)
"""The languages of staff; a reader of nynorsk gets bokmål."""


@dataclass(frozen=True)
class Activity:
    """What personal data is used for, and everything that art. 30(1) wants to know of it."""

    id: str
    article: str
    purpose: Wording
    basis: Wording
    people: Wording
    data: Wording
    kept: Wording


@dataclass(frozen=True)
class Recipient:
    """Who gets something, and what agreement that needs (art. 28)."""

    id: str
    name: Wording
    gets: Wording
    agreement: Wording


@dataclass(frozen=True)
class Measure:
    """One measure of art. 32 and who answers for it: shown by tests, or looked after by hand."""

    id: str
    requirement: str
    owner: str
    text: Wording
    tests: tuple[str, ...]
    by_hand: Wording | None


@dataclass(frozen=True)
class RecordBook:
    """`reviewed_on` is when the privacy officer last went through it; None while nobody has."""

    reviewed_on: date | None
    activities: tuple[Activity, ...]
    recipients: tuple[Recipient, ...]
    transfers: Wording
    defaults: Wording
    screening: Wording
    measures: tuple[Measure, ...]


def read_record(folder: Path, values: Mapping[str, str], periods: Collection[str]) -> RecordBook:
    """`values` fill the placeholders; `periods` are those that must all be named. Raises ContentError."""
    table, told = read_table(folder / FILE), set[str]()
    said = _Filler(values, told)
    book = RecordBook(
        reviewed_on=_reviewed_on(table),
        activities=tuple(_activity(entry, said) for entry in table.tables("activities")),
        recipients=tuple(_recipient(entry, said) for entry in table.tables("recipients")),
        transfers=said.wording(table, "transfers"),
        defaults=said.wording(table, "defaults"),
        screening=said.wording(table, "screening"),
        measures=tuple(_measure(entry, said) for entry in table.tables("measures")),
    )
    table.reject_unknown_keys()
    for name in ("activities", "recipients", "measures"):
        ids = [one.id for one in getattr(book, name)]
        if not ids or len(set(ids)) < len(ids):
            raise table.fault(name, "is empty, or an id stands there twice", f"Give each of [[{name}]] an id of its own.")
    if untold := sorted(set(periods) - told):
        raise table.fault("activities", f"{{{untold[0]}}} is a period that is told nowhere", "Say in a `kept` what is kept so long.")
    return book


@dataclass(frozen=True)
class _Filler:
    """Fills texts, and remembers what was told."""

    values: Mapping[str, str]
    told: set[str]

    def wording(self, table: Table, key: str) -> Wording:
        texts = table.table(key)
        nb, en = (self._text(texts, language) for language in _SPOKEN)
        texts.reject_unknown_keys()
        return Wording(nb, nb, en)

    def _text(self, texts: Table, language: Language) -> str:
        text = texts.text(language)
        for name in _PLACEHOLDER.findall(text):
            if name not in self.values:
                known = ", ".join(sorted(self.values))
                raise texts.fault(language, f"{{{name}}} is no known placeholder", f"Known: {known}.")
            self.told.add(name)
        return _PLACEHOLDER.sub(lambda found: self.values[found.group(1)], text)


def _reviewed_on(table: Table) -> date | None:
    if "reviewed_on" not in table:
        return None
    try:
        return date.fromisoformat(table.text("reviewed_on"))
    except ValueError:
        raise table.fault("reviewed_on", "is no day", 'Write reviewed_on = "2026-11-25".') from None


def _activity(entry: Table, said: _Filler) -> Activity:
    parts = {key: said.wording(entry, key) for key in ("purpose", "basis", "people", "data", "kept")}
    activity = Activity(id=entry.text("id"), article=entry.text("article"), **parts)
    entry.reject_unknown_keys()
    return activity


def _recipient(entry: Table, said: _Filler) -> Recipient:
    recipient = Recipient(entry.text("id"), *(said.wording(entry, key) for key in ("name", "gets", "agreement")))
    entry.reject_unknown_keys()
    return recipient


def _measure(entry: Table, said: _Filler) -> Measure:
    measure = Measure(
        id=entry.text("id"),
        requirement=entry.text("requirement"),
        owner=entry.text("owner"),
        text=said.wording(entry, "text"),
        tests=entry.texts("tests"),
        by_hand=said.wording(entry, "by_hand") if "by_hand" in entry else None,
    )
    if measure.owner not in OWNERS:
        raise entry.fault("owner", f"{measure.owner} is no owner", f"Known: {', '.join(OWNERS)}.")
    if bool(measure.tests) == (measure.by_hand is not None):
        raise entry.fault("tests", "says neither or twice how it is shown", "Name tests, or say in [measures.by_hand] what a person does.")
    entry.reject_unknown_keys()
    return measure
