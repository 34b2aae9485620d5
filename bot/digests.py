"""What stands for an address in lists that name nobody: keyed digests, so that whoever reads the database learns none."""

import hashlib
import hmac

from bot.settings import Settings
from bot.verification.address import counted_as


def blocked_digest(address: str, settings: Settings) -> str:
    """For an address whose owner wants no codes; also the last part of the "not you?" link, which only they are told (E9)."""
    return _digest("blocked address", address, settings)


def counted_digest(address: str, settings: Settings) -> str:
    """For counting; one for all addresses that mostly reach one person (E7)."""
    return _digest("counted address", counted_as(address), settings)


def erased_digest(address: str, settings: Settings) -> str:
    """For an address whose data was erased; after a restore it finds the data again that must go anew (R18)."""
    return _digest("erased address", address, settings)


def stopped_digest(address: str, settings: Settings) -> str:
    """For an address that wants no marketing, whichever way it is written (R22)."""
    return _digest("stopped address", counted_as(address), settings)


def link_digest(token: str) -> str:
    """For the link to a copy; 256 random bits need no key (A12)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(purpose: str, address: str, settings: Settings) -> str:
    return hmac.new(settings.key(purpose), address.encode(), hashlib.sha256).hexdigest()
