"""What the engine costs and what it is worth, in one run: python -m tests.benchmarks.understanding [INTENTS POLICY]

Accuracy is measured on phrases held out in fixed folds (every fourth run of neighbours), beside plain
`rapidfuzz.process.extractOne` over the same phrases; then load and speed with 1,000 and 10,000 of them. Nothing here fails; it prints.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from bot.understanding.engine import Understanding
from bot.understanding.phrasebook import Phrase, read_phrasebook
from bot.understanding.reading import OUT_OF_SCOPE

FOLDS = 4
RUN = 3
LATENCY_MESSAGES = 1_000
SIZES = (1_000, 10_000)


@dataclass(frozen=True)
class Row:
    name: str
    load_seconds: float
    median_ms: float
    p99_ms: float
    right: float
    right_in_scope: float


def main() -> None:
    intents, policy = (Path(sys.argv[1]), Path(sys.argv[2])) if len(sys.argv) > 2 else (Path("intents"), Path("policy"))
    phrases = list(read_phrasebook(intents).phrases())
    print(f"{len(phrases)} phrases")
    for row in (measure_engine(intents, policy, phrases), measure_extract_one(phrases)):
        print(
            f"{row.name:<32} load {row.load_seconds:6.2f} s   median {row.median_ms:7.3f} ms   p99 {row.p99_ms:7.3f} ms   "
            f"held out right {row.right:5.1%}   in scope {row.right_in_scope:5.1%}"
        )
    print(f"engine from the cache: load {cached_load(intents, policy):.2f} s")
    for size in SIZES:
        start = time.process_time()
        some = phrases[:: max(1, round(len(phrases) / size))]
        engine = learnt_from(intents, policy, some)
        load_seconds = time.process_time() - start
        median, p99 = latency(lambda text, engine=engine: engine.read(text).intent, phrases)
        print(f"{len(some):6} phrases: load {load_seconds:6.2f} s   median {median:7.3f} ms   p99 {p99:7.3f} ms")


def measure_engine(intents: Path, policy: Path, phrases: Sequence[Phrase]) -> Row:
    start = time.process_time()
    engine = Understanding.load(intents, policy)
    load_seconds = time.process_time() - start
    median, p99 = latency(lambda text: engine.read(text).intent, phrases)
    guesses = [guess for fold in range(FOLDS) for guess in engine_fold(intents, policy, phrases, fold)]
    return Row("engine", load_seconds, median, p99, *accuracy(guesses))


def engine_fold(intents: Path, policy: Path, phrases: Sequence[Phrase], fold: int) -> list[tuple[Phrase, str]]:
    kept, held_out = split(phrases, fold)
    engine = learnt_from(intents, policy, kept)
    # The part for the whole message, as the baseline gives one answer too.
    return [(phrase, engine.read(phrase.text).intent) for phrase in held_out]


def learnt_from(intents: Path, policy: Path, phrases: Sequence[Phrase]) -> Understanding:
    """The folder with these phrases alone; cues, thesaurus and circumstances as they are."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for special in intents.glob("*.toml"):
            if special.stem != OUT_OF_SCOPE:
                (folder / special.name).write_bytes(special.read_bytes())
        write(folder, phrases)
        return Understanding.load(folder, policy)


def write(folder: Path, phrases: Sequence[Phrase]) -> None:
    by_intent: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for phrase in phrases:
        by_intent[phrase.intent][phrase.language].append(phrase.text)
    for intent, by_language in by_intent.items():
        file = folder.joinpath(*intent.split(".")).with_suffix(".toml")
        file.parent.mkdir(parents=True, exist_ok=True)
        lists = [f"{language} = [{', '.join(map(quoted, texts))}]" for language, texts in by_language.items()]
        file.write_text("[phrases]\n" + "\n".join(lists) + "\n", encoding="utf-8")


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def measure_extract_one(phrases: Sequence[Phrase]) -> Row:
    start = time.process_time()
    answer = extract_one(phrases)
    load_seconds = time.process_time() - start
    median, p99 = latency(answer, phrases[:: max(1, len(phrases) // 200)])
    guesses = []
    for fold in range(FOLDS):
        kept, held_out = split(phrases, fold)
        answer = extract_one(kept)
        # A tenth is enough for a baseline that takes milliseconds a message.
        guesses += [(phrase, answer(phrase.text)) for phrase in held_out[::10]]
    return Row("rapidfuzz process.extractOne", load_seconds, median, p99, *accuracy(guesses))


def extract_one(phrases: Sequence[Phrase]) -> Callable[[str], str]:
    texts = [utils.default_process(phrase.text) for phrase in phrases]

    def answer(text: str) -> str:
        found = process.extractOne(utils.default_process(text), texts, scorer=fuzz.WRatio)
        return phrases[found[2]].intent if found else OUT_OF_SCOPE

    return answer


def split(phrases: Sequence[Phrase], fold: int) -> tuple[list[Phrase], list[Phrase]]:
    kept = [phrase for number, phrase in enumerate(phrases) if number // RUN % FOLDS != fold]
    return kept, [phrase for number, phrase in enumerate(phrases) if number // RUN % FOLDS == fold]


def latency(answer: Callable[[str], str], phrases: Sequence[Phrase]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds, on phrases with a slip in each so that none is known by heart."""
    texts = [f"{phrase.text[:3]}{phrase.text[4:]}" for phrase in phrases][:: max(1, len(phrases) // LATENCY_MESSAGES)]
    times = []
    for text in texts:
        start = time.perf_counter()
        answer(text)
        times.append((time.perf_counter() - start) * 1_000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def accuracy(guesses: Sequence[tuple[Phrase, str]]) -> tuple[float, float]:
    inside = [phrase.intent == guess for phrase, guess in guesses if phrase.intent != OUT_OF_SCOPE]
    return sum(phrase.intent == guess for phrase, guess in guesses) / len(guesses), sum(inside) / max(1, len(inside))


def cached_load(intents: Path, policy: Path) -> float:
    with tempfile.TemporaryDirectory() as name:
        Understanding.load(intents, policy, Path(name))
        start = time.process_time()
        Understanding.load(intents, policy, Path(name))
        return time.process_time() - start


if __name__ == "__main__":
    main()
