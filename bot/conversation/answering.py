"""What a message asks, part by part: answers at once, wishes collected, doubt and failure said openly."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation.catalogue import QUESTION, Catalogue
from bot.conversation.effects import Answer, Asks, Effect, Option, QuoteNearest, Say
from bot.conversation.events import Said
from bot.conversation.state import Choice, Conversation, Step, Wish
from bot.tickets.kinds import Kind
from bot.understanding.reading import OUT_OF_SCOPE, Candidate, Certainty, Circumstance, Part

MOST_CHOICES = 3
MISSES_BEFORE_A_PERSON = 2
NEAR_ENOUGH = 0.6
"""A statement this like the question is quoted when no intent fits; below it the likeness is chance."""

LIKELY = 0.6
"""An unsure guess at a question is answered from here on: right 70 times of 92 on the development set."""

SURE_WISH = 0.9
"""An unsure wish inside a request is said back from here on; below it, a hasty yes could start what nobody wished."""

WORTH_ASKING = 0.1
"""A wish this likely beside small talk is asked about: a needless choice costs a turn, a lost wish a right (R1)."""

YES_OR_NO = (Option(reply="option.yes"), Option(reply="option.no"))
TOPICS = ("policy.data_collected", "request.access", "request.deletion")
WORDS_AROUND_AN_ADDRESS = 6
"""An address with no more words than these, and none of them understood, was given for its own sake."""

WISHES = ("request.access", "request.deletion", "request.status")
"""What an address alone is mostly given for."""

ANSWERS_TO_US = frozenset({"chat.yes", "chat.no", "request.cancel"})
"""The best guess is enough for these: each only answers a question of ours, or undoes what has not happened yet."""

TO_A_PERSON = (
    Circumstance.BREACH_REPORT,
    Circumstance.DECEASED,
    Circumstance.POLICE,
    Circumstance.PRESS,
    Circumstance.LAWYER,
    Circumstance.CHILD,
    Circumstance.ON_BEHALF,
    Circumstance.CUSTOMER_DATA,
)
"""These are for people (R7, R8, R28, R29), in the order in which one is named when several hold."""

A_BREACH = ("gap.breach", "report")
"""The question that is none: somebody reports a leak in words that no list of phrases holds."""

PERSON_ONLY = frozenset({Circumstance.BREACH_REPORT, Circumstance.DECEASED})
"""Nobody who reports a leak or mourns wants the declaration quoted."""

SMALL_TALK = {
    "chat.greeting": "small_talk.greeting",
    "chat.thanks": "small_talk.thanks",
    "chat.goodbye": "small_talk.goodbye",
    "chat.yes": "small_talk.nothing_open",
    "chat.no": "small_talk.nothing_open",
}


@dataclass(frozen=True)
class Content:
    """What a message holds: parts to answer, kinds of case wished for, and the acts upon cases."""

    answers: tuple[Part, ...]
    kinds: tuple[Kind, ...]
    intents: frozenset[str]

    @property
    def is_yes(self) -> bool:
        return "chat.yes" in self.intents

    @property
    def is_no(self) -> bool:
        return "chat.no" in self.intents

    @property
    def is_cancel(self) -> bool:
        return "request.cancel" in self.intents

    @property
    def asks_something(self) -> bool:
        """Whether there is something to answer at once, whatever else is going on."""
        return bool(self.answers) or bool(self.intents & {"chat.help", "chat.human"})


def content_of(said: Said, *, guesses: bool = False) -> Content:
    """The certain parts, sorted; wishes in the order in which they may be fulfilled: access before deletion.

    With `guesses`, a likely question or wish counts, too: inside a request there is no room for choices, and a wish is
    said back before it becomes one.
    """
    certain = [part for part in said.reading.parts if part.certainty is Certainty.CERTAIN and not _is_aside(part, said)]
    first = said.reading.parts[0]
    if not certain and first.certainty is Certainty.UNSURE:
        enough = LIKELY if is_question(first.intent) else SURE_WISH
        is_guess = guesses and first.score >= enough and (is_question(first.intent) or Kind.of_intent(first.intent) is not None)
        certain = [first] if first.intent in ANSWERS_TO_US or is_guess else []
    kinds = {kind for part in certain if (kind := Kind.of_intent(part.intent)) is not None}
    answers = tuple(part for part in certain if is_question(part.intent) or part.intent == "chat.bot")
    return Content(
        answers=answers,
        kinds=tuple(sorted(kinds, key=lambda kind: kind.place)),
        intents=frozenset(part.intent for part in certain),
    )


def is_question(intent: str) -> bool:
    """Whether the declaration, or its silence, answers it."""
    return intent.startswith(("policy.", "gap."))


def _is_aside(part: Part, said: Said) -> bool:
    """Words around an address or a number that was given are no question about addresses or numbers."""
    return (said.address is not None and part.intent in {"policy.contact", "policy.data_collected"}) or (
        said.was_masked and part.intent == "policy.not_collected"
    )


def circumstances_of(said: Said) -> frozenset[Circumstance]:
    """What its words show, and a breach that a part is likely to report (R28)."""
    reports = any((part.intent, part.aspect) == A_BREACH and part.score >= LIKELY for part in said.reading.parts)
    return said.reading.circumstances | {Circumstance.BREACH_REPORT} if reports else said.reading.circumstances


def circumstance_of(said: Said) -> Circumstance | None:
    """The circumstance that sends this message to a person, if any."""
    found = circumstances_of(said)
    return next((one for one in TO_A_PERSON if one in found), None)


def wishes_of(said: Said, kinds: tuple[Kind, ...]) -> tuple[Wish, ...]:
    circumstances = tuple(sorted(circumstances_of(said)))
    return tuple(Wish(kind=kind, words=said.text, at=said.at, circumstances=circumstances) for kind in kinds)


def answers_to(content: Content) -> tuple[Effect, ...]:
    """The answers alone, each once, in the order asked; also inside a request, which then goes on."""
    effects: list[Effect] = []
    for part in content.answers:
        answer = Answer(part.intent, part.aspect)
        if answer not in effects:
            effects.append(answer)
    if "chat.help" in content.intents:
        effects.append(Say("help", intent="chat.help"))
    if "chat.human" in content.intents:
        effects.append(Say("human", intent="chat.human"))
    return tuple(effects)


def after_answers(
    conversation: Conversation, said: Said, content: Content, catalogue: Catalogue
) -> tuple[Conversation, tuple[Effect, ...]]:
    """The answers, and at most one next step after them (L7)."""
    effects = answers_to(content)
    last = content.answers[-1] if content.answers else None
    topic = last.intent if last is not None and last.intent != "chat.bot" else conversation.topic
    conversation = replace(listening(conversation), topic=topic, misses=0)
    offer = catalogue.offer_after(last.intent, last.aspect) if last is not None else None
    if "chat.human" in content.intents:
        offer = QUESTION
    if offer is None:
        return conversation, effects
    conversation, question = offering(conversation, said, offer)
    return conversation, (*effects, question)


def offering(conversation: Conversation, said: Said, offer: str) -> tuple[Conversation, Say]:
    """Put the one next step to the visitor; the yes to it is the spoken yes that a request needs."""
    is_message = offer == QUESTION and circumstance_of(said) is not None
    asked = "" if "chat.human" in {part.intent for part in said.reading.parts} else said.text
    conversation = replace(
        conversation,
        step=Step.AWAITING_OFFER,
        offer=offer,
        asked=asked,
        asked_at=said.at,
        asked_circumstances=tuple(sorted(circumstances_of(said))),
    )
    reply = "offer.message" if is_message else f"offer.{offer}"
    return conversation, Say(reply, asks=Asks.CONFIRM, options=YES_OR_NO, intent=said.reading.intent)


def to_a_person(conversation: Conversation, said: Said, circumstance: Circumstance) -> tuple[Conversation, tuple[Effect, ...]]:
    """Nothing is disclosed and no case opened on another's behalf; what the declaration says is public, and still said."""
    answers = () if circumstance in PERSON_ONLY else answers_to(content_of(said))
    if circumstance is Circumstance.CHILD:  # what is said to a child says already what there is to say of children
        answers = tuple(one for one in answers if one != Answer("gap.children"))
    conversation, question = offering(replace(listening(conversation), misses=0), said, QUESTION)
    to_whom = Say(f"circumstance.{circumstance}", intent=said.reading.intent)
    return conversation, ((to_whom, *answers, question) if circumstance is Circumstance.CHILD else (*answers, to_whom, question))


def in_doubt(conversation: Conversation, said: Said) -> tuple[Conversation, tuple[Effect, ...]] | None:
    """Up to three choices, when some of the likely meanings can be named; None when none can.

    A likely question is answered at once, with the other meanings as choices: a wrong answer costs a line, a choice a turn.
    A wish is never guessed.
    """
    candidates = [one.intent for one in said.reading.candidates if one.intent != OUT_OF_SCOPE]
    named = [intent for intent in candidates if not intent.startswith("chat.")][:MOST_CHOICES]
    if not named or said.reading.certainty is not Certainty.UNSURE:
        return None
    best = said.reading.parts[0]
    is_likely = best.score >= LIKELY and is_question(best.intent)
    others = [intent for intent in named if intent != best.intent] if is_likely else named
    options = (*(Option(intent=intent) for intent in others), Option(reply="option.none_of_these"))
    conversation = replace(
        conversation,
        step=Step.AWAITING_CHOICE,
        choices=tuple(Choice(intent) for intent in others),
        topic=best.intent if is_likely else conversation.topic,
        asked=said.text,
        asked_at=said.at,
    )
    if not is_likely:
        return conversation, (Say("unsure", asks=Asks.CHOICE, options=options, intent=said.reading.intent),)
    answer = Answer(best.intent, best.aspect)
    if not others:
        return listening(conversation), (answer,)
    return conversation, (answer, Say("unsure_other", asks=Asks.CHOICE, options=options, intent=said.reading.intent))


def missed(conversation: Conversation, said: Said) -> tuple[Conversation, tuple[Effect, ...]]:
    """Say so; topics the first time, a person from the second on (never more than two misses without one)."""
    misses = conversation.misses + 1
    conversation = replace(listening(conversation), misses=misses)
    if misses >= MISSES_BEFORE_A_PERSON:
        conversation, question = offering(conversation, said, QUESTION)
        return conversation, (Say("unknown_again", intent=OUT_OF_SCOPE), question)
    nearest = next((one for one in said.reading.statements if one.score >= NEAR_ENOUGH), None)
    options = tuple(Option(intent=intent) for intent in TOPICS)
    unknown = Say("unknown", asks=Asks.CHOICE, options=options, intent=OUT_OF_SCOPE)
    conversation = replace(
        conversation, step=Step.AWAITING_CHOICE, choices=tuple(Choice(intent) for intent in TOPICS), asked=said.text, asked_at=said.at
    )
    return conversation, (QuoteNearest(nearest.id), unknown) if nearest is not None else (unknown,)


def not_answered(conversation: Conversation, said: Said) -> tuple[Conversation, tuple[Effect, ...]]:
    """The last answer did not help: no second try by the same means, but a person, who is told the question by the visitor."""
    conversation, question = offering(replace(listening(conversation), misses=0), said, QUESTION)
    return replace(conversation, asked=""), (Say("not_answered", intent=said.reading.intent), question)


def which(conversation: Conversation, reply: str) -> Say:
    """Ask once more which of the open choices is meant."""
    named = tuple(Option(text=one.text) if one.text else Option(intent=one.value) for one in conversation.choices)
    options = named if any(one.text for one in conversation.choices) else (*named, Option(reply="option.none_of_these"))
    return Say(reply, asks=Asks.CHOICE, options=options)


def is_just_an_address(said: Said) -> bool:
    is_short = len(said.text.split()) <= WORDS_AROUND_AN_ADDRESS
    return said.address is not None and is_short and said.reading.certainty is Certainty.UNKNOWN


def address_noted(conversation: Conversation, said: Said) -> tuple[Conversation, tuple[Effect, ...]]:
    """An address and nothing else: it is kept, and asked what it is for."""
    choices = conversation.choices or tuple(Choice(intent) for intent in WISHES)
    asked, asked_at = (conversation.asked, conversation.asked_at) if conversation.choices else (said.text, said.at)
    conversation = replace(
        conversation, step=Step.AWAITING_CHOICE, choices=choices, asked=asked, asked_at=asked_at, address=said.address, misses=0
    )
    return conversation, (which(conversation, "address.noted"),)


def small_talk(said: Said) -> Say | None:
    """The reply to a greeting, thanks, a goodbye, or a yes and no that nobody asked for.

    Doubt does no harm here, unless a wish may be behind it: "takk for hjelpen, slett meg også".
    """
    if said.reading.certainty is Certainty.UNSURE and any(map(_may_be_wished, said.reading.candidates)):
        return None
    reply = SMALL_TALK.get(said.reading.intent) if said.reading.certainty is not Certainty.UNKNOWN else None
    return Say(reply, intent=said.reading.intent) if reply is not None else None


def _may_be_wished(candidate: Candidate) -> bool:
    return candidate.score >= WORTH_ASKING and Kind.of_intent(candidate.intent) is not None


def listening(conversation: Conversation) -> Conversation:
    """The same chat with nothing left open; pending wishes and proofs stay."""
    return replace(conversation, step=Step.LISTENING, choices=(), offer=None, asked="", asked_at=None, asked_circumstances=())


def moment_of(conversation: Conversation, said: Said) -> datetime:
    """When what is now being done was first asked for (D1)."""
    return conversation.asked_at or said.at
