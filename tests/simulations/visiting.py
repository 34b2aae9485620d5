"""What requesters do in the chat: ask, say yes, give an address, type the code or not, come back, change their mind."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conductor.limits import Denied
from bot.store.tables import Ticket
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status
from tests.simulations.ledger import Closing, Ledger, Story, Talk
from tests.simulations.people import COPY_FIRST, NEW_CODE, QUESTIONS, WISHES, WITHDRAWS, YES, Proof, Requester
from tests.simulations.world import World

CODE = re.compile(r"^(\d{3}) (\d{3})$", re.MULTILINE)
BREACH = "jeg fikk en annens faktura på mail fra dere, dere har lekket data"
DAYS_TO_PROVE = 6
SECONDS_A_MESSAGE = timedelta(seconds=20)


@dataclass
class Visiting:
    """The chats of everybody. `arrived` is called with a case that has just come before staff."""

    world: World
    ledger: Ledger
    arrived: Callable[[Story, Requester], None]
    tokens: dict[str, str] = field(default_factory=dict)
    said: int = 0

    async def asks(self, person: Requester) -> None:
        """The wish, up to the code, and as far as this person goes."""
        talk = await self._opens(person)
        wish = COPY_FIRST if person.copy_first else WISHES[person.kind]
        for text in (wish[person.language], YES[person.language], person.address):
            await self._says(talk, text)
        stories = [self._learns(talk, ticket) for ticket in await self._cases(talk)]
        if not person.kind.needs_code:
            self._come_before_staff(stories, person)
        elif person.proof is Proof.AT_ONCE:
            await self._types_code(talk, stories, person)
        elif person.proof is Proof.LATER:
            later = timedelta(hours=self.world.chance.randrange(1, DAYS_TO_PROVE * 24))
            self.world.at(self.world.clock() + later, lambda: self._comes_back(talk, stories, person))

    async def looks_around(self, person: Requester) -> None:
        """A question, and no case."""
        talk = await self._opens(person)
        await self._says(talk, QUESTIONS[person.language])

    async def tells_of_a_breach(self, person: Requester) -> datetime:
        """And leaves; from when we knew."""
        talk = await self._opens(person)
        await self._says(talk, BREACH)
        return talk.words[-1]

    async def _comes_back(self, talk: Talk, stories: list[Story], person: Requester) -> None:
        await self._says(talk, NEW_CODE[person.language])
        await self._types_code(talk, stories, person)

    async def _types_code(self, talk: Talk, stories: list[Story], person: Requester) -> None:
        if not await self._gets_and_types_code(talk, person):
            return
        assert {ticket.status for ticket in await self._cases(talk)} == {Status.NEW}, person
        self._come_before_staff(stories, person)
        if person.withdraws is not None:
            self.world.at(self.world.clock() + timedelta(days=person.withdraws), lambda: self._withdraws(stories[0], person))

    async def _withdraws(self, story: Story, person: Requester) -> None:
        """In a chat of its own, with a code of its own."""
        if not story.is_open(self.world.clock()):
            return
        talk = await self._opens(person)
        for text in (WITHDRAWS[person.language], person.address):
            await self._says(talk, text)
        if not await self._gets_and_types_code(talk, person):
            return
        await self._says(talk, YES[person.language])
        async with self.world.service.database.reading() as records:
            ticket = await records.cases.get_by_reference(story.reference)
        assert ticket.status == Status.CLOSED, person
        story.closings.append(Closing(self.world.clock(), "withdrawn", is_told=True))

    async def _gets_and_types_code(self, talk: Talk, person: Requester) -> bool:
        """False while the mail server is down: there is nothing to be typed."""
        since = self.world.clock()
        await self.world.post_goes()
        sent = self.world.mailroom.sent
        mine = [letter for at, letter in sent if at >= since and letter.kind == "code" and letter.to == person.address]
        found = CODE.search(mine[-1].text) if mine else None
        if found is not None:
            await self._says(talk, found[1] + found[2])
        return found is not None

    async def _opens(self, person: Requester) -> Talk:
        opened = await self.world.service.conductor.open(person.language, "")
        assert not isinstance(opened, Denied)
        self.tokens[opened.chat_id] = opened.token
        return self.ledger.talks.setdefault(opened.chat_id, Talk(opened.chat_id, [self.world.clock()]))

    async def _says(self, talk: Talk, text: str) -> None:
        self.said += 1
        self.world.clock.now += SECONDS_A_MESSAGE
        taken = await self.world.service.conductor.say(talk.id, self.tokens[talk.id], f"m{self.said}", text, "")
        assert not isinstance(taken, Denied)
        talk.words.append(self.world.clock())

    async def _cases(self, talk: Talk) -> tuple[Ticket, ...]:
        async with self.world.service.database.reading() as records:
            return await records.cases.of_chat(talk.id)

    def _learns(self, talk: Talk, ticket: Ticket) -> Story:
        received_at = talk.words[1]
        story = Story(ticket.id, ticket.reference, Kind(ticket.kind), ticket.address, received_at, chat=talk.id)
        return self.ledger.adds(story)

    def _come_before_staff(self, stories: list[Story], person: Requester) -> None:
        for story in stories:
            story.is_known = person.kind.needs_code
            story.comes_before_staff(self.world.clock())
            self.arrived(story, person)
