"""Passwords of staff: which will do (A1), and how they are kept (A2). No rules of composition; length and not being known count."""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 15, 200
PARALLEL_HASHES = 2
"""Each takes 46 MiB and a core for a moment; a crowd at the door waits here, not in memory."""

WORDS = Path(__file__).with_name("common_words.txt")
STRONG = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)
"""OWASP's least is 19 MiB with two passes; 46 MiB took about 50 ms on a small server."""


class PasswordFault(StrEnum):
    """Why a new password will not do."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    SAME = "same"
    DIFFERENT = "different"


class Passwords:
    """Hashes and compares off the event loop, a few at a time."""

    def __init__(self, hasher: PasswordHasher = STRONG) -> None:
        self._hasher = hasher
        self._places = asyncio.Semaphore(PARALLEL_HASHES)
        self._nobodys = hasher.hash("the password of an account that does not exist")

    async def hash(self, password: str) -> str:
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Takes the same time for an account that does not exist, whose hash is None (A4)."""
        async with self._places:
            is_right = await asyncio.to_thread(self._verifies, password, password_hash or self._nobodys)
        return is_right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether it was made with weaker settings than today's."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verifies(self, password: str, password_hash: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def find_fault(password: str, about: Iterable[str] = ()) -> PasswordFault | None:
    """The first thing wrong with a new password; `about` are words of the person's own, such as the address."""
    if len(password) < SHORTEST:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordFault.TOO_LONG
    return PasswordFault.COMMON if is_guessable(password, about) else None


def is_guessable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether it is made of known words, a row of keys or repetition, with hardly anything else.

    Known words are cut out, the longest first; less than eight characters left, or fewer than six different ones, are too few.
    """
    rest = _folded(password)
    own = {_folded(part) for text in about for part in re.split(r"[\W_]+", text) if len(part) > 2}
    for word in sorted(_common_words() | own, key=len, reverse=True):
        rest = rest.replace(word, " ")
    letters = "".join(rest.split())
    return len(set(letters)) < 6 or len(letters) < 8


@cache
def _common_words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(_folded(line) for line in lines if line.strip() and not line.startswith("#"))


def _folded(text: str) -> str:
    """Lower case, with the usual disguises undone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain.translate(str.maketrans("013457$@!", "oleastsai"))
