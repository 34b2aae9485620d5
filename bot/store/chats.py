"""Conversations and what was said in them, already redacted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import SQLModel, col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import Chat, ChatMessage, Miss

VISITOR = "visitor"
TABLE = SQLModel.metadata.tables["chat"]
BY_ID = select(Chat).where(col(Chat.id) == bindparam("its_id"))
BY_ID_FOR_UPDATE = BY_ID.with_for_update()
NEXT_SEQ = update(Chat).where(col(Chat.id) == bindparam("its_id")).values(last_seq=col(Chat.last_seq) + 1).returning(col(Chat.last_seq))
SAVE_STATE = update(TABLE).where(TABLE.c.id == bindparam("its_id"))
SAVE_STATE = SAVE_STATE.values(state=bindparam("new_state"), language=bindparam("new_language"), last_at=bindparam("now"))
LATER = select(ChatMessage).where(col(ChatMessage.chat_id) == bindparam("its_chat"), col(ChatMessage.seq) > bindparam("after"))
LATER = LATER.order_by(col(ChatMessage.seq))


@dataclass(frozen=True)
class Exchange:
    """A visitor's message and the replies it got, in order."""

    said: ChatMessage
    replies: tuple[ChatMessage, ...]


class Chats:
    """Chats and messages of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, chat: Chat) -> None:
        await self._rows.add(chat)

    async def find(self, chat_id: str) -> Chat | None:
        return await self._rows.find(BY_ID, its_id=chat_id)

    async def find_for_update(self, chat_id: str) -> Chat | None:
        """The chat, which no other transaction can take a turn in until this one ends."""
        return await self._rows.find(BY_ID_FOR_UPDATE, its_id=chat_id)

    async def save_state(self, chat_id: str, *, state: str, language: str, at: datetime) -> None:
        """Stores the dialogue's state; `at` is when somebody last said something. Message numbers are untouched."""
        if not await self._rows.change(SAVE_STATE, its_id=chat_id, new_state=state, new_language=language, now=at):
            raise RecordNotFound("chat")

    async def next_seq(self, chat_id: str) -> int:
        """Takes the chat's next message number: 1, 2, 3, without a gap and never twice."""
        number = await self._rows.find(NEXT_SEQ, its_id=chat_id)
        if number is None:
            raise RecordNotFound("chat")
        return number

    async def add_message(self, message: ChatMessage) -> ChatMessage:
        """Stores the message under the chat's next number, whatever number it came with, and returns it numbered."""
        message.seq = await self.next_seq(message.chat_id)
        await self._rows.add(message)
        return message

    async def messages_after(self, chat_id: str, seq: int, limit: int | None = None) -> tuple[ChatMessage, ...]:
        """What was said after that number, in order; from the start with 0."""
        return await self._rows.all(LATER if limit is None else LATER.limit(limit), its_chat=chat_id, after=seq)

    async def reply_to(self, chat_id: str, client_id: str) -> Exchange | None:
        """What was answered to the visitor's message with this id; None when no such message came yet."""
        mine = col(ChatMessage.chat_id) == chat_id
        said = await self._rows.find(select(ChatMessage).where(mine, col(ChatMessage.client_id) == client_id))
        if said is None:
            return None
        replies = select(ChatMessage).where(mine, col(ChatMessage.answers) == said.seq).order_by(col(ChatMessage.seq))
        return Exchange(said, await self._rows.all(replies))

    async def find_previous_visitor_message(self, chat_id: str) -> ChatMessage | None:
        """The visitor's last message; a secret number may be split over it and the next (C12)."""
        theirs = select(ChatMessage).where(col(ChatMessage.chat_id) == chat_id, col(ChatMessage.sender) == VISITOR)
        return await self._rows.find(theirs.order_by(col(ChatMessage.seq).desc()).limit(1))

    async def replace_text(self, chat_id: str, seq: int, text: str) -> None:
        """Puts the masked text in place of what was stored."""
        mine = (col(ChatMessage.chat_id) == chat_id, col(ChatMessage.seq) == seq)
        if not await self._rows.change(update(ChatMessage).where(*mine).values(text=text)):
            raise RecordNotFound("message")

    async def idle_since(self, moment: datetime, limit: int = 500) -> tuple[str, ...]:
        """Ids of chats that nobody spoke in since then and that still remember where the dialogue stood."""
        idle = select(col(Chat.id)).where(col(Chat.last_at) < moment, col(Chat.state) != "")
        return await self._rows.all(idle.order_by(col(Chat.last_at)).limit(limit))

    async def quiet_since(self, moment: datetime, limit: int = 500) -> tuple[str, ...]:
        """Ids of all chats that nobody spoke in since then, the oldest first."""
        quiet = select(col(Chat.id)).where(col(Chat.last_at) < moment)
        return await self._rows.all(quiet.order_by(col(Chat.last_at)).limit(limit))

    async def forget_state(self, chat_id: str) -> None:
        """Empties the dialogue's state and leaves what was said."""
        await self._rows.change(update(Chat).where(col(Chat.id) == chat_id).values(state=""))

    async def erase(self, chat_id: str) -> bool:
        """Removes the chat and every message and miss of it; its cases live on. False when there was none."""
        await self._rows.change(delete(Miss).where(col(Miss.chat_id) == chat_id))
        await self._rows.change(delete(ChatMessage).where(col(ChatMessage.chat_id) == chat_id))
        return await self._rows.change(delete(Chat).where(col(Chat.id) == chat_id)) > 0
