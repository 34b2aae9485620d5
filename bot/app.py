"""All wiring, and nothing but wiring: what talks to what, started and stopped in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine

from aiohttp import web

from bot.channel.copies import copy_routes
from bot.channel.demo import demo_routes
from bot.channel.headers import headers_for
from bot.channel.livechat import Livechat
from bot.channel.messages import LARGEST_BODY
from bot.channel.not_me import not_me_routes
from bot.channel.operator import operator_routes
from bot.channel.problems import problems
from bot.channel.visitors import gate
from bot.channel.wakeups import Wakeups
from bot.channel.widget import Contact, read_widget_words, widget_routes
from bot.contents import Library
from bot.mail.postman import Postman
from bot.outside import Clock, SecureTokens, Tokens, utc_now
from bot.service import Service, create_service, delivering
from bot.settings import Settings
from bot.staff.console import add_console

log = logging.getLogger(__name__)

SECONDS_AFTER_A_FAULT = 10.0

Worker = Callable[[], Coroutine[object, object, None]]

SERVICE: web.AppKey[Service] = web.AppKey("service", Service)


def create_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    tokens: Tokens | None = None,
    postman: Postman | None = None,
    library: Library | None = None,
) -> web.Application:
    """The whole service as a web application.

    `clock()` gives an aware UTC datetime; `tokens` makes codes, references and session tokens;
    `await postman.send(letter)` sends a letter with `to`, `subject` and `text`; `library` is content that was read
    already. Raises ContentError and BadSetting.
    """
    tokens, wakeups = tokens or SecureTokens(), Wakeups()
    service = create_service(settings, clock=clock, tokens=tokens, postman=postman, library=library, wake=wakeups.wake)
    policy = service.library.contents.policy
    visitors = gate(settings.base_url, settings.allowed_origins, settings.trusted_proxies)
    livechat = Livechat(service.conductor, visitors, wakeups)

    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[problems])
    app.on_response_prepare.append(headers_for(visitors))
    app[SERVICE] = service
    app.add_routes(livechat.routes())
    app.add_routes(
        widget_routes(
            read_widget_words(settings.intents_dir / "widget.toml"),
            Contact(policy.facts["email"], policy.facts["phone"]),
            allowed_origins=settings.allowed_origins,
            is_demo=settings.is_demo,
        )
    )
    app.add_routes(not_me_routes(service.database, service.library, visitors, clock, tokens))
    app.add_routes(copy_routes(service.database, service.library, settings, visitors, clock, tokens, service.outbox.notify))
    app.add_routes(operator_routes(service.database, settings))
    if settings.is_demo:
        app.add_routes(demo_routes(service.database, service.library, settings))
    add_console(
        app,
        database=service.database,
        library=service.library,
        settings=settings,
        clock=clock,
        tokens=tokens,
        notify=service.outbox.notify,
    )
    app.cleanup_ctx.append(_running)
    app.on_shutdown.append(lambda _app: livechat.close())
    return app


async def _running(app: web.Application) -> AsyncIterator[None]:
    """Database first, then the workers that use it; the other way round at the end."""
    service = app[SERVICE]
    await service.database.migrate()
    workers: list[Worker] = [service.rounds.run, service.library.watch]
    if service.notices is not None:
        workers.append(service.notices.run)
    async with delivering(service.outbox):
        tasks = [asyncio.create_task(_kept_up(worker)) for worker in workers]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await service.database.close()


async def _kept_up(worker: Worker) -> None:
    """Runs until cancelled: a fault that nobody foresaw costs a pause, and not reminders and retention for good."""
    while True:
        try:
            await worker()
        except Exception as error:
            log.error("%s failed, going on: %s", worker.__qualname__, type(error).__name__)
            log.debug("where", exc_info=True)
        await asyncio.sleep(SECONDS_AFTER_A_FAULT)
