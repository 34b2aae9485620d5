"""One action on a case through the desk, as the console does it, with the double presses of real mice; each is noted in the ledger."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.desk.answering import Answering, Typed
from bot.desk.answers import Answer, Done, Person, Refused, Slip
from bot.desk.approving import Action, Approving
from bot.desk.asking import Asking
from bot.desk.checklist import Filled, save_checklist, stamp_of
from bot.desk.closing import Choice, Closing
from bot.desk.correcting import Correcting, Value
from bot.desk.drafts import Draft
from bot.desk.erasing_case import Erasing, Looked, fingerprint_of
from bot.desk.extending import Extending, Extension
from bot.desk.moves import Moves
from bot.desk.posting import mark_posted
from bot.desk.registering import identify
from bot.desk.releasing import ON_RECORD, Releasing
from bot.desk.restricting import Restricting
from bot.desk.roles import Role
from bot.desk.stopping import Stopping
from bot.desk.views import CaseView, look_at_case
from bot.store.tables import Ticket
from bot.tickets.checklist import Result
from bot.tickets.extension import ExtensionGround
from bot.tickets.registration import IdentityCheck
from bot.tickets.restricting import RestrictionGround
from tests.simulations import ledger
from tests.simulations.ledger import Ledger, Story
from tests.simulations.world import World

DOUBLE_PRESSES = 0.04
QUESTION, CHECKING, CHECKED = "Hvilken adresse gjelder det?", "Vi sjekker navnet.", "Navnet er sjekket."
CHANGED = "Noe er endret siden. Se på det en gang til."


@dataclass(frozen=True)
class Hands:
    """What each returns is the case as it stands afterwards, or None when the desk said no."""

    world: World
    ledger: Ledger

    async def look(self, story: Story, who: Person) -> CaseView:
        view = await look_at_case(self.world.desk, story.reference, who)
        story.looks.append((self.world.clock(), who.id, who.role is Role.PRIVACY_OFFICER))
        return view

    async def case(self, story: Story) -> Ticket:
        """As its line in the list shows it; nobody has read it by that."""
        async with self.world.service.database.reading() as records:
            return await records.cases.get_by_reference(story.reference)

    async def claim(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        slip = self._slip(ticket)
        claimed = await self._press(lambda: Moves(self.world.desk).claim(story.reference, who, slip))
        if claimed is not None:
            story.holders.append((self.world.clock(), who.id))
        return claimed

    async def hand_over(self, story: Story, who: Person, ticket: Ticket, other: Person) -> Ticket | None:
        slip = self._slip(ticket)
        given = await self._press(lambda: Moves(self.world.desk).hand_over(story.reference, who, slip, other.id, "Kan du ta denne?"))
        if given is not None:
            story.notes += 1
            story.holders.append((self.world.clock(), other.id))
            story.handed.append(self.world.clock())
        return given

    async def reopen(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        slip = self._slip(ticket)
        opened = await self._press(lambda: Moves(self.world.desk).reopen(story.reference, who, slip, "Det var mer."))
        if opened is not None:
            story.notes += 1
            story.reopenings.append(self.world.clock())
            story.holders.append((self.world.clock(), None))
        return opened

    async def ask(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        asking, slip = Asking(self.world.desk), self._slip(ticket)
        draft = await asking.preview(story.reference, who, QUESTION)
        if not isinstance(draft, Draft):
            return None
        return await self._press(lambda: asking.ask(story.reference, who, slip, QUESTION, draft.fingerprint))

    async def extend(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        extending, slip = Extending(self.world.desk), self._slip(ticket)
        extension = Extension(ExtensionGround.COMPLEXITY, "Det er svært mange systemer.", is_marketing=False)
        draft = await extending.preview(story.reference, who, extension)
        if not isinstance(draft, Draft):
            return None
        extended = await self._press(lambda: extending.extend(story.reference, who, slip, extension, draft.fingerprint))
        if extended is not None:
            story.extended_at = self.world.clock()
        return extended

    async def identify(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        slip = self._slip(ticket)
        known = await self._press(lambda: identify(self.world.desk, story.reference, who, slip, IdentityCheck.IN_PERSON))
        story.is_known = known is not None
        return known

    async def fill(self, story: Story, who: Person, ticket: Ticket, result: Result) -> Ticket | None:
        """Every line that is still open."""
        slip = self._slip(ticket)
        async with self.world.service.database.reading() as records:
            lines = await records.checklists.of_ticket(story.id)
        filled = {line.id: Filled(result, "", stamp_of(line)) for line in lines if line.result is None}
        if not filled:
            return ticket
        return await self._press(lambda: save_checklist(self.world.desk, story.reference, who, slip, filled))

    async def answer(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        """Every point of an access request: what is proposed, and something of one's own where nothing is."""
        answering, slip = Answering(self.world.desk), self._slip(ticket)
        _, points = await answering.look(story.reference, who)
        typed = Typed({one.point.id: one.text or "Det står i kopien." for one in points}, frozenset(one.point.id for one in points))
        return await self._press(lambda: answering.save(story.reference, who, slip, typed))

    async def correct(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        slip, value = self._slip(ticket), Value("navn", "Olsn", "Olsen")
        corrected = await self._press(lambda: Correcting(self.world.desk).add(story.reference, who, slip, value))
        story.corrections += corrected is not None
        return corrected

    async def restrict(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        restricting, slip, ground = Restricting(self.world.desk), self._slip(ticket), RestrictionGround.ACCURACY
        draft = await restricting.preview(story.reference, who, ground, CHECKING)
        if not isinstance(draft, Draft):
            return None
        restricted = await self._press(lambda: restricting.begin(story.reference, who, slip, ground, CHECKING, draft.fingerprint))
        story.restricted_at = self.world.clock()
        return restricted

    async def lift(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        restricting, slip = Restricting(self.world.desk), self._slip(ticket)
        draft = await restricting.preview_end(story.reference, who, CHECKED)
        if not isinstance(draft, Draft):
            return None
        return await self._press(lambda: restricting.announce_end(story.reference, who, slip, CHECKED, draft.fingerprint))

    async def stop(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        stopping, slip = Stopping(self.world.desk), self._slip(ticket)
        draft = await stopping.preview(story.reference, who)
        if not isinstance(draft, Draft):
            return None
        stopped = await self._press(lambda: stopping.stop(story.reference, who, slip, draft.fingerprint))
        if stopped is not None:
            self.is_closed(story, "fulfilled")
        return stopped

    async def release(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        """The copy behind a link; or before a second person, when the address was proved too long ago."""
        releasing, slip = Releasing(self.world.desk), self._slip(ticket)
        looked = await releasing.look(story.reference, who)
        if isinstance(looked, Refused) or looked.in_the_way is not None:
            return None
        return await self._press(lambda: releasing.release(story.reference, who, slip, looked.material.fingerprint, ON_RECORD))

    async def submit_erasure(self, story: Story, who: Person, ticket: Ticket) -> Ticket | None:
        """None, too, while somebody's copy must be made first."""
        erasing, slip = Erasing(self.world.desk), self._slip(ticket)
        looked = await erasing.look(story.reference, who)
        if not isinstance(looked, Looked) or looked.held_by:
            return None
        return await self._press(lambda: erasing.submit(story.reference, who, slip, fingerprint_of(looked.survey)))

    async def close(self, story: Story, who: Person, ticket: Ticket, choice: Choice) -> Ticket | None:
        """Closed, or put before a second person."""
        closing, slip = Closing(self.world.desk), self._slip(ticket)
        preview = await closing.preview(story.reference, who, choice)
        if isinstance(preview, Refused):
            self.ledger.refusals.append(f"{story.reference} {choice.decision.outcome}: {preview.why} {preview.faults}")
            return None
        ended = await self._press(lambda: closing.close(story.reference, who, slip, choice, preview.fingerprint))
        if ended is not None and not preview.needs_approval:
            self.is_closed(story, choice.decision.outcome)
        return ended

    async def approve(self, story: Story, who: Person) -> Ticket | None:
        """None when nothing waits any more; or it has been overtaken, and is sent back to be done anew."""
        desk = self.world.desk
        executors = {Action.CLOSING: Closing(desk).execute, Action.ERASURE: Erasing(desk).execute, Action.RELEASE: Releasing(desk).execute}
        approving = Approving(desk, executors)
        waiting = await approving.look(story.reference, who)
        if waiting is None:
            return None
        slip = self._slip(waiting.ticket)
        approved = await self._press(lambda: approving.approve(story.reference, who, slip, waiting.approval.id))
        if approved is None:
            slip = self._slip(waiting.ticket)
            sent_back = await self._press(lambda: approving.reject(story.reference, who, slip, waiting.approval.id, CHANGED))
            story.notes += sent_back is not None
        return approved

    async def post_on_paper(self, story: Story, who: Person) -> None:
        """Prints and posts what went on paper."""
        view = await self.look(story, who)
        slip = self._slip(view.ticket)
        for letter in view.letters:
            if "\n" in letter.recipient and letter.sent_at is None:
                await self._press(partial(mark_posted, self.world.desk, story.reference, who, slip, letter.id))

    def is_closed(self, story: Story, outcome: str) -> None:
        story.closings.append(ledger.Closing(self.world.clock(), outcome, is_told=story.address is not None or story.is_on_paper))
        self.world.clock.tick(seconds=1)

    def _slip(self, ticket: Ticket) -> Slip:
        return Slip(ticket.version, self.world.tokens.secret()[:32])

    async def _press(self, act: Callable[[], Awaitable[Answer]]) -> Ticket | None:
        """Once; now and then twice, and the second press must be answered like the first."""
        self.world.clock.tick(seconds=1)
        answer = await act()
        if not isinstance(answer, Done):
            self.ledger.refusals.append(str(answer)[:200])
            return None
        if self.world.chance.random() < DOUBLE_PRESSES:
            again = await act()
            assert isinstance(again, Done), again
            return again.ticket
        return answer.ticket
