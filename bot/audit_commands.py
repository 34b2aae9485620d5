"""`python -m bot audit`: whether the log is what was written."""

from pathlib import Path

import click

from bot.proof import BadHeads, Examined, Head, examine, heads_file, read_heads
from bot.running import Failed, settings_or_exit, with_database
from bot.store.chain import Damage, Finding
from bot.store.database import Database

DAMAGES = {
    Damage.CHANGED: "row {row} of {day} was changed",
    Damage.REMOVED: "row {row} was removed; what stands there now is of {day}",
    Damage.ADDED: "row {row} of {day} was added",
    Damage.MOVED: "row {row} was moved; what stands there now is of {day}",
    Damage.CUT: "the end was cut off: row {row} is missing, and the head of {day} was row {until} or one before it",
    Damage.REWRITTEN: "row {row} or one of those up to row {until} was written anew, by the head of {day}",
}


@click.group()
def audit() -> None:
    """The log of what was done."""


@audit.command()
@click.option(
    "--heads",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of daily heads; by default that in BOT_PROOF_DIR, if there is one.",
)
def verify(file: Path | None) -> None:
    """Follow the chain of the log, and through every head; name the first row that does not belong."""
    settings = settings_or_exit()
    outside = _read(file or heads_file(settings))

    async def run(database: Database) -> None:
        async with database.reading() as records:
            examined, head = await examine(records, settings, outside), await records.audit.find_head()
        if (fault := _fault(examined)) is not None:
            raise Failed(fault)
        click.echo(f"whole: {head.seq if head else 0} rows, head {head.digest if head else 'none'}")

    with_database(run)


def _read(file: Path) -> tuple[Head, ...]:
    try:
        return read_heads(file)
    except BadHeads as error:
        raise Failed(f"{file}: {error}") from None


def _fault(examined: Examined) -> str | None:
    if examined.finding is not None:
        return f"the log is damaged: {_in_words(examined.finding)}"
    if examined.forged is not None:
        return f"the head of {examined.forged.day}, row {examined.forged.seq}, is forged, or was signed with another BOT_SECRET_KEY"
    if examined.lost is not None:
        return f"the head of {examined.lost.day}, row {examined.lost.seq}, was removed from the database or from the file"
    return None


def _in_words(finding: Finding) -> str:
    return DAMAGES[finding.damage].format(row=finding.seq, day=finding.day.isoformat(), until=finding.until)
