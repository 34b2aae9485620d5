"""From a message to what the learner sees: language, mended words, their bokmål, stems and concepts."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import Language
from bot.understanding.cues import Cues
from bot.understanding.features import Tokens
from bot.understanding.language import Languages
from bot.understanding.normalisation import QUESTION, cleaned, words_of
from bot.understanding.spelling import Speller
from bot.understanding.stemming import Stems
from bot.understanding.thesaurus import Thesaurus

MOST_WORDS = 250


@dataclass(frozen=True)
class Prepared:
    """A message made ready. `known_share` is the share of its letters in words that are known without mending."""

    language: Language
    words: tuple[str, ...]
    tokens: Tokens
    known_share: float


class Preparation:
    """All that happens to words before anything is weighed."""

    def __init__(self, languages: Languages, cues: Cues, stems: Stems, thesaurus: Thesaurus, speller: Speller | None) -> None:
        self.languages, self.cues, self.stems, self.thesaurus, self.speller = languages, cues, stems, thesaurus, speller

    def prepare(self, text: str, last_language: Language | None = None) -> Prepared:
        words = words_of(cleaned(text))[:MOST_WORDS]
        language = self.languages.of_text(words, last_language)
        return self.prepare_words(words, language)

    def prepare_words(self, words: Sequence[str], language: Language) -> Prepared:
        """The words as they are when there is no speller yet, as while learning."""
        mended = tuple(part for word in words for part in self._mended(word, language))
        stems = tuple(self.stems.of(word, language) for word in mended)
        tokens = Tokens(mended, stems, self.thesaurus.concepts_in(stems))
        return Prepared(language, tuple(words), tokens, self._known_share(words))

    def _mended(self, word: str, language: Language) -> tuple[str, ...]:
        bokmaal = self.cues.bokmaal_of(word, language)
        if bokmaal is not None:
            return bokmaal
        return self.speller.mended(word) if self.speller else (word,)

    def _known_share(self, words: Sequence[str]) -> float:
        letters = known = 0
        for word in words:
            if word != QUESTION and word[0] != "<":
                letters += len(word)
                if self.speller is None or self.speller.is_known(word):
                    known += len(word)
        return known / letters if letters else 0.0
