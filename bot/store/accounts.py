"""People at the company who log in, and their sessions. Of passwords, tokens and codes only hashes stand here (A2, A3, A5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import RecoveryCode, StaffAccount, StaffSession

ROLES_LOCK = 7_245_007
ALL = select(StaffAccount).order_by(func.lower(col(StaffAccount.name)), col(StaffAccount.id))


class AddressTaken(Exception):
    """There is an account with this address already."""


@dataclass(frozen=True)
class SessionRenewal:
    token_hash: str
    csrf: str
    at: datetime


class Accounts:
    """Staff accounts and sessions of one transaction."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, account: StaffAccount) -> None:
        """Adds the account under its address in lower case; raises AddressTaken."""
        account.address = account.address.lower()
        if not await self._rows.could_add(account):
            raise AddressTaken

    async def find(self, staff_id: str) -> StaffAccount | None:
        return await self._rows.find(select(StaffAccount).where(col(StaffAccount.id) == staff_id))

    async def get(self, staff_id: str) -> StaffAccount:
        account = await self.find(staff_id)
        if account is None:
            raise RecordNotFound("account")
        return account

    async def find_by_address(self, address: str) -> StaffAccount | None:
        """The account, disabled or not, whatever the case of the letters."""
        return await self._rows.find(select(StaffAccount).where(col(StaffAccount.address) == address.lower()))

    async def all(self) -> tuple[StaffAccount, ...]:
        """Every account, disabled ones too, by name."""
        return await self._rows.all(ALL)

    async def disable(self, staff_id: str, at: datetime) -> None:
        """Closes the account and ends all its sessions; cases it holds are the caller's concern."""
        await self._change(staff_id, {"disabled_at": at})
        await self.end_all(staff_id)

    async def enable(self, staff_id: str) -> None:
        await self._change(staff_id, {"disabled_at": None})

    async def set_password(self, staff_id: str, password_hash: str) -> None:
        """A new password ends all sessions (A5)."""
        await self._change(staff_id, {"password_hash": password_hash})
        await self.end_all(staff_id)

    async def rehash_password(self, staff_id: str, password_hash: str) -> None:
        """The same password under stronger settings (A2); sessions go on."""
        await self._change(staff_id, {"password_hash": password_hash})

    async def lock_roles(self) -> None:
        """Waits until no other transaction is about to take somebody's role away."""
        await self._rows.lock(ROLES_LOCK)

    async def set_role(self, staff_id: str, role: str) -> None:
        """Another role ends all sessions; cases that it may not hold are the caller's concern."""
        await self._change(staff_id, {"role": role})
        await self.end_all(staff_id)

    async def set_second_factor(self, staff_id: str, sealed_seed: str, step: int, at: datetime) -> None:
        """A new second factor, whose code of `step` is used up; ends all sessions (A5)."""
        await self._change(staff_id, {"totp_seed": sealed_seed, "totp_step": step, "totp_set_at": at})
        await self.end_all(staff_id)

    async def remove_second_factor(self, staff_id: str) -> None:
        """No second factor and no recovery codes; ends all sessions."""
        await self._change(staff_id, {"totp_seed": None, "totp_step": None, "totp_set_at": None})
        await self.replace_recovery_codes(staff_id, ())
        await self.end_all(staff_id)

    async def use_step(self, staff_id: str, step: int) -> bool:
        """Takes the time step of a code; False when this or a later one was taken before (A3)."""
        is_later = or_(col(StaffAccount.totp_step).is_(None), col(StaffAccount.totp_step) < step)
        mine = update(StaffAccount).where(col(StaffAccount.id) == staff_id, is_later)
        return await self._rows.change(mine.values(totp_step=step)) > 0

    async def replace_recovery_codes(self, staff_id: str, codes: Sequence[RecoveryCode]) -> None:
        await self._rows.change(delete(RecoveryCode).where(col(RecoveryCode.staff_id) == staff_id))
        await self._rows.add(*codes)

    async def use_recovery_code(self, staff_id: str, digest: str, at: datetime) -> bool:
        """False when there is no such code, or it was used before."""
        unused = (col(RecoveryCode.staff_id) == staff_id, col(RecoveryCode.digest) == digest, col(RecoveryCode.used_at).is_(None))
        return await self._rows.change(update(RecoveryCode).where(*unused).values(used_at=at)) > 0

    async def recovery_codes_left(self, staff_id: str) -> int:
        unused = (col(RecoveryCode.staff_id) == staff_id, col(RecoveryCode.used_at).is_(None))
        return await self._rows.number(select(func.count()).where(*unused))

    async def set_language(self, staff_id: str, language: str) -> None:
        await self._change(staff_id, {"language": language})

    async def add_session(self, session: StaffSession) -> None:
        await self._rows.add(session)

    async def find_session(self, token_hash: str) -> StaffSession | None:
        """The session as it is; whether it is too old is the caller's to say."""
        return await self._rows.find(select(StaffSession).where(col(StaffSession.token_hash) == token_hash))

    async def touch_session(self, token_hash: str, at: datetime) -> bool:
        """Remembers when the session was last used; False when it was ended meanwhile."""
        return await self._change_session(token_hash, {"last_at": at})

    async def renew_session(self, token_hash: str, values: SessionRenewal) -> bool:
        """The same session under a new token, after a new proof of who it is; False when it was ended meanwhile (A5)."""
        changes = {"last_at": values.at, "authenticated_at": values.at, "token_hash": values.token_hash, "csrf": values.csrf}
        return await self._change_session(token_hash, changes)

    async def end_session(self, token_hash: str) -> bool:
        mine = delete(StaffSession).where(col(StaffSession.token_hash) == token_hash)
        return await self._rows.change(mine) > 0

    async def end_one(self, staff_id: str, session_id: str) -> int:
        """Ends one of the person's own sessions by its id."""
        mine = (col(StaffSession.staff_id) == staff_id, col(StaffSession.id) == session_id)
        return await self._rows.change(delete(StaffSession).where(*mine))

    async def end_others(self, staff_id: str, token_hash: str) -> int:
        """Ends every session of the person but this one; how many there were."""
        others = (col(StaffSession.staff_id) == staff_id, col(StaffSession.token_hash) != token_hash)
        return await self._rows.change(delete(StaffSession).where(*others))

    async def end_all(self, staff_id: str) -> int:
        """Ends every session of the person; how many there were."""
        return await self._rows.change(delete(StaffSession).where(col(StaffSession.staff_id) == staff_id))

    async def sessions_of(self, staff_id: str) -> tuple[StaffSession, ...]:
        """The person's sessions, the one used last on top."""
        mine = select(StaffSession).where(col(StaffSession.staff_id) == staff_id)
        return await self._rows.all(mine.order_by(col(StaffSession.last_at).desc()))

    async def purge_sessions(self, *, started_before: datetime, idle_since: datetime) -> int:
        """Removes sessions that nobody can use any more; how many."""
        dead = or_(col(StaffSession.started_at) < started_before, col(StaffSession.last_at) < idle_since)
        return await self._rows.change(delete(StaffSession).where(dead))

    async def _change(self, staff_id: str, values: dict[str, object]) -> None:
        mine = update(StaffAccount).where(col(StaffAccount.id) == staff_id)
        if not await self._rows.change(mine.values(**values)):
            raise RecordNotFound("account")

    async def _change_session(self, token_hash: str, values: dict[str, object]) -> bool:
        mine = update(StaffSession).where(col(StaffSession.token_hash) == token_hash)
        return await self._rows.change(mine.values(**values)) > 0
