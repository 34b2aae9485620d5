"""The same conversation in a terminal, for the people who write phrases and policy."""

import asyncio
import sys

from bot.conductor.limits import Denied
from bot.conductor.turns import Conductor
from bot.content import Language
from bot.outside import Tokens
from bot.store.tables import ChatMessage


async def talk(conductor: Conductor, tokens: Tokens, language: Language) -> None:
    """Reads a line, prints the replies; ends with the input. An empty line is passed over."""
    opened = await conductor.open(language, "")
    if isinstance(opened, Denied):
        print(opened.text)  # noqa: T201 - the terminal is this channel's screen
        return
    _show(opened.messages)
    while (line := await asyncio.to_thread(_read_line)) is not None:
        if not line.strip():
            continue
        taken = await conductor.say(opened.chat_id, opened.token, tokens.identifier(), line.strip(), "")
        if isinstance(taken, Denied):
            print(taken.text)  # noqa: T201
        else:
            _show(taken.replies)


def _read_line() -> str | None:
    print("> ", end="", flush=True)  # noqa: T201
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


def _show(messages: tuple[ChatMessage, ...]) -> None:
    for message in messages:
        print(f"\n{message.text}")  # noqa: T201
        for cited in message.cites:
            print(f"  [{cited['title']}]")  # noqa: T201
        for number, option in enumerate(message.options, start=1):
            print(f"  {number}. {option['label']}")  # noqa: T201
    print()  # noqa: T201
