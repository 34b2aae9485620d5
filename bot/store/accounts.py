"""People at the company who log in, and their sessions. Of passwords and tokens only hashes stand here (A2, A5)."""

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import col

from bot.store.rows import RecordNotFound, Rows
from bot.store.tables import StaffAccount, StaffSession


class AddressTaken(Exception):
    """There is an account with this address already."""


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
        by_name = (func.lower(col(StaffAccount.name)), col(StaffAccount.id))
        return await self._rows.all(select(StaffAccount).order_by(*by_name))

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

    async def reauthenticate_session(self, token_hash: str, at: datetime) -> bool:
        """The person gave the password again; False when the session was ended meanwhile."""
        return await self._change_session(token_hash, {"last_at": at, "authenticated_at": at})

    async def end_session(self, token_hash: str) -> bool:
        mine = delete(StaffSession).where(col(StaffSession.token_hash) == token_hash)
        return await self._rows.change(mine) > 0

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
