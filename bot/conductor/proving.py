"""What a turn does to prove an address: sends a code within the limits, and compares what was typed."""

from dataclasses import dataclass
from datetime import timedelta

from bot.content import Language
from bot.conversation.effects import CheckCode, SendCode
from bot.conversation.events import CodeExhausted, CodeExpired, CodeMatched, CodeMismatched, CodeNotSent, CodeSent, Delay
from bot.digests import blocked_digest
from bot.outside import Tokens
from bot.post import Post
from bot.settings import Settings
from bot.store import tables
from bot.store.records import Records
from bot.verification.address import counted_as, masked
from bot.verification.challenge import Challenge, Verdict, check, issue
from bot.verification.limits import Granted, SendLimits, Which, may_send

DAY = timedelta(days=1)
VISITOR = "visitor"


@dataclass(frozen=True)
class Proving:
    """The codes of one turn. `network` is the day's digest of where the visitor writes from, empty on this machine."""

    records: Records
    post: Post
    settings: Settings
    tokens: Tokens
    chat_id: str
    network: str
    language: Language

    async def send(self, effect: SendCode) -> CodeSent | CodeNotSent:
        """A new code by letter; the old one is dead. Says the same whether the address is known, unknown or blocked (E8)."""
        now, folded = self.post.now, counted_as(effect.address)
        challenges = self.records.challenges
        since = now - DAY
        verdict = may_send(
            sent_to_address=await challenges.sent_to(folded, since),
            sent_from_network=await challenges.sent_from(self.network, since) if self.network else (),
            sent_by_all=await challenges.sent_by_all(since),
            sent_in_chat=await challenges.sent_in(self.chat_id, since),
            failed_tries=await challenges.failed_tries(folded, since),
            now=now,
        )
        if not isinstance(verdict, Granted):
            delay = Delay.TOO_SOON if verdict.which is Which.SPACING else Delay.TOO_MANY
            await self.records.audit.append(now, VISITOR, "code.held_back", self.chat_id, str(verdict.which))
            return CodeNotSent(delay, verdict.until)
        code = self.tokens.code()
        challenge = issue(
            id=self.tokens.identifier(),
            chat=self.chat_id,
            purpose=str(effect.purpose),
            address=effect.address,
            code=code,
            now=now,
            key=self.settings.key("code"),
            ttl_minutes=self.settings.code_minutes,
        )
        await challenges.replace_earlier(self.chat_id, now)
        await challenges.add(self._row(challenge, folded))
        if not await challenges.is_blocked(blocked_digest(effect.address, self.settings), now):
            await self._write(effect.address, code)
        await self.records.audit.append(now, VISITOR, "code.sent", self.chat_id, masked(effect.address))
        return CodeSent(effect.address, now)

    async def compare(self, effect: CheckCode) -> CodeMatched | CodeMismatched | CodeExpired | CodeExhausted:
        """The counter rises in the same transaction, before the comparison (E4)."""
        now = self.post.now
        row = await self.records.challenges.current(self.chat_id, effect.address, str(effect.purpose))
        if row is None:
            return CodeExpired()
        if await self.records.challenges.failed_tries(row.counted_as, now - DAY) >= SendLimits().failed_tries_per_day:
            return CodeExhausted()
        challenge, verdict = check(_value(row), effect.attempt, now, self.settings.key("code"))
        row.tries, row.used_at = challenge.tries, challenge.used_at
        await self.records.challenges.save(row)
        await self.records.audit.append(now, VISITOR, "code.compared", self.chat_id, str(verdict))
        match verdict:
            case Verdict.MATCHED:
                return CodeMatched(effect.address, now, now + timedelta(minutes=self.settings.verified_minutes))
            case Verdict.MISMATCHED:
                return CodeMismatched(challenge.tries_left) if challenge.tries_left else CodeExhausted()
            case Verdict.EXHAUSTED:
                return CodeExhausted()
            case _:
                return CodeExpired()

    async def _write(self, address: str, code: str) -> None:
        values = {
            "code": f"{code[:3]} {code[3:]}",
            "minutes": str(self.settings.code_minutes),
            "block_url": f"{self.settings.base_url}/not-me/{blocked_digest(address, self.settings)}",
        }
        await self.post.write("code", address, self.language, values)

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
