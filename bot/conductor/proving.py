"""What a turn does to prove an address, told to the dialogue as what happened."""

from dataclasses import dataclass
from datetime import timedelta

from bot.codes import Codes
from bot.conversation.effects import CheckCode, SendCode
from bot.conversation.events import CodeExhausted, CodeExpired, CodeMatched, CodeMismatched, CodeNotSent, CodeSent, Delay
from bot.verification.challenge import Verdict
from bot.verification.limits import Which


@dataclass(frozen=True)
class Proving:
    """The codes of one turn."""

    codes: Codes

    async def send(self, effect: SendCode) -> CodeSent | CodeNotSent:
        wait = await self.codes.send(effect.address, str(effect.purpose))
        if wait is None:
            return CodeSent(effect.address, self.codes.post.now)
        return CodeNotSent(Delay.TOO_SOON if wait.which is Which.SPACING else Delay.TOO_MANY, wait.until)

    async def compare(self, effect: CheckCode) -> CodeMatched | CodeMismatched | CodeExpired | CodeExhausted:
        now, verified = self.codes.post.now, timedelta(minutes=self.codes.settings.verified_minutes)
        found = await self.codes.compare(effect.address, effect.attempt, str(effect.purpose))
        match found.verdict:
            case Verdict.MATCHED:
                return CodeMatched(effect.address, now, now + verified)
            case Verdict.MISMATCHED:
                return CodeMismatched(found.tries_left) if found.tries_left else CodeExhausted()
            case Verdict.EXHAUSTED:
                return CodeExhausted()
            case _:
                return CodeExpired()
