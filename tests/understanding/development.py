"""How well the shipped phrases are understood: python -m tests.understanding.development [development] [held_out] [second] ...

The sentences in `development/` were written by writers who had not seen the phrases. They judge and are never learnt from.
Confusions among the first have been read since, and so have those of `second`, `third` and `fourth`, which others wrote later. `held_out`
and `fifth` are for figures alone: no sentence or confusion of theirs is printed. The writer of `third` could not know of intents
beside those of the plan; where one fits better than the label (`gap.cost`, `gap.answer_time`, ...), it was added to the accepted ones.
`second_annotator.jsonl` has 200 of the first labelled anew and blind: 199 labels were among those accepted, kappa 0.99.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.understanding.engine import Understanding
from bot.understanding.reading import OUT_OF_SCOPE, Certainty, Reading

ROOT = Path(__file__).parent.parent.parent
FOLDER = Path(__file__).parent / "development"
BUCKETS = 10
# Requests that change nothing when they are read wrongly.
HARMLESS = ("request.status", "request.cancel")


@dataclass(frozen=True)
class Collection:
    """Files of sentences that are measured together: any messages, wishes to have something done, and what only sounds like one."""

    messages: tuple[str, ...]
    wishes: str
    others: str
    may_be_read: bool = False


COLLECTIONS = {
    "development": Collection(("a", "b"), "requests", "not_requests", may_be_read=True),
    "held_out": Collection(("held_out/messages",), "held_out/requests", "held_out/not_requests"),
    "second": Collection(("second/messages",), "second/wishes", "second/not_wishes", may_be_read=True),
    "third": Collection(("third/messages",), "third/wishes", "third/not_wishes", may_be_read=True),
    "fourth": Collection(("fourth/messages",), "fourth/wishes", "fourth/not_wishes", may_be_read=True),
    "fifth": Collection(("fifth/messages",), "fifth/wishes", "fifth/not_wishes"),
}


@dataclass(frozen=True)
class Row:
    """A sentence with the intents that count as right, and what was made of it."""

    text: str
    labels: tuple[str, ...]
    language: str
    style: str
    reading: Reading

    @property
    def is_right(self) -> bool:
        return self.reading.intent in self.labels

    @property
    def is_in_scope(self) -> bool:
        return OUT_OF_SCOPE not in self.labels

    @property
    def has_right_candidate(self) -> bool:
        return any(candidate.intent in self.labels for candidate in self.reading.candidates)

    def starts_request(self) -> bool:
        """Whether the service would ask "shall I?" without doubting what is wanted."""
        return any(
            part.certainty is Certainty.CERTAIN and part.intent.startswith("request.") and part.intent not in HARMLESS
            for part in self.reading.parts
        )


@cache
def shipped() -> Understanding:
    return Understanding.load(ROOT / "intents", ROOT / "policy", Settings().cache_dir)


@cache
def rows(*names: str) -> tuple[Row, ...]:
    """The rows of some of the files, read by the shipped content."""
    return read_rows(shipped(), *names)


def read_rows(understanding: Understanding, *names: str) -> tuple[Row, ...]:
    lines = [line for name in names for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return tuple(_row(understanding, json.loads(line)) for line in lines)


def _row(understanding: Understanding, values: Mapping[str, Any]) -> Row:
    text = values["text"]
    return Row(text, tuple(values.get("labels", ())), values["lang"], values.get("style", "-"), understanding.read(text))


def share(hits: Iterable[bool]) -> float:
    """In per cent; 100 when there is nothing to miss."""
    listed = list(hits)
    return 100 * sum(listed) / len(listed) if listed else 100.0


def in_scope(sentences: Iterable[Row]) -> list[Row]:
    return [row for row in sentences if row.is_in_scope]


def outside_recall(sentences: Iterable[Row]) -> float:
    return share(row.is_right for row in sentences if not row.is_in_scope)


def outside_precision(sentences: Iterable[Row]) -> float:
    return share(not row.is_in_scope for row in sentences if row.reading.intent == OUT_OF_SCOPE)


def of_certainty(sentences: Iterable[Row], certainty: Certainty) -> list[Row]:
    return [row for row in sentences if row.reading.certainty is certainty]


def macro_f1(sentences: Sequence[Row]) -> float:
    """Mean over intents; a sentence with several labels counts for the one that was found, else for its first."""
    hits: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    for row in sentences:
        if row.is_right:
            hits[row.reading.intent] += 1
        else:
            misses.update((row.reading.intent, row.labels[0]))
    return 100 * sum(2 * hits[name] / (2 * hits[name] + misses[name]) for name in hits | misses) / len(hits | misses)


def buckets(sentences: Iterable[Row]) -> Iterator[tuple[float, list[Row]]]:
    """Sentences that were given an intent, by tenths of their score; the lower end of each."""
    by_tenth: dict[int, list[Row]] = defaultdict(list)
    for row in sentences:
        if row.reading.certainty is not Certainty.UNKNOWN:
            by_tenth[min(BUCKETS - 1, int(row.reading.score * BUCKETS))].append(row)
    for tenth in sorted(by_tenth):
        yield tenth / BUCKETS, by_tenth[tenth]


def calibration_error(sentences: Sequence[Row]) -> float:
    """Expected calibration error: how far scores are from the share that is right, by tenths."""
    found = [(len(held), abs(_mean_score(held) - share(row.is_right for row in held) / 100)) for _, held in buckets(sentences)]
    return sum(count * gap for count, gap in found) / sum(count for count, _ in found)


def _mean_score(sentences: Sequence[Row]) -> float:
    return sum(row.reading.score for row in sentences) / len(sentences)


def main(*names: str) -> None:
    for name in names or COLLECTIONS:
        _print_figures(name, COLLECTIONS[name])


def _print_figures(name: str, collection: Collection) -> None:
    sentences = rows(*collection.messages)
    inside = in_scope(sentences)
    print(f"{name}: {len(sentences)} sentences")
    print(f"right in scope {share(row.is_right for row in inside):.1f} %, macro-F1 {macro_f1(sentences):.1f}")
    print(f"out_of_scope: recall {outside_recall(sentences):.1f} %, precision {outside_precision(sentences):.1f} %")
    _print_groups("group", sentences, lambda row: row.labels[0].split(".")[0])
    _print_groups("language", inside, lambda row: row.language)
    _print_groups("style", inside, lambda row: row.style)
    certain, unsure = of_certainty(sentences, Certainty.CERTAIN), of_certainty(sentences, Certainty.UNSURE)
    print(f"\ncertain: {len(certain)}, right {share(row.is_right for row in certain):.1f} %")
    print(f"unsure: {len(unsure)}, a candidate right {share(row.has_right_candidate for row in unsure):.1f} %")
    print(f"calibration error {calibration_error(sentences):.3f}")
    for low, held in buckets(sentences):
        print(f"  score from {low:.1f}: {len(held):4}  mean {_mean_score(held):.2f}  right {share(row.is_right for row in held):5.1f} %")
    if collection.may_be_read:
        _print_confusions(sentences)
    _print_requests(collection)


def _print_confusions(sentences: Iterable[Row]) -> None:
    print("\nworst confusions")
    confused = Counter((row.labels[0], row.reading.intent) for row in sentences if not row.is_right)
    for (wanted, got), count in confused.most_common(20):
        print(f"  {count:3}  {wanted} read as {got}")


def _print_groups(title: str, sentences: Iterable[Row], group_of: Callable[[Row], str]) -> None:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in sentences:
        groups[group_of(row)].append(row)
    print(f"\nby {title}")
    for group, held in sorted(groups.items()):
        print(f"  {group:<16} {len(held):4}  {share(row.is_right for row in held):5.1f} %")


def _print_requests(collection: Collection) -> None:
    wishes, others = rows(collection.wishes), rows(collection.others)
    started = [row for row in others if row.starts_request()]
    print(f"\nwishes found {share(row.is_right for row in wishes):.1f} %, certain {share(row.starts_request() for row in wishes):.1f} %")
    print(f"read as certain requests though none: {len(started)} of {len(others)}\n")
    for row in started if collection.may_be_read else ():
        print(f"  {row.reading.intent}: {row.text}")


if __name__ == "__main__":
    main(*sys.argv[1:])
