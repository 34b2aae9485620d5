"""From the raw text of a message to what the dialogue is told: redacted, read, and with codes and addresses found in it."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.conductor.rendering import label_of
from bot.contents import Contents
from bot.conversation.choices import chosen, names
from bot.conversation.effects import Option
from bot.conversation.events import Said, Signal
from bot.conversation.state import Conversation, Step
from bot.redaction import mask_code, redact
from bot.tickets.reference import find_reference
from bot.verification.address import Address, AddressFault, read_address
from bot.verification.attempt import looks_like_attempt, read_code

FAULT_REPLIES = {AddressFault.SEVERAL: "several", AddressFault.MALFORMED: "malformed"}
"""Every other fault is told as an address that cannot be written to from here."""


_ADDRESS_WORD = re.compile(r"\S*@\S*")
"""An address says nothing about what is asked, and its letters would only mislead."""


@dataclass(frozen=True)
class Heard:
    """`stored` is what the transcript keeps; `earlier` the visitor's last message masked anew, when a number was split over both."""

    said: Said
    stored: str
    earlier: str | None


def heard(text: str, conversation: Conversation, previous: str, contents: Contents, now: datetime) -> Heard:
    """`previous` is the visitor's last message, as stored."""
    awaits_code = conversation.step is Step.AWAITING_CODE
    code = read_code(text) if awaits_code else None
    is_attempt = awaits_code and looks_like_attempt(text)
    is_late = not awaits_code and _is_late_code(text, conversation)
    redacted = redact(text, before=previous) if code is None and not is_attempt and not is_late else None
    clean = redacted.text if redacted is not None else mask_code(text)
    address = read_address(clean)
    reading = contents.understanding.read(_ADDRESS_WORD.sub(" ", clean), topic=conversation.topic, last_language=conversation.language)
    said = Said(
        text=clean,
        reading=reading,
        at=now,
        code=code,
        resembles_code=is_attempt,
        address=address.compare if isinstance(address, Address) else None,
        address_fault=_fault(address),
        choice=_choice(clean, conversation, contents),
        signals=frozenset(Signal(name) for name in contents.signals.found_in(clean)),
        was_masked=is_late or (redacted is not None and bool(redacted.kinds)),
        names_case=find_reference(clean) is not None,
    )
    return Heard(said, clean, redacted.before if redacted is not None else None)


def _is_late_code(text: str, conversation: Conversation) -> bool:
    """A code alone, typed when none is awaited any more: sent twice, or after the case was opened (C13)."""
    return conversation.address is not None and not any(map(str.isalpha, text)) and read_code(text) is not None


def _fault(address: Address | AddressFault) -> str | None:
    if isinstance(address, Address) or address is AddressFault.NONE:
        return None
    return FAULT_REPLIES.get(address, "unsupported")


def _choice(text: str, conversation: Conversation, contents: Contents) -> int | None:
    """Which choice the text names; one past the last is the button "none of these"."""
    if not conversation.choices:
        return None
    language = conversation.language
    labels = [one.text or label_of(Option(intent=one.value), contents, language) for one in conversation.choices]
    if names(text, label_of(Option(reply="option.none_of_these"), contents, language)):
        return len(labels)
    return chosen(text, labels)
