"""The parts of a running service, joined; without a web server, so that the terminal and the tests use the same ones."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from bot.answers.dates import oslo_date
from bot.conductor.turns import Conductor
from bot.contents import Library
from bot.mail.outbox import Outbox
from bot.mail.postman import DemoPostman, Postman, SmtpPostman
from bot.outside import Clock, Tokens
from bot.rounds import Rounds
from bot.settings import BadSetting, Settings
from bot.store.database import Database
from bot.store.notices import Notices
from bot.tickets.deadlines import holiday_names

SECONDS_FOR_LETTERS_IN_HAND = 10.0
"""A letter that the mail server has nearly taken is waited for, so that a restart does not send it twice."""


@dataclass(frozen=True)
class Service:
    """What runs; the database is not migrated and no worker started yet."""

    database: Database
    library: Library
    outbox: Outbox
    rounds: Rounds
    conductor: Conductor
    notices: Notices | None
    """From and to the other processes; None where there can be no other machine."""


def create_service(
    settings: Settings,
    *,
    clock: Clock,
    tokens: Tokens,
    postman: Postman | None = None,
    library: Library | None = None,
    wake: Callable[[str], None] = lambda _chat_id: None,
) -> Service:
    """Reads the content unless it is given, and joins the parts; touches neither database nor network.

    Raises ContentError and BadSetting. `wake` is called with a chat's id after each commit that changed it, here or in another process.
    """
    holiday_names(oslo_date(clock()))  # makes the calendar of holidays, half a second that no visitor should wait for
    database, library = Database(settings.database_url, tokens), library or Library(settings)
    outbox = Outbox(database, postman or _postman(settings), clock, tokens, keep_text=settings.is_demo)

    def heard(chat_id: str) -> None:
        wake(chat_id)
        outbox.notify()

    notices = Notices(database, heard, tokens) if database.is_postgresql else None

    def committed(chat_id: str) -> None:
        heard(chat_id)
        if notices is not None:
            notices.tell(chat_id)

    return Service(
        database=database,
        library=library,
        outbox=outbox,
        rounds=Rounds(database, library, settings, clock, tokens),
        conductor=Conductor(database, library, settings, clock, tokens, committed),
        notices=notices,
    )


@contextlib.asynccontextmanager
async def delivering(outbox: Outbox) -> AsyncIterator[None]:
    """Letters go out while the block lasts, and those in hand at its end are finished."""
    task = asyncio.create_task(outbox.run())
    try:
        yield
    finally:
        outbox.stop()
        await asyncio.wait([task], timeout=SECONDS_FOR_LETTERS_IN_HAND)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _postman(settings: Settings) -> Postman:
    if settings.smtp_url is None:
        return DemoPostman()
    try:
        return SmtpPostman(settings.smtp_url.get_secret_value(), settings.mail_from, settings.staff_mail)
    except ValueError as error:
        raise BadSetting(f"BOT_SMTP_URL, BOT_MAIL_FROM or BOT_STAFF_MAIL: {error}") from None
