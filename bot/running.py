"""What every command does first and last: settings read or named as wrong, a database opened, migrated and closed."""

import asyncio
from collections.abc import Awaitable, Callable

import click

from bot.settings import BadSetting, Settings, read_settings
from bot.store.database import Database


def settings_or_exit() -> Settings:
    """The settings of this environment; a bad one ends the command with exit status 2."""
    try:
        return read_settings()
    except BadSetting as error:
        raise click.UsageError(str(error)) from None


def with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    """Runs the work over a migrated database and closes it."""
    settings = settings_or_exit()

    async def run() -> None:
        database = Database(settings.database_url)
        try:
            await database.migrate()
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())
