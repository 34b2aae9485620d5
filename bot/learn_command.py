"""`python -m bot learn`: what staff assigned becomes phrases, after its effect was shown and somebody said yes.

1. Everything is tried on a copy first; the files change only when `check` finds no fault in it.
2. A file that changed meanwhile is left alone: what was shown must be what is written.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bot import checking
from bot.content import ContentError, Language
from bot.desk.staffing import OPERATOR
from bot.outside import utc_now
from bot.running import Failed, settings_or_exit, with_database
from bot.settings import Settings
from bot.store.database import Database
from bot.understanding.checking import misreadings
from bot.understanding.engine import Understanding
from bot.understanding.lessons import Lesson, Sorted, file_of, sorted_lessons, taught
from bot.understanding.phrasebook import Phrasebook, read_phrasebook

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
MOST_SHOWN = 10


@dataclass(frozen=True)
class Judged:
    """A sentence with the intents that count as right."""

    text: str
    labels: tuple[str, ...]


@click.command()
@click.option("--on", "judges", type=FOLDER, help="A folder of JSON lines with `text` and `labels`, to judge before and after.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--yes", is_flag=True, help="Write without asking.")
def learn(judges: Path | None, dry_run: bool, yes: bool) -> None:
    """Add what staff assigned in the console to the phrases, after showing what it changes."""
    settings = settings_or_exit()

    async def run(database: Database) -> None:
        async with database.reading() as records:
            misses = await records.misses.to_learn()
        lessons = [Lesson(miss.id, miss.excerpt, Language(miss.language), miss.assigned_intent or "") for miss in misses]
        book = read_phrasebook(settings.intents_dir)
        result = sorted_lessons(book, lessons)
        for line in _listed(result, settings.intents_dir):
            click.echo(line)
        if result.fresh:
            changed = taught(settings.intents_dir, result.fresh)
            before = {file: file.read_text(encoding="utf-8") for file in changed}
            _show_effect(settings, book, changed, _judged(judges))
            if dry_run or not (yes or click.confirm("Write these phrases?", default=False)):
                click.echo("Nothing was written.")
                return
            _write(changed, before)
            click.echo(f"{len(result.fresh)} phrases written to {len(changed)} files.")
        elif dry_run or not result.known:
            click.echo("Nothing to learn.")
            return
        learnt = tuple(lesson.id for lesson in (*result.fresh, *result.known))
        async with database.transaction() as records:
            await records.misses.mark_learnt(learnt, utc_now())
            await records.audit.append(utc_now(), OPERATOR, "misses.learnt", "misses", str(len(learnt)))

    with_database(run)


def _listed(result: Sorted, folder: Path) -> Iterator[str]:
    for lesson in result.fresh:
        yield f"new    {lesson.intent}  {file_of(folder, lesson).relative_to(folder)}  {lesson.language}  {lesson.text}"
    for lesson in result.known:
        yield f"known  {lesson.intent}  {lesson.text}"
    for lesson, reason in result.unfit:
        yield f"unfit  {lesson.intent}  {lesson.text}: {reason}"


def _show_effect(settings: Settings, book: Phrasebook, changed: dict[Path, str], judged: Sequence[Judged]) -> None:
    """Learns a copy with the new phrases, and tells the difference; raises Failed when the copy is not fit to serve."""
    before = Understanding.load(settings.intents_dir, settings.policy_dir, settings.cache_dir)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "intents"
        shutil.copytree(settings.intents_dir, copy)
        for file, text in changed.items():
            (copy / file.relative_to(settings.intents_dir)).write_text(text, encoding="utf-8")
        trial = settings.model_copy(update={"intents_dir": copy, "cache_dir": Path(folder) / "cache"})
        after = Understanding.load(copy, settings.policy_dir, trial.cache_dir)
        sentences = sum(len(one.must_understand) + len(one.must_not_understand) for one in book.intents.values())
        right = [sentences - len(misreadings(one, book)) for one in (before, after)]
        click.echo(f"test sentences right: {right[0]} -> {right[1]} of {sentences}")
        for line in _compared(before, after, judged):
            click.echo(line)
        found = checking.check(trial).faults
    if found:
        for fault in found:
            click.echo(fault.replace(str(copy), str(settings.intents_dir)), err=True)
        raise Failed("with these phrases `check` finds the faults above; the files are as they were")


def _compared(before: Understanding, after: Understanding, judged: Sequence[Judged]) -> Iterator[str]:
    """Top-1 before and after, and the sentences that make the difference."""
    if not judged:
        return
    rows = [(one, before.read(one.text).intent, after.read(one.text).intent) for one in judged]
    first, second = (100 * sum(row[place] in row[0].labels for row in rows) / len(rows) for place in (1, 2))
    yield f"judged sentences right: {first:.1f} -> {second:.1f} % of {len(rows)}"
    changes = [row for row in rows if (row[1] in row[0].labels) != (row[2] in row[0].labels)]
    for one, old, new in changes[:MOST_SHOWN]:
        yield f"  {'better' if new in one.labels else 'worse'}: {old} -> {new}: {one.text}"


def _judged(folder: Path | None) -> list[Judged]:
    """All labelled lines of the folder; raises ContentError."""
    files = sorted(folder.glob("*.jsonl")) if folder is not None else []
    return [one for file in files for one in _judged_in(file, file.read_text(encoding="utf-8").splitlines())]


def _judged_in(file: Path, lines: Iterable[str]) -> Iterator[Judged]:
    for number, line in enumerate(lines, start=1):
        try:
            values = json.loads(line)
            if "labels" in values:
                yield Judged(str(values["text"]), tuple(map(str, values["labels"])))
        except (ValueError, KeyError, TypeError):
            raise ContentError(file, f"line {number}", "is no JSON object with text and labels", "Mend or remove it.") from None


def _write(changed: dict[Path, str], before: dict[Path, str]) -> None:
    for file, text in before.items():
        if file.read_text(encoding="utf-8") != text:
            raise Failed(f"{file} was changed meanwhile; nothing was written")
    for file, text in changed.items():
        fresh = file.with_suffix(".toml.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
