"""Who spoke when in a chat in which several addresses were proved: two people at one computer, or one with two mailboxes.

An address gets the words from its own first sign on, until the next sign of another. A sign is the first word of a case, a code that
was asked for, and the proof. What came before any sign belongs to the first. Where two sign at one moment it belongs to neither:
what is missing from a copy can be asked for, what somebody else has read cannot be taken back (art. 15(4)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Sign:
    """At that moment the address was the one that the chat was about."""

    at: datetime
    address: str


@dataclass(frozen=True)
class Speakers:
    """The signs of one chat, in any order."""

    signs: frozenset[Sign]

    @classmethod
    def of(cls, signs: Iterable[Sign]) -> "Speakers":
        return cls(frozenset(signs))

    @property
    def is_shared(self) -> bool:
        """Whether more than one address was proved there."""
        return len({sign.address for sign in self.signs}) > 1

    def is_of(self, address: str, at: datetime) -> bool:
        """Whether what was said then is this address's."""
        if not self.signs:
            return False
        before = [sign.at for sign in self.signs if sign.at <= at]
        last = max(before) if before else min(sign.at for sign in self.signs)
        return {sign.address for sign in self.signs if sign.at == last} == {address}
