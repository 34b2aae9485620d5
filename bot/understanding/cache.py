"""What was learnt, kept in one file by the hash of the content and of this code: numbers and words only.

A file that is missing, damaged or unwritable costs a few seconds of learning and nothing else. Without a folder the file has no
name and goes with the process: in memory is only what messages have needed.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from tempfile import TemporaryFile

import numpy as np
import numpy.typing as npt

from bot.content import Language
from bot.understanding.arrays import Indices, Keys, Values
from bot.understanding.calibration import Calibration
from bot.understanding.features import Features
from bot.understanding.judging import Judgement
from bot.understanding.keeping import Arrays, map_arrays, write_arrays
from bot.understanding.language import Languages
from bot.understanding.model import AspectModel, Model, Phrases
from bot.understanding.ranking import StatementIndex, View


@dataclass(frozen=True)
class Learnt:
    """Everything that takes time to make. `counts` and `stems` are the known words and their stems."""

    languages: Languages
    counts: Mapping[str, int]
    stems: frozenset[str]
    model: Model
    index: StatementIndex


def key_of(*folders: Path) -> str:
    """Changes whenever a file of words or of this package does."""
    digest = hashlib.sha256(np.__version__.encode())
    for folder in (Path(__file__).parent, *folders):
        for file in sorted([*folder.rglob("*.toml"), *folder.glob("*.py")]):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(folder)} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:32]


def find_learnt(folder: Path, key: str) -> Learnt | None:
    """What was kept under the key; None when there is nothing usable."""
    try:
        with _file(folder, key).open("rb") as file:
            return _restored(map_arrays(file))
    except (OSError, ValueError, KeyError):
        return None


def keep_learnt(folder: Path, key: str, learnt: Learnt) -> Learnt | None:
    """Writes the file whole or not at all, removes those of earlier content, and gives what was learnt as it stands in the file."""
    file = _file(folder, key)
    unfinished = file.with_suffix(".tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as out:
            write_arrays(out, _arrays(learnt))
        unfinished.replace(file)
        for other in folder.glob("understanding-*.*"):
            if other != file:
                other.unlink(missing_ok=True)
    except OSError:
        # Full or closed to us, or another writer is at it, or died at it: without its file the next start can try again.
        with contextlib.suppress(OSError):
            unfinished.unlink()
    return find_learnt(folder, key)


def out_of_memory(learnt: Learnt) -> Learnt:
    """The same in a file without a name, which goes when nobody uses it any more; as it was when no file can be made."""
    try:
        with TemporaryFile() as file:
            write_arrays(file, _arrays(learnt))
            return _restored(map_arrays(file))
    except OSError:
        return learnt


def _file(folder: Path, key: str) -> Path:
    return folder / f"understanding-{key}.learnt"


def _arrays(learnt: Learnt) -> Arrays:
    languages, model, index = learnt.languages, learnt.model, learnt.index
    views = list({id(view): view for view in index.views.values()}.values())
    words = {
        "languages": languages.languages,
        "language_words": list(languages.words),
        "counts": dict(learnt.counts),
        "stems": sorted(learnt.stems),
        "intents": model.intents,
        "feature_stems": list(model.features.stems),
        "feature_concepts": list(model.features.concepts),
        "aspects": {intent: aspects.aspects for intent, aspects in model.aspect_models.items()},
        "meanings": model.phrases.meanings,
        "statements": index.ids,
        "answers": [[*name, *ids] for name, ids in index.answers.items()],
        "terms": [list(view.terms) for view in views],
        "view_of": {language: views.index(view) for language, view in index.views.items()},
    }
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "words": np.frombuffer(json.dumps(words).encode(), dtype=np.uint8),
        "language_words": languages.word_evidence,
        "language_runs": languages.runs,
        "language_run_evidence": languages.run_evidence,
        "pairs": model.features.pairs,
        "letters": model.features.letters,
        "letter_weights": model.features.letter_weights,
        "weights": model.weights,
        "inside": model.judgement.inside.weights,
        "right": model.judgement.right.weights,
        "phrases": model.phrases.digests,
        "phrase_meanings": model.phrases.numbers,
    }
    for intent, aspects in model.aspect_models.items():
        arrays[f"aspect_places {intent}"] = aspects.places
        arrays[f"aspect_weights {intent}"] = aspects.weights
    for number, view in enumerate(views):
        arrays[f"terms {number}"], arrays[f"runs {number}"], arrays[f"run_weights {number}"] = (
            view.term_weights,
            view.runs,
            view.run_weights,
        )
    return arrays


def _restored(arrays: Arrays) -> Learnt:
    def floats(name: str) -> Values:
        return arrays[name].astype(np.float32, copy=False)

    def keys(name: str) -> Keys:
        return arrays[name].astype(np.uint64, copy=False)

    def numbers(name: str) -> Indices:
        return arrays[name].astype(np.int32, copy=False)

    words = json.loads(arrays["words"].tobytes())
    languages = Languages(
        tuple(Language(language) for language in words["languages"]),
        _places(words["language_words"]),
        floats("language_words"),
        keys("language_runs"),
        floats("language_run_evidence"),
    )
    features = Features(
        _places(words["feature_stems"]), _places(words["feature_concepts"]), keys("pairs"), keys("letters"), floats("letter_weights")
    )
    aspects = {
        name: AspectModel(tuple(names), numbers(f"aspect_places {name}"), floats(f"aspect_weights {name}"))
        for name, names in words["aspects"].items()
    }
    model = Model(
        features,
        tuple(words["intents"]),
        floats("weights"),
        Judgement(*(Calibration(arrays[name].astype(np.float64, copy=False)) for name in ("inside", "right"))),
        aspects,
        Phrases(keys("phrases"), numbers("phrase_meanings"), tuple((intent, aspect) for intent, aspect in words["meanings"])),
    )
    views = [
        View(_places(terms), floats(f"terms {number}"), keys(f"runs {number}"), floats(f"run_weights {number}"))
        for number, terms in enumerate(words["terms"])
    ]
    index = StatementIndex(
        tuple(words["statements"]),
        {Language(language): views[number] for language, number in words["view_of"].items()},
        {(intent, aspect): tuple(ids) for intent, aspect, *ids in words["answers"]},
    )
    counts = {intern(word): count for word, count in words["counts"].items()}
    return Learnt(languages, counts, frozenset(map(intern, words["stems"])), model, index)


def _places(keys: Sequence[str]) -> dict[str, int]:
    """Texts that several tables share are one object."""
    return {intern(key): place for place, key in enumerate(keys)}
