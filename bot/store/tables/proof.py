"""What shows afterwards what was done: the chained log, its heads, and the journal of erasures."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.store.tables.moments import Moment


class AuditEntry(SQLModel, table=True):
    """One thing done or read, by whom, with which result; append-only, chained by hashes (A13). Never personal data of a requester.

    `commitment` stands for a personal value: its salted hash, empty without one (A14).
    """

    __tablename__ = "audit_entry"

    seq: int = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    actor: str
    action: str
    subject: str = Field(index=True)
    result: str = ""
    reason: str = ""
    commitment: str = ""
    previous: str
    digest: str


class CommitmentSalt(SQLModel, table=True):
    """The salt of the commitment in one entry of the log. Without it the value behind the commitment is gone (A14).

    `owner` is whose it is: the id of the case.
    """

    __tablename__ = "commitment_salt"

    seq: int = Field(primary_key=True)
    owner: str = Field(index=True)
    salt: str


class AuditHead(SQLModel, table=True):
    """The log's last entry at the end of a day; the same line stands outside the database, signed (A13)."""

    __tablename__ = "audit_head"

    day: date = Field(primary_key=True)
    seq: int
    digest: str
    signature: str
    at: datetime = Field(sa_type=Moment)


class AuditStart(SQLModel, table=True):
    """Where the log begins after retention: the last entry that was removed. One row, `id` 1; none while the log is whole."""

    __tablename__ = "audit_start"

    id: int = Field(primary_key=True)
    seq: int
    digest: str


class Erasure(SQLModel, table=True):
    """An address whose data was erased: a keyed digest and when. Written outside the database, too, and replayed after a restore (R18)."""

    __tablename__ = "erasure"

    id: str = Field(primary_key=True)
    digest: str = Field(index=True)
    reference: str
    at: datetime = Field(sa_type=Moment)
