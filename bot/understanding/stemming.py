"""Words without their endings: English ones by English rules, all others by Norwegian ones.

One stemmer serves the four Scandinavian varieties: a stem need not be right, the forms of a word must share it.
"""

from Stemmer import Stemmer

from bot.content import Language
from bot.understanding.normalisation import EMAIL, NUMBER, QUESTION, REFERENCE

_PLACEHOLDERS = {EMAIL, NUMBER, QUESTION, REFERENCE}
_MOST_REMEMBERED = 30_000


class Stems:
    """Remembers the stems it has made; its answers depend on nothing else."""

    def __init__(self) -> None:
        self._english, self._norwegian = Stemmer("english"), Stemmer("norwegian")
        self._known: dict[tuple[str, bool], str] = {}

    def of(self, word: str, language: Language) -> str:
        key = (word, language is Language.EN)
        stem = self._known.get(key)
        if stem is None:
            stem = self._make(word, is_english=key[1])
            if len(self._known) < _MOST_REMEMBERED:
                self._known[key] = stem
        return stem

    def both(self, word: str) -> tuple[str, str]:
        """The Norwegian and the English stem."""
        return self.of(word, Language.NB), self.of(word, Language.EN)

    def _make(self, word: str, *, is_english: bool) -> str:
        if word in _PLACEHOLDERS or len(word) < 3:
            return word
        return str((self._english if is_english else self._norwegian).stemWord(word))
