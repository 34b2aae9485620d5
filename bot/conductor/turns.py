"""One turn, in one transaction: message in, redact, understand, advance, effects, replies out (DESIGN section 3).

1. Nothing is acknowledged before its commit; the caller gets replies only when they are on disk.
2. A message id is acted on once, however often it comes: the row of the first time gives the same replies again.
3. No text is stored, logged or mailed before it was redacted.
"""

import hashlib
import logging
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.dates import oslo_date, written_date, written_time
from bot.codes import Codes
from bot.conductor.cases import CaseWork
from bot.conductor.hearing import heard
from bot.conductor.limits import Denied, deny_message, deny_opening, network_digest
from bot.conductor.missing import MISSES, note_miss
from bot.conductor.proving import Proving
from bot.conductor.rendering import Draft, rendered
from bot.content import Language
from bot.contents import Contents, Library
from bot.conversation.effects import (
    Answer,
    CheckCode,
    DropTickets,
    Effect,
    FindTickets,
    LinkBreach,
    OpenTickets,
    QuoteNearest,
    RecordBreach,
    Say,
    SendCode,
    VerifyTickets,
    WithdrawTicket,
)
from bot.conversation.events import CodeNotSent, CodeSent, Event, Opened
from bot.conversation.forgetting import after_silence
from bot.conversation.state import Conversation, Purpose, from_json, to_json
from bot.conversation.steps import advance
from bot.outside import Clock, Tokens
from bot.post import Post
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import Chat, ChatMessage

log = logging.getLogger(__name__)

VISITOR, BOT = "visitor", "bot"
MOST_EVENTS = 20
"""A turn that takes more is a loop, and a fault of the program."""


@dataclass(frozen=True)
class OpenedChat:
    """A new chat; the token is shown once and stored only as a digest."""

    chat_id: str
    token: str
    messages: tuple[ChatMessage, ...]


@dataclass(frozen=True)
class Taken:
    """A message and its replies, on disk."""

    said: ChatMessage
    replies: tuple[ChatMessage, ...]


class UnknownChat(Exception):
    """There is no such chat, or the token is not its own; which of the two is not told."""


class Conductor:
    """Takes visitors' turns. `committed` is called with the chat's id after every commit that added messages."""

    def __init__(
        self,
        database: Database,
        library: Library,
        settings: Settings,
        clock: Clock,
        tokens: Tokens,
        committed: Callable[[str], None],
    ) -> None:
        self._database, self._library, self._settings = database, library, settings
        self._clock, self._tokens, self._committed = clock, tokens, committed

    async def open(self, language: Language, network: str) -> OpenedChat | Denied:
        """Starts a chat with its greeting and privacy notice (C1, C2). `network` is the visitor's IP address, never stored."""
        now, token = self._clock(), self._tokens.secret()
        chat = Chat(id=self._tokens.identifier(), token_hash=_digest(token), language=language, state="", started_at=now, last_at=now)
        async with self._database.transaction() as records:
            day_digest = await network_digest(records, network, now, self._tokens)
            if (until := await deny_opening(records, day_digest, now)) is not None:
                return self._denied(until, now, language)
            await records.chats.add(chat)
            turn = _Turn(self, records, self._library.contents, chat.id, "", Conversation(language=language), now)
            await turn.play(Opened(now))
            messages = await turn.save(answers=None)
        self._committed(chat.id)
        return OpenedChat(chat.id, token, messages)

    async def say(self, chat_id: str, token: str, client_id: str, text: str, network: str) -> Taken | Denied:
        """Takes one message of the visitor; the same id again gives the same replies and does nothing.

        Raises UnknownChat.
        """
        now, contents = self._clock(), self._library.contents
        async with self._database.transaction() as records:
            chat = await self._authenticated(records.chats.find_for_update, chat_id, token)
            if (before := await records.chats.reply_to(chat_id, client_id)) is not None:
                return Taken(before.said, before.replies)
            day_digest = await network_digest(records, network, now, self._tokens)
            if (until := await deny_message(records, chat_id, day_digest, now)) is not None:
                return self._denied(until, now, Language(chat.language))
            conversation = _awakened(chat, now, timedelta(minutes=self._settings.idle_minutes))
            previous = await records.chats.find_previous_visitor_message(chat_id)
            heard_message = heard(text, conversation, previous.text if previous is not None else "", contents, now)
            if previous is not None and heard_message.earlier is not None:
                await records.chats.replace_text(chat_id, previous.seq, heard_message.earlier)
                await records.misses.forget(chat_id, previous.seq)
            said = await records.chats.add_message(
                ChatMessage(
                    chat_id=chat_id,
                    seq=0,
                    sender=VISITOR,
                    text=heard_message.stored,
                    language=heard_message.said.reading.language,
                    at=now,
                    client_id=client_id,
                )
            )
            turn = _Turn(self, records, contents, chat_id, day_digest, conversation, now)
            await turn.play(heard_message.said)
            if turn.missed is not None:
                await note_miss(records, contents, turn.missed, conversation, heard_message.said, said, previous, self._tokens)
            replies = await turn.save(answers=said.seq)
        self._committed(chat_id)
        return Taken(said, replies)

    async def messages_after(self, chat_id: str, token: str, seq: int, limit: int | None = None) -> tuple[ChatMessage, ...]:
        """What has been said since, in order. Raises UnknownChat."""
        async with self._database.reading() as records:
            await self._authenticated(records.chats.find, chat_id, token)
            return await records.chats.messages_after(chat_id, seq, limit)

    async def erase(self, chat_id: str, token: str) -> None:
        """The visitor erases the chat; its cases live on. Raises UnknownChat."""
        async with self._database.transaction() as records:
            await self._authenticated(records.chats.find_for_update, chat_id, token)
            await records.chats.erase(chat_id)
            await records.audit.append(self._clock(), VISITOR, "chat.erased", chat_id)
        self._committed(chat_id)

    def _denied(self, until: datetime, now: datetime, language: Language) -> Denied:
        values = {"time": written_time(until), "date": written_date(oslo_date(until), language)}
        text = self._library.contents.replies.text("limit.reached", language, values)
        return Denied(max(1, math.ceil((until - now).total_seconds())), text)

    async def _authenticated(self, find: Callable[[str], Awaitable[Chat | None]], chat_id: str, token: str) -> Chat:
        chat = await find(chat_id) if chat_id.isprintable() else None  # PostgreSQL takes no NUL, not even to look for
        # the digests are compared, so that the time taken tells nothing about the token
        if chat is None or chat.token_hash != _digest(token):
            raise UnknownChat
        return chat


class _Turn:
    """One turn at work: plays events until nothing more follows, and collects what is to be said."""

    def __init__(
        self,
        conductor: Conductor,
        records: Records,
        contents: Contents,
        chat_id: str,
        network: str,
        conversation: Conversation,
        now: datetime,
    ) -> None:
        settings, tokens = conductor._settings, conductor._tokens  # noqa: SLF001 - the same module's other half
        self._records, self._contents, self._chat_id, self._network = records, contents, chat_id, network
        self._settings, self._tokens, self._now = settings, tokens, now
        self._conversation = conversation
        self._post = Post(records, contents, settings, tokens, now)
        self._drafts: list[Draft] = []
        self.missed: str | None = None
        """The reply by which this turn admitted that it did not understand."""

    async def play(self, event: Event) -> None:
        """The loop of DESIGN section 3: an effect that has an answer yields the next event."""
        events = deque([event])
        for _ in range(MOST_EVENTS):
            if not events:
                return
            self._conversation, effects = advance(self._conversation, events.popleft(), self._contents.topics)
            for effect in effects:
                answer = await self._perform(effect)
                if answer is not None:
                    events.append(answer)
        raise RuntimeError("a turn without an end")

    async def save(self, answers: int | None) -> tuple[ChatMessage, ...]:
        """Stores the state and the replies, numbered."""
        language = self._conversation.language
        await self._records.chats.save_state(self._chat_id, state=to_json(self._conversation), language=language, at=self._now)
        return tuple([await self._records.chats.add_message(self._message(draft, answers)) for draft in self._drafts])

    async def _perform(self, effect: Effect) -> Event | None:
        language = self._conversation.language
        cases = CaseWork(self._records, self._post, self._tokens, self._chat_id, language)
        codes = Codes(self._records, self._post, self._settings, self._tokens, self._chat_id, self._network, language)
        proving = Proving(codes)
        match effect:
            case Say() | Answer() | QuoteNearest():
                if isinstance(effect, Say) and effect.reply in MISSES:
                    self.missed = effect.reply
                self._drafts.append(rendered(effect, self._contents, language))
                return None
            case SendCode():
                return await self._send_code(effect, proving, cases)
            case CheckCode():
                return await proving.compare(effect)
            case OpenTickets():
                return await cases.open(effect)
            case VerifyTickets():
                return await cases.verify(effect)
            case FindTickets():
                return await cases.find(effect)
            case WithdrawTicket():
                return await cases.withdraw(effect)
            case DropTickets():
                await cases.drop(effect)
                return None
            case RecordBreach():
                return await cases.record_breach(effect)
            case LinkBreach():
                await self._records.breaches.link(effect.breach, effect.ticket)
                return None

    async def _send_code(self, effect: SendCode, proving: Proving, cases: CaseWork) -> CodeSent | CodeNotSent:
        answer = await proving.send(effect)
        if isinstance(answer, CodeSent) and effect.purpose is Purpose.REQUEST:
            await cases.note_address(self._conversation.wishes, effect.address)
        return answer

    def _message(self, draft: Draft, answers: int | None) -> ChatMessage:
        return ChatMessage(
            chat_id=self._chat_id,
            seq=0,
            sender=BOT,
            text=draft.text,
            language=draft.language,
            at=self._now,
            intent=draft.intent,
            cites=draft.cites,
            asks=draft.asks,
            options=draft.options,
            ticket=draft.ticket,
            answers=answers,
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _awakened(chat: Chat, now: datetime, idle: timedelta) -> Conversation:
    """The state as it was left; after a long silence what was just being talked about is forgotten, a request is not (D1)."""
    conversation = from_json(chat.state) if chat.state else Conversation(language=Language(chat.language))
    if now - chat.last_at < idle:
        return conversation
    return after_silence(conversation)
