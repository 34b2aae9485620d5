"""Cases and what staff do about them."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.moments import Moment


class Ticket(SQLModel, table=True):
    """A case. `words` are the visitor's own, redacted; `version` rises with every change, so that a stale page is noticed.

    `address` is empty until one was given; `verified_at` until control of it was shown. `chat_id` is no foreign key: a
    visitor may erase the chat, the case lives on. `first_due_on` is the date of the first day, `due_on` the one in force: the same
    until the one extension (D8). `identity_check` says how the person was known (code, record, in_person, authority);
    `is_on_record` whether staff found the address in our systems (E19). `opened_at` is when staff first read it, anew after it was
    handed over; `escalated_at` since when the privacy officer is asked to look and has not (D15).
    `stripped_at`: its content was removed, the facts of its handling stay (R26).
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
    first_due_on: date
    due_on: date = Field(index=True)
    target_on: date
    extended_at: datetime | None = Field(default=None, sa_type=Moment)
    extension_ground: str | None = None
    extension_reasons: str | None = None
    verified_at: datetime | None = Field(default=None, sa_type=Moment)
    identity_check: str = ""
    is_on_record: bool | None = None
    delivery: str = "electronic"
    postal_address: str = ""
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    escalated_at: datetime | None = Field(default=None, sa_type=Moment)
    reminded_at: datetime | None = Field(default=None, sa_type=Moment)
    holder_id: str | None = Field(default=None, foreign_key="staff_account.id", index=True)
    claimed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = None
    ground: str | None = None
    reasons: str | None = None
    forwarded_to: str = ""
    merged_into: str | None = None
    stripped_at: datetime | None = Field(default=None, sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    changed_by: str = ""
    version: int = 1


class ChecklistLine(SQLModel, table=True):
    """One system to go through for a case. `result` is empty while the line is open; what is kept names a law and a last day (R17).

    `holder_id` is the colleague who was asked to do it; an account is never removed.
    """

    __tablename__ = "checklist_line"
    __table_args__ = (UniqueConstraint("ticket_id", "system"),)

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    position: int
    system: str
    result: str | None = None
    note: str = ""
    kept_law: str | None = None
    kept_until: date | None = None
    holder_id: str | None = None
    due_on: date | None = None
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


class DeadlineNotice(SQLModel, table=True):
    """A reminder that was written: `mark` says which (target, 14, 7, ..., overdue-2027-01-04), once for each case or breach (D7)."""

    __tablename__ = "deadline_notice"

    subject_id: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


class Approval(SQLModel, table=True):
    """What a second person must look at (A10). `content` is frozen JSON text, `fingerprint` of what it would do.

    `action` is closing, erasure or release; `decision` is empty while it waits, then approved, rejected or overtaken.
    `not_before` is set where one person works alone.
    """

    __tablename__ = "approval"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    action: str
    content: str
    fingerprint: str
    prepared_by: str = Field(foreign_key="staff_account.id")
    prepared_at: datetime = Field(sa_type=Moment)
    not_before: datetime | None = Field(default=None, sa_type=Moment)
    decision: str = ""
    decided_by: str | None = Field(default=None, foreign_key="staff_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str = ""


class Correction(SQLModel, table=True):
    """One value put right, in a case of rectification; old and new stand here and nowhere else (R16)."""

    __tablename__ = "correction"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    what: str
    old_value: str
    new_value: str
    staff_id: str = Field(foreign_key="staff_account.id")
    at: datetime = Field(sa_type=Moment)


class Restriction(SQLModel, table=True):
    """Data of an address is stored and not used from `since` until `lifted_at`; lifted only after a notice (art. 18(3), R19)."""

    __tablename__ = "restriction"

    id: str = Field(primary_key=True)
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    address: str = Field(index=True)
    ground: str
    since: datetime = Field(sa_type=Moment)
    notified_at: datetime | None = Field(default=None, sa_type=Moment)
    lifted_at: datetime | None = Field(default=None, sa_type=Moment)
    lifted_by: str | None = Field(default=None, foreign_key="staff_account.id")


class Breach(SQLModel, table=True):
    """Personal data may have gone astray (art. 33). `due_at` is so many hours after `aware_at`, weekends or not (D13, R28).

    `words` are the reporter's own, redacted. `decision` is empty while it is open, then reported or not_reported.
    """

    __tablename__ = "breach"

    id: str = Field(primary_key=True)
    reference: str = Field(unique=True)
    channel: str
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id", index=True)
    words: str
    aware_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, index=True)
    facts: str = ""
    effects: str = ""
    measures: str = ""
    decision: str = ""
    reasons: str = ""
    reported_at: datetime | None = Field(default=None, sa_type=Moment)
    people_told_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    changed_at: datetime = Field(sa_type=Moment)
    changed_by: str = ""
    version: int = 1
