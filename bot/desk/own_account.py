"""What a person does with the own account: password, second factor, sessions."""

from dataclasses import dataclass

from bot.desk.door import Door, LoggedIn, WrongLogin
from bot.desk.factor import Enrolment, Used
from bot.desk.passwords import LONGEST, PasswordFault, find_fault
from bot.desk.sessions import Session, Stage, is_alive, session_of_row
from bot.desk.staffing import Activation
from bot.store.tables import StaffSession


@dataclass(frozen=True)
class Enrolled:
    """The second factor is set. The codes are shown now and never again."""

    logged_in: LoggedIn
    codes: tuple[str, ...]


@dataclass(frozen=True)
class OwnAccount:
    """Everything here ends other sessions where the law of A5 asks for it, and is logged."""

    door: Door

    async def change_password(self, session: Session, current: str, new: str, again: str) -> PasswordFault | WrongLogin | None:
        """None when it is changed; every session of the person has ended then, this one too."""
        account, door = session.account, self.door
        activation = Activation.read(account.password_hash)
        kept = activation.password_hash if activation is not None else account.password_hash
        if len(current) > LONGEST or not await door.passwords.matches(current, kept):
            return WrongLogin()
        if new != again:
            return PasswordFault.DIFFERENT
        if new == current:
            return PasswordFault.SAME
        if (fault := find_fault(new, (account.address, account.name))) is not None:
            return fault
        password_hash = await door.passwords.hash(new)
        async with door.database.transaction() as records:
            await records.accounts.set_password(account.id, password_hash)
            await records.audit.append(door.clock(), account.id, "staff.password_changed", account.id)
        return None

    def begin_enrolment(self, session: Session) -> Enrolment:
        return self.door.factor.begin(_owner(session))

    async def enrol(self, session: Session, token: str, code: str, agent: str) -> Enrolled | Enrolment | None:
        """Sets the second factor when the code proves that the app has the seed. The same enrolment again for a wrong code; None for none.

        Every session ends; this browser gets a new one.
        """
        door, account = self.door, session.account
        enrolment = door.factor.resume(token, _owner(session))
        if enrolment is None:
            return None
        now = door.clock()
        step = door.factor.step_of(enrolment.seed, code, now)
        if step is None:
            return enrolment
        sealed = door.factor.sealed(enrolment.seed, account.id)
        async with door.database.transaction() as records:
            await records.accounts.set_second_factor(account.id, sealed, step, now)
            codes = await door.factor.new_recovery_codes(records, account.id)
            await records.audit.append(now, account.id, "staff.factor_set", account.id)
            enrolled = await records.accounts.get(account.id)
            logged_in = await door.open(records, enrolled, agent, Used.APP)
        return Enrolled(logged_in, codes)

    async def renew_codes(self, session: Session) -> tuple[str, ...]:
        """Ten new recovery codes; the old ones are good for nothing."""
        door, account = self.door, session.account
        async with door.database.transaction() as records:
            codes = await door.factor.new_recovery_codes(records, account.id)
            await records.audit.append(door.clock(), account.id, "staff.recovery_renewed", account.id)
        return codes

    async def codes_left(self, session: Session) -> int:
        async with self.door.database.reading() as records:
            return await records.accounts.recovery_codes_left(session.account.id)

    async def sessions(self, session: Session) -> tuple[StaffSession, ...]:
        """Where the person is logged in now, the one used last on top."""
        now, account, is_demo = self.door.clock(), session.account, self.door.is_demo
        async with self.door.database.reading() as records:
            rows = await records.accounts.sessions_of(account.id)
        told = [(row, session_of_row(account, row, is_demo=is_demo)) for row in rows]
        return tuple(row for row, one in told if is_alive(one, row, now) and one.stage is not Stage.CODE)

    async def end_session(self, session: Session, session_id: str) -> None:
        """Ends one of the own sessions; nothing when it has ended, or is another person's."""
        async with self.door.database.transaction() as records:
            if session_id and await records.accounts.end_one(session.account.id, session_id):
                await records.audit.append(self.door.clock(), session.account.id, "staff.session_ended", session.account.id)

    async def end_others(self, session: Session) -> int:
        """Ends every session but this one; how many there were."""
        async with self.door.database.transaction() as records:
            ended = await records.accounts.end_others(session.account.id, session.token_hash)
            if ended:
                await records.audit.append(self.door.clock(), session.account.id, "staff.session_ended", session.account.id, str(ended))
        return ended


def _owner(session: Session) -> str:
    return f"{session.account.id}:{session.id}"
