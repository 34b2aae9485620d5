"""Rows for store tests: valid, and different only in what a test is about."""

from datetime import UTC, date, datetime
from typing import Any

from bot.store.tables import Challenge, Chat, ChatMessage, Letter, StaffAccount, Ticket

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def chat(chat_id: str = "chat-1", **values: Any) -> Chat:
    return Chat(**{"id": chat_id, "token_hash": "h", "language": "nb", "state": "{}", "started_at": MONDAY, "last_at": MONDAY, **values})


def message(text: str = "hei", **values: Any) -> ChatMessage:
    return ChatMessage(**{"chat_id": "chat-1", "seq": 0, "sender": "visitor", "text": text, "language": "nb", "at": MONDAY, **values})


def ticket(ticket_id: str = "case-1", **values: Any) -> Ticket:
    first: dict[str, Any] = {
        "id": ticket_id,
        "reference": f"INN-2026-{ticket_id}",
        "kind": "access",
        "status": "new",
        "language": "nb",
        "address": "ola@example.com",
        "words": "jeg vil se hva dere har om meg",
        "chat_id": "chat-1",
        "received_at": MONDAY,
        "received_on": date(2026, 11, 23),
        "safe_on": date(2026, 12, 23),
        "first_due_on": date(2026, 12, 23),
        "due_on": date(2026, 12, 23),
        "target_on": date(2026, 12, 7),
        "verified_at": MONDAY,
        "changed_at": MONDAY,
    }
    return Ticket(**{**first, **values})


def challenge(challenge_id: str = "challenge-1", **values: Any) -> Challenge:
    first: dict[str, Any] = {
        "id": challenge_id,
        "chat_id": "chat-1",
        "purpose": "request",
        "address": "ola@example.com",
        "counted_as": "ola@example.com",
        "network": "network-1",
        "digest": "d",
        "issued_at": MONDAY,
        "expires_at": MONDAY,
    }
    return Challenge(**{**first, **values})


def letter(letter_id: str = "letter-1", **values: Any) -> Letter:
    first: dict[str, Any] = {
        "id": letter_id,
        "kind": "receipt",
        "recipient": "ola@example.com",
        "language": "nb",
        "subject": "INN-2026-1234",
        "text": "Hei",
        "written_at": MONDAY,
    }
    return Letter(**{**first, **values})


def account(staff_id: str = "staff-1", **values: Any) -> StaffAccount:
    first: dict[str, Any] = {
        "id": staff_id,
        "address": f"{staff_id}@qsmanager.no",
        "name": "Kari",
        "role": "handler",
        "password_hash": "hash",
        "created_at": MONDAY,
    }
    return StaffAccount(**{**first, **values})
