"""The console's own words, from words.toml beside this file, in the two languages that staff may choose."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import Language, Table, read_table

SPOKEN = (Language.NB, Language.EN)
ALONE = "alone."
"""What begins the key of a word that takes the place of another where one person works alone."""
FILE = Path(__file__).with_name("words.toml")


@dataclass(frozen=True)
class Words:
    """The words of one language, by key. A missing key or value is a fault of the program: KeyError, found by the tests."""

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format_map({name: str(value) for name, value in values.items()})

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def counted(self, key: str, number: int, **values: object) -> str:
        """The wording for one or for several: `key.one` or `key.many`, which may use {number}."""
        return self(f"{key}.{'one' if number == 1 else 'many'}", number=number, **values)


@dataclass(frozen=True)
class Wordbook:
    """All words of the console."""

    by_language: Mapping[Language, Mapping[str, str]]

    def of(self, language: Language) -> Words:
        spoken = language if language in SPOKEN else Language.NB
        return Words(spoken, self.by_language[spoken])

    def for_one_person(self) -> "Wordbook":
        """The words of a company in which nobody else can approve: none of them promises somebody else."""
        return Wordbook({language: {**texts, **_alone(texts)} for language, texts in self.by_language.items()})


def _alone(texts: Mapping[str, str]) -> dict[str, str]:
    return {key.removeprefix(ALONE): text for key, text in texts.items() if key.startswith(ALONE)}


def read_wordbook(file: Path = FILE) -> Wordbook:
    """Raises ContentError."""
    by_language: dict[Language, dict[str, str]] = {language: {} for language in SPOKEN}
    _collect(read_table(file), "", by_language)
    return Wordbook(by_language)


def _collect(table: Table, prefix: str, by_language: Mapping[Language, dict[str, str]]) -> None:
    if "nb" in table:
        for language, texts in by_language.items():
            texts[prefix] = table.text(language)
        table.reject_unknown_keys()
        return
    for key in table.keys():
        _collect(table.table(key), f"{prefix}.{key}".strip("."), by_language)
