"""From what the core wants said to the message that is shown and stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.answers.dates import oslo_date, written_date, written_time
from bot.answers.wording import AnswerText, compose, quote
from bot.content import Language
from bot.contents import Contents
from bot.conversation.effects import Answer, Asks, Option, QuoteNearest, Say
from bot.tickets.kinds import Kind


@dataclass(frozen=True)
class Draft:
    """A message of the bot before it has a number. Dictionaries are shaped as clients get them."""

    text: str
    language: Language
    intent: str | None = None
    cites: list[dict[str, object]] = field(default_factory=list)
    asks: Asks = Asks.NONE
    options: list[dict[str, str]] = field(default_factory=list)
    ticket: dict[str, str] | None = None


def rendered(effect: Say | Answer | QuoteNearest, contents: Contents, language: Language) -> Draft:
    match effect:
        case Answer():
            topic = contents.topics.get(effect.intent, effect.aspect)
            answer = compose(topic, contents.policy, contents.replies, language)
            return _quoted(answer, language, effect.intent)
        case QuoteNearest():
            statement = contents.policy.statements[effect.statement]
            return _quoted(quote(statement, contents.replies, language), language, None)
        case Say():
            return _said(effect, contents, language)


def _quoted(answer: AnswerText, language: Language, intent: str | None) -> Draft:
    cites: list[dict[str, object]] = [
        {"section": one.section, "title": one.title, "statements": list(one.statements)} for one in answer.citations
    ]
    return Draft(answer.text, language, intent, cites)


def _said(say: Say, contents: Contents, language: Language) -> Draft:
    values = {**_readable(say.values, language), "wishes": wish_list(say.kinds, contents, language)}
    ticket = None
    if say.ticket is not None:
        seen = say.ticket
        ticket = {"reference": seen.reference, "kind": str(seen.kind), "due": seen.due_on.isoformat()}
    return Draft(
        text=contents.replies.text(say.reply, language, values),
        language=language,
        intent=say.intent,
        asks=say.asks,
        options=[_option(option, contents, language) for option in say.options],
        ticket=ticket,
    )


def label_of(option: Option, contents: Contents, language: Language) -> str:
    """The words on the button."""
    if option.intent:
        return _capitalised(contents.topics.get(option.intent).label.in_language(language))
    return option.text or contents.replies.text(option.reply, language)


def wish_list(kinds: tuple[Kind, ...], contents: Contents, language: Language) -> str:
    """ "innsyn, deretter sletting": what each kind is called, in the order in which it is done."""
    return ", ".join(contents.letters.kind_label(kind, language) for kind in kinds)


def _option(option: Option, contents: Contents, language: Language) -> dict[str, str]:
    label = label_of(option, contents, language)
    return {"label": label, "say": label}


def _readable(values: Mapping[str, str], language: Language) -> dict[str, str]:
    """Dates arrive as ISO texts under known names and leave as people write them."""
    readable = dict(values)
    for name in ("received", "due"):
        if name in values:
            readable[name] = written_date(date.fromisoformat(values[name]), language)
    if "when" in values:
        moment = datetime.fromisoformat(values["when"])
        readable |= {"time": written_time(moment), "date": written_date(oslo_date(moment), language)}
    return readable


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
