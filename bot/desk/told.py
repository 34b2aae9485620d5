"""Which columns of its rows an address is told in a copy, and why not the rest. Every column of every table stands here once.

Colleagues are told as roles. Secrets are never told, nor what would open as a secret, such as the text of a code's letter
that has not gone yet. A column that nobody lists is a failing test (tests/desk/test_holdings.py), not a silent gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import JsonValue
from sqlmodel import SQLModel

from bot.desk.holdings import Holdings
from bot.mail.outbox import OPENS_SOMETHING
from bot.store.tables import Challenge, Chat, Letter, Release, Restriction, Ticket

TOLD: Mapping[str, str] = {
    "chat": "id language state started_at last_at",
    "chat_message": "chat_id seq sender text language at intent cites asks options ticket answers",
    "miss": "chat_id seq at language topic candidates excerpt assigned_intent assigned_by assigned_at learnt_at",
    "ticket": "reference kind status language address words circumstances channel chat_id received_at received_on safe_on first_due_on "
    "due_on target_on extended_at extension_ground extension_reasons verified_at identity_check is_on_record delivery postal_address "
    "opened_at escalated_at reminded_at holder_id claimed_at closed_at outcome ground reasons forwarded_to stripped_at changed_at "
    "changed_by",
    "checklist_line": "ticket_id system result note kept_law kept_until holder_id due_on done_by done_at",
    "ticket_note": "ticket_id staff_id at text",
    "deadline_notice": "subject_id mark at",
    "approval": "ticket_id action content prepared_by prepared_at not_before decision decided_by decided_at reason",
    "correction": "ticket_id what old_value new_value staff_id at",
    "restriction": "ticket_id address ground since notified_at lifted_at lifted_by",
    "breach": "ticket_id reference channel words aware_at due_at decision reported_at people_told_at closed_at",
    "case_file": "ticket_id purpose name media_type size sha256 added_by added_at",
    "answer_field": "ticket_id field text source written_by written_at",
    "withheld": "ticket_id what why ground staff_id at",
    "release": "ticket_id address language made_by made_at expires_at downloads_left size sha256 first_download_at revoked_at wiped_at",
    "challenge": "chat_id purpose address issued_at expires_at tries used_at replaced_at",
    "letter": "ticket_id kind recipient language subject text written_at sent_at failed_at failure",
    "blocked_address": "until",
    "stopped_marketing": "since",
    "counted": "key at",
    "erasure": "reference at",
    "audit_entry": "at actor action subject result reason",
    "commitment_salt": "",
    "staff_account": "address name role language totp_set_at disabled_at created_at",
    "staff_session": "agent started_at last_at authenticated_at second_factor_at",
    "recovery_code": "used_at",
}
"""By table. What is personal in a row stands in these columns."""

OPENS = "a secret, or its digest: it proves somebody or opens something"
NUMBER = "a number of ours that ties rows together or keeps their order, and says nothing about a person"
SEALED = "the content itself, which is handed over as a file when it is the requester's"
SENDING = "how our program sends or shows it"
ALL = "the company's assessment of the whole event, in which others stand"

KEPT_BACK: Mapping[str, Mapping[str, str]] = {
    "chat": {"token_hash": OPENS, "last_seq": NUMBER},
    "chat_message": {"client_id": NUMBER},
    "miss": {"id": NUMBER},
    "ticket": {"id": NUMBER, "merged_into": NUMBER, "version": NUMBER},
    "checklist_line": {"id": NUMBER, "position": NUMBER},
    "ticket_note": {"id": NUMBER},
    "deadline_notice": {},
    "approval": {"id": NUMBER, "fingerprint": OPENS},
    "correction": {"id": NUMBER},
    "restriction": {"id": NUMBER},
    "breach": {
        "id": NUMBER,
        "version": NUMBER,
        "facts": ALL,
        "effects": ALL,
        "measures": ALL,
        "reasons": ALL,
        "changed_at": ALL,
        "changed_by": ALL,
    },
    "case_file": {"id": NUMBER, "line_id": NUMBER, "sealed": SEALED},
    "answer_field": {},
    "withheld": {"id": NUMBER, "note_id": NUMBER},
    "release": {"id": NUMBER, "token_digest": OPENS, "sealed": SEALED},
    "challenge": {"id": NUMBER, "counted_as": NUMBER, "network": OPENS, "digest": OPENS},
    "letter": {"id": NUMBER, "next_try_at": SENDING, "tries": SENDING},
    "blocked_address": {"digest": OPENS},
    "stopped_marketing": {"digest": OPENS},
    "counted": {"id": NUMBER},
    "erasure": {"id": NUMBER, "digest": OPENS},
    "audit_entry": {"seq": NUMBER, "commitment": OPENS, "previous": NUMBER, "digest": NUMBER},
    "commitment_salt": {"seq": NUMBER, "owner": NUMBER, "salt": OPENS},
    "staff_account": {"id": NUMBER, "password_hash": OPENS, "totp_seed": OPENS, "totp_step": OPENS},
    "staff_session": {"token_hash": OPENS, "staff_id": NUMBER, "id": NUMBER, "csrf": OPENS},
    "recovery_code": {"id": NUMBER, "staff_id": NUMBER, "digest": OPENS},
}
"""By table and column, with the reason."""

NOBODYS: Mapping[str, str] = {
    "miss_count": "counts by topic and week; no person stands in them",
    "daily_key": "a key of our own",
    "audit_head": "the last digest of a day of the log",
    "audit_start": "where the log begins",
}
"""Tables that hold nothing about a person."""

GIVEN: Mapping[str, str] = {
    "chat_message": "chat_id seq text language at",
    "ticket": "reference kind language address words postal_address received_at",
    "breach": "reference words aware_at",
}
"""What the person gave us, and nothing that we made of it (art. 20, R21); of messages their own alone."""

COLLEAGUES = frozenset(
    "holder_id changed_by done_by staff_id prepared_by decided_by lifted_by assigned_by added_by written_by made_by actor".split()
)
"""Columns with the id of a colleague, or the name of what acts without one."""

CASE_IDS = frozenset({"ticket_id", "subject_id"})
"""Columns that name a case by its inner id; a person knows its reference."""

Told = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Telling:
    """How the rows of one address are told. `roles` are those of colleagues by id; `columns` is TOLD or GIVEN."""

    holdings: Holdings
    roles: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=lambda: TOLD)

    def tables(self) -> Mapping[str, tuple[Told, ...]]:
        """Every table of which something is told, with its rows; empty tables too."""
        held = self.holdings.by_table()
        told = {table: columns for table, columns in self.columns.items() if columns}
        return {table: tuple(self.row(table, row) for row in held[table] if self._is_theirs(row)) for table in told}

    def row(self, table: str, row: SQLModel) -> Told:
        hidden = self._hidden(row)
        return {column: self._value(column, getattr(row, column)) for column in self.columns[table].split() if column not in hidden}

    def _is_theirs(self, row: SQLModel) -> bool:
        """What hangs on a case that nobody proved is told only as far as it went to this very address."""
        unproved = {one.id for one in self.holdings.ticket if not _is_proved(one)}
        if getattr(row, "ticket_id", None) not in unproved:
            return True
        return isinstance(row, Letter | Release | Restriction) and self.holdings.address in {
            getattr(row, "recipient", None),
            getattr(row, "address", None),
        }

    def _value(self, column: str, value: object) -> JsonValue:
        if column in COLLEAGUES and isinstance(value, str):
            return self.roles.get(value, value)
        if column in CASE_IDS and isinstance(value, str):
            return next((one.reference for one in self.holdings.ticket if one.id == value), "")
        if column == "key" and isinstance(value, str):
            return value.partition(":")[0]
        return _json(value)

    def _hidden(self, row: SQLModel) -> frozenset[str]:
        """Columns that this very row does not tell: others' words, and what would open something."""
        match row:
            case Ticket() if not _is_proved(row):
                return frozenset({"words", "circumstances", "chat_id", "reasons", "forwarded_to"})
            case Chat() if row.id in self.holdings.shared_chats:
                return frozenset({"state"})
            case Challenge() if row.chat_id not in {chat.id for chat in self.holdings.chat}:
                return frozenset({"chat_id"})
            case Letter() if not self._is_to_them(row):
                return frozenset({"recipient", "subject", "text", "failure"})
            case Letter() if row.kind in OPENS_SOMETHING and row.sent_at is None and row.failed_at is None:
                return frozenset({"text"})
            case _:
                return frozenset()

    def _is_to_them(self, letter: Letter) -> bool:
        own = {one.postal_address for one in self.holdings.ticket if one.postal_address and one.verified_at is not None}
        return letter.recipient == self.holdings.address or letter.recipient in own


def _is_proved(ticket: Ticket) -> bool:
    """A case without an address came from a chat in which this one was proved."""
    return ticket.verified_at is not None or ticket.address is None


def _json(value: object) -> JsonValue:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return [_json(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _json(one) for key, one in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be told")
