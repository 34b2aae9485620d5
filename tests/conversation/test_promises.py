"""What holds whatever is said, in whatever order: the promises of the dialogue, tried on random conversations."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Language
from bot.conversation.effects import CheckCode, Effect, FindTickets, OpenTickets, Say, SendCode, VerifyTickets, WithdrawTicket
from bot.conversation.events import (
    CodeExhausted,
    CodeExpired,
    CodeMatched,
    CodeMismatched,
    CodeNotSent,
    CodeSent,
    Delay,
    Event,
    Opened,
    Said,
    Signal,
    TicketNotWithdrawn,
    TicketsFound,
    TicketsNotOpened,
    TicketsOpened,
    TicketsVerified,
    TicketWithdrawn,
)
from bot.conversation.following import UnexpectedEvent
from bot.conversation.state import Conversation, Purpose, Step, from_json, to_json
from bot.conversation.steps import advance
from bot.tickets.kinds import Kind
from bot.understanding.reading import Circumstance

from .hand import NOW, Offers, certain, ticket, unknown, unsure

OFFERS = Offers({"policy.deletion": "request.deletion", "gap.cost": "question", "policy.marketing": "request.withdraw_consent"})
INTENTS = [
    *OFFERS.after,
    "policy.storage",
    *(f"request.{kind}" for kind in Kind if kind is not Kind.QUESTION),
    "request.status",
    "request.cancel",
    *("chat.yes", "chat.no", "chat.thanks", "chat.human", "chat.help", "chat.bot"),
]
MOST_EVENTS = 20

languages = st.sampled_from(list(Language))
circumstances = st.frozensets(st.sampled_from(list(Circumstance)), max_size=1)
readings = st.one_of(
    st.builds(
        lambda names, who, language: certain(*names, circumstances=who, language=language),
        st.lists(st.sampled_from(INTENTS), min_size=1, max_size=3, unique=True),
        st.just(frozenset()) | circumstances,
        languages,
    ),
    st.builds(
        lambda names, score: unsure(*names, score=score),
        st.lists(st.sampled_from(INTENTS), min_size=1, max_size=4, unique=True),
        st.floats(0, 1),
    ),
    st.builds(unknown, st.floats(0, 1)),
)
addresses = st.sampled_from(["ola@x.no", "kari@y.no"])
messages = st.builds(
    Said,
    text=st.sampled_from(["", "ja", "slett meg", "where is my data stored today"]),
    reading=readings,
    at=st.just(NOW),
    code=st.none() | st.sampled_from(["000001", "999999"]),
    resembles_code=st.booleans(),
    address=st.none() | addresses,
    address_fault=st.none() | st.sampled_from(["several", "malformed", "unsupported"]),
    signals=st.frozensets(st.sampled_from(list(Signal)), max_size=1),
    was_masked=st.booleans(),
)
tickets = st.lists(st.builds(ticket, st.sampled_from(list(Kind)), st.sampled_from(["t1", "t2", "t3"])), max_size=3).map(tuple)
answers = st.one_of(
    st.just(Opened(NOW)),
    st.builds(CodeSent, addresses, st.just(NOW)),
    st.builds(CodeNotSent, st.sampled_from(list(Delay)), st.just(NOW)),
    st.builds(CodeMatched, addresses, st.just(NOW), st.just(NOW + timedelta(minutes=30))),
    st.builds(CodeMismatched, st.integers(1, 4)),
    st.just(CodeExpired()),
    st.just(CodeExhausted()),
    st.builds(TicketsOpened, tickets, st.just(NOW)),
    st.just(TicketsNotOpened()),
    st.builds(TicketsVerified, tickets),
    st.builds(TicketsFound, tickets),
    st.builds(TicketWithdrawn, st.builds(ticket, st.just(Kind.ACCESS))),
    st.just(TicketNotWithdrawn()),
)


class World:
    """Answers effects as a conductor might, and keeps count of what the visitor agreed to and proved."""

    def __init__(self, data: st.DataObject) -> None:
        self.data, self.now, self.state = data, NOW, Conversation()
        self.agreed: set[Kind] = set()
        self.proved: dict[str, datetime] = {}
        self.misses = 0

    def hear(self, message: Said) -> None:
        self.now += timedelta(minutes=self.data.draw(st.sampled_from([0, 1, 29, 31])))
        choices = len(self.state.choices)
        choice = self.data.draw(st.none() | st.integers(0, choices)) if choices else None
        message = replace(message, at=self.now, choice=choice)
        self._note_agreement(message)
        events: list[Event] = [message]
        spoken: list[str] = []
        for _ in range(MOST_EVENTS):
            if not events:
                break
            self.state, effects = advance(self.state, events.pop(0), OFFERS)
            assert from_json(to_json(self.state)) == self.state
            for effect in effects:
                self._hold_promises(effect)
                spoken += [effect.reply] if isinstance(effect, Say) else []
                events += self._answers_to(effect)
        assert not events, "a turn without an end"
        self._count_misses(spoken)

    def _note_agreement(self, message: Said) -> None:
        """A yes; the wish said once more when it was asked for; for a question also an address to answer to, or the question."""
        said = {part.intent for part in message.reading.parts}
        match self.state.step:
            case Step.AWAITING_CONFIRMATION:
                if said & {"chat.yes", *(f"request.{wish.kind}" for wish in self.state.wishes)}:
                    self.agreed |= {wish.kind for wish in self.state.wishes}
            case Step.AWAITING_OFFER:
                offer = self.state.offer or ""
                if "chat.yes" in said and (kind := Kind.of_intent(offer)) is not None:
                    self.agreed.add(kind)
                if offer == "question" and ("chat.yes" in said or message.address is not None):
                    self.agreed.add(Kind.QUESTION)
            case Step.AWAITING_QUESTION:
                self.agreed.add(Kind.QUESTION)

    def _hold_promises(self, effect: Effect) -> None:
        match effect:
            case OpenTickets():
                assert {wish.kind for wish in effect.wishes} <= self.agreed, "a case without a spoken yes"
            case SendCode(purpose=Purpose.REQUEST):
                assert {wish.kind for wish in self.state.wishes} & self.agreed, "a code without a spoken yes"
            case VerifyTickets() | FindTickets():
                assert self.proved.get(effect.address, NOW) > self.now, "shown or handed on without a proof"

    def _answers_to(self, effect: Effect) -> list[Event]:
        later = self.now + timedelta(minutes=30)
        match effect:
            case SendCode():
                return self._one_of(CodeSent(effect.address, self.now), CodeNotSent(Delay.TOO_SOON, later))
            case CheckCode() if effect.attempt == "000001":
                self.proved[effect.address] = later
                return [CodeMatched(effect.address, self.now, later)]
            case CheckCode():
                return self._one_of(CodeMismatched(3), CodeExpired(), CodeExhausted())
            case OpenTickets():
                opened = tuple(ticket(wish.kind, wish.ticket or f"for-{wish.kind}") for wish in effect.wishes)
                return self._one_of(TicketsOpened(opened, self.now), TicketsNotOpened())
            case VerifyTickets():
                return [TicketsVerified(tuple(ticket(wish.kind) for wish in effect.wishes))]
            case FindTickets():
                return [TicketsFound(self.data.draw(tickets))]
            case WithdrawTicket():
                return self._one_of(TicketWithdrawn(ticket(Kind.ACCESS)), TicketNotWithdrawn())
            case _:
                return []

    def _one_of(self, *events: Event) -> list[Event]:
        return [self.data.draw(st.sampled_from(events))]

    def _count_misses(self, spoken: list[str]) -> None:
        failed = [reply for reply in spoken if reply.startswith("unknown") or reply.partition(".")[2].startswith("unclear")]
        self.misses = self.misses + 1 if failed else 0
        if self.misses > 1:
            assert failed[0].endswith("_again"), "missed twice, and no person offered"


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_conversation_breaks_a_promise(data: st.DataObject) -> None:
    world = World(data)

    for message in data.draw(st.lists(messages, max_size=12)):
        world.hear(message)


@given(events=st.lists(messages | answers, max_size=15))
@settings(max_examples=200, deadline=None)
def test_no_order_of_events_is_a_fault_of_the_program(events: list[Event]) -> None:
    """An answer that nobody waited for may be refused, and then changes nothing."""
    state = Conversation()

    for event in events:
        try:
            state, _ = advance(state, event, OFFERS)
        except UnexpectedEvent:
            continue
        assert from_json(to_json(state)) == state
