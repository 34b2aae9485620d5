"""What the answer to an access request must say: the points of GDPR art. 15, from `answer.toml` of the policy (R12).

What the declaration answers is quoted from its statements; the rest is for staff. A point without a text blocks the release.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import ANSWERED, Language, Table, Wording, read_table
from bot.tickets.checklist import Task

FILE = "answer.toml"
POINTS = ("confirmation", "purposes", "categories", "recipients", "period", "rights", "complaint", "source", "automated", "transfer")
"""Each must stand in the file: the law names them all."""


@dataclass(frozen=True)
class Point:
    """`statements` are ids; `text` and `nothing` are empty where there is none. `must_be_looked_at`: the text is never whole by itself."""

    id: str
    article: str
    title: Wording
    hint: Task
    statements: tuple[str, ...]
    text: Wording | None
    nothing: Wording | None
    must_be_looked_at: bool

    def proposed(self, statements: Mapping[str, Wording], language: Language) -> str:
        """The text before anybody wrote one: what the declaration says, else what the file says, else nothing."""
        if self.statements:
            return " ".join(statements[name].in_language(language) for name in self.statements)
        return self.text.in_language(language) if self.text is not None else ""

    def when_nothing(self, statements: Mapping[str, Wording], language: Language) -> str:
        """The text when no data was found; what holds for everybody stays."""
        return self.nothing.in_language(language) if self.nothing is not None else self.proposed(statements, language)


def read_points(folder: Path, known: Iterable[str], values: Mapping[str, str]) -> tuple[Point, ...]:
    """The points in their order; `known` are the ids of all statements. Raises ContentError."""
    table, statements = read_table(folder / FILE), frozenset(known)
    points = tuple(_point(entry, statements, values) for entry in table.tables("points"))
    table.reject_unknown_keys()
    found = [point.id for point in points]
    for name in POINTS:
        if found.count(name) != 1:
            raise table.fault("points", f"{name} stands there {found.count(name)} times", "Write each point of the law once.")
    for name in found:
        if name not in POINTS:
            raise table.fault("points", f"{name} is no point of the law", f"Known: {', '.join(POINTS)}.")
    return points


def _point(entry: Table, known: frozenset[str], values: Mapping[str, str]) -> Point:
    hint = entry.table("hint")
    point = Point(
        id=entry.text("id"),
        article=entry.text("article"),
        title=entry.wording("title"),
        hint=Task(hint.text("nb"), hint.text("en")),
        statements=entry.texts("statements"),
        text=_filled(entry, "text", values) if "text" in entry else None,
        nothing=_filled(entry, "nothing", values) if "nothing" in entry else None,
        must_be_looked_at=entry.flag("must_be_looked_at", default=False),
    )
    for name in point.statements:
        if name not in known:
            raise entry.fault("statements", f"there is no statement {name}", "Correct the id, or add the statement.")
    hint.reject_unknown_keys()
    entry.reject_unknown_keys()
    return point


def _filled(entry: Table, key: str, values: Mapping[str, str]) -> Wording:
    wording = entry.wording(key)
    texts = []
    for language in ANSWERED:
        try:
            texts.append(wording.in_language(language).format_map(values))
        except (KeyError, ValueError) as error:
            raise entry.fault(f"{key}.{language}", f"has a placeholder that nobody knows: {error}", "Correct it.") from None
    return Wording(*texts)
