"""Whole conversations as scripts that the privacy officer can read, over the real content and a real database.

`visitor:` says something; {code} is the code in the last letter, {old code} the one before. `bot:` is the next reply: its
parts between "..." stand in it in that order, and a word in brackets at the end is what it asks for. `quotes:` names
statements that the last reply cites. `mail:` is a letter sent since the last visitor's line: to whom, and a part of it.
`ticket:` is a case as it now stands. `clock:` moves the time. `round:` makes the service's rounds. `stored:` and `not stored:`
look into every message kept of the chat. `breach:` says how many breaches stand written, "with a case" or "without a case".
`missed:` names topic and words of all that is kept as not understood.
"""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.conductor.limits import Denied
from bot.content import Language
from bot.contents import Library
from bot.service import Service, create_service
from bot.settings import Settings
from bot.store.tables import ChatMessage, Ticket
from tests.doubles import CountingTokens, FixedClock, Letterbox

SCRIPTS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))
LINES = {script: script.read_text(encoding="utf-8").splitlines() for script in SCRIPTS}
CODE = re.compile(r"^(\d{3}) (\d{3})$", re.MULTILINE)


class Stage:
    """One script being played."""

    def __init__(self, service: Service, clock: FixedClock, letterbox: Letterbox) -> None:
        self.service, self.clock, self.letterbox = service, clock, letterbox
        self.chat_id, self.token, self.count = "", "", 0
        self.replies: list[ChatMessage] = []
        self.last: ChatMessage | None = None
        self.codes: list[str] = []
        self.letters_seen = 0
        self.unread: list[str] = []

    async def play(self, line: str) -> None:
        who, _, what = line.partition(":")
        await getattr(self, who.strip().replace(" ", "_"))(what.strip())

    async def opens(self, language: str) -> None:
        opened = await self.service.conductor.open(Language(language or "nb"), "")
        assert not isinstance(opened, Denied)
        self.chat_id, self.token, self.replies = opened.chat_id, opened.token, list(opened.messages)

    async def visitor(self, text: str) -> None:
        assert not self.replies, f"the bot also said: {[reply.text for reply in self.replies]}"
        self.count += 1
        text = text.replace("{code}", self.codes[-1] if self.codes else "").replace(
            "{old code}", self.codes[-2] if len(self.codes) > 1 else ""
        )
        taken = await self.service.conductor.say(self.chat_id, self.token, f"m{self.count}", text, "")
        assert not isinstance(taken, Denied)
        self.replies = list(taken.replies)
        await self._deliver()

    async def bot(self, expected: str) -> None:
        assert self.replies, f"the bot said nothing where this was expected: {expected}"
        self.last = self.replies.pop(0)
        found = re.fullmatch(r"(.*?)\s*(?:\[(\w+)\])?", expected, re.DOTALL)
        assert found is not None
        position = 0
        for part in filter(None, (part.strip() for part in found[1].split("..."))):
            place = self.last.text.find(part, position)
            assert place >= 0, f"expected {part!r} in {self.last.text!r}"
            position = place + len(part)
        if found[2]:
            assert self.last.asks == found[2], f"asks {self.last.asks} in {self.last.text!r}"

    async def quotes(self, expected: str) -> None:
        assert self.last is not None
        cited = {name for cite in self.last.cites for name in cite["statements"]}  # type: ignore[attr-defined]
        assert set(expected.split()) <= cited, f"cites {sorted(cited)}"

    async def mail(self, expected: str) -> None:
        to, _, part = expected.partition(" ")
        if to == "none":
            assert not self.unread, self.unread
            return
        fitting = [letter for letter in self.unread if letter.startswith(f"{to}\n") and part in letter]
        assert fitting, f"no letter to {to} with {part!r} among {self.unread}"
        self.unread.remove(fitting[0])

    async def ticket(self, expected: str) -> None:
        wanted = expected.split()
        async with self.service.database.reading() as records:
            tickets = await records.cases.of_chat(self.chat_id)
        if wanted == ["none"]:
            assert not tickets, [_facts(ticket) for ticket in tickets]
            return
        assert any(set(wanted) <= _facts(ticket) for ticket in tickets), [_facts(ticket) for ticket in tickets]

    async def clock_(self, amount: str) -> None:
        number, unit = amount.removeprefix("+").split()
        self.clock.tick(**{unit if unit.endswith("s") else f"{unit}s": float(number)})

    async def round(self, _nothing: str) -> None:
        await self.service.rounds.make()
        await self._deliver()

    async def stored(self, part: str) -> None:
        assert any(part in text for text in await self._texts())

    async def not_stored(self, part: str) -> None:
        assert not any(part in text for text in await self._texts())

    async def breach(self, expected: str) -> None:
        async with self.service.database.reading() as records:
            found = await records.breaches.open()
        written = {f"{len(found)} {'with' if one.ticket_id is not None else 'without'} a case" for one in found}
        assert written == (set() if expected == "none" else {expected}), written

    async def missed(self, expected: str) -> None:
        async with self.service.database.reading() as records:
            misses = await records.misses.open(10)
            counts = await records.misses.counts_since(self.clock.now.date() - timedelta(days=7))
        found = " | ".join(f"{miss.topic} {miss.excerpt}" for miss in misses)
        assert found == ("" if expected == "none" else expected), found
        assert sum(one.number for one in counts) == len(misses)

    async def _texts(self) -> list[str]:
        async with self.service.database.reading() as records:
            messages = await records.chats.messages_after(self.chat_id, 0)
            tickets = await records.cases.of_chat(self.chat_id)
        return [message.text for message in messages] + [ticket.words for ticket in tickets]

    async def _deliver(self) -> None:
        await self.service.outbox.deliver_due()
        for letter in self.letterbox.letters[self.letters_seen :]:
            self.unread.append(f"{letter.to}\n{letter.subject}\n{letter.text}")
            if letter.kind == "code" and (found := CODE.search(letter.text)):
                self.codes.append(found[1] + found[2])
        self.letters_seen = len(self.letterbox.letters)


def _facts(ticket: Ticket) -> set[str]:
    facts = {ticket.kind, ticket.status, ticket.address or "-", f"due={ticket.due_on}", f"received={ticket.received_on}"}
    return facts | set(ticket.circumstances) | ({ticket.outcome} if ticket.outcome else set())


@pytest.fixture(scope="session")
def library() -> Library:
    return Library(Settings())


@pytest.fixture
async def stage(tmp_path: Path, library: Library) -> AsyncIterator[Stage]:
    clock, letterbox = FixedClock(), Letterbox()
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'chats.sqlite3'}")
    service = create_service(settings, clock=clock, tokens=CountingTokens(), postman=letterbox, library=library)
    await service.database.migrate()
    yield Stage(service, clock, letterbox)
    await service.database.close()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
async def test_the_conversation_goes_as_written(script: Path, stage: Stage) -> None:
    for number, line in enumerate(LINES[script], start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            await stage.play(line.replace("clock:", "clock_:", 1) if line.startswith("clock:") else line)
        except AssertionError as error:
            raise AssertionError(f"{script.name}, line {number}: {line}\n{error}") from None
    assert not stage.replies, f"at the end the bot also said: {[reply.text for reply in stage.replies]}"
