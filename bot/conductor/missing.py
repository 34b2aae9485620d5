"""What is kept of a message that was not understood: little, masked, and for staff alone, who may make a phrase of it.

Counted at once by topic and week; the words themselves go with the chat, or after its days (bot/rounds.py).
"""

import re
from datetime import timedelta

from bot.answers.dates import oslo_date
from bot.contents import Contents
from bot.conversation.events import Said
from bot.conversation.state import Conversation
from bot.outside import Tokens
from bot.redaction import MARK
from bot.store.records import Records
from bot.store.tables import ChatMessage, Miss
from bot.understanding.reading import OUT_OF_SCOPE

NOT_ANSWERED = "not_answered"
MISSES = frozenset({"unknown", "unknown_again", "unsure", NOT_ANSWERED})
"""The replies that admit a miss."""

LONGEST_EXCERPT = 200
MOST_CANDIDATES = 3
ANSWERS_TO_US = frozenset({"chat.yes", "chat.no"})

_ADDRESS_WORD = re.compile(r"\S*@\S*|https?://\S*|\bwww\.\S*")
_LONG_NUMBER = re.compile(r"\+?\d(?:[ .\-/]?\d){4,}")
"""Telephone, customer and case numbers; an article of the law or a year is shorter."""


def excerpt_of(text: str) -> str:
    """The masked message without addresses and long numbers, on one line; empty when nothing else was said."""
    bare = _LONG_NUMBER.sub(" ", _ADDRESS_WORD.sub(" ", text.replace(MARK, " ")))
    words = " ".join(bare.split())
    return words[:LONGEST_EXCERPT].rstrip() if any(map(str.isalpha, words)) else ""


async def note_miss(
    records: Records,
    contents: Contents,
    reply: str,
    before: Conversation,
    said: Said,
    message: ChatMessage,
    previous: ChatMessage | None,
    tokens: Tokens,
) -> None:
    """Counts and keeps the message that was missed: this one, or the one before when this only says that it was missed."""
    is_about_earlier = reply == NOT_ANSWERED or said.choice is not None or said.reading.intent in ANSWERS_TO_US
    missed = previous if is_about_earlier else message
    excerpt = excerpt_of(missed.text) if missed is not None else ""
    reading = contents.understanding.read(excerpt) if is_about_earlier else said.reading
    topic = (before.topic if is_about_earlier else None) or reading.intent
    if missed is not None and excerpt:
        likely = [one.intent for one in reading.candidates if one.intent != OUT_OF_SCOPE]
        is_new = await records.misses.add(
            Miss(
                id=tokens.identifier(),
                chat_id=missed.chat_id,
                seq=missed.seq,
                at=message.at,
                language=reading.language,
                topic=topic,
                candidates=likely[:MOST_CANDIDATES],
                excerpt=excerpt,
            )
        )
        if not is_new:
            return
    day = oslo_date(message.at)
    await records.misses.count(topic, day - timedelta(days=day.weekday()))
