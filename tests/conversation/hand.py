"""Hand-made readings and messages, so that the dialogue is tried without any content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.content import Language
from bot.conversation.effects import Effect, Say
from bot.conversation.events import Event, Said, TicketSeen
from bot.conversation.state import Conversation
from bot.conversation.steps import advance
from bot.tickets.kinds import Kind
from bot.understanding.reading import OUT_OF_SCOPE, Candidate, Certainty, Circumstance, Part, RankedStatement, Reading

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Offers:
    """A catalogue by hand: the next step after an answer, by intent."""

    after: Mapping[str, str] = field(default_factory=dict)

    def offer_after(self, intent: str, aspect: str) -> str | None:
        return self.after.get(intent)


NO_OFFERS = Offers()


def certain(*intents: str, circumstances: frozenset[Circumstance] = frozenset(), language: Language = Language.NB) -> Reading:
    return _reading(Certainty.CERTAIN, intents, circumstances, language)


def unsure(*candidates: str, score: float = 0.5, language: Language = Language.NB) -> Reading:
    return _reading(Certainty.UNSURE, candidates[:1], frozenset(), language, candidates, score=score)


def unknown(nearest: float = 0.0, language: Language = Language.NB) -> Reading:
    """`nearest` is the likeness of the statement that resembles the message most."""
    return _reading(Certainty.UNKNOWN, (OUT_OF_SCOPE,), frozenset(), language, statements=(RankedStatement("data.form", nearest),))


def _reading(
    certainty: Certainty,
    intents: tuple[str, ...],
    circumstances: frozenset[Circumstance],
    language: Language,
    candidates: tuple[str, ...] = (),
    statements: tuple[RankedStatement, ...] = (),
    score: float = 0.5,
) -> Reading:
    guesses = tuple(Candidate(intent, score) for intent in candidates or intents)
    return Reading(
        text="",
        language=language,
        intent=intents[0],
        score=score,
        certainty=certainty,
        candidates=guesses,
        statements=statements,
        parts=tuple(Part("", intent, "", score, certainty, guesses) for intent in intents),
        circumstances=circumstances,
        follows_topic=False,
    )


def said(reading: Reading, *, text: str = "what the visitor wrote", **facts: object) -> Said:
    return Said(text=text, reading=reading, at=NOW, **facts)  # type: ignore[arg-type]


def ticket(kind: Kind, name: str = "t1", **facts: object) -> TicketSeen:
    return TicketSeen(
        id=name,
        reference=f"{kind.prefix}-2026-0042",
        kind=kind,
        status="new",
        received_on=date(2026, 11, 23),
        due_on=date(2026, 12, 23),
        **facts,  # type: ignore[arg-type]
    )


def after(*events: Event, start: Conversation | None = None, catalogue: Offers = NO_OFFERS) -> tuple[Conversation, tuple[Effect, ...]]:
    """The state after all these events, and the effects of the last."""
    conversation, effects = start or Conversation(), tuple[Effect, ...]()
    for event in events:
        conversation, effects = advance(conversation, event, catalogue)
    return conversation, effects


def replies(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.reply for effect in effects if isinstance(effect, Say)]
