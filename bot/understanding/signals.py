"""Short phrases that mean something only inside a request, found as whole words anywhere in the message."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import Language, read_table

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Signals:
    """Phrases by signal, already plain."""

    phrases: Mapping[str, tuple[str, ...]]

    def found_in(self, text: str) -> frozenset[str]:
        """The signals that the message gives."""
        plain = f" {_plain(text)} "
        return frozenset(name for name, phrases in self.phrases.items() if any(f" {one} " in plain for one in phrases))


def read_signals(folder: Path) -> Signals:
    """intents/signals.toml: a table a signal, a list of phrases a language. Raises ContentError."""
    table = read_table(folder / "signals.toml")
    phrases: dict[str, tuple[str, ...]] = {}
    for name in table.keys():
        lists = table.table(name)
        phrases[name] = tuple(_plain(phrase) for language in Language for phrase in lists.texts(language))
        lists.reject_unknown_keys()
    return Signals(phrases)


def _plain(text: str) -> str:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower().replace("-", "").replace("'", "").replace("’", ""))
    return " ".join(words)
