"""What a case that did not come by chat is registered with: how it came, how its requester is known, how the answer goes."""

from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """How a request reached us. All are official: the clock runs from there, whoever read it when (D1, D12)."""

    CHAT = "chat"
    MAIL = "mail"
    PHONE = "phone"
    POST = "post"
    IN_PERSON = "in_person"


BY_HAND = tuple(channel for channel in Channel if channel is not Channel.CHAT)


class IdentityCheck(StrEnum):
    """How the person was known; never by a copy of a document, and never by a national number (R5)."""

    CODE = "code"
    RECORD = "record"
    IN_PERSON = "in_person"
    AUTHORITY = "authority"


class Delivery(StrEnum):
    """How the answer goes; electronically unless the person asks otherwise (R11)."""

    ELECTRONIC = "electronic"
    POSTAL = "postal"


OLDEST = timedelta(days=366)
"""Before that a date of receipt is a slip of the finger."""
LONGEST_WORDS = 4_000
LONGEST_POSTAL_ADDRESS = 400


class RegistrationFault(StrEnum):
    """What is wrong with one field of the form."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    IN_THE_FUTURE = "in_the_future"
    LONG_AGO = "long_ago"
    NO_ADDRESS = "no_address"
    NOT_AN_ADDRESS = "not_an_address"
    ONE_LINE = "one_line"


def fault_of_receipt(received_at: datetime | None, now: datetime) -> RegistrationFault | None:
    """A true moment of receipt lies behind us, and not far."""
    if received_at is None:
        return RegistrationFault.MISSING
    if received_at > now:
        return RegistrationFault.IN_THE_FUTURE
    return RegistrationFault.LONG_AGO if now - received_at > OLDEST else None


def fault_of_words(words: str) -> RegistrationFault | None:
    if not words.strip():
        return RegistrationFault.MISSING
    return RegistrationFault.TOO_LONG if len(words) > LONGEST_WORDS else None


def fault_of_postal_address(postal_address: str, delivery: Delivery) -> RegistrationFault | None:
    """For an answer on paper: a name and a place, on lines of their own, as on an envelope."""
    if delivery is not Delivery.POSTAL:
        return None
    if not postal_address.strip():
        return RegistrationFault.NO_ADDRESS
    if len(postal_address) > LONGEST_POSTAL_ADDRESS:
        return RegistrationFault.TOO_LONG
    return None if len(postal_address.strip().splitlines()) > 1 else RegistrationFault.ONE_LINE
