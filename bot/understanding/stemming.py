"""Words without their endings: English ones by English rules, all others by Norwegian ones.

One stemmer serves the four Scandinavian varieties: a stem need not be right, the forms of a word must share it.
"""

from Stemmer import Stemmer

from bot.content import Language
from bot.understanding.normalisation import EMAIL, NUMBER, QUESTION, REFERENCE

_PLACEHOLDERS = {EMAIL, NUMBER, QUESTION, REFERENCE}


class Stems:
    """The stemmers remember the words they met last; their answers depend on nothing else."""

    def __init__(self) -> None:
        self._english, self._norwegian = Stemmer("english"), Stemmer("norwegian")

    def of(self, word: str, language: Language) -> str:
        if word in _PLACEHOLDERS or len(word) < 3:
            return word
        return str((self._english if language is Language.EN else self._norwegian).stemWord(word))

    def both(self, word: str) -> tuple[str, str]:
        """The Norwegian and the English stem."""
        return self.of(word, Language.NB), self.of(word, Language.EN)
