"""A request on its way: confirmation, address, code. Three rules:

No case opens without a spoken yes. What changes or discloses needs a proved address. Whatever is said in between is
answered, and the request goes on.
"""

from dataclasses import replace
from datetime import datetime

from bot.conversation.answering import YES_OR_NO, Content, answers_to, content_of, listening, wishes_of
from bot.conversation.effects import (
    Asks,
    CheckCode,
    DropTickets,
    Effect,
    FindTickets,
    OpenTickets,
    Option,
    Say,
    SendCode,
    VerifyTickets,
)
from bot.conversation.events import Said, Signal
from bot.conversation.state import Conversation, Purpose, Step, Wish
from bot.tickets.kinds import Kind

CODE_OPTIONS = (Option(reply="option.new_code"), Option(reply="option.other_address"))

FEW_WORDS = 2

Turn = tuple[Conversation, tuple[Effect, ...]]


def start(conversation: Conversation, wishes: tuple[Wish, ...]) -> Turn:
    """Say back what was understood and ask for the yes."""
    conversation = replace(listening(conversation), step=Step.AWAITING_CONFIRMATION, wishes=wishes, purpose=Purpose.REQUEST, misses=0)
    return conversation, (_confirm(wishes),)


def awaiting_confirmation(conversation: Conversation, said: Said) -> Turn | None:
    """Yes opens, no drops; another wish takes the place of the first or joins it; all else is answered and asked again.

    The same wish once more is no yes: it is asked for again.
    """
    if said.address is not None:
        conversation = replace(conversation, address=said.address)
    content = content_of(said, guesses=True)
    others = _further(conversation, content.kinds)
    if content.is_no or content.is_cancel or Signal.REFUSES in said.signals:
        dropped = drop_tickets(conversation)
        conversation = replace(listening(conversation), wishes=())
        if others:
            conversation, effects = start(conversation, wishes_of(said, others))
            return conversation, (*dropped, *answers_to(content), *effects)
        return conversation, (*dropped, *answers_to(content), Say("request.not_started", intent="request.cancel"))
    if others:
        return _with_further(conversation, said, others)
    if content.is_yes or (content.kinds and Signal.AGREES in said.signals):
        answers = answers_to(content)
        conversation, effects = confirmed(conversation, said.at)
        return conversation, (*answers, *effects)
    if content.kinds or content.asks_something or said.address is not None:
        return conversation, (*answers_to(content), _confirm(conversation.wishes))
    if Signal.NO_ADDRESS in said.signals:
        return conversation, (Say("address.why"), _confirm(conversation.wishes))
    return None


def confirmed(conversation: Conversation, at: datetime) -> Turn:
    """After the yes: what needs a code gets its unverified case at once (R2), then the address is asked for."""
    conversation = replace(listening(conversation), step=Step.AWAITING_ADDRESS, purpose=Purpose.REQUEST)
    if conversation.address is not None:
        return with_address(conversation, conversation.address, at)
    ready = tuple(wish for wish in conversation.wishes if wish.kind.needs_code)
    if ready:
        return conversation, (OpenTickets(ready, None),)
    return conversation, (ask_address(conversation),)


def begin_proof(conversation: Conversation, purpose: Purpose, at: datetime) -> Turn:
    """Status and cancelling show or change a case: the address must be proved first (R31)."""
    conversation = replace(listening(conversation), step=Step.AWAITING_ADDRESS, purpose=purpose, misses=0)
    if conversation.address is not None:
        return with_address(conversation, conversation.address, at)
    return conversation, (ask_address(conversation),)


def with_address(conversation: Conversation, address: str, at: datetime) -> Turn:
    """The address is known: open, prove, or go straight on where it was proved lately."""
    conversation = replace(conversation, address=address, misses=0)
    if conversation.purpose is not Purpose.REQUEST:
        if conversation.is_proved(address, at):
            return listening(conversation), (FindTickets(address),)
        return conversation, (SendCode(address, conversation.purpose),)
    return conversation, (OpenTickets(conversation.wishes, address),)


def awaiting_address(conversation: Conversation, said: Said) -> Turn | None:
    if said.address is not None:
        return with_address(conversation, said.address, said.at)
    if said.address_fault is not None:
        return conversation, (Say(f"address.{said.address_fault}", asks=Asks.EMAIL),)
    content = content_of(said)
    if content.is_cancel:
        return (conversation, (ask_address(conversation),)) if _is_cancel_again(conversation, said) else abandoned(conversation)
    refuses = Signal.NO_ADDRESS in said.signals or (content.is_no and not content.asks_something)
    if refuses and Signal.ASKS_WHY not in said.signals:
        return listening(conversation), (Say("address.refused", intent="chat.no"),)
    if _asks_why(said, content):
        return conversation, (Say("address.why"), ask_address(conversation))
    if said.code is not None or said.resembles_code:
        return conversation, (Say("code.none_sent", asks=Asks.EMAIL),)
    return _in_between(conversation, said, ask_address(conversation))


def awaiting_code(conversation: Conversation, said: Said) -> Turn | None:
    address = conversation.address
    if address is None:
        return replace(conversation, step=Step.AWAITING_ADDRESS), (ask_address(conversation),)
    if said.code is not None:
        return conversation, (CheckCode(said.code, address, conversation.purpose),)
    if said.address is not None:
        return with_address(conversation, said.address, said.at)
    if said.address_fault is not None:
        return replace(conversation, step=Step.AWAITING_ADDRESS), (Say(f"address.{said.address_fault}", asks=Asks.EMAIL),)
    if Signal.NEW_CODE in said.signals:
        return conversation, (SendCode(address, conversation.purpose),)
    if Signal.OTHER_ADDRESS in said.signals:
        return replace(conversation, step=Step.AWAITING_ADDRESS, address=None), (ask_address(conversation),)
    waiting = Say("code.waiting", {"address": address}, asks=Asks.CODE, options=CODE_OPTIONS)
    if content_of(said).is_cancel:
        return (conversation, (waiting,)) if _is_cancel_again(conversation, said) else abandoned(conversation)
    if said.resembles_code:
        return conversation, (Say("code.malformed", asks=Asks.CODE, options=CODE_OPTIONS),)
    return _in_between(conversation, said, waiting)


def abandoned(conversation: Conversation) -> Turn:
    """A change of mind before the case is open: it is taken back, and nothing is asked about why."""
    dropped = drop_tickets(conversation)
    conversation = replace(listening(conversation), wishes=(), purpose=Purpose.REQUEST)
    return conversation, (*dropped, Say("request.not_started", intent="request.cancel"))


def drop_tickets(conversation: Conversation) -> tuple[Effect, ...]:
    """Takes back the unverified cases of the pending wishes, so that none is left that nobody knows of."""
    tickets = tuple(wish.ticket for wish in conversation.wishes if wish.ticket is not None)
    return (DropTickets(tickets),) if tickets else ()


def ask_address(conversation: Conversation) -> Say:
    """Why the address is asked for depends on what follows: a code, or the answer itself."""
    if conversation.purpose is not Purpose.REQUEST:
        return Say(f"address.for_{conversation.purpose}", asks=Asks.EMAIL)
    kinds = {wish.kind for wish in conversation.wishes}
    if kinds == {Kind.QUESTION}:
        return Say("address.for_question", asks=Asks.EMAIL)
    if any(kind.needs_code for kind in kinds):
        return Say("address.for_code", asks=Asks.EMAIL)
    return Say("address.without_code", asks=Asks.EMAIL)


def verify_or_send(conversation: Conversation, address: str, at: datetime) -> Turn:
    """The cases stand; now show control of the mailbox, unless that was shown lately."""
    if conversation.is_proved(address, at):
        return listening(conversation), (VerifyTickets(conversation.wishes, address),)
    return conversation, (SendCode(address, Purpose.REQUEST),)


def _in_between(conversation: Conversation, said: Said, reminder: Say) -> Turn | None:
    """Another question inside a request: answered, then the request goes on where it was. A new wish joins it."""
    content = content_of(said, guesses=True)
    if others := _further(conversation, content.kinds):
        return _with_further(conversation, said, others)
    if content.asks_something:
        return conversation, (*answers_to(content), reminder)
    if content.kinds or "request.status" in content.intents:
        return conversation, (reminder,)
    return None


def _with_further(conversation: Conversation, said: Said, kinds: tuple[Kind, ...]) -> Turn:
    """Another wish joins those that are pending, or takes their place when the visitor says so."""
    wishes = wishes_of(said, kinds)
    if Signal.INSTEAD not in said.signals:
        return start(conversation, _joined(conversation.wishes, wishes))
    dropped = drop_tickets(conversation)
    conversation, effects = start(conversation, wishes)
    return conversation, (*dropped, *effects)


def _is_cancel_again(conversation: Conversation, said: Said) -> bool:
    """Whoever wants a case taken back and says so once more has not changed their mind."""
    return conversation.purpose is Purpose.CANCEL and Signal.THE_CASE in said.signals


def _asks_why(said: Said, content: Content) -> bool:
    """Whether they ask what the address is for, or what happens without it; a why alone is about the address, too."""
    about = {part.intent for part in content.answers}
    is_why = Signal.ASKS_WHY in said.signals or len(said.text.split()) <= FEW_WORDS
    return about == {"policy.voluntary"} or (is_why and about == {"policy.purposes"}) or (not about and Signal.ASKS_WHY in said.signals)


def _further(conversation: Conversation, kinds: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """The kinds that are not pending already."""
    pending = {wish.kind for wish in conversation.wishes}
    return tuple(kind for kind in kinds if kind not in pending)


def _joined(pending: tuple[Wish, ...], further: tuple[Wish, ...]) -> tuple[Wish, ...]:
    return tuple(sorted((*pending, *further), key=lambda wish: wish.kind.place))


def _confirm(wishes: tuple[Wish, ...]) -> Say:
    kinds = tuple(wish.kind for wish in wishes)
    intent = f"request.{kinds[0]}"
    if len(kinds) == 1:
        return Say(f"confirm.{kinds[0]}", asks=Asks.CONFIRM, options=YES_OR_NO, intent=intent)
    return Say("confirm.several", kinds=kinds, asks=Asks.CONFIRM, options=YES_OR_NO, intent=intent)
