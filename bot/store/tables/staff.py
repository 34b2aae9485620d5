"""People at the company, and how they log in."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.store.tables.moments import Moment


class StaffAccount(SQLModel, table=True):
    """A person at the company. `address` is what they log in with, lower-cased. `totp_seed` is encrypted (A3).

    `totp_step` is the last time step whose code was used, so that none works twice.
    """

    __tablename__ = "staff_account"

    id: str = Field(primary_key=True)
    address: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    language: str = "nb"
    totp_seed: str | None = None
    totp_step: int | None = None
    totp_set_at: datetime | None = Field(default=None, sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)


class StaffSession(SQLModel, table=True):
    """A login; the token itself is never stored (A5). `id` names it in lists; `agent` is the kind of browser, for its owner."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_account.id", index=True)
    id: str = Field(default="", index=True)
    csrf: str
    agent: str = ""
    started_at: datetime = Field(sa_type=Moment)
    last_at: datetime = Field(sa_type=Moment)
    authenticated_at: datetime = Field(sa_type=Moment)
    second_factor_at: datetime | None = Field(default=None, sa_type=Moment)


class RecoveryCode(SQLModel, table=True):
    """One of ten codes for a person whose phone is lost; a digest, good for one login (A3)."""

    __tablename__ = "recovery_code"

    id: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff_account.id", index=True)
    digest: str
    used_at: datetime | None = Field(default=None, sa_type=Moment)
