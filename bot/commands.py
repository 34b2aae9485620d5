"""The command line: arguments in, exit status out (0 well, 1 a fault in content or data, 2 wrong use)."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
from aiohttp import web

from bot import checking
from bot.app import SERVICE, create_app
from bot.audit_commands import audit
from bot.channel.terminal import talk
from bot.content import Language
from bot.desk.staffing import ensure_demo_accounts
from bot.erasure_commands import erasures
from bot.learn_command import learn
from bot.outside import SecureTokens, utc_now
from bot.record_command import record
from bot.running import Commands, settings_or_exit, with_database
from bot.service import create_service, delivering
from bot.staff_commands import staff
from bot.stop_commands import stopped
from bot.store.database import Database
from bot.understanding.engine import Understanding
from bot.understanding.lines import understood

INTERRUPTED = 130
"""As shells count a command that Ctrl-C ended."""

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
intents_option = click.option("--intents", type=FOLDER, help="The folder of intents; by default the one in force.")
policy_option = click.option("--policy", type=FOLDER, help="The folder of the policy; by default the one in force.")


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """The privacy assistant. Without a command it serves; every command has --help."""
    is_serving = context.invoked_subcommand in {None, "serve"}
    logging.basicConfig(level=logging.INFO if is_serving else logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    if context.invoked_subcommand is None:
        context.invoke(serve)


@main.command()
def serve() -> None:
    """Start the whole service; with no settings at all, in demo mode on this machine."""
    settings = settings_or_exit()
    app = create_app(settings)
    if settings.is_demo:
        app.on_startup.append(_announce_demo)
    web.run_app(app, host=settings.host, port=settings.port, access_log=None, print=None, handle_signals=True)


@main.command()
@click.option("--lang", type=click.Choice(["nb", "nn", "en"]), default="nb", help="The language of the greeting.")
def chat(lang: str) -> None:
    """The same conversation in this terminal; end with Ctrl-D."""
    settings = settings_or_exit()
    tokens = SecureTokens()

    async def run() -> None:
        service = create_service(settings, clock=utc_now, tokens=tokens)
        try:
            await service.database.migrate()
            async with delivering(service.outbox):
                await talk(service.conductor, tokens, Language(lang))
        except asyncio.CancelledError:  # Ctrl-C
            await service.database.close()
            sys.stdout.flush()
            os._exit(INTERRUPTED)  # all is on disk and closed, and the thread that waits for a line would hold us until it comes
        finally:
            await service.database.close()

    asyncio.run(run())


@main.command()
@intents_option
@policy_option
@click.argument("file", type=click.File("rb"), default="-")
def understand(intents: Path | None, policy: Path | None, file: BinaryIO) -> None:
    """One message a line in, plain or JSON with `text`; one JSON a line out, in the same order."""
    settings = settings_or_exit()
    engine = Understanding.load(intents or settings.intents_dir, policy or settings.policy_dir, settings.cache_dir)
    for line in understood(engine, _lines(file)):
        click.echo(line)


@main.command()
@intents_option
@policy_option
def check(intents: Path | None, policy: Path | None) -> None:
    """Validate the content, run its test sentences, and list each fact and gap with the intents that reach it."""
    settings = settings_or_exit()
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

    with_database(run)


@main.command()
@click.option("--dry-run", is_flag=True, help="Count what would go, and remove nothing.")
def purge(dry_run: bool) -> None:
    """Remove what has been kept long enough."""
    settings = settings_or_exit()

    async def run() -> None:
        service = create_service(settings, clock=utc_now, tokens=SecureTokens())
        try:
            await service.database.migrate()
            purged = await service.rounds.purge(is_rehearsal=dry_run)
            await service.database.settle()
        finally:
            await service.database.close()
        click.echo(json.dumps(vars(purged)))

    asyncio.run(run())


@main.command()
def migrate() -> None:
    """Bring the database to the form that this program needs."""

    async def run(database: Database) -> None:
        click.echo("the database has the form that this program needs")

    with_database(run)


main.add_command(audit)
main.add_command(staff)
main.add_command(learn)
main.add_command(erasures)
main.add_command(stopped)
main.add_command(record)


async def _announce_demo(app: web.Application) -> None:
    """Runs after the database is ready; the logins are new at each start and open nothing outside demo mode."""
    settings = settings_or_exit()
    login, second = await ensure_demo_accounts(app[SERVICE].database, utc_now, SecureTokens())
    click.echo(
        f"Demo: {settings.base_url}/\n"
        f"  letters  {settings.base_url}/demo/mailbox\n"
        f"  console  {settings.base_url}/staff   login {login.address}   password {login.password}\n"
        f"  approving what one has prepared takes another: {second.address}   password {second.password}\n"
        "Nothing leaves this machine. Ctrl-C ends it."
    )


def _lines(file: BinaryIO) -> Iterator[str]:
    """Lines end at a line feed alone; bytes that are no UTF-8 survive as escapes."""
    for line in file:
        yield line.decode("utf-8", "surrogateescape")
