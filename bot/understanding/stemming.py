"""Words without their endings: English by the English rules, the four Scandinavian varieties by the Norwegian ones.

One stemmer for all four: it does not matter that a stem is right, only that the forms of a word share it.
"""

from snowballstemmer import stemmer

from bot.content import Language
from bot.understanding.normalisation import EMAIL, NUMBER, QUESTION, REFERENCE

_PLACEHOLDERS = {EMAIL, NUMBER, QUESTION, REFERENCE}
_MOST_REMEMBERED = 30_000


class Stems:
    """Remembers the stems it has made; its answers depend on nothing else."""

    def __init__(self) -> None:
        self._english, self._norwegian = stemmer("english"), stemmer("norwegian")
        self._known: dict[tuple[str, bool], str] = {}

    def of(self, word: str, language: Language) -> str:
        key = (word, language is Language.EN)
        stem = self._known.get(key)
        if stem is None:
            stem = self._make(word, is_english=key[1])
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = stem
        return stem

    def _make(self, word: str, *, is_english: bool) -> str:
        if word in _PLACEHOLDERS or len(word) < 3:
            return word
        return str((self._english if is_english else self._norwegian).stemWord(word))
