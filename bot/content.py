"""From a TOML file to checked values.

A fault in a file is a `ContentError`: it names the file, the key and the remedy in one line, because its reader
owns words, not code. Nothing here knows what the words are for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import tomli


class Language(StrEnum):
    """What visitors write. Swedish and Danish are understood and answered in bokmål (L4)."""

    NB = "nb"
    NN = "nn"
    EN = "en"
    SV = "sv"
    DA = "da"

    @property
    def answered_in(self) -> "Language":
        """The language of the reply to a message in this one."""
        return Language.NB if self in {Language.SV, Language.DA} else self


ANSWERED = (Language.NB, Language.NN, Language.EN)


class ContentError(Exception):
    """A file of words is wrong; says where, what, and what to do about it."""

    def __init__(self, file: Path | str, key: str, problem: str, remedy: str) -> None:
        self.file, self.key, self.problem, self.remedy = str(file), key, problem, remedy
        where = f"{file}: {key}" if key else str(file)
        super().__init__(f"{where}: {problem}. {remedy}")


@dataclass(frozen=True)
class Wording:
    """One text in the three languages that are answered."""

    nb: str
    nn: str
    en: str

    def in_language(self, language: Language) -> str:
        match language.answered_in:
            case Language.EN:
                return self.en
            case Language.NN:
                return self.nn
            case _:
                return self.nb


class Table:
    """A TOML table that knows where it stands, hands out typed values, and notices keys that nobody asked for."""

    def __init__(self, file: Path, key: str, values: Mapping[str, object]) -> None:
        self.file, self.key = file, key
        self._values = values
        self._asked: set[str] = set()

    def path(self, key: str) -> str:
        return f"{self.key}.{key}" if self.key else key

    def fault(self, key: str, problem: str, remedy: str) -> ContentError:
        return ContentError(self.file, self.path(key) if key else self.key, problem, remedy)

    def keys(self) -> tuple[str, ...]:
        return tuple(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str, default: str | None = None) -> str:
        value = self._get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(key, "is not a text", f'Write {key} = "...".')
        return value.strip()

    def number(self, key: str, default: int | None = None) -> int:
        value = self._get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.fault(key, "is not a whole number", f"Write {key} = 1.")
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, "is neither true nor false", f"Write {key} = true or {key} = false.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when the key is absent."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(key, "is not a list of texts", f'Write {key} = ["...", "..."].')
        return tuple(item.strip() for item in value)

    def table(self, key: str) -> "Table":
        """The table under the key; an empty one when the key is absent."""
        value = self._get(key, {})
        if not isinstance(value, dict):
            raise self.fault(key, "is not a table", f"Write [{self.path(key)}] on a line of its own, its keys below.")
        return Table(self.file, self.path(key), value)

    def tables(self, key: str) -> Iterator["Table"]:
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(key, "is not a list of tables", f"Write [[{self.path(key)}]] before each entry.")
        for number, item in enumerate(value, start=1):
            yield Table(self.file, f"{self.path(key)}[{number}]", item)

    def wording(self, key: str = "") -> Wording:
        """The three languages under the key, or in this table itself when no key is given."""
        texts = self.table(key) if key else self
        return Wording(*(texts.text(language) for language in ANSWERED))

    def reject_unknown_keys(self) -> None:
        """Call last: a key that nobody asked for is a spelling mistake, and would be silently without effect."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise self.fault(key, "is not a known key", f"Known here: {known}.")

    def _get(self, key: str, default: object) -> object:
        self._asked.add(key)
        if key in self._values:
            return self._values[key]
        if default is None:
            raise self.fault(key, "is missing", f"Add {key} = ... to this file.")
        return default


def read_table(file: Path) -> Table:
    """The whole file as a table."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ContentError(file, "", "is missing", "Put the file back, or point the setting at the right folder.") from error
    except UnicodeDecodeError as error:
        raise ContentError(file, "", "is not UTF-8", "Save the file with the encoding UTF-8.") from error
    except OSError as error:
        raise ContentError(file, "", f"cannot be read ({error.strerror})", "Check the file's permissions.") from error
    try:
        return Table(file, "", tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        raise ContentError(file, "", f"is not valid TOML: {error}", "Mend the line that is named.") from error
