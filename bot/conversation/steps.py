"""Every move of a conversation starts here. Two rules:

An event that no step expects raises `UnexpectedEvent` and changes nothing. This package knows no words, no channel
and no clock: it asks for effects and is told what came of them.
"""

from collections.abc import Callable
from dataclasses import replace

from bot.content import Language
from bot.conversation import requests
from bot.conversation.answering import (
    SMALL_TALK,
    YES_OR_NO,
    address_noted,
    after_answers,
    answers_to,
    circumstance_of,
    content_of,
    in_doubt,
    is_just_an_address,
    listening,
    missed,
    moment_of,
    not_answered,
    offering,
    small_talk,
    to_a_person,
    which,
    wishes_of,
)
from bot.conversation.catalogue import QUESTION, WITHDRAW, Catalogue
from bot.conversation.effects import Answer, Asks, Effect, Option, RecordBreach, Say, WithdrawTicket
from bot.conversation.events import Event, Opened, Said, Signal
from bot.conversation.following import follow
from bot.conversation.state import Conversation, Purpose, Step, Wish
from bot.tickets.kinds import Kind
from bot.understanding.reading import Certainty, Circumstance

Turn = tuple[Conversation, tuple[Effect, ...]]

FEW_WORDS = 3
AFTER_AN_ANSWER = frozenset({Step.LISTENING, Step.AWAITING_CHOICE, Step.AWAITING_OFFER})


def advance(conversation: Conversation, event: Event, catalogue: Catalogue) -> Turn:
    """The next state, and what to do about the event."""
    match event:
        case Opened():
            notice = Say("notice", options=(Option(reply="option.about_this_chat"),))
            return conversation, (Say("greeting", intent="chat.greeting"), notice)
        case Said():
            conversation, effects = _said(conversation, event, catalogue)
            return conversation, (*_breach_in(conversation, event), *effects)
        case _:
            return follow(conversation, event)


def _breach_in(conversation: Conversation, said: Said) -> tuple[Effect, ...]:
    """A report that data has gone astray is written down at once, whatever else is going on, and without a yes: its clock runs
    from when we knew (R28). It is no request, and opens none.
    """
    is_new = Circumstance.BREACH_REPORT in said.reading.circumstances and conversation.breach is None
    return (RecordBreach(said.text, said.at),) if is_new else ()


def _said(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
    conversation = replace(conversation, language=_language(conversation, said))
    if Circumstance.CRISIS in said.reading.circumstances:
        return replace(conversation, in_crisis=True), (Say("circumstance.crisis", intent=said.reading.intent),)
    if conversation.in_crisis and conversation.step is Step.LISTENING and _says_little(said):
        return conversation, (Say("circumstance.crisis_again", intent=said.reading.intent),)
    conversation = replace(conversation, in_crisis=False)
    if _says_not_answered(conversation, said):
        return not_answered(conversation, said)
    if said.was_masked and said.code is None:
        state, effects = _STEPS[conversation.step](conversation, said, catalogue)
        is_missed = state.misses > conversation.misses
        return (conversation, (_masked(conversation),)) if is_missed else (state, (_masked(conversation), *effects))
    return _STEPS[conversation.step](conversation, said, catalogue)


def _language(conversation: Conversation, said: Said) -> Language:
    """The language of the message. One word does not change it, unless it greets; nor do a few that mean nothing, or that
    both written Norwegians share (L4).
    """
    new, words = said.reading.language.answered_in, len(said.text.split())
    is_scrap = said.reading.certainty is Certainty.UNKNOWN and words <= FEW_WORDS
    is_alone = words == 1 and said.reading.intent != "chat.greeting"
    is_shared = words < FEW_WORDS and {new, conversation.language} == {Language.NB, Language.NN}
    return conversation.language if is_alone or is_scrap or is_shared else new


def _says_little(said: Said) -> bool:
    """Whether it is a word of thanks, a yes or no, or nothing that the assistant knows anything about."""
    return said.address is None and (said.reading.certainty is Certainty.UNKNOWN or said.reading.intent in SMALL_TALK)


def _says_not_answered(conversation: Conversation, said: Said) -> bool:
    """Only when something was answered, and nothing else is asked for in the same breath."""
    if Signal.NOT_ANSWERED not in said.signals or conversation.topic is None or conversation.step not in AFTER_AN_ANSWER:
        return False
    content = content_of(said)
    is_more = content.kinds or content.asks_something or said.was_masked or said.address is not None
    return not is_more and circumstance_of(said) is None


def _masked(conversation: Conversation) -> Say:
    """Kindly: such numbers are not needed. What was asked before is still being asked."""
    asks = {Step.AWAITING_ADDRESS: Asks.EMAIL, Step.AWAITING_CODE: Asks.CODE, Step.AWAITING_CONFIRMATION: Asks.CONFIRM}
    return Say("masked", asks=asks.get(conversation.step, Asks.NONE))


def _listening(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
    """Nothing is awaited: circumstances first, then wishes, acts upon cases, answers, small talk, doubt, and failure."""
    circumstance = circumstance_of(said)
    if circumstance is not None:
        return to_a_person(conversation, said, circumstance)
    if said.address is not None:
        if conversation.wishes:
            resumed = replace(conversation, step=Step.AWAITING_ADDRESS, purpose=Purpose.REQUEST)
            return requests.with_address(resumed, said.address, said.at)
        conversation = replace(conversation, address=said.address)
    content = content_of(said)
    if content.kinds:
        conversation, effects = requests.start(conversation, wishes_of(said, content.kinds))
        return conversation, (*answers_to(content), *effects)
    if content.is_cancel:
        if conversation.wishes:
            return requests.abandoned(conversation)
        return requests.begin_proof(conversation, Purpose.CANCEL, said.at)
    if "request.status" in content.intents:
        return requests.begin_proof(conversation, Purpose.STATUS, said.at)
    if Signal.DECLINES in said.signals:
        return replace(listening(conversation), misses=0), (Say("request.not_started", intent="chat.no"),)
    if content.asks_something:
        return after_answers(conversation, said, content, catalogue)
    if content.is_yes and conversation.wishes:
        resumed = replace(listening(conversation), step=Step.AWAITING_ADDRESS, purpose=Purpose.REQUEST)
        return resumed, (requests.ask_address(resumed),)
    if (reply := small_talk(said)) is not None:
        return replace(listening(conversation), misses=0), (reply,)
    if said.names_case:
        return requests.begin_proof(conversation, Purpose.STATUS, said.at)
    if is_just_an_address(said):
        return address_noted(conversation, said)
    return in_doubt(conversation, said) or missed(conversation, said)


def _awaiting_choice(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
    if said.choice == len(conversation.choices):
        return missed(conversation, said)
    if said.choice is None:
        return _without_choice(conversation, said, catalogue)
    value = conversation.choices[said.choice].value
    asked = replace(said, text=conversation.asked or said.text, at=moment_of(conversation, said))
    conversation = replace(listening(conversation), misses=0)
    if value.startswith(WITHDRAW):
        return _withdraw(conversation, value, said)
    if (kind := Kind.of_intent(value)) is not None:
        return requests.start(conversation, wishes_of(asked, (kind,)))
    if value in {"request.status", "request.cancel"}:
        purpose = Purpose.STATUS if value == "request.status" else Purpose.CANCEL
        return requests.begin_proof(conversation, purpose, said.at)
    conversation = replace(conversation, topic=value)
    if (offer := catalogue.offer_after(value, "")) is None:
        return conversation, (Answer(value),)
    conversation, question = offering(conversation, asked, offer)
    return conversation, (Answer(value), question)


def _without_choice(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
    """No choice is named: a yes takes the first if it is a wish, which is said back anyway; an address leaves the choices open."""
    content = content_of(said)
    is_plain = not content.kinds and not content.asks_something
    if content.is_no and is_plain:
        return missed(conversation, said)
    if content.is_yes and is_plain:
        if conversation.choices and Kind.of_intent(conversation.choices[0].value) is not None:
            return _awaiting_choice(conversation, replace(said, choice=0), catalogue)
        return conversation, (which(conversation, "choice.which"),)
    if is_just_an_address(said) and circumstance_of(said) is None and not conversation.wishes:
        return address_noted(conversation, said)
    return _listening(listening(conversation), said, catalogue)


def _awaiting_offer(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
    content, offer = content_of(said), conversation.offer or ""
    if said.address is not None and circumstance_of(said) is None:
        conversation = replace(conversation, address=said.address)
    if content.is_yes and not content.kinds and not content.is_no:
        return _accepted(conversation, said, offer)
    if content.is_no and not content.kinds and not content.asks_something:
        return replace(listening(conversation), misses=0), (Say("offer.declined", intent="chat.no"),)
    if said.address is not None and offer == QUESTION and not content.kinds:
        return _accepted(conversation, said, offer)
    return _listening(listening(conversation), said, catalogue)


def _accepted(conversation: Conversation, said: Said, offer: str) -> Turn:
    if offer.startswith(WITHDRAW):
        return _withdraw(listening(conversation), offer, said)
    if offer == QUESTION:
        if not conversation.asked:
            return replace(conversation, step=Step.AWAITING_QUESTION, offer=None), (Say("question.write_it", asks=Asks.DETAILS),)
        return _pass_on(conversation, conversation.asked, said)
    kind = Kind.of_intent(offer)
    if kind is None:
        return listening(conversation), (Answer(offer),)
    wish = Wish(kind=kind, words=conversation.asked or said.text, at=said.at)
    return requests.confirmed(replace(conversation, wishes=(wish,)), said.at)


def _withdraw(conversation: Conversation, value: str, said: Said) -> Turn:
    """Takes the case back while the proof still holds; afterwards the address is to be proved anew."""
    if not conversation.is_proved(conversation.address, said.at) or conversation.address is None:
        return requests.begin_proof(conversation, Purpose.CANCEL, said.at)
    return conversation, (WithdrawTicket(value.removeprefix(WITHDRAW), conversation.address),)


def _awaiting_question(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
    content = content_of(said)
    if content.kinds:
        return _listening(listening(conversation), said, catalogue)
    if content.is_no or content.is_cancel:
        return listening(conversation), (Say("offer.declined", intent="chat.no"),)
    return _pass_on(conversation, said.text, said)


def _pass_on(conversation: Conversation, question: str, said: Said) -> Turn:
    """A question for a person: a case with an address to answer to, and no code (nothing is disclosed or changed)."""
    wish = Wish(kind=Kind.QUESTION, words=question, at=moment_of(conversation, said), circumstances=conversation.asked_circumstances)
    kept = tuple(one for one in conversation.wishes if one.ticket is not None and one.kind is not Kind.QUESTION)
    return requests.confirmed(replace(conversation, wishes=(*kept, wish)), said.at)


def _with_earlier_words(conversation: Conversation, wishes: tuple[Wish, ...]) -> Conversation:
    """What is put before a person begins with the wishes already said, and so does its clock (D1)."""
    if not wishes:
        return conversation
    words = dict.fromkeys((*(wish.words for wish in wishes), conversation.asked))
    return replace(conversation, asked="\n".join(words), asked_at=min(wish.at for wish in wishes))


def _in_request(step: Callable[[Conversation, Said], Turn | None], unclear: str) -> Callable[[Conversation, Said, Catalogue], Turn]:
    """A step of a request, with what to say when the message fits nothing there."""

    def take(conversation: Conversation, said: Said, catalogue: Catalogue) -> Turn:
        circumstance = circumstance_of(said)
        if circumstance is not None:
            wishes, dropped = conversation.wishes, requests.drop_tickets(conversation)
            conversation, effects = to_a_person(replace(conversation, wishes=()), said, circumstance)
            return _with_earlier_words(conversation, wishes), (*dropped, *effects)
        if (turn := step(conversation, said)) is not None:
            return turn
        misses = conversation.misses + 1
        reply = unclear if misses == 1 else f"{unclear}_again"
        asks = {Step.AWAITING_CONFIRMATION: Asks.CONFIRM, Step.AWAITING_ADDRESS: Asks.EMAIL}.get(conversation.step, Asks.CODE)
        options = {Asks.CONFIRM: YES_OR_NO, Asks.CODE: requests.CODE_OPTIONS}.get(asks, ())
        return replace(conversation, misses=misses), (Say(reply, asks=asks, options=options),)

    return take


_STEPS: dict[Step, Callable[[Conversation, Said, Catalogue], Turn]] = {
    Step.LISTENING: _listening,
    Step.AWAITING_CHOICE: _awaiting_choice,
    Step.AWAITING_OFFER: _awaiting_offer,
    Step.AWAITING_QUESTION: _awaiting_question,
    Step.AWAITING_CONFIRMATION: _in_request(requests.awaiting_confirmation, "confirm.unclear"),
    Step.AWAITING_ADDRESS: _in_request(requests.awaiting_address, "address.unclear"),
    Step.AWAITING_CODE: _in_request(requests.awaiting_code, "code.unclear"),
}
