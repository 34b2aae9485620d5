"""From a message to what the learner sees: language, mended words, their bokmål, stems and concepts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.content import Language
from bot.understanding.cues import Cues
from bot.understanding.features import Tokens
from bot.understanding.language import Languages
from bot.understanding.normalisation import words_of
from bot.understanding.spelling import Speller
from bot.understanding.stemming import Stems
from bot.understanding.thesaurus import Thesaurus

MOST_WORDS = 250
# Of each language.
MOST_REMEMBERED = 6_000


@dataclass(frozen=True)
class Prepared:
    """A message made ready; `words` are as typed."""

    language: Language
    words: tuple[str, ...]
    tokens: Tokens


class _Made(NamedTuple):
    """What one word becomes: itself or what was meant, and the stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]


class Preparation:
    """All that happens to words before anything is weighed."""

    def __init__(self, languages: Languages, cues: Cues, stems: Stems, thesaurus: Thesaurus, speller: Speller) -> None:
        self.languages, self.cues, self.stems, self.thesaurus, self.speller = (
            languages,
            cues,
            stems,
            thesaurus,
            speller,
        )
        self._remembered: dict[Language, dict[str, _Made]] = {language: {} for language in Language}

    def prepare(self, text: str, last_language: Language | None = None) -> Prepared:
        """A cleaned text."""
        words = words_of(text)[:MOST_WORDS]
        return self.prepare_words(words, self.languages.of_text(words, last_language))

    def prepare_words(self, words: Sequence[str], language: Language) -> Prepared:
        remembered = self._remembered[language]
        mended: list[str] = []
        stems: list[str] = []
        for word in words:
            made = remembered[word] if word in remembered else self._made(word, language)
            mended += made.words
            stems += made.stems
        tokens = Tokens(tuple(mended), tuple(stems), self.thesaurus.concepts_in(stems))
        return Prepared(language, tuple(words), tokens)

    def _made(self, word: str, language: Language) -> _Made:
        mended = self._mended(word, language)
        made = _Made(mended, tuple(self.stems.of(one, language) for one in mended))
        remembered = self._remembered[language]
        if len(remembered) < MOST_REMEMBERED:
            remembered[word] = made
        return made

    def _mended(self, word: str, language: Language) -> tuple[str, ...]:
        bokmaal = self.cues.bokmaal_of(word, language)
        if bokmaal is not None:
            return bokmaal
        return self.speller.mended(word)
