"""What a case that did not come by chat is registered with: how it came, how its requester is known, how the answer goes."""

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
