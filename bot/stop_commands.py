"""`python -m bot stopped`: which addresses want no marketing, for whoever is about to send some (R22)."""

import json
from typing import TextIO

import click

from bot.digests import stopped_digest
from bot.running import settings_or_exit, with_database
from bot.store.database import Database
from bot.verification.address import Address, read_address


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"), default="-")
def stopped(file: TextIO) -> None:
    """One address a line in, one JSON a line out, same order: whether it is on the stop list, and since when."""
    settings = settings_or_exit()

    async def run(database: Database) -> None:
        async with database.reading() as records:
            for line in file:
                address = read_address(line.strip())
                since = None
                if isinstance(address, Address):
                    since = await records.stops.find_since(stopped_digest(address.compare, settings))
                answer = {"address": line.strip(), "is_address": isinstance(address, Address), "stopped": since is not None}
                click.echo(json.dumps({**answer, "since": since.date().isoformat() if since else None}, ensure_ascii=False))

    with_database(run)
