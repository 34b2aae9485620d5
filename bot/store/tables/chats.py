"""Conversations, what was said in them, and what was not understood."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.moments import Moment


class Chat(SQLModel, table=True):
    """A conversation: the dialogue's state (JSON text) and the number of the last message."""

    __tablename__ = "chat"

    id: str = Field(primary_key=True)
    token_hash: str
    language: str
    state: str
    last_seq: int = 0
    started_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment, index=True)


class ChatMessage(SQLModel, table=True):
    """One message as it was shown, redacted. `client_id` is the visitor's own id for it; `answers` the seq it replies to."""

    __tablename__ = "chat_message"
    __table_args__ = (UniqueConstraint("chat_id", "client_id"),)

    chat_id: str = Field(primary_key=True, foreign_key="chat.id")
    seq: int = Field(primary_key=True)
    sender: str
    text: str
    language: str
    at: datetime = Field(sa_type=Moment, index=True)
    intent: str | None = None
    cites: list[dict[str, object]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asks: str = "none"
    options: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    ticket: dict[str, str] | None = Field(default=None, sa_column=Column(JSON))
    client_id: str | None = None
    answers: int | None = None


class Miss(SQLModel, table=True):
    """A message that was not understood, or whose answer did not help. `excerpt` is masked and short, and goes with its chat.

    `topic` is the best guess, `candidates` the likeliest intents; `assigned_intent` what staff say it means.
    """

    __tablename__ = "miss"
    __table_args__ = (UniqueConstraint("chat_id", "seq"),)

    id: str = Field(primary_key=True)
    chat_id: str
    seq: int
    at: datetime = Field(sa_type=Moment, index=True)
    language: str
    topic: str
    candidates: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    excerpt: str
    assigned_intent: str | None = None
    assigned_by: str | None = Field(default=None, foreign_key="staff_account.id")
    assigned_at: datetime | None = Field(default=None, sa_type=Moment)
    learnt_at: datetime | None = Field(default=None, sa_type=Moment)


class MissCount(SQLModel, table=True):
    """How many misses a topic had in the week that begins on that Monday; it holds no words and stays."""

    __tablename__ = "miss_count"

    week: date = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    number: int
