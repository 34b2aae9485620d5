"""From the content of both folders to what the engine works with. Each phrase is cut into words once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from bot.content import Language
from bot.understanding.cache import Learnt, find_learnt, keep_learnt, key_of, out_of_memory
from bot.understanding.cues import Cues, read_cues
from bot.understanding.keeping import give_memory_back
from bot.understanding.language import Languages
from bot.understanding.model import Example, Model, learn_model
from bot.understanding.normalisation import cleaned, words_of
from bot.understanding.phrasebook import read_phrasebook
from bot.understanding.preparation import Preparation
from bot.understanding.ranking import StatementIndex, index_statements
from bot.understanding.spelling import Speller
from bot.understanding.statements import read_statements
from bot.understanding.stemming import Stems
from bot.understanding.thesaurus import Thesaurus, read_thesaurus

Text = tuple[list[str], Language]


def learn_folders(intents_dir: Path, policy_dir: Path, cache_dir: Path | None = None) -> tuple[Preparation, Model, StatementIndex]:
    """Reads and learns, or takes what was learnt from the same content before; raises ContentError."""
    stems = Stems()
    cues, thesaurus = read_cues(intents_dir), read_thesaurus(intents_dir, stems)
    key = key_of(intents_dir, policy_dir) if cache_dir else ""
    learnt = find_learnt(cache_dir, key) if cache_dir else None
    if learnt is None:
        fresh = _learn(intents_dir, policy_dir, cues, thesaurus, stems)
        learnt = (keep_learnt(cache_dir, key, fresh) if cache_dir else None) or out_of_memory(fresh)
        del fresh
        give_memory_back()
    speller = Speller(learnt.counts, learnt.stems, stems.both)
    return Preparation(learnt.languages, cues, stems, thesaurus, speller), learnt.model, learnt.index


def _learn(intents_dir: Path, policy_dir: Path, cues: Cues, thesaurus: Thesaurus, stems: Stems) -> Learnt:
    book = read_phrasebook(intents_dir)
    phrases = [(phrase, words_of(cleaned(phrase.text))) for phrase in book.phrases()]
    statements = [
        (statement.id, words_of(cleaned(f"{statement.title} {text}")), language)
        for statement in read_statements(policy_dir)
        for language, text in statement.texts.items()
    ]
    said = _said([*((words, phrase.language) for phrase, words in phrases), *((words, language) for _, words, language in statements)])
    counts = _counts(said.values(), cues)
    known_stems = frozenset(stems.of(word, language) for language, words in said.items() for word in words)
    languages = Languages.of(said)
    preparation = Preparation(languages, cues, stems, thesaurus, Speller(counts, known_stems, stems.both))
    examples = [
        Example(preparation.prepare_words(words, phrase.language).tokens, phrase.intent, phrase.aspect) for phrase, words in phrases
    ]
    index = index_statements(
        ((name, language, preparation.prepare_words(words, language).tokens) for name, words, language in statements),
        book.answers(),
    )
    return Learnt(languages, counts, known_stems, learn_model(examples), index)


def _said(texts: Sequence[Text]) -> dict[Language, Counter[str]]:
    """The words of each language that has any."""
    said = {language: Counter(chain.from_iterable(words for words, own in texts if own is language)) for language in Language}
    return {language: words for language, words in said.items() if words}


def _counts(said: Iterable[Counter[str]], cues: Cues) -> dict[str, int]:
    counts = sum(said, Counter[str]())
    counts.update(word for forms in cues.forms.values() for bokmaal in forms.values() for word in bokmaal)
    return dict(counts)
