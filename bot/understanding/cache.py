"""What was learnt, kept in one file by the hash of the content and of this code: numbers and words only.

A file that is missing, damaged or unwritable costs a few seconds of learning and nothing else.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from bot.content import Language
from bot.understanding.calibration import Calibration
from bot.understanding.features import Features, Values
from bot.understanding.judging import Judgement
from bot.understanding.language import Languages, Witnesses
from bot.understanding.model import AspectModel, Model
from bot.understanding.ranking import StatementIndex, View

Arrays = Mapping[str, npt.NDArray[np.generic]]


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
        with np.load(_file(folder, key), allow_pickle=False) as arrays:
            return _restored({name: arrays[name] for name in arrays.files})
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def keep_learnt(folder: Path, key: str, learnt: Learnt) -> None:
    """Writes the file whole or not at all, and removes those of earlier content."""
    file = _file(folder, key)
    unfinished = file.with_suffix(".tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as out:
            # numpy reads the names of arrays as if they might be its own flags.
            np.savez(out, **_arrays(learnt))  # type: ignore[arg-type]
        unfinished.replace(file)
        for other in folder.glob("understanding-*.npz"):
            if other != file:
                other.unlink(missing_ok=True)
    except OSError:
        # Full or closed to us, or another writer is at it, or died at it: without its file the next start can try again.
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _file(folder: Path, key: str) -> Path:
    return folder / f"understanding-{key}.npz"


def _arrays(learnt: Learnt) -> dict[str, npt.NDArray[np.generic]]:
    languages, model, index = learnt.languages, learnt.model, learnt.index
    views = list({id(view): view for view in index.views.values()}.values())
    words = {
        "languages": list(languages.languages),
        "language_words": list(languages.words.rows),
        "language_groups": list(languages.groups.rows),
        "counts": dict(learnt.counts),
        "stems": sorted(learnt.stems),
        "intents": model.intents,
        "word_places": list(model.features.word_places),
        "letter_places": list(model.features.letter_places),
        "aspects": {intent: aspects.aspects for intent, aspects in model.aspect_models.items()},
        "meanings": dict(model.meanings),
        "statements": index.ids,
        "answers": [[*name, *ids] for name, ids in index.answers.items()],
        "views": [[list(view.terms), list(view.groups)] for view in views],
        "view_of": {language: views.index(view) for language, view in index.views.items()},
    }
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "words": np.frombuffer(json.dumps(words).encode(), dtype=np.uint8),
        "language_words": languages.words.evidence,
        "language_groups": languages.groups.evidence,
        "letter_weights": model.features.letter_weights,
        "weights": model.weights,
        "inside": model.judgement.inside.weights,
        "right": model.judgement.right.weights,
    }
    for intent, aspects in model.aspect_models.items():
        arrays[f"aspect_places {intent}"] = aspects.places
        arrays[f"aspect_weights {intent}"] = aspects.weights
    for number, view in enumerate(views):
        arrays[f"terms {number}"], arrays[f"groups {number}"] = view.term_weights, view.group_weights
    return arrays


def _restored(arrays: Arrays) -> Learnt:
    def floats(name: str) -> Values:
        return arrays[name].astype(np.float32, copy=False)

    words = json.loads(arrays["words"].tobytes())
    languages = Languages(
        [Language(language) for language in words["languages"]],
        *(Witnesses(_places(words[name]), arrays[name].astype(np.float64, copy=False)) for name in ("language_words", "language_groups")),
    )
    places = _places(words["word_places"]), _places(words["letter_places"])
    features = Features(*places, floats("letter_weights"))
    aspects = {
        name: AspectModel(tuple(names), arrays[f"aspect_places {name}"].astype(np.int32, copy=False), floats(f"aspect_weights {name}"))
        for name, names in words["aspects"].items()
    }
    model = Model(
        features,
        tuple(words["intents"]),
        floats("weights"),
        Judgement(*(Calibration(arrays[name].astype(np.float64, copy=False)) for name in ("inside", "right"))),
        aspects,
        {phrase: (meaning[0], meaning[1]) for phrase, meaning in words["meanings"].items()},
    )
    views = [
        View(_places(terms), floats(f"terms {number}"), _places(groups), floats(f"groups {number}"))
        for number, (terms, groups) in enumerate(words["views"])
    ]
    index = StatementIndex(
        tuple(words["statements"]),
        {Language(language): views[number] for language, number in words["view_of"].items()},
        {(intent, aspect): tuple(ids) for intent, aspect, *ids in words["answers"]},
    )
    return Learnt(languages, words["counts"], frozenset(words["stems"]), model, index)


def _places(keys: Sequence[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(keys)}
