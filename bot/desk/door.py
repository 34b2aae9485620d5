"""Logging in and out, in two steps: password, then code. Four rules:

1. The same answer after the same time, whether or not there is such an account (A4).
2. A session lives 30 minutes without a request and 12 hours at most; of its token only a hash is kept (A5).
3. Each proof of who it is makes a new token: the password, the code, and both again before the gravest actions.
4. A new password or second factor ends every session.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime

from bot.answers.dates import oslo_date
from bot.desk.factor import SecondFactor, Used
from bot.desk.passwords import LONGEST, Passwords
from bot.desk.sessions import TOUCH_AFTER, Session, Stage, hash_of, is_alive, session_of_row
from bot.desk.staffing import Activation, is_demo_account
from bot.desk.throttle import Throttle, What
from bot.outside import Clock, Tokens
from bot.store.accounts import SessionRenewal
from bot.store.database import Database
from bot.store.records import Records
from bot.store.tables import StaffAccount, StaffSession

STRANGER = "stranger"


@dataclass(frozen=True)
class Attempt:
    """What came with a login. `ip_address` is counted by a digest of its network and never kept (C14); `agent` is the kind of browser."""

    address: str
    password: str
    ip_address: str
    old_token: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Proof:
    """What came with the second step, or with a login that is confirmed; the password is empty in the second step."""

    code: str
    ip_address: str
    password: str = ""


@dataclass(frozen=True)
class LoggedIn:
    """A session under a new token; its stage says whether the code is still to come."""

    token: str
    session: Session


@dataclass(frozen=True)
class WrongLogin:
    """Something is wrong, or the account is closed; nobody is told what."""


@dataclass(frozen=True)
class TooManyTries:
    until: datetime


@dataclass(frozen=True)
class Door:
    """Lets staff in. `key` makes digests of what is counted; demo accounts open nothing unless `is_demo`."""

    database: Database
    passwords: Passwords
    factor: SecondFactor
    clock: Clock
    tokens: Tokens
    key: bytes
    is_demo: bool

    async def log_in(self, attempt: Attempt) -> LoggedIn | WrongLogin | TooManyTries:
        """The first step: a new session under a new token; the one that the browser had before ends."""
        address, now = attempt.address.strip().lower(), self.clock()
        async with self.database.transaction() as records:
            throttle = await self._throttle(records, address, attempt.ip_address, What.PASSWORD)
            until = await throttle.take(records, now)
            account = await records.accounts.find_by_address(address)
        if until is not None:
            return TooManyTries(until)
        usable = account if account is not None and self._is_usable(account, now) else None
        is_right = await self._is_password(usable, attempt.password)
        if usable is None or not is_right:
            async with self.database.transaction() as records:
                await records.audit.append(now, STRANGER, "staff.login", account.id if account else "unknown", "refused", "password")
            return WrongLogin()
        stronger = None
        if Activation.read(usable.password_hash) is None and self.passwords.is_outdated(usable.password_hash):
            stronger = await self.passwords.hash(attempt.password)
        async with self.database.transaction() as records:
            await throttle.forgive(records, now)
            if attempt.old_token:
                await records.accounts.end_session(hash_of(attempt.old_token))
            if stronger is not None:
                await records.accounts.rehash_password(usable.id, stronger)
            return await self.open(records, usable, attempt.agent)

    async def enter_code(self, session: Session, proof: Proof, agent: str = "") -> LoggedIn | WrongLogin | TooManyTries:
        """The second step: the session goes on under a new token, with everything open that the role allows."""
        account, now = session.account, self.clock()
        async with self.database.transaction() as records:
            throttle = await self._throttle(records, account.address, proof.ip_address, What.CODE)
            if (until := await throttle.take(records, now)) is not None:
                return TooManyTries(until)
            used = await self.factor.use(records, account, proof.code, now)
            if used is None or not await records.accounts.end_session(session.token_hash):
                await records.audit.append(now, account.id, "staff.login", account.id, "refused", "code")
                return WrongLogin()
            await throttle.forgive(records, now)
            return await self.open(records, account, agent, used)

    async def confirm(self, session: Session, proof: Proof) -> LoggedIn | WrongLogin | TooManyTries:
        """Password and code once more, before the gravest actions: the same session, fresh, under a new token (A5)."""
        account, now = session.account, self.clock()
        async with self.database.transaction() as records:
            throttle = await self._throttle(records, account.address, proof.ip_address, What.PASSWORD)
            until = await throttle.take(records, now)
        if until is not None:
            return TooManyTries(until)
        is_right = await self._is_password(account, proof.password)
        token, csrf = self.tokens.secret(), self.tokens.secret()
        async with self.database.transaction() as records:
            codes = await self._throttle(records, account.address, proof.ip_address, What.CODE)
            if is_right and account.totp_seed is not None:
                if (until := await codes.take(records, now)) is not None:
                    return TooManyTries(until)
                is_right = await self.factor.use(records, account, proof.code, now) is not None
            renewal = SessionRenewal(hash_of(token), csrf, now)
            if not is_right or not await records.accounts.renew_session(session.token_hash, renewal):
                await records.audit.append(now, account.id, "staff.confirmed", account.id, "refused")
                return WrongLogin()
            await throttle.forgive(records, now)
            await codes.forgive(records, now)
            await records.audit.append(now, account.id, "staff.confirmed", account.id, "ok")
            row = await records.accounts.find_session(hash_of(token))
        return LoggedIn(token, session_of_row(account, row, is_demo=self.is_demo)) if row is not None else WrongLogin()

    async def find(self, token: str) -> Session | None:
        """The session of a token, if it is alive; using it keeps it so."""
        token_hash, now = hash_of(token), self.clock()
        async with self.database.reading() as records:
            found = await records.accounts.find_session(token_hash)
            account = await records.accounts.find(found.staff_id) if found is not None else None
        if found is None or account is None or not self._is_usable(account, now):
            return None
        session = session_of_row(account, found, is_demo=self.is_demo)
        if not is_alive(session, found, now):
            return None
        if now - found.last_at > TOUCH_AFTER:
            async with self.database.transaction() as records:
                if not await records.accounts.touch_session(token_hash, now):
                    return None
        return session

    async def log_out(self, session: Session) -> None:
        async with self.database.transaction() as records:
            if await records.accounts.end_session(session.token_hash):
                await records.audit.append(self.clock(), session.account.id, "staff.logout", session.account.id)

    async def refuse(self, session: Session, what: str) -> None:
        """Logs that the person asked for something that the role does not allow (A13)."""
        async with self.database.transaction() as records:
            await records.audit.append(self.clock(), session.account.id, "access.refused", what, session.account.role)

    async def open(self, records: Records, account: StaffAccount, agent: str, used: Used | None = None) -> LoggedIn:
        """A new session, in the caller's transaction; logged once nothing more has to be proved."""
        token, now = self.tokens.secret(), self.clock()
        row = StaffSession(
            token_hash=hash_of(token),
            staff_id=account.id,
            id=self.tokens.identifier(),
            csrf=self.tokens.secret(),
            agent=agent,
            started_at=now,
            last_at=now,
            authenticated_at=now,
            second_factor_at=now if used is not None else None,
        )
        session = session_of_row(account, row, is_demo=self.is_demo)
        await records.accounts.add_session(row)
        if session.stage is not Stage.CODE:
            await records.audit.append(now, account.id, "staff.login", account.id, "ok", used or "")
        return LoggedIn(token, session)

    async def _is_password(self, account: StaffAccount | None, typed: str) -> bool:
        """Takes as long without an account as with one."""
        kept = account.password_hash if account is not None else None
        activation = Activation.read(kept) if kept is not None else None
        return len(typed) <= LONGEST and await self.passwords.matches(typed, activation.password_hash if activation is not None else kept)

    def _is_usable(self, account: StaffAccount, now: datetime) -> bool:
        activation = Activation.read(account.password_hash)
        is_fresh = activation is None or now <= activation.until
        return account.disabled_at is None and is_fresh and (self.is_demo or not is_demo_account(account))

    async def _throttle(self, records: Records, address: str, ip_address: str, what: What) -> Throttle:
        day = oslo_date(self.clock())
        network = await records.counts.network(ip_address, day, self.tokens.secret())
        return Throttle(self._digest(address, day), network, what)

    def _digest(self, address: str, day: date) -> str:
        return hmac.new(self.key, f"{day}:{address}".encode(), hashlib.sha256).hexdigest()
