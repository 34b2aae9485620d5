"""Which statements and gaps answer which intent, and which one next step is offered afterwards.

The phrases of the same files are the business of `understanding`; here only what is said in return.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.answers.policybook import PolicyBook
from bot.content import ContentError, Table, Wording, read_table

OFFER_OF_A_PERSON = "question"
"""The next step after an answer with a gap: pass the question on to a person."""

RIGHTS = ("access", "deletion", "rectification", "restriction", "withdraw_consent", "portability", "objection")
OFFERS = frozenset({OFFER_OF_A_PERSON, *(f"request.{kind}" for kind in RIGHTS)})


@dataclass(frozen=True)
class Topic:
    """One intent's answer, or one narrower aspect of it. `label` completes "Did you mean ...?"."""

    label: Wording
    answer: tuple[str, ...]
    gaps: tuple[str, ...]
    offer: str | None


@dataclass(frozen=True)
class Topics:
    """By intent and aspect; the aspect "" is the general one."""

    by_name: Mapping[tuple[str, str], Topic]

    def find(self, intent: str, aspect: str = "") -> Topic | None:
        return self.by_name.get((intent, aspect)) or self.by_name.get((intent, ""))

    def get(self, intent: str, aspect: str = "") -> Topic:
        topic = self.find(intent, aspect)
        if topic is None:
            raise KeyError(intent)
        return topic

    def offer_after(self, intent: str, aspect: str) -> str | None:
        """The next step after this answer; a gap offers a person unless the file says otherwise."""
        topic = self.find(intent, aspect)
        if topic is None:
            return None
        return topic.offer or (OFFER_OF_A_PERSON if topic.gaps else None)

    def intents(self) -> tuple[str, ...]:
        return tuple(intent for intent, aspect in self.by_name if not aspect)


def read_topics(folder: Path, policy: PolicyBook) -> Topics:
    """Every intent file below the folder; the id of an intent is its path.

    Raises ContentError, also for a statement or gap that `policy` does not have.
    """
    by_name: dict[tuple[str, str], Topic] = {}
    files = [*folder.glob("*/*.toml"), folder / "out_of_scope.toml"]
    for file in sorted(files):
        table = read_table(file)
        intent = ".".join(file.relative_to(folder).with_suffix("").parts)
        label = table.wording("label")
        by_name[intent, ""] = _topic(table, label, policy)
        for aspect in table.tables("aspects"):
            own = aspect.wording("label") if "label" in aspect else label
            if (intent, aspect.text("id")) in by_name:
                raise aspect.fault("id", f"{aspect.text('id')} stands twice", "Give each aspect of an intent its own id.")
            by_name[intent, aspect.text("id")] = _topic(aspect, own, policy)
    if not by_name:
        raise ContentError(folder, "", "holds no intents", "Point BOT_INTENTS_DIR at the folder with the intents.")
    return Topics(by_name)


def _topic(table: Table, label: Wording, policy: PolicyBook) -> Topic:
    topic = Topic(label, table.texts("answer"), table.texts("gaps"), table.text("offer", "-"))
    for name in topic.answer:
        if name not in policy.statements:
            raise table.fault("answer", f"there is no statement {name} in policy/", "Correct the id, or add the statement.")
    for name in topic.gaps:
        if name not in policy.gaps:
            raise table.fault("gaps", f"there is no gap {name} in policy/gaps.toml", "Correct the id, or add the gap.")
    if topic.offer == "-":
        return Topic(label, topic.answer, topic.gaps, None)
    if topic.offer not in OFFERS:
        raise table.fault("offer", f"{topic.offer} cannot be offered", f"Known: {', '.join(sorted(OFFERS))}.")
    return topic
