"""Staff accounts, made and closed. A new account gets a password for one use; the person chooses the real one (A4).

Who does it is the operator at the command line, or an administrator in the console (`people.py`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.desk.passwords import Passwords
from bot.desk.roles import Role
from bot.outside import Clock, Tokens
from bot.store.database import Database
from bot.store.queue import Filter, Group
from bot.store.records import Records
from bot.store.tables import StaffAccount
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Move, Status, moved
from bot.verification.address import Address, read_address

OPERATOR = "operator"
DEMO = (("demo", "demo@example.com", "Demo"), ("demo-2", "demo2@example.com", "Demo 2"))
"""Id, address and name of the two who work in demo mode: what needs a second person can be tried, too (A10)."""

ACTIVATION_DAYS = 3
_MARK = "activation"


class StaffRefusal(StrEnum):
    """Why an account was not added or changed."""

    BAD_ADDRESS = "bad_address"
    ADDRESS_TAKEN = "address_taken"
    UNKNOWN_ADDRESS = "unknown_address"
    ONESELF = "oneself"
    LAST_ONE = "last_one"


@dataclass(frozen=True)
class Invitation:
    """To be handed to the person; nobody can read it again."""

    address: str
    password: str
    until: datetime


@dataclass(frozen=True)
class DemoLogin:
    """What the terminal shows in demo mode."""

    address: str
    password: str


@dataclass(frozen=True)
class Activation:
    """A password for one use, as it stands in the account until the person has chosen one."""

    until: datetime
    password_hash: str

    def written(self) -> str:
        return f"{_MARK} {self.until.isoformat()} {self.password_hash}"

    @classmethod
    def read(cls, kept: str) -> "Activation | None":
        """None when the person chose the password."""
        mark, _, rest = kept.partition(" ")
        if mark != _MARK:
            return None
        until, _, password_hash = rest.partition(" ")
        return cls(datetime.fromisoformat(until), password_hash)


async def add_staff(
    database: Database,
    address: str,
    name: str,
    role: Role,
    clock: Clock,
    tokens: Tokens,
    passwords: Passwords | None = None,
    *,
    by: str = OPERATOR,
) -> Invitation | StaffRefusal:
    """A new account with a one-time password that dies after three days."""
    read = read_address(address)
    if not isinstance(read, Address) or read.original.lower() != address.strip().lower():
        return StaffRefusal.BAD_ADDRESS
    now = clock()
    invitation, kept = await _invited(address.strip().lower(), now, tokens, passwords or Passwords())
    account = StaffAccount(
        id=tokens.identifier(),
        address=invitation.address,
        name=name.strip() or invitation.address,
        role=role,
        password_hash=kept,
        created_at=now,
    )
    async with database.transaction() as records:
        if await records.accounts.find_by_address(invitation.address) is not None:
            return StaffRefusal.ADDRESS_TAKEN
        await records.accounts.add(account)
        await records.audit.append(now, by, "staff.added", account.id, role)
    return invitation


async def reset_staff(
    database: Database,
    address: str,
    clock: Clock,
    tokens: Tokens,
    passwords: Passwords | None = None,
    *,
    by: str = OPERATOR,
    removes_factor: bool = False,
) -> Invitation | StaffRefusal:
    """A new one-time password, also for an account that was closed; every session ends. The second factor stays unless it is to go, too."""
    now = clock()
    invitation, kept = await _invited(address.strip().lower(), now, tokens, passwords or Passwords())
    async with database.transaction() as records:
        account = await records.accounts.find_by_address(invitation.address)
        if account is None:
            return StaffRefusal.UNKNOWN_ADDRESS
        await records.accounts.enable(account.id)
        await records.accounts.set_password(account.id, kept)
        await records.audit.append(now, by, "staff.reset", account.id)
        if removes_factor:
            await records.accounts.remove_second_factor(account.id)
            await records.audit.append(now, by, "staff.factor_removed", account.id)
    return invitation


async def disable_staff(database: Database, address: str, clock: Clock) -> int | StaffRefusal:
    """Closes the account, ends its sessions, and puts its open cases back for others; how many those were."""
    now = clock()
    async with database.transaction() as records:
        account = await records.accounts.find_by_address(address.strip())
        if account is None:
            return StaffRefusal.UNKNOWN_ADDRESS
        return await close_account(records, account, now, OPERATOR)


async def ensure_demo_accounts(
    database: Database, clock: Clock, tokens: Tokens, passwords: Passwords | None = None
) -> tuple[DemoLogin, DemoLogin]:
    """The accounts of demo mode, with new passwords at each start. Outside demo mode they open nothing."""
    first, second = [await _ensure_demo_account(database, clock, tokens, passwords or Passwords(), *one) for one in DEMO]
    return first, second


def is_demo_account(account: StaffAccount) -> bool:
    return account.id in {account_id for account_id, _, _ in DEMO}


async def _ensure_demo_account(
    database: Database, clock: Clock, tokens: Tokens, passwords: Passwords, account_id: str, address: str, name: str
) -> DemoLogin:
    password = _password(tokens)
    kept = await passwords.hash(password)
    async with database.transaction() as records:
        if await records.accounts.find(account_id) is None:
            account = StaffAccount(
                id=account_id, address=address, name=name, role=Role.PRIVACY_OFFICER, password_hash=kept, created_at=clock()
            )
            await records.accounts.add(account)
        else:
            await records.accounts.rehash_password(account_id, kept)
    return DemoLogin(address, password)


async def _invited(address: str, now: datetime, tokens: Tokens, passwords: Passwords) -> tuple[Invitation, str]:
    password, until = _password(tokens), now + timedelta(days=ACTIVATION_DAYS)
    activation = Activation(until, await passwords.hash(password))
    return Invitation(address, password, until), activation.written()


def _password(tokens: Tokens) -> str:
    """66 bits in groups of digits, which can be read out over the telephone."""
    return "-".join(tokens.number(5) for _ in range(4))


async def close_account(records: Records, account: StaffAccount, now: datetime, by: str) -> int:
    """Closes the account and ends its sessions, in the caller's transaction; how many cases are free again."""
    await records.accounts.disable(account.id, now)
    await records.audit.append(now, by, "staff.disabled", account.id)
    return await release_all(records, account, now, by)


async def release_all(records: Records, account: StaffAccount, now: datetime, by: str) -> int:
    """Puts the person's open cases back for others; how many those were."""
    held = await records.queue.page(Filter(group=Group.OPEN, holder_id=account.id), limit=10_000)
    for ticket in held.tickets:
        ticket.status = moved(Kind(ticket.kind), Status(ticket.status), Move.RELEASE)
        ticket.holder_id = ticket.claimed_at = None
        await records.approvals.overtake(ticket.id, now)
        ticket.changed_at, ticket.changed_by = now, by
        await records.cases.save(ticket, ticket.version)
        await records.audit.append(now, by, "case.released", ticket.reference)
    return held.total
