"""Time and randomness: the only module that asks the machine for either.

Everything else is handed a `Clock` and a `Tokens`, so that a test runs a year of cases in a second.
"""

import secrets  # noqa: TID251 - this module is where randomness enters
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

Clock = Callable[[], datetime]
"""Gives the present moment as an aware UTC datetime."""


class Tokens(Protocol):
    """Makes what nobody may guess."""

    def code(self) -> str:
        """Six decimal digits, uniform, leading zeros kept (E2)."""

    def number(self, digits: int) -> str:
        """That many decimal digits, uniform; for the random part of a case's reference (R31)."""

    def secret(self) -> str:
        """256 bits, URL-safe; for chat and session tokens (A5)."""

    def identifier(self) -> str:
        """128 bits in hexadecimal; names a row, and is no secret."""

    def fraction(self) -> float:
        """Uniform in [0, 1); spreads retries."""


class SecureTokens:
    """The operating system's generator."""

    def code(self) -> str:
        return self.number(6)

    def number(self, digits: int) -> str:
        return f"{secrets.randbelow(10**digits):0{digits}d}"

    def secret(self) -> str:
        return secrets.token_urlsafe(32)

    def identifier(self) -> str:
        return secrets.token_hex(16)

    def fraction(self) -> float:
        return secrets.randbelow(2**53) / 2**53


def utc_now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this module is where time enters
