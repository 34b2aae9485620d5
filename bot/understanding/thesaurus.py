"""Concepts: words of many varieties for one thing, so that a phrase learnt in one is known in all."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.content import Language, read_table
from bot.understanding.lexicon import Lexicon
from bot.understanding.normalisation import cleaned, words_of
from bot.understanding.stemming import Stems


class Thesaurus:
    """Finds concepts by the stems of their words; sequences of words by all their stems in order."""

    def __init__(self, concepts: Iterable[tuple[str, Language, str]], stems: Stems) -> None:
        lists: dict[str, dict[str, None]] = {}
        for concept, language, text in concepts:
            ending = "*" if text.endswith("*") else ""
            words = words_of(cleaned(text.rstrip("*")))
            # The last word of an open entry is a beginning: its stem would cut it shorter still.
            kept = [word if ending and word is words[-1] else stems.of(word, language) for word in words]
            lists.setdefault(concept, {})[" ".join(kept) + ending] = None
        self._lexicon = Lexicon(lists)

    def concepts_in(self, stems: Sequence[str]) -> tuple[str, ...]:
        """The concepts that the stems name, without repetition, in the order of the message."""
        return tuple(dict.fromkeys(found.name for found in self._lexicon.find(stems)))


def read_thesaurus(folder: Path, stems: Stems) -> Thesaurus:
    """The folder's `thesaurus.toml`; an empty one when there is none. Raises ContentError."""
    file = folder / "thesaurus.toml"
    if not file.is_file():
        return Thesaurus((), stems)
    entries: list[tuple[str, Language, str]] = []
    table = read_table(file)
    for concept in table.tables("concepts"):
        name = concept.text("id")
        entries += [(name, language, text) for language in Language for text in concept.texts(language)]
        concept.reject_unknown_keys()
    table.reject_unknown_keys()
    return Thesaurus(entries, stems)
