"""The driver's work is done where it is asked for: one thing happens at a time in a year.

A thread for each statement costs half the time, and the switches between waiting and not waiting a tenth of the rest.
The statements, and the database that answers them, are the real ones.
"""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import aiosqlite
import pytest
from sqlalchemy.util import greenlet_spawn


@contextmanager
def on_one_thread() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", _on_the_spot)
        patch.setattr("sqlalchemy.connectors.asyncio.await_", _at_once)
        patch.setattr("sqlalchemy.ext.asyncio.engine.greenlet_spawn", _without_switching)
        yield


async def _on_the_spot(connection: aiosqlite.Connection, act: Callable[..., object], *arguments: object, **named: object) -> object:
    return act(*arguments, **named)


async def _without_switching(act: Callable[..., object], *arguments: object, _require_await: bool = False, **named: object) -> object:
    """Statements ask for it; connecting and closing, which really wait, do not."""
    return act(*arguments, **named) if _require_await else await greenlet_spawn(act, *arguments, **named)


def _at_once(waiting: Coroutine[object, None, object]) -> object:
    try:
        waiting.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("something waits that should be done on the spot")
