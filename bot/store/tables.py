"""The tables and nothing else. Every moment is stored as aware UTC; a naive one is refused.

Personal data stands in `chat_message`, `miss`, `ticket`, `ticket_note`, `checklist_line`, `challenge` and `letter`, and
nowhere else.
"""

from datetime import UTC, date, datetime

from sqlalchemy import JSON, Column, DateTime, Dialect, UniqueConstraint
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, also on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


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


class Ticket(SQLModel, table=True):
    """A case. `words` are the visitor's own, redacted; `version` rises with every change, so that a stale page is noticed.

    `address` is empty until one was given; `verified_at` until control of it was shown. `chat_id` is no foreign key: a
    visitor may erase the chat, the case lives on.
    """

    __tablename__ = "ticket"

    id: str = Field(primary_key=True)
    reference: str = Field(unique=True)
    kind: str = Field(index=True)
    status: str = Field(index=True)
    language: str
    address: str | None = Field(default=None, index=True)
    words: str
    circumstances: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    channel: str = "chat"
    chat_id: str | None = Field(default=None, index=True)
    received_at: datetime = Field(sa_type=Moment)
    received_on: date
    safe_on: date
    due_on: date = Field(index=True)
    target_on: date
    verified_at: datetime | None = Field(default=None, sa_type=Moment)
    reminded_at: datetime | None = Field(default=None, sa_type=Moment)
    holder_id: str | None = Field(default=None, foreign_key="staff_account.id", index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = None
    ground: str | None = None
    reasons: str | None = None
    changed_at: datetime = Field(sa_type=Moment)
    changed_by: str = ""
    version: int = 1


class ChecklistLine(SQLModel, table=True):
    """One system to go through for a case. `result` is empty while the line is open."""

    __tablename__ = "checklist_line"
    __table_args__ = (UniqueConstraint("ticket_id", "system"),)

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    position: int
    system: str
    result: str | None = None
    note: str = ""
    done_by: str | None = Field(default=None, foreign_key="staff_account.id")
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class TicketNote(SQLModel, table=True):
    """What a handler wrote for colleagues."""

    __tablename__ = "ticket_note"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    staff_id: str = Field(foreign_key="staff_account.id")
    at: datetime = Field(sa_type=Moment)
    text: str


class Challenge(SQLModel, table=True):
    """A mailed code; only its keyed digest is kept (E6). `counted_as` is the folded address, for counting alone (E7)."""

    __tablename__ = "challenge"

    id: str = Field(primary_key=True)
    chat_id: str = Field(index=True)
    purpose: str
    address: str
    counted_as: str = Field(index=True)
    network: str = Field(default="", index=True)
    digest: str
    issued_at: datetime = Field(sa_type=Moment, index=True)
    expires_at: datetime = Field(sa_type=Moment)
    tries: int = 0
    used_at: datetime | None = Field(default=None, sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class BlockedAddress(SQLModel, table=True):
    """An address whose owner said "not me": no code goes there until then. Keyed digest only (E9)."""

    __tablename__ = "blocked_address"

    digest: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Moment)


class Counted(SQLModel, table=True):
    """Something that is limited happened: `key` names what and for whom, without naming the person (C14)."""

    __tablename__ = "counted"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(index=True)
    at: datetime = Field(sa_type=Moment, index=True)


class DailyKey(SQLModel, table=True):
    """The key of one day for network digests; destroyed with the day after (C14)."""

    __tablename__ = "daily_key"

    day: date = Field(primary_key=True)
    key: str


class Letter(SQLModel, table=True):
    """The outbox. Written in the turn's transaction, delivered afterwards; text is emptied after delivery where it held a code."""

    __tablename__ = "letter"

    id: str = Field(primary_key=True)
    kind: str
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id", index=True)
    recipient: str
    language: str
    subject: str
    text: str
    written_at: datetime = Field(sa_type=Moment)
    next_try_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    tries: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    failed_at: datetime | None = Field(default=None, sa_type=Moment)
    failure: str = ""


class StaffAccount(SQLModel, table=True):
    """A person at the company. `address` is what they log in with, lower-cased."""

    __tablename__ = "staff_account"

    id: str = Field(primary_key=True)
    address: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    language: str = "nb"
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class StaffSession(SQLModel, table=True):
    """A login; the token itself is never stored (A5)."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_account.id", index=True)
    csrf: str
    started_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment)
    authenticated_at: datetime = Field(sa_type=Moment)


class AuditEntry(SQLModel, table=True):
    """One thing done or read, by whom, with which result; append-only, chained by hashes (A13). Never personal data of a requester."""

    __tablename__ = "audit_entry"

    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    actor: str
    action: str
    subject: str = Field(index=True)
    result: str = ""
    reason: str = ""
    previous: str
    digest: str
