"""What an administrator does with the accounts of others (A9). Two rules:

1. Nobody changes or closes the own account: that takes a second administrator.
2. There is always somebody who can approve, and somebody who can let people in.
"""

from dataclasses import dataclass

from bot.desk.answers import Person
from bot.desk.door import Door
from bot.desk.roles import Role
from bot.desk.staffing import Invitation, StaffRefusal, add_staff, close_account, release_all, reset_staff
from bot.store.records import Records
from bot.store.tables import StaffAccount

NEEDED = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)


@dataclass(frozen=True)
class People:
    """Each action is one transaction, and logged under the administrator's id."""

    door: Door

    async def all(self) -> tuple[StaffAccount, ...]:
        async with self.door.database.reading() as records:
            return await records.accounts.all()

    async def add(self, by: Person, address: str, name: str, role: Role) -> Invitation | StaffRefusal:
        door = self.door
        return await add_staff(door.database, address, name, role, door.clock, door.tokens, door.passwords, by=by.id)

    async def reset(self, by: Person, staff_id: str, *, removes_factor: bool) -> Invitation | StaffRefusal:
        """A new one-time password, in place of a forgotten one, or because the account was closed or the phone lost."""
        door = self.door
        if staff_id == by.id:
            return StaffRefusal.ONESELF
        async with door.database.reading() as records:
            account = await records.accounts.find(staff_id)
        if account is None:
            return StaffRefusal.UNKNOWN_ADDRESS
        return await reset_staff(
            door.database, account.address, door.clock, door.tokens, door.passwords, by=by.id, removes_factor=removes_factor
        )

    async def change_role(self, by: Person, staff_id: str, role: Role) -> StaffRefusal | None:
        """Another role; sessions end, and cases go back when the new role has none. Nothing when it is the role already."""
        now = self.door.clock()
        async with self.door.database.transaction() as records:
            account = await self._find(records, by, staff_id)
            if isinstance(account, StaffRefusal):
                return account
            if account.role == role:
                return None
            if await _is_last(records, account):
                return StaffRefusal.LAST_ONE
            await records.accounts.set_role(account.id, role)
            await records.audit.append(now, by.id, "staff.role_changed", account.id, role, account.role)
            if not role.works_on_cases:
                await release_all(records, account, now, by.id)
        return None

    async def close(self, by: Person, staff_id: str) -> StaffRefusal | int:
        """Closes the account; how many cases are free again. Nothing when it is closed already."""
        async with self.door.database.transaction() as records:
            account = await self._find(records, by, staff_id)
            if isinstance(account, StaffRefusal):
                return account
            if account.disabled_at is not None:
                return 0
            if await _is_last(records, account):
                return StaffRefusal.LAST_ONE
            return await close_account(records, account, self.door.clock(), by.id)

    async def _find(self, records: Records, by: Person, staff_id: str) -> StaffAccount | StaffRefusal:
        await records.accounts.lock_roles()
        if staff_id == by.id:
            return StaffRefusal.ONESELF
        return await records.accounts.find(staff_id) or StaffRefusal.UNKNOWN_ADDRESS


async def _is_last(records: Records, account: StaffAccount) -> bool:
    """Whether nobody else with an open account has this role, and somebody must."""
    if account.role not in NEEDED or account.disabled_at is not None:
        return False
    others = [one for one in await records.accounts.all() if one.id != account.id and one.disabled_at is None]
    return all(other.role != account.role for other in others)
