"""Logging in and out. Three rules:

1. The same answer after the same time, whether or not there is such an account (A4).
2. A session lives 30 minutes without a request and 12 hours at most; of its token only a hash is kept (A5).
3. A new password ends every session.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.answers.dates import oslo_date
from bot.desk.answers import Person, person_of
from bot.desk.passwords import LONGEST, PasswordFault, Passwords, find_fault
from bot.desk.staffing import Activation, is_demo_account
from bot.desk.throttle import Throttle
from bot.outside import Clock, Tokens
from bot.store.database import Database
from bot.store.tables import StaffAccount, StaffSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=1)
"""How exact the last use is known; a write for every page read would be one too many."""

STRANGER = "stranger"


@dataclass(frozen=True)
class Attempt:
    """What came with a login. `ip_address` is counted by a digest of its network and never kept (C14)."""

    address: str
    password: str
    ip_address: str
    old_token: str = ""


@dataclass(frozen=True)
class LoggedIn:
    token: str
    session: "Session"


@dataclass(frozen=True)
class WrongLogin:
    """Address or password is wrong, or the account is closed; nobody is told which."""


@dataclass(frozen=True)
class TooManyTries:
    until: datetime


@dataclass(frozen=True)
class Session:
    """A person who is logged in. `must_set_password`: so far there is only the one-time password."""

    account: StaffAccount
    token_hash: str
    csrf: str
    ends_at: datetime
    must_set_password: bool

    @property
    def person(self) -> Person:
        return person_of(self.account)


@dataclass(frozen=True)
class Door:
    """Lets staff in. `key` makes digests of what is counted; demo accounts open nothing unless `is_demo`."""

    database: Database
    passwords: Passwords
    clock: Clock
    tokens: Tokens
    key: bytes
    is_demo: bool

    async def log_in(self, attempt: Attempt) -> LoggedIn | WrongLogin | TooManyTries:
        """A new session under a new token; the one that the browser had before ends."""
        address = attempt.address.strip().lower()
        now = self.clock()
        async with self.database.transaction() as records:
            day = oslo_date(now)
            network = await records.counts.network(attempt.ip_address, day, self.tokens.secret())
            throttle = Throttle(self._digest(address, day), network)
            until = await throttle.take(records, now)
            account = await records.accounts.find_by_address(address)
        if until is not None:
            return TooManyTries(until)
        usable = account if account is not None and self._is_usable(account, now) else None
        kept = usable.password_hash if usable is not None else None
        activation = Activation.read(kept) if kept is not None else None
        is_right = len(attempt.password) <= LONGEST and await self.passwords.matches(
            attempt.password, activation.password_hash if activation is not None else kept
        )
        if usable is None or not is_right:
            async with self.database.transaction() as records:
                await records.audit.append(now, STRANGER, "staff.login", account.id if account else "unknown", "refused")
            return WrongLogin()
        stronger = None
        if activation is None and self.passwords.is_outdated(usable.password_hash):
            stronger = await self.passwords.hash(attempt.password)
        return await self._open(usable, attempt, throttle, now, stronger)

    async def find(self, token: str) -> Session | None:
        """The session of a token, if it is alive; using it keeps it so."""
        token_hash, now = _hash(token), self.clock()
        async with self.database.reading() as records:
            found = await records.accounts.find_session(token_hash)
            account = await records.accounts.find(found.staff_id) if found is not None else None
        if found is None or account is None or not self._is_usable(account, now):
            return None
        if now - found.last_at > IDLE or now - found.started_at > ABSOLUTE:
            return None
        if now - found.last_at > TOUCH_AFTER:
            async with self.database.transaction() as records:
                if not await records.accounts.touch_session(token_hash, now):
                    return None
        return _session(account, found)

    async def log_out(self, session: Session) -> None:
        async with self.database.transaction() as records:
            if await records.accounts.end_session(session.token_hash):
                await records.audit.append(self.clock(), session.account.id, "staff.logout", session.account.id)

    async def refuse(self, session: Session, what: str) -> None:
        """Logs that the person asked for something that the role does not allow (A13)."""
        async with self.database.transaction() as records:
            await records.audit.append(self.clock(), session.account.id, "access.refused", what, session.account.role)

    async def change_password(self, session: Session, current: str, new: str, again: str) -> PasswordFault | WrongLogin | None:
        """None when it is changed; every session of the person has ended then, this one too."""
        account = session.account
        activation = Activation.read(account.password_hash)
        kept = activation.password_hash if activation is not None else account.password_hash
        if len(current) > LONGEST or not await self.passwords.matches(current, kept):
            return WrongLogin()
        if new != again:
            return PasswordFault.DIFFERENT
        if new == current:
            return PasswordFault.SAME
        if (fault := find_fault(new, (account.address, account.name))) is not None:
            return fault
        password_hash = await self.passwords.hash(new)
        async with self.database.transaction() as records:
            await records.accounts.set_password(account.id, password_hash)
            await records.audit.append(self.clock(), account.id, "staff.password_changed", account.id)
        return None

    async def _open(self, account: StaffAccount, attempt: Attempt, throttle: Throttle, now: datetime, stronger: str | None) -> LoggedIn:
        token = self.tokens.secret()
        session = StaffSession(
            token_hash=_hash(token),
            staff_id=account.id,
            csrf=self.tokens.secret(),
            started_at=now,
            last_at=now,
            authenticated_at=now,
        )
        async with self.database.transaction() as records:
            await throttle.forgive(records, now)
            if attempt.old_token:
                await records.accounts.end_session(_hash(attempt.old_token))
            if stronger is not None:
                await records.accounts.rehash_password(account.id, stronger)
            await records.accounts.add_session(session)
            await records.audit.append(now, account.id, "staff.login", account.id, "ok")
        return LoggedIn(token, _session(account, session))

    def _is_usable(self, account: StaffAccount, now: datetime) -> bool:
        activation = Activation.read(account.password_hash)
        is_fresh = activation is None or now <= activation.until
        return account.disabled_at is None and is_fresh and (self.is_demo or not is_demo_account(account))

    def _digest(self, address: str, day: date) -> str:
        return hmac.new(self.key, f"{day}:{address}".encode(), hashlib.sha256).hexdigest()


def _session(account: StaffAccount, found: StaffSession) -> Session:
    is_new = Activation.read(account.password_hash) is not None
    return Session(account, found.token_hash, found.csrf, found.started_at + ABSOLUTE, is_new)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
