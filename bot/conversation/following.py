"""What follows when an effect has been performed: the next thing to say or to do."""

from dataclasses import replace

from bot.conversation import requests
from bot.conversation.answering import YES_OR_NO, listening
from bot.conversation.catalogue import WITHDRAW
from bot.conversation.effects import Asks, Effect, FindTickets, LinkBreach, Option, Say, VerifyTickets
from bot.conversation.events import (
    BreachRecorded,
    CodeExhausted,
    CodeExpired,
    CodeMatched,
    CodeMismatched,
    CodeNotSent,
    CodeSent,
    Event,
    TicketNotWithdrawn,
    TicketSeen,
    TicketsFound,
    TicketsNotOpened,
    TicketsOpened,
    TicketsVerified,
    TicketWithdrawn,
)
from bot.conversation.state import Choice, Conversation, Proof, Purpose, Step
from bot.tickets.kinds import Kind
from bot.understanding.reading import Circumstance

Turn = tuple[Conversation, tuple[Effect, ...]]

MOST_CASES_TO_CHOOSE = 6


class UnexpectedEvent(Exception):
    """Something happened that the dialogue did not wait for: a fault of the program, never of the visitor."""


PROVING = frozenset({Step.AWAITING_ADDRESS, Step.AWAITING_CODE})
_WHEN_AWAITED: dict[type[Event], frozenset[Step]] = {
    CodeSent: PROVING,
    CodeNotSent: PROVING,
    CodeMatched: frozenset({Step.AWAITING_CODE}),
    CodeMismatched: frozenset({Step.AWAITING_CODE}),
    CodeExpired: frozenset({Step.AWAITING_CODE}),
    CodeExhausted: frozenset({Step.AWAITING_CODE}),
    TicketsOpened: PROVING,
    TicketsNotOpened: PROVING,
}
"""The steps in which an answer makes sense; the others may follow in any."""


def follow(conversation: Conversation, event: Event) -> Turn:
    awaited = _WHEN_AWAITED.get(type(event))
    if awaited is not None and conversation.step not in awaited:
        raise UnexpectedEvent(type(event).__name__)
    match event:
        case TicketsOpened():
            return _opened(conversation, event)
        case TicketsNotOpened():
            return replace(listening(conversation), wishes=()), (Say("request.too_many"),)
        case CodeSent():
            conversation = replace(conversation, step=Step.AWAITING_CODE)
            return conversation, (Say("code.sent", {"address": event.address}, asks=Asks.CODE, options=requests.CODE_OPTIONS),)
        case CodeNotSent():
            conversation = replace(conversation, step=Step.AWAITING_CODE)
            values = {"when": event.until.isoformat()}
            return conversation, (Say(f"code.{event.delay}", values, asks=Asks.CODE, options=requests.CODE_OPTIONS),)
        case CodeMatched():
            return _matched(conversation, event)
        case CodeMismatched():
            say = Say("code.wrong", {"tries": str(event.tries_left)}, asks=Asks.CODE, options=requests.CODE_OPTIONS)
            return conversation, (say,)
        case CodeExpired():
            return conversation, (Say("code.expired", asks=Asks.CODE, options=requests.CODE_OPTIONS),)
        case CodeExhausted():
            return conversation, (Say("code.exhausted", asks=Asks.CODE, options=requests.CODE_OPTIONS),)
        case TicketsVerified():
            return _verified(conversation, event)
        case TicketsFound():
            return _found(conversation, event)
        case TicketWithdrawn():
            say = Say("cancel.done", {"reference": event.ticket.reference}, intent="request.cancel")
            return listening(conversation), (say,)
        case TicketNotWithdrawn():
            return listening(conversation), (Say("cancel.too_late", intent="request.cancel"),)
        case BreachRecorded():
            return replace(conversation, breach=event.breach), ()
        case _:
            raise UnexpectedEvent(type(event).__name__)


def _opened(conversation: Conversation, event: TicketsOpened) -> Turn:
    """Cases without a code are done; those with one go on to the address and the code."""
    is_deleting = any(wish.kind is Kind.DELETION for wish in conversation.wishes)
    address = conversation.address or ""
    said: tuple[Effect, ...] = tuple(
        _without_code(ticket, address, is_deleting=is_deleting) for ticket in event.tickets if not ticket.kind.needs_code
    )
    said = (*_linked(conversation, event), *said)
    ids = {ticket.kind: ticket.id for ticket in event.tickets if ticket.kind.needs_code}
    closed = {ticket.kind for ticket in event.tickets if not ticket.kind.needs_code}
    wishes = tuple(replace(wish, ticket=ids.get(wish.kind, wish.ticket)) for wish in conversation.wishes if wish.kind not in closed)
    conversation = replace(conversation, wishes=wishes)
    if not any(wish.kind.needs_code for wish in wishes) and conversation.address is not None:
        return replace(listening(conversation), wishes=()), said
    if conversation.address is None:
        return conversation, (*said, requests.ask_address(conversation))
    conversation, effects = requests.verify_or_send(conversation, conversation.address, event.at)
    return conversation, (*said, *effects)


def _linked(conversation: Conversation, event: TicketsOpened) -> tuple[Effect, ...]:
    """The message to a person in which a breach was reported is kept together with what was written down of it."""
    is_report = any(wish.kind is Kind.QUESTION and Circumstance.BREACH_REPORT in wish.circumstances for wish in conversation.wishes)
    if conversation.breach is None or not is_report:
        return ()
    return tuple(LinkBreach(conversation.breach, ticket.id) for ticket in event.tickets if ticket.kind is Kind.QUESTION)


def _without_code(ticket: TicketSeen, address: str, *, is_deleting: bool) -> Say:
    """Who only withdraws consent is asked whether to erase, too (R24); who has asked for that already is not."""
    return Say(
        "opened.withdrawn_too" if is_deleting and ticket.kind is Kind.WITHDRAW_CONSENT else f"opened.{ticket.kind}",
        {
            "reference": ticket.reference,
            "received": ticket.received_on.isoformat(),
            "due": ticket.due_on.isoformat(),
            "address": address,
        },
        intent=None if ticket.kind is Kind.QUESTION else f"request.{ticket.kind}",
        ticket=ticket,
    )


def _matched(conversation: Conversation, event: CodeMatched) -> Turn:
    proofs = (*(one for one in conversation.proofs if one.address != event.address), Proof(event.address, event.until))
    conversation = replace(listening(conversation), proofs=proofs, address=event.address, misses=0)
    if conversation.purpose is Purpose.REQUEST:
        return conversation, (VerifyTickets(conversation.wishes, event.address),)
    return conversation, (FindTickets(event.address),)


def _verified(conversation: Conversation, event: TicketsVerified) -> Turn:
    """Reference, date of receipt, date due, and what happens next (R3)."""
    conversation = replace(listening(conversation), wishes=())
    if not event.tickets:
        return conversation, (Say("request.lapsed"),)
    effects = []
    for place, ticket in enumerate(event.tickets):
        reply = "opened.already" if ticket.was_open else "opened.also" if place else "opened.verified"
        values = {
            "reference": ticket.reference,
            "received": ticket.received_on.isoformat(),
            "due": ticket.due_on.isoformat(),
        }
        effects.append(Say(reply, values, kinds=(ticket.kind,), intent=f"request.{ticket.kind}", ticket=ticket))
    is_any_new = not all(ticket.was_open for ticket in event.tickets)
    return conversation, (*effects, Say("opened.next")) if is_any_new else tuple(effects)


def _found(conversation: Conversation, event: TicketsFound) -> Turn:
    """Only this address's cases; having none is told in the same words as a wrong number (R31)."""
    wants_cancel = conversation.purpose is Purpose.CANCEL
    conversation = replace(listening(conversation), purpose=Purpose.REQUEST)
    intent = "request.cancel" if wants_cancel else "request.status"
    if not event.tickets:
        return conversation, (Say("status.none", intent=intent),)
    if not wants_cancel:
        return conversation, tuple(one for ticket in event.tickets for one in _standing(ticket))
    if len(event.tickets) == 1:
        ticket = event.tickets[0]
        conversation = replace(conversation, step=Step.AWAITING_OFFER, offer=f"{WITHDRAW}{ticket.id}")
        values = {"reference": ticket.reference}
        say = Say("cancel.confirm", values, kinds=(ticket.kind,), asks=Asks.CONFIRM, options=YES_OR_NO, intent=intent, ticket=ticket)
        return conversation, (say,)
    tickets = event.tickets[:MOST_CASES_TO_CHOOSE]
    conversation = replace(
        conversation,
        step=Step.AWAITING_CHOICE,
        choices=tuple(Choice(f"{WITHDRAW}{ticket.id}", ticket.reference) for ticket in tickets),
    )
    options = tuple(Option(text=ticket.reference) for ticket in tickets)
    which = Say("cancel.which", asks=Asks.CHOICE, options=options, intent=intent)
    return conversation, (*(_status(ticket) for ticket in tickets), which)


def _standing(ticket: TicketSeen) -> tuple[Say, ...]:
    """How the case stands; and that its date is the later one, where it was extended."""
    if not ticket.is_extended:
        return (_status(ticket),)
    values = {"reference": ticket.reference, "due": ticket.due_on.isoformat()}
    return _status(ticket), Say("status.extended", values, intent="request.status", ticket=ticket)


def _status(ticket: TicketSeen) -> Say:
    values = {"reference": ticket.reference, "received": ticket.received_on.isoformat(), "due": ticket.due_on.isoformat()}
    return Say(f"status.{ticket.status}", values, kinds=(ticket.kind,), intent="request.status", ticket=ticket)
