"""Tells open sockets that something was said in their chat."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Wakeups:
    """One event a listener. Losing a wake-up costs seconds, never a message: listeners look by themselves now and then."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def listening(self, chat_id: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._listeners[chat_id].add(event)
        try:
            yield event
        finally:
            self._listeners[chat_id].discard(event)
            if not self._listeners[chat_id]:
                del self._listeners[chat_id]

    def wake(self, chat_id: str) -> None:
        for event in self._listeners.get(chat_id, ()):
            event.set()
