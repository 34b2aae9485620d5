"""What must be mended in the intents' words before they go to visitors. Loading asks for less.

Labels in the three answered languages, phrases in all five, no phrase twice, none almost twice across intents, and
no test sentence among the phrases.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.content import ANSWERED, ContentError, Language
from bot.understanding.circumstances import faults_of as circumstance_faults
from bot.understanding.circumstances import read_circumstances
from bot.understanding.cues import read_cues
from bot.understanding.followups import read_followups
from bot.understanding.normalisation import cleaned, plain, skeleton
from bot.understanding.phrasebook import Intent, Phrase, Phrasebook
from bot.understanding.stemming import Stems
from bot.understanding.thesaurus import read_thesaurus

# Below this length two different short phrases are too easily alike ("nei", "hei").
SHORTEST_COMPARED = 8

_WORD = re.compile(r"[^\W_]+")


def faults(book: Phrasebook) -> tuple[ContentError, ...]:
    """All faults of the folder, in the order of its files. Each names file, key and remedy."""
    return (
        *(fault for intent in book.intents.values() for fault in _of_intent(intent)),
        *_same_phrases(book),
        *_alike_phrases(book),
        *_tests_among_phrases(book),
        *_special(book.folder, book.intents),
    )


def _of_intent(intent: Intent) -> Iterator[ContentError]:
    labelled = [("label", intent.labels), *((f"aspects {one.id} label", one.labels) for one in intent.aspects)]
    for key, labels in labelled:
        for language in ANSWERED:
            if language not in labels:
                yield ContentError(intent.file, key, f"has no {language}", f'Add {language} = "..." there.')
    for language in Language:
        if not any(phrase.language is language for phrase in intent.all_phrases()):
            yield ContentError(intent.file, "phrases", f"has no {language}", f"Add {language} = [...] there.")
    for key in ("must_understand", "must_not_understand"):
        if not getattr(intent, key):
            yield ContentError(intent.file, key, "is missing", "Add sentences that test this intent.")


def _same_phrases(book: Phrasebook) -> Iterator[ContentError]:
    first: dict[str, Phrase] = {}
    for phrase in book.phrases():
        key = _bare(phrase.text)
        other = first.setdefault(key, phrase)
        if other is not phrase:
            yield _clash(book, phrase, f'has "{phrase.text}" as {_place(other)} has', "Keep it in one place only.")


def _alike_phrases(book: Phrasebook) -> Iterator[ContentError]:
    first: dict[str, Phrase] = {}
    for phrase in book.phrases():
        key = _likeness(phrase.text)
        other = first.setdefault(key, phrase)
        if len(key) >= SHORTEST_COMPARED and other.intent != phrase.intent and _bare(other.text) != _bare(phrase.text):
            problem = f'has "{phrase.text}", almost "{other.text}" of {_place(other)}'
            yield _clash(book, phrase, problem, "Keep the one that fits better.")


def _tests_among_phrases(book: Phrasebook) -> Iterator[ContentError]:
    by_text = {_bare(phrase.text): phrase for phrase in book.phrases()}
    for intent in book.intents.values():
        for sentence in intent.must_understand:
            phrase = by_text.get(_bare(sentence.text))
            if phrase is not None:
                problem = f'"{sentence.text}" is also a phrase of {_place(phrase)}'
                yield ContentError(intent.file, "must_understand", problem, "A test must be no phrase: reword one.")


def _special(folder: Path, intents: Mapping[str, Intent]) -> Iterator[ContentError]:
    try:
        followups = read_followups(folder)
        read_cues(folder)
        read_thesaurus(folder, Stems())
        yield from circumstance_faults(folder / "circumstances.toml", read_circumstances(folder))
    except ContentError as error:
        yield error
        return
    for intent in _unknown(followups.bare.values(), intents):
        yield ContentError(folder / "followups.toml", "bare", f"names {intent}, which is no intent", "Mend its name.")


def _unknown(names: Iterable[str], intents: Mapping[str, Intent]) -> Sequence[str]:
    return sorted({name for name in names if name not in intents})


def _clash(book: Phrasebook, phrase: Phrase, problem: str, remedy: str) -> ContentError:
    return ContentError(book.intents[phrase.intent].file, _key(phrase), problem, remedy)


def _key(phrase: Phrase) -> str:
    return f"aspects {phrase.aspect} phrases {phrase.language}" if phrase.aspect else f"phrases {phrase.language}"


def _place(phrase: Phrase) -> str:
    return f"{phrase.intent} ({_key(phrase)})"


def _bare(text: str) -> str:
    """Lower case, without punctuation."""
    return " ".join(_WORD.findall(cleaned(text).lower()))


def _likeness(text: str) -> str:
    """The same for texts that differ in the order of words, in double letters, or in the letters of a keyboard."""
    return " ".join(sorted(skeleton(word) for word in plain(text).split()))
