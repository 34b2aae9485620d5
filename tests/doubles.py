"""Small real stand-ins for the world outside: a clock that is moved by hand, a letterbox, tokens that count."""

from datetime import UTC, datetime, timedelta

from bot.mail.postman import OutgoingLetter
from bot.outside import SecureTokens

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **amount: float) -> None:
        self.now += timedelta(**amount)


class Letterbox:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.letters: list[OutgoingLetter] = []

    async def send(self, letter: OutgoingLetter) -> None:
        self.letters.append(letter)

    def to(self, address: str) -> list[OutgoingLetter]:
        return [letter for letter in self.letters if letter.to == address]


class CountingTokens(SecureTokens):
    """Codes 000001, 000002, ...; everything else as secret as in life."""

    def __init__(self) -> None:
        self.codes = 0

    def code(self) -> str:
        self.codes += 1
        return f"{self.codes:06d}"
