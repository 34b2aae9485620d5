"""The second factor of staff: codes of an app (RFC 6238), and recovery codes for who has lost the phone (A3). Rules:

1. A code works once, however often and however fast it comes: the database takes the step or refuses it.
2. The step that runs and the one before it are accepted, none else: who types slowly is let in.
3. The database has no seed and no code: the seed is sealed, of recovery codes there are digests, with keys that it has not.
"""

import base64
import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyotp

from bot.outside import Tokens
from bot.sealing import SealBroken, seal, unseal
from bot.store.records import Records
from bot.store.tables import RecoveryCode, StaffAccount

log = logging.getLogger(__name__)

STEP_SECONDS = 30
STEPS_LATE = 1
CODE_DIGITS, RECOVERY_DIGITS = 6, 12
RECOVERY_CODES = 10
SEED_BYTES = 20


class Used(StrEnum):
    """What was accepted."""

    APP = "app"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Enrolment:
    """A seed that the person has yet to prove; `token` brings it back with the form, readable to us alone."""

    seed: str
    token: str


@dataclass(frozen=True)
class SecondFactor:
    """Makes and checks codes. `key` seals seeds and keys digests; it is not in the database."""

    key: bytes
    tokens: Tokens

    def begin(self, owner: str) -> Enrolment:
        """A new seed for `owner`, an account in one session; nothing is stored."""
        random = bytes.fromhex(self.tokens.identifier() + self.tokens.identifier())
        return self._enrolment(base64.b32encode(random[:SEED_BYTES]).decode(), owner)

    def resume(self, token: str, owner: str) -> Enrolment | None:
        """The same again from its form; None for one that is not this owner's."""
        try:
            return Enrolment(unseal(base64.urlsafe_b64decode(token), self.key, f"enrolment:{owner}").decode(), token)
        except (SealBroken, ValueError):
            return None

    def sealed(self, seed: str, staff_id: str) -> str:
        """The seed as it may be stored with that account."""
        return base64.urlsafe_b64encode(seal(seed.encode(), self.key, staff_id, self.tokens)).decode()

    def step_of(self, seed: str, typed: str, now: datetime) -> int | None:
        """The time step that the code belongs to, if it is one of those accepted now."""
        digits, current = _digits(typed), int(now.timestamp()) // STEP_SECONDS
        totp = pyotp.TOTP(seed, digits=CODE_DIGITS, interval=STEP_SECONDS)
        found = None
        for step in range(current - STEPS_LATE, current + 1):
            if hmac.compare_digest(totp.generate_otp(step), digits):
                found = step
        return found

    async def use(self, records: Records, account: StaffAccount, typed: str, now: datetime) -> Used | None:
        """Uses the code up; None when it is wrong or was used before, and nobody is told which."""
        digits = _digits(typed)
        if len(digits) == RECOVERY_DIGITS:
            is_new = await records.accounts.use_recovery_code(account.id, self._digest(account.id, digits), now)
            return Used.RECOVERY if is_new else None
        step = self._step(account, digits, now)
        if step is None or not await records.accounts.use_step(account.id, step):
            return None
        return Used.APP

    async def new_recovery_codes(self, records: Records, staff_id: str) -> tuple[str, ...]:
        """Ten codes in place of all before them; nobody can read them again."""
        codes = tuple(self.tokens.number(RECOVERY_DIGITS) for _ in range(RECOVERY_CODES))
        rows = [RecoveryCode(id=self.tokens.identifier(), staff_id=staff_id, digest=self._digest(staff_id, code)) for code in codes]
        await records.accounts.replace_recovery_codes(staff_id, rows)
        return tuple(f"{code[:4]} {code[4:8]} {code[8:]}" for code in codes)

    def _enrolment(self, seed: str, owner: str) -> Enrolment:
        sealed = seal(seed.encode(), self.key, f"enrolment:{owner}", self.tokens)
        return Enrolment(seed, base64.urlsafe_b64encode(sealed).decode())

    def _step(self, account: StaffAccount, digits: str, now: datetime) -> int | None:
        try:
            seed = unseal(base64.urlsafe_b64decode(account.totp_seed or ""), self.key, account.id).decode()
        except (SealBroken, ValueError):
            log.error("the second factor of account %s does not open; was BOT_SECRET_KEY changed? Use: staff reset", account.id)
            return None
        return self.step_of(seed, digits, now)

    def _digest(self, staff_id: str, digits: str) -> str:
        return hmac.new(self.key, f"recovery:{staff_id}:{digits}".encode(), hashlib.sha256).hexdigest()


def _digits(typed: str) -> str:
    """The code without the blanks and dashes that people and apps put in; empty for what is no code."""
    plain = "".join(mark for mark in typed if not mark.isspace() and mark not in "-–")
    return plain if plain.isascii() and plain.isdigit() and len(plain) in {CODE_DIGITS, RECOVERY_DIGITS} else ""
