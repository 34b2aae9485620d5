"""The folder of intents as values: what visitors say, by intent and aspect, and the sentences that test it.

An intent's id is its path. To load, a folder needs phrases in one language; `faults.py` asks for the rest.
What is said in return (`answer`, `gaps`, `offer`) is read here only as far as it links intents to statements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import ANSWERED, ContentError, Language, Table, read_table

# Files at the top of the folder that hold other words than an intent's.
SPECIAL = frozenset({"circumstances", "copies", "cues", "followups", "letters", "replies", "signals", "thesaurus", "widget"})


@dataclass(frozen=True)
class Phrase:
    """One thing a visitor says. `aspect` is empty for the intent in general."""

    text: str
    language: Language
    intent: str
    aspect: str = ""


@dataclass(frozen=True)
class Sentence:
    """A test sentence; never learnt from."""

    text: str
    language: Language


@dataclass(frozen=True)
class Aspect:
    """A narrower question inside an intent, with an answer of its own."""

    id: str
    labels: Mapping[Language, str]
    answer: tuple[str, ...]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Intent:
    """One file of the folder."""

    id: str
    file: Path
    labels: Mapping[Language, str]
    answer: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    aspects: tuple[Aspect, ...]
    must_understand: tuple[Sentence, ...]
    must_not_understand: tuple[Sentence, ...]

    def all_phrases(self) -> Iterator[Phrase]:
        yield from self.phrases
        for aspect in self.aspects:
            yield from aspect.phrases


@dataclass(frozen=True)
class Phrasebook:
    """All intents of a folder by id, in the order of their ids."""

    folder: Path
    intents: Mapping[str, Intent]

    def phrases(self) -> Iterator[Phrase]:
        for intent in self.intents.values():
            yield from intent.all_phrases()

    def answers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Ids of the statements that answer an intent and aspect; the aspect "" is the general one."""
        return {
            (intent.id, aspect_id): answer
            for intent in self.intents.values()
            for aspect_id, answer in (
                ("", intent.answer),
                *((aspect.id, aspect.answer) for aspect in intent.aspects),
            )
        }


def read_phrasebook(folder: Path) -> Phrasebook:
    """Every intent below the folder; raises ContentError, also when there is none."""
    intents = [_intent(folder, file) for file in intent_files(folder)]
    if not any(intent.phrases or intent.aspects for intent in intents):
        raise ContentError(folder, "", "holds no intents", "Point the setting at the folder with the intents' files.")
    return Phrasebook(folder, {intent.id: intent for intent in intents})


def intent_files(folder: Path) -> list[Path]:
    """The files that are intents, in the order of their ids."""
    files = [file for file in folder.rglob("*.toml") if not _is_special(folder, file)]
    return sorted(files, key=lambda file: intent_id(folder, file))


def intent_id(folder: Path, file: Path) -> str:
    return ".".join(file.relative_to(folder).with_suffix("").parts)


def _is_special(folder: Path, file: Path) -> bool:
    return file.parent == folder and file.stem in SPECIAL and "[phrases]" not in file.read_text("utf-8", "replace")


def _intent(folder: Path, file: Path) -> Intent:
    name, table = intent_id(folder, file), read_table(file)
    if "offer" in table:
        table.text("offer")
    table.texts("gaps")
    intent = Intent(
        id=name,
        file=file,
        labels=_labels(table),
        answer=table.texts("answer"),
        phrases=_phrases(table, name, ""),
        aspects=tuple(_aspect(part, name) for part in table.tables("aspects")),
        must_understand=sentences(table, "must_understand"),
        must_not_understand=sentences(table, "must_not_understand"),
    )
    table.reject_unknown_keys()
    if not any(True for _ in intent.all_phrases()):
        raise table.fault(
            "phrases",
            "is missing or empty",
            "Add at least one phrase under [phrases], for example nb = [...].",
        )
    return intent


def _aspect(table: Table, intent: str) -> Aspect:
    name = table.text("id")
    if "offer" in table:
        table.text("offer")
    table.texts("gaps")
    aspect = Aspect(name, _labels(table), table.texts("answer"), _phrases(table, intent, name))
    table.reject_unknown_keys()
    return aspect


def _labels(table: Table) -> Mapping[Language, str]:
    texts = table.table("label")
    labels = {language: texts.text(language) for language in ANSWERED if language in texts}
    texts.reject_unknown_keys()
    return labels


def _phrases(table: Table, intent: str, aspect: str) -> tuple[Phrase, ...]:
    lists = table.table("phrases")
    phrases = [Phrase(text, language, intent, aspect) for language in Language for text in lists.texts(language)]
    lists.reject_unknown_keys()
    return tuple(phrases)


def sentences(table: Table, key: str) -> tuple[Sentence, ...]:
    """The test sentences under a key: tables with `text` and `lang`."""
    return tuple(_sentence(item) for item in table.tables(key))


def _sentence(item: Table) -> Sentence:
    name = item.text("lang")
    if name not in set(Language):
        raise item.fault("lang", "is not a known language", "Write one of nb, nn, en, sv, da.")
    sentence = Sentence(item.text("text"), Language(name))
    item.reject_unknown_keys()
    return sentence
