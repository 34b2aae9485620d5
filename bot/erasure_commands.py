"""`python -m bot erasures`: what to do after a backup was restored."""

from pathlib import Path

import click

from bot.desk.replaying import replay
from bot.journal import FILE, read_journal
from bot.outside import utc_now
from bot.running import Failed, settings_or_exit, with_database
from bot.store.database import Database


@click.group()
def erasures() -> None:
    """The journal of erasures."""


@erasures.command("replay")
@click.option("--journal", type=click.Path(dir_okay=False, path_type=Path), help="The file; by default the one in BOT_PROOF_DIR.")
@click.option("--dry-run", is_flag=True, help="Count what would go, and remove nothing.")
def replay_command(journal: Path | None, dry_run: bool) -> None:
    """After a backup was restored: erase anew whatever had been erased, and say what that was."""
    settings = settings_or_exit()
    file = journal or settings.proof_dir / FILE

    async def run(database: Database) -> None:
        lines = read_journal(file)
        if not lines:
            raise Failed(f"{file} holds no erasure")
        for one in await replay(database, settings, lines, utc_now(), is_rehearsal=dry_run):
            click.echo(f"{one.reference}  {one.at.isoformat(timespec='seconds')}  {one.counts or 'nothing left'}")
            for reference in one.left:
                click.echo(f"  {reference} is open in this database and was left alone; look at it", err=True)
        if not dry_run:
            await database.settle()

    with_database(run)
