"""Small words that turn a message: is it an act or a question about it, is it denied, supposed, or quoted?

The words stand in `cues.toml`. A folder without that file has no cues, and nothing is held back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.content import Language, Table, read_table
from bot.understanding.lexicon import Found, Lexicon
from bot.understanding.normalisation import QUESTION, cleaned, words_of


class Cue(StrEnum):
    """The tables of `cues.toml` that hold lists by language."""

    QUESTION = "question"
    ACT = "act"
    NEGATION = "negation"
    HYPOTHETICAL = "hypothetical"
    QUOTATION = "quotation"
    OTHERS = "others"
    DONE = "done"
    MATTERS = "matters"
    SELF = "self"
    CONJUNCTION = "conjunction"
    FIRST = "first"


class Variety(StrEnum):
    """The tables of `cues.toml` that give the bokmål of a form."""

    DIALECT = "dialect"
    SWEDISH = "swedish"
    DANISH = "danish"


@dataclass(frozen=True)
class Cues:
    """Cue words by kind, and forms of other varieties with their bokmål."""

    lexicon: Lexicon
    conjunctions: frozenset[str]
    forms: Mapping[Variety, Mapping[str, tuple[str, ...]]]

    def bokmaal_of(self, word: str, language: Language) -> tuple[str, ...] | None:
        """What a bokmål writer would have written, when the table of the variety knows the form."""
        match language:
            case Language.EN:
                return None
            case Language.SV:
                return self.forms[Variety.SWEDISH].get(word)
            case Language.DA:
                return self.forms[Variety.DANISH].get(word)
            case _:
                return self.forms[Variety.DIALECT].get(word)

    def in_words(self, words: Sequence[str]) -> list[Found]:
        """All cues in the words; the name of each is one of `Cue`."""
        return self.lexicon.find(words)


NO_CUES = Cues(Lexicon({}), frozenset(), {variety: {} for variety in Variety})


def read_cues(folder: Path) -> Cues:
    """The folder's `cues.toml`; no cues when there is none. Raises ContentError."""
    file = folder / "cues.toml"
    if not file.is_file():
        return NO_CUES
    table = read_table(file)
    lists = {cue.value: _texts(table.table(cue)) for cue in Cue}
    forms = {variety: _forms(table.table(variety)) for variety in Variety}
    table.reject_unknown_keys()
    return Cues(Lexicon(lists), frozenset(text.lower() for text in lists[Cue.CONJUNCTION]), forms)


def _texts(lists: Table) -> tuple[str, ...]:
    texts = tuple(text for language in Language for text in lists.texts(language))
    lists.reject_unknown_keys()
    return texts


def _forms(table: Table) -> dict[str, tuple[str, ...]]:
    forms = table.keys()
    return {form.lower(): _words(table.text(form)) for form in forms}


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in words_of(cleaned(text)) if word != QUESTION)
