"""Mailed codes, letters, and what is counted or held back on the way."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.store.tables.moments import Moment


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


class StoppedMarketing(SQLModel, table=True):
    """An address that wants no marketing; a keyed digest, so that the objection is not forgotten and nobody is named (R22)."""

    __tablename__ = "stopped_marketing"

    digest: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment)
