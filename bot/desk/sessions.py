"""A login under way: who it is, how far the person has come, and when it ends (A5)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.desk.answers import Person, person_of
from bot.desk.staffing import Activation, is_demo_account
from bot.store.tables import StaffAccount, StaffSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=1)
"""How exact the last use is known; a write for every page read would be one too many."""
CODE_WAITS = timedelta(minutes=10)
"""How long the password alone is good for the page that asks for the code."""
FRESH = timedelta(minutes=10)
"""How long after password and code the gravest actions need no new ones."""


class Stage(StrEnum):
    """How far a person has come; each stage may do what those before it may."""

    OPEN = "open"
    CODE = "code"
    SETUP = "setup"
    READY = "ready"

    def reaches(self, other: "Stage") -> bool:
        stages = list(Stage)
        return stages.index(self) >= stages.index(other)


@dataclass(frozen=True)
class Session:
    """A person who gave the right password.

    Stage CODE: the code is still to come. SETUP: the password was for one use, or there is no second factor yet.
    """

    account: StaffAccount
    id: str
    token_hash: str
    csrf: str
    ends_at: datetime
    authenticated_at: datetime
    stage: Stage

    @property
    def person(self) -> Person:
        return person_of(self.account)

    @property
    def must_set_password(self) -> bool:
        return self.stage is Stage.SETUP and Activation.read(self.account.password_hash) is not None

    def is_fresh(self, now: datetime) -> bool:
        return now - self.authenticated_at <= FRESH


def session_of_row(account: StaffAccount, row: StaffSession, *, is_demo: bool) -> Session:
    """What the stored session means for this account; `is_demo` spares the demo account the second factor."""
    return Session(
        account=account,
        id=row.id,
        token_hash=row.token_hash,
        csrf=row.csrf,
        ends_at=row.started_at + ABSOLUTE,
        authenticated_at=row.authenticated_at,
        stage=_stage(account, row, is_demo=is_demo),
    )


def is_alive(session: Session, row: StaffSession, now: datetime) -> bool:
    if session.stage is Stage.CODE and now - row.started_at > CODE_WAITS:
        return False
    return now - row.last_at <= IDLE and now - row.started_at <= ABSOLUTE


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stage(account: StaffAccount, row: StaffSession, *, is_demo: bool) -> Stage:
    if account.totp_seed is not None and row.second_factor_at is None:
        return Stage.CODE
    is_spared = is_demo and is_demo_account(account)
    if Activation.read(account.password_hash) is not None or (account.totp_seed is None and not is_spared):
        return Stage.SETUP
    return Stage.READY
