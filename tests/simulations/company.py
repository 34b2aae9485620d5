"""Staff who behave as staff do: some at once, some late, one who leaves; they hand over, ask, extend, refuse, approve and reopen."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.desk.answers import Done, Person, Slip
from bot.desk.closing import Choice
from bot.desk.elsewhere import Elsewhere
from bot.desk.moves import Moves
from bot.desk.registering import Registered, Registration, register
from bot.desk.roles import Role
from bot.desk.staffing import disable_staff
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.checklist import Result
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Decision, Outcome
from bot.tickets.registration import Channel, Delivery, IdentityCheck
from bot.tickets.statuses import Status
from tests.simulations.courses import TELLS, Course, choice_for, draw_course, working_moment
from tests.simulations.hands import DOUBLE_PRESSES, Hands
from tests.simulations.ledger import Ledger, Story
from tests.simulations.people import Requester
from tests.simulations.world import Act, World

LEAVES_ON = datetime(2028, 2, 15, 9, 0, tzinfo=UTC)
HANDLERS, OFFICERS = ("kari", "per", "ada"), ("nina", "odd")
RESTRICTED_DAYS = (50, 600)
"""Longer than a chat is kept; longer than a case is."""
COPY_WAITS = timedelta(days=7)
ENVELOPE = "Ola Nordmann\nStorgata 1\n2300 Hamar"


@dataclass
class Company:
    """Everybody who works here, and their plans."""

    world: World
    ledger: Ledger
    staff: dict[str, Person] = field(default_factory=dict)

    @property
    def hands(self) -> Hands:
        return Hands(self.world, self.ledger)

    async def opens_its_doors(self) -> None:
        roles = {**dict.fromkeys(HANDLERS, Role.HANDLER), **dict.fromkeys(OFFICERS, Role.PRIVACY_OFFICER)}
        async with self.world.service.database.transaction() as records:
            for name, role in roles.items():
                values = {"password_hash": "-", "created_at": self.world.clock()}
                await records.accounts.add(StaffAccount(id=name, address=address_of(name), name=name.title(), role=role, **values))
                self.staff[name] = Person(name, name.title(), role)
        self.world.at(LEAVES_ON, self._ada_leaves)

    def takes_in(self, story: Story, person: Requester) -> None:
        """Plans the course of a case that has come before staff."""
        course, now = draw_course(self.world.chance, story.kind), self.world.clock()
        self._plan(story, course)
        if course.is_noticed:
            self._later(6, lambda: self._notices(story))
        if person.asks_again is not None:
            again = replace(person, asks_again=None, channel=Channel.MAIL, writes_at=now + timedelta(days=person.asks_again))
            self.world.at(working_moment(again.writes_at, self.world.chance), lambda: self.registers(again, anyway=True))

    async def registers(self, person: Requester, *, anyway: bool = False) -> None:
        """Types in what came by letter, phone or e-mail, with its true moment of receipt."""
        registration = Registration(
            kind=person.kind,
            channel=person.channel,
            received_at=person.writes_at,
            language=person.language,
            words="Skrevet av etter brevet.",
            address=person.address if person.has_address else "",
            delivery=Delivery.POSTAL if person.wants_paper else Delivery.ELECTRONIC,
            postal_address=ENVELOPE if person.wants_paper else "",
            identity_check=IdentityCheck.RECORD if person.is_known else None,
        )
        who, mark = self._somebody(), self.world.tokens.secret()
        registered = await register(self.world.desk, who, mark, registration, anyway=anyway)
        assert isinstance(registered, Registered), (person, registered)
        if self.world.chance.random() < DOUBLE_PRESSES:
            again = await register(self.world.desk, who, mark, registration, anyway=anyway)
            assert isinstance(again, Registered) and again.ticket.id == registered.ticket.id
        story = Story(registered.ticket.id, registered.ticket.reference, person.kind, registered.ticket.address, person.writes_at)
        story.is_known, story.is_on_paper = person.is_known, person.wants_paper
        self.ledger.adds(story).comes_before_staff(self.world.clock())
        self.takes_in(story, person)

    def _plan(self, story: Story, course: Course) -> None:
        taken = working_moment(self.world.clock() + timedelta(days=course.taken_after), self.world.chance)
        finished = working_moment(taken + timedelta(days=course.finished_after, minutes=1), self.world.chance)
        self.world.at(taken, lambda: self._takes(story, course))
        self.world.at(finished, lambda: self._finishes(story, course))

    async def _takes(self, story: Story, course: Course) -> None:
        """Two may press at once; one of them gets it."""
        if not self._is_free(story):
            return
        who, rival = self._somebody(), self._somebody()
        ticket = (await self.hands.look(story, who)).ticket if course.is_read_first else await self.hands.case(story)
        if rival.id != who.id and self.world.chance.random() < 0.1:
            await self._race(story, ticket, who, rival)
            return
        taken = await self.hands.claim(story, who, ticket)
        if taken is not None and course.asks:
            taken = await self.hands.ask(story, who, taken) or taken
        if taken is not None and course.extends:
            taken = await self.hands.extend(story, who, taken) or taken
        if taken is not None and course.hands_over:
            await self.hands.hand_over(story, who, taken, next(one for one in self._present() if one.id != who.id))

    async def _race(self, story: Story, ticket: Ticket, *rivals: Person) -> None:
        slips = [Slip(ticket.version, self.world.tokens.secret()[:32]) for _ in rivals]
        presses = [Moves(self.world.desk).claim(story.reference, who, slip) for who, slip in zip(rivals, slips, strict=True)]
        answers = await asyncio.gather(*presses, return_exceptions=True)  # for the slower one there is no such case any more
        [winner] = [who for who, answer in zip(rivals, answers, strict=True) if isinstance(answer, Done)]
        story.holders.append((self.world.clock(), winner.id))

    async def _notices(self, story: Story) -> None:
        """The privacy officer looks at what lies about."""
        if story.is_open(self.world.clock()):
            await self.hands.look(story, self.staff["nina"])

    async def _finishes(self, story: Story, course: Course) -> None:
        """By who has it; whoever finds it free takes it first. What cannot be done now is tried again some days later."""
        if not story.is_open(self.world.clock()):
            return
        holder = story.holder(self.world.clock())[1]
        who = self.staff[holder] if holder is not None else self._somebody()
        found = (await self.hands.look(story, who)).ticket if course.is_read_late else await self.hands.case(story)
        if found.status == Status.IN_REVIEW:
            return
        ticket = found if holder is not None else await self.hands.claim(story, who, found)
        if ticket is None or not await self._ends(story, course, who, ticket):
            self._later(5, lambda: self._finishes(story, course))

    async def _ends(self, story: Story, course: Course, who: Person, ticket: Ticket) -> bool:
        """Everything up to the last letter; False when it cannot be done today."""
        hands, ending = self.hands, course.ending
        if story.kind.needs_code and not story.is_known:
            ticket = await hands.identify(story, who, ticket) or ticket
        if (twin := self._earlier_twin(story)) is not None:
            choice = Choice(Decision(Outcome.MERGED), elsewhere=Elsewhere(merged_into=twin.reference))
            if await hands.close(story, who, ticket, choice) is not None:
                return True
        if ending is Outcome.FULFILLED and story.kind in {Kind.OBJECTION, Kind.WITHDRAW_CONSENT} and story.address is not None:
            return await hands.stop(story, who, ticket) is not None
        if ending is Outcome.FULFILLED and story.kind is Kind.RESTRICTION and story.restricted_at is None:
            restricted = await hands.restrict(story, who, ticket)
            ticket, ending = restricted or ticket, ending if restricted is not None else Outcome.NOTHING_FOUND
            if restricted is not None:
                self._later(self.world.aside.choice(RESTRICTED_DAYS), lambda: self._lifts(story))
        if ending is Outcome.FULFILLED and story.kind is Kind.RECTIFICATION and not story.corrections:
            ticket = await hands.correct(story, who, ticket) or ticket
        if course.erases and story.address is not None and not self.ledger.has_erased(story):
            submitted = await hands.submit_erasure(story, who, ticket)
            if submitted is not None:
                self._later(1, lambda: self._approves(story, course))
            return submitted is not None
        is_given = ending in {Outcome.FULFILLED, Outcome.PARTLY_FULFILLED} and story.kind is not Kind.DELETION
        result = Result.DONE if is_given or not story.kind.needs_code else Result.NOTHING_FOUND
        if story.kind is Kind.ACCESS and ending in TELLS:
            ticket = await hands.answer(story, who, ticket) or ticket
        ticket = await hands.fill(story, who, ticket, result) or ticket
        if self._owes_copy(story, ending):
            released = await hands.release(story, who, ticket)
            if released is None:
                return False
            if released.status == Status.IN_REVIEW:
                self._later(1, lambda: self._approves(story, course))
                return True
            story.copy_until, ticket = self.world.clock() + COPY_WAITS, released
        ended = await hands.close(story, who, ticket, choice_for(story.kind, ending))
        if ended is not None and ended.status == Status.IN_REVIEW:
            self._later(self.world.chance.randrange(4), lambda: self._approves(story, replace(course, ending=ending, erases=False)))
        elif ended is not None:
            self._after_the_end(story, course, who)
        return ended is not None

    async def _approves(self, story: Story, course: Course) -> None:
        """By the officer who did not prepare it; what has been overtaken is finished anew."""
        if not story.is_open(self.world.clock()):
            return
        holder = story.holder(self.world.clock())[1]
        approved = await self.hands.approve(story, self.staff["nina" if holder != "nina" else "odd"])
        if approved is not None and approved.status == Status.CLOSED:
            self.hands.is_closed(story, course.ending)
            self._after_the_end(story, course, self.staff[holder or "nina"])
            return
        if approved is not None and story.kind.gets_copy:
            story.copy_until = self.world.clock() + COPY_WAITS
        if approved is not None and story.kind is Kind.DELETION:
            self.ledger.erasures.append((self.world.clock(), story))
        self._later(1, lambda: self._finishes(story, course))

    def _after_the_end(self, story: Story, course: Course, who: Person) -> None:
        if story.is_on_paper:
            self._later(1, lambda: self.hands.post_on_paper(story, who))
        if course.reopens:
            self._later(8, lambda: self._reopens(story))

    async def _reopens(self, story: Story) -> None:
        if story.is_open(self.world.clock()) or self.ledger.is_erased(story):
            return
        ticket = (await self.hands.look(story, self.staff["nina"])).ticket
        if await self.hands.reopen(story, self.staff["nina"], ticket) is not None:
            self._plan(story, Course(self.world.chance.randrange(5), 2, Outcome.FULFILLED))

    async def _lifts(self, story: Story) -> None:
        """By who has the case, or by the privacy officer when they have left."""
        holder = story.holder(self.world.clock())[1]
        who = self.staff[holder] if holder in self.staff else self.staff["nina"]
        ticket = (await self.hands.look(story, who)).ticket
        if await self.hands.lift(story, who, ticket) is None:
            self._later(3, lambda: self._lifts(story))

    async def _ada_leaves(self) -> None:
        """Her account is closed; whatever she had is free again."""
        await disable_staff(self.world.service.database, address_of("ada"), self.world.clock)
        del self.staff["ada"]
        for story in self.ledger.stories.values():
            if story.is_open(self.world.clock()) and story.holder(self.world.clock())[1] == "ada":
                story.holders.append((self.world.clock(), None))

    def _later(self, days: int, act: Act) -> None:
        self.world.at(working_moment(self.world.clock() + timedelta(days=days), self.world.chance), act)

    def _owes_copy(self, story: Story, ending: Outcome) -> bool:
        """Something is given, not by post, and no link to it works: none was sent, or it ran out."""
        is_given = story.kind.gets_copy and ending in {Outcome.FULFILLED, Outcome.PARTLY_FULFILLED}
        is_waiting = story.copy_until is not None and self.world.clock() < story.copy_until
        return is_given and not story.is_on_paper and not is_waiting

    def _is_free(self, story: Story) -> bool:
        return story.is_open(self.world.clock()) and story.holder(self.world.clock())[1] is None

    def _earlier_twin(self, story: Story) -> Story | None:
        for one in self.ledger.stories.values():
            is_same = one.kind is story.kind and one.address == story.address is not None and one is not story
            if is_same and one.received_at < story.received_at and one.is_open(self.world.clock()) and one.is_known and story.is_known:
                return one
        return None

    def _present(self) -> list[Person]:
        return [self.staff[name] for name in HANDLERS if name in self.staff]

    def _somebody(self) -> Person:
        return self.world.chance.choice(self._present())


def address_of(name: str) -> str:
    return f"{name}@qsmanager.no"
