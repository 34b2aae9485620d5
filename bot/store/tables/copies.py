"""What goes into the answer to an access request, and the package that its requester fetches (R12, R13, A12)."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from bot.store.tables.moments import Moment


class CaseFile(SQLModel, table=True):
    """A file that staff added, encrypted. `purpose` is copy (it goes to the requester) or evidence (it stays with the case).

    `line_id` is the checklist line that it is evidence for; no foreign key, since a line may be made anew.
    """

    __tablename__ = "case_file"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    line_id: str | None = None
    purpose: str
    name: str
    media_type: str
    size: int
    sha256: str
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    added_by: str = Field(foreign_key="staff_account.id")
    added_at: datetime = Field(sa_type=Moment)


class AnswerField(SQLModel, table=True):
    """One of the things that art. 15 wants answered; `source` is policy or staff."""

    __tablename__ = "answer_field"

    ticket_id: str = Field(primary_key=True, foreign_key="ticket.id")
    field: str = Field(primary_key=True)
    text: str
    source: str
    written_by: str = Field(foreign_key="staff_account.id")
    written_at: datetime = Field(sa_type=Moment)


class Withheld(SQLModel, table=True):
    """What was left out of the copy, and why; the requester is told (art. 15(4), R13).

    `note_id` is the note of ours that it is, where it is one; no foreign key, since a note may go before.
    """

    __tablename__ = "withheld"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    what: str
    why: str
    ground: str
    note_id: str | None = None
    staff_id: str = Field(foreign_key="staff_account.id")
    at: datetime = Field(sa_type=Moment)


class Release(SQLModel, table=True):
    """A package to be fetched by the verified address: encrypted, for some days and downloads, then wiped (A12)."""

    __tablename__ = "release"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    token_digest: str = Field(unique=True)
    address: str
    language: str
    made_by: str = Field(foreign_key="staff_account.id")
    made_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    downloads_left: int
    size: int
    sha256: str
    sealed: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    first_download_at: datetime | None = Field(default=None, sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)
    wiped_at: datetime | None = Field(default=None, sa_type=Moment)
