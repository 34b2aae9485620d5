"""From the content of both folders to what the engine works with. Each phrase is cut into words once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.content import Language
from bot.understanding.cues import Cues, read_cues
from bot.understanding.language import Languages
from bot.understanding.model import Example, Model, learn_model
from bot.understanding.normalisation import cleaned, words_of
from bot.understanding.phrasebook import read_phrasebook
from bot.understanding.preparation import Preparation
from bot.understanding.ranking import StatementIndex, index_statements
from bot.understanding.spelling import Speller
from bot.understanding.statements import read_statements
from bot.understanding.stemming import Stems
from bot.understanding.thesaurus import read_thesaurus

Text = tuple[list[str], Language]


def learn_folders(intents_dir: Path, policy_dir: Path) -> tuple[Preparation, Model, StatementIndex]:
    """Reads and learns; raises ContentError. The same folders always give the same result."""
    book = read_phrasebook(intents_dir)
    phrases = [(phrase, _words(phrase.text)) for phrase in book.phrases()]
    statements = [
        (statement.id, (_words(f"{statement.title} {text}"), language))
        for statement in read_statements(policy_dir)
        for language, text in statement.texts.items()
    ]
    texts = [(words, phrase.language) for phrase, words in phrases] + [text for _, text in statements]
    preparation = prepare_folder(intents_dir, texts)
    examples = [
        Example(preparation.prepare_words(words, phrase.language).tokens, phrase.intent, phrase.aspect)
        for phrase, words in phrases
    ]
    index = index_statements(
        [(name, text[1], preparation.prepare_words(*text).tokens) for name, text in statements],
        book.answers(),
    )
    return preparation, learn_model(examples), index


def prepare_folder(intents_dir: Path, texts: Sequence[Text]) -> Preparation:
    """What is done to words, learnt from texts whose language is known."""
    stems = Stems()
    cues = read_cues(intents_dir)
    return Preparation(
        Languages.of(texts),
        cues,
        stems,
        read_thesaurus(intents_dir, stems),
        speller_of(_counts(texts, cues), stems),
    )


def speller_of(counts: dict[str, int], stems: Stems) -> Speller:
    return Speller(counts, lambda word: (stems.of(word, Language.NB), stems.of(word, Language.EN)))


def _counts(texts: Iterable[Text], cues: Cues) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for words, _ in texts:
        counts.update(words)
    for forms in cues.forms.values():
        for bokmaal in forms.values():
            counts.update(bokmaal)
    return dict(counts)


def _words(text: str) -> list[str]:
    return words_of(cleaned(text))
