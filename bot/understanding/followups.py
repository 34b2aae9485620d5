"""Messages without a subject of their own: "and for how long?", "what about my address?".

`[[bare]]` lists whole messages that mean an intent when there is a last topic. `[stems]` lists beginnings
after which only the new part of a question comes; the rest is read beside the last topic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import Language, read_table
from bot.understanding.normalisation import plain


@dataclass(frozen=True)
class Followups:
    """Whole messages with their intents, and beginnings, both plain."""

    bare: Mapping[str, str]
    stems: tuple[str, ...]

    def intent_of(self, words: str) -> str | None:
        """The intent of a message, made plain, that only makes sense after another."""
        return self.bare.get(words)

    def rest_of(self, words: str) -> str | None:
        """What follows the longest beginning that the message, made plain, has; None when it has none."""
        for stem in self.stems:
            if words.startswith(f"{stem} "):
                return words[len(stem) + 1 :]
        return None


def read_followups(folder: Path) -> Followups:
    """The folder's `followups.toml`; none when there is none. Raises ContentError."""
    file = folder / "followups.toml"
    if not file.is_file():
        return Followups({}, ())
    table = read_table(file)
    bare: dict[str, str] = {}
    for entry in table.tables("bare"):
        intent = entry.text("intent")
        bare.update({plain(text): intent for language in Language for text in entry.texts(language)})
        entry.reject_unknown_keys()
    lists = table.table("stems")
    stems = {plain(text) for language in Language for text in lists.texts(language)}
    lists.reject_unknown_keys()
    table.reject_unknown_keys()
    return Followups(bare, tuple(sorted(stems, key=lambda stem: (-len(stem), stem))))
