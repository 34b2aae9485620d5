"""The command line: arguments in, exit status out (0 well, 1 a fault in content or data, 2 wrong use)."""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import click
from aiohttp import web

from bot import checking
from bot.app import create_app
from bot.channel.terminal import talk
from bot.content import ContentError, Language
from bot.outside import SecureTokens, utc_now
from bot.service import Service, create_service
from bot.settings import BadSetting, Settings, read_settings
from bot.staff.commands import staff
from bot.store.database import Database
from bot.understanding.engine import Understanding
from bot.understanding.lines import understood

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
intents_option = click.option("--intents", type=FOLDER, help="The folder of intents; by default the one in force.")
policy_option = click.option("--policy", type=FOLDER, help="The folder of the policy; by default the one in force.")


class _Failed(click.ClickException):
    """Said in one line on the error stream, exit status 1."""


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """The privacy assistant. Without a command it serves; every command has --help."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    if context.invoked_subcommand is None:
        context.invoke(serve)


@main.command()
def serve() -> None:
    """Start the whole service; with no settings at all, in demo mode on this machine."""
    settings = _settings()
    try:
        app = create_app(settings)
    except ContentError as error:
        raise _Failed(str(error)) from None
    web.run_app(app, host=settings.host, port=settings.port, access_log=None, print=None, handle_signals=True)


@main.command()
@click.option("--lang", type=click.Choice(["nb", "nn", "en"]), default="nb", help="The language of the greeting.")
def chat(lang: str) -> None:
    """The same conversation in this terminal; end with Ctrl-D."""
    settings = _settings()
    tokens = SecureTokens()

    async def run() -> None:
        service = _service(settings)
        await service.database.migrate()
        outbox = asyncio.create_task(service.outbox.run())
        try:
            await talk(service.conductor, tokens, Language(lang))
        finally:
            outbox.cancel()
            await service.database.close()

    logging.getLogger().setLevel(logging.WARNING)
    asyncio.run(run())


@main.command()
@intents_option
@policy_option
@click.argument("file", type=click.File("rb"), default="-")
def understand(intents: Path | None, policy: Path | None, file: BinaryIO) -> None:
    """One message a line in, plain or JSON with `text`; one JSON a line out, in the same order."""
    settings = _settings()
    try:
        engine = Understanding.load(intents or settings.intents_dir, policy or settings.policy_dir, settings.cache_dir)
    except ContentError as error:
        raise _Failed(str(error)) from None
    for line in understood(engine, _lines(file)):
        click.echo(line)


@main.command()
@intents_option
@policy_option
def check(intents: Path | None, policy: Path | None) -> None:
    """Validate the content, run its test sentences, and list each fact and gap with the intents that reach it."""
    settings = _settings()
    chosen = {"intents_dir": intents or settings.intents_dir, "policy_dir": policy or settings.policy_dir}
    report = checking.check(settings.model_copy(update=chosen))
    for line in report.lines:
        click.echo(line)
    for fault in report.faults:
        click.echo(fault, err=True)
    sys.exit(1 if report.faults else 0)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def tickets(as_json: bool) -> None:
    """Open cases by date due."""

    async def run(database: Database) -> None:
        async with database.reading() as records:
            cases = await records.queue.open_by_due()
        for case in cases:
            facts = {
                "reference": case.reference,
                "kind": case.kind,
                "status": case.status,
                "received": case.received_on.isoformat(),
                "safe": case.safe_on.isoformat(),
                "due": case.due_on.isoformat(),
                "target": case.target_on.isoformat(),
            }
            click.echo(json.dumps(facts) if as_json else "  ".join(facts.values()))
        if not cases and not as_json:
            click.echo("No open cases.", err=True)

    _with_database(run)


@main.command()
@click.option("--dry-run", is_flag=True, help="Count what would go, and remove nothing.")
def purge(dry_run: bool) -> None:
    """Remove what has been kept long enough."""
    settings = _settings()

    async def run() -> None:
        service = _service(settings)
        await service.database.migrate()
        purged = await service.rounds.purge(is_rehearsal=dry_run)
        click.echo(json.dumps(vars(purged)))
        await service.database.close()

    asyncio.run(run())


@main.group()
def audit() -> None:
    """The log of what was done."""


@audit.command()
def verify() -> None:
    """Follow the chain of the log; name the first row that does not belong."""

    async def run(database: Database) -> None:
        async with database.reading() as records:
            broken, head = await records.audit.verify(), await records.audit.find_head()
        if broken is not None:
            raise _Failed(f"the log breaks at row {broken}")
        click.echo(f"whole: {head.seq if head else 0} rows, head {head.digest if head else 'none'}")

    _with_database(run)


@main.command()
def migrate() -> None:
    """Bring the database to the form that this program needs."""

    async def run(database: Database) -> None:
        await database.migrate()

    _with_database(run)


main.add_command(staff)


def _settings() -> Settings:
    try:
        return read_settings()
    except BadSetting as error:
        raise click.UsageError(str(error)) from None


def _service(settings: Settings) -> Service:
    try:
        return create_service(settings, clock=utc_now, tokens=SecureTokens())
    except ContentError as error:
        raise _Failed(str(error)) from None


def _with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    """Runs the work over a migrated database and closes it."""
    settings = _settings()

    async def run() -> None:
        database = Database(settings.database_url)
        try:
            await database.migrate()
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())


def _lines(file: BinaryIO) -> Iterator[str]:
    """Lines end at a line feed alone; bytes that are no UTF-8 survive as escapes."""
    for line in file:
        yield line.decode("utf-8", "surrogateescape")
