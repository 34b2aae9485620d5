"""What every command does first and last: settings read or named as wrong, a database opened, migrated and closed.

Whatever ends a command does so in words and with an exit status (1 a fault in content, data or surroundings, 2 wrong use),
never with a traceback.
"""

import asyncio
import errno
from collections.abc import Awaitable, Callable

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.content import ContentError
from bot.settings import BadSetting, Settings, read_settings
from bot.store.database import Database, UnsuitableDatabase


class Failed(click.ClickException):
    """Said in one line on the error stream, exit status 1."""


class Commands(click.Group):
    """Every command below it ends as this module promises."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except ContentError as error:
            raise Failed(str(error)) from None
        except BadSetting as error:
            raise click.UsageError(str(error)) from None
        except UnsuitableDatabase as error:
            raise click.UsageError(f"BOT_DATABASE_URL: {error}") from None
        except SQLAlchemyError as error:
            # the driver's own words: the library's would add the statement and an address in the net
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise Failed(f"the database cannot be used: {_one_line(cause)}") from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # nobody reads on; click ends quietly
            raise Failed(_one_line(error)) from None


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


def _one_line(error: BaseException | None) -> str:
    return " ".join(str(error).split()) or type(error).__name__
