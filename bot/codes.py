"""Codes by letter: sent within the limits, compared once, for whoever must prove an address (E1-E9).

Says the same whether an address is known, unknown or blocked (E8). `subject` is what the code is bound to beside address and
purpose: a chat, or a package to be fetched (E5).
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.content import Language
from bot.digests import blocked_digest
from bot.outside import Tokens
from bot.post import Post
from bot.settings import Settings
from bot.store import tables
from bot.store.records import Records
from bot.verification.address import counted_as, masked
from bot.verification.challenge import Challenge, Verdict, check, issue
from bot.verification.limits import SendLimits, Wait, may_send

DAY = timedelta(days=1)
VISITOR = "visitor"


@dataclass(frozen=True)
class Comparison:
    """What became of an attempt, and how many more are compared."""

    verdict: Verdict
    tries_left: int


@dataclass(frozen=True)
class Codes:
    """The codes of one transaction. `network` is the day's digest of where the request comes from, empty on this machine.

    `letter` is the kind of letter that brings the code.
    """

    records: Records
    post: Post
    settings: Settings
    tokens: Tokens
    subject: str
    network: str
    language: Language
    letter: str = "code"

    async def send(self, address: str, purpose: str) -> Wait | None:
        """A new code by letter, and the old one is dead; or why and until when none is sent."""
        now, folded = self.post.now, counted_as(address)
        challenges, since = self.records.challenges, self.post.now - DAY
        verdict = may_send(
            sent_to_address=await challenges.sent_to(folded, since),
            sent_from_network=await challenges.sent_from(self.network, since) if self.network else (),
            sent_by_all=await challenges.sent_by_all(since),
            sent_in_chat=await challenges.sent_in(self.subject, since),
            failed_tries=await challenges.failed_tries(folded, since),
            now=now,
        )
        if isinstance(verdict, Wait):
            await self.records.audit.append(now, VISITOR, "code.held_back", self.subject, str(verdict.which))
            return verdict
        code = self.tokens.code()
        challenge = issue(
            id=self.tokens.identifier(),
            chat=self.subject,
            purpose=purpose,
            address=address,
            code=code,
            now=now,
            key=self.settings.key("code"),
            ttl_minutes=self.settings.code_minutes,
        )
        await challenges.replace_earlier(self.subject, now)
        await challenges.add(self._row(challenge, folded))
        if not await challenges.is_blocked(blocked_digest(address, self.settings), now):
            await self._write(address, code)
        await self.records.audit.append(now, VISITOR, "code.sent", self.subject, masked(address))
        return None

    async def compare(self, address: str, attempt: str, purpose: str) -> Comparison:
        """The counter rises in the same transaction, before the comparison (E4)."""
        now = self.post.now
        row = await self.records.challenges.current(self.subject, address, purpose)
        if row is None:
            return Comparison(Verdict.UNKNOWN, 0)
        if await self.records.challenges.failed_tries(row.counted_as, now - DAY) >= SendLimits().failed_tries_per_day:
            return Comparison(Verdict.EXHAUSTED, 0)
        challenge, verdict = check(_value(row), attempt, now, self.settings.key("code"))
        row.tries, row.used_at = challenge.tries, challenge.used_at
        await self.records.challenges.save(row)
        await self.records.audit.append(now, VISITOR, "code.compared", self.subject, str(verdict))
        return Comparison(verdict, challenge.tries_left)

    async def _write(self, address: str, code: str) -> None:
        values = {
            "code": f"{code[:3]} {code[3:]}",
            "minutes": str(self.settings.code_minutes),
            "block_url": f"{self.settings.base_url}/not-me/{blocked_digest(address, self.settings)}",
        }
        await self.post.write(self.letter, address, self.language, values)

    def _row(self, challenge: Challenge, folded: str) -> tables.Challenge:
        return tables.Challenge(
            id=challenge.id,
            chat_id=challenge.chat,
            purpose=challenge.purpose,
            address=challenge.address,
            counted_as=folded,
            network=self.network,
            digest=challenge.digest,
            issued_at=challenge.issued_at,
            expires_at=challenge.expires_at,
        )


def _value(row: tables.Challenge) -> Challenge:
    return Challenge(
        id=row.id,
        chat=row.chat_id,
        purpose=row.purpose,
        address=row.address,
        digest=row.digest,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        tries=row.tries,
        used_at=row.used_at,
        replaced_at=row.replaced_at,
    )
