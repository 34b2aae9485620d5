"""The first tables."""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.columns import day, json, moment, number, text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        number("seq"),
        moment("at"),
        text("actor"),
        text("action"),
        text("subject"),
        text("result"),
        text("reason"),
        text("previous"),
        text("digest"),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject"])
    op.create_table(
        "blocked_address",
        text("digest"),
        moment("until"),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "challenge",
        text("id"),
        text("chat_id"),
        text("purpose"),
        text("address"),
        text("counted_as"),
        text("network"),
        text("digest"),
        moment("issued_at"),
        moment("expires_at"),
        number("tries"),
        moment("used_at", is_optional=True),
        moment("replaced_at", is_optional=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_challenge_chat_id", "challenge", ["chat_id"])
    op.create_index("ix_challenge_counted_as", "challenge", ["counted_as"])
    op.create_index("ix_challenge_issued_at", "challenge", ["issued_at"])
    op.create_index("ix_challenge_network", "challenge", ["network"])
    op.create_table(
        "chat",
        text("id"),
        text("token_hash"),
        text("language"),
        text("state"),
        number("last_seq"),
        moment("started_at"),
        moment("last_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_chat_last_at", "chat", ["last_at"])
    op.create_table(
        "counted",
        number("id"),
        text("key"),
        moment("at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_counted_at", "counted", ["at"])
    op.create_index("ix_counted_key", "counted", ["key"])
    op.create_table(
        "daily_key",
        day("day"),
        text("key"),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "staff_account",
        text("id"),
        text("address"),
        text("name"),
        text("role"),
        text("password_hash"),
        text("language"),
        moment("disabled_at", is_optional=True),
        moment("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("address"),
    )
    op.create_table(
        "chat_message",
        text("chat_id"),
        number("seq"),
        text("sender"),
        text("text"),
        text("language"),
        moment("at"),
        text("intent", is_optional=True),
        json("cites"),
        text("asks"),
        json("options"),
        json("ticket", is_optional=True),
        text("client_id", is_optional=True),
        number("answers", is_optional=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        sa.PrimaryKeyConstraint("chat_id", "seq"),
        sa.UniqueConstraint("chat_id", "client_id"),
    )
    op.create_index("ix_chat_message_at", "chat_message", ["at"])
    op.create_table(
        "miss",
        text("id"),
        text("chat_id"),
        number("seq"),
        moment("at"),
        text("language"),
        text("topic"),
        json("candidates"),
        text("excerpt"),
        text("assigned_intent", is_optional=True),
        text("assigned_by", is_optional=True),
        moment("assigned_at", is_optional=True),
        moment("learnt_at", is_optional=True),
        sa.ForeignKeyConstraint(["assigned_by"], ["staff_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chat_id", "seq"),
    )
    op.create_index("ix_miss_at", "miss", ["at"])
    op.create_table(
        "miss_count",
        day("week"),
        text("topic"),
        number("number"),
        sa.PrimaryKeyConstraint("week", "topic"),
    )
    op.create_table(
        "staff_session",
        text("token_hash"),
        text("staff_id"),
        text("csrf"),
        moment("started_at"),
        moment("last_at"),
        moment("authenticated_at"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_account.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_staff_session_staff_id", "staff_session", ["staff_id"])
    op.create_table(
        "ticket",
        text("id"),
        text("reference"),
        text("kind"),
        text("status"),
        text("language"),
        text("address", is_optional=True),
        text("words"),
        json("circumstances"),
        text("channel"),
        text("chat_id", is_optional=True),
        moment("received_at"),
        day("received_on"),
        day("safe_on"),
        day("due_on"),
        day("target_on"),
        moment("verified_at", is_optional=True),
        moment("reminded_at", is_optional=True),
        text("holder_id", is_optional=True),
        moment("claimed_at", is_optional=True),
        moment("closed_at", is_optional=True),
        text("outcome", is_optional=True),
        text("ground", is_optional=True),
        text("reasons", is_optional=True),
        moment("changed_at"),
        text("changed_by"),
        number("version"),
        sa.ForeignKeyConstraint(["holder_id"], ["staff_account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_ticket_address", "ticket", ["address"])
    op.create_index("ix_ticket_chat_id", "ticket", ["chat_id"])
    op.create_index("ix_ticket_due_on", "ticket", ["due_on"])
    op.create_index("ix_ticket_holder_id", "ticket", ["holder_id"])
    op.create_index("ix_ticket_kind", "ticket", ["kind"])
    op.create_index("ix_ticket_status", "ticket", ["status"])
    op.create_table(
        "checklist_line",
        text("id"),
        text("ticket_id"),
        number("position"),
        text("system"),
        text("result", is_optional=True),
        text("note"),
        text("done_by", is_optional=True),
        moment("done_at", is_optional=True),
        sa.ForeignKeyConstraint(["done_by"], ["staff_account.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ticket_id", "system"),
    )
    op.create_index("ix_checklist_line_ticket_id", "checklist_line", ["ticket_id"])
    op.create_table(
        "letter",
        text("id"),
        text("kind"),
        text("ticket_id", is_optional=True),
        text("recipient"),
        text("language"),
        text("subject"),
        text("text"),
        moment("written_at"),
        moment("next_try_at", is_optional=True),
        number("tries"),
        moment("sent_at", is_optional=True),
        moment("failed_at", is_optional=True),
        text("failure"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_letter_next_try_at", "letter", ["next_try_at"])
    op.create_index("ix_letter_ticket_id", "letter", ["ticket_id"])
    op.create_table(
        "ticket_note",
        text("id"),
        text("ticket_id"),
        text("staff_id"),
        moment("at"),
        text("text"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_account.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ticket_note_ticket_id", "ticket_note", ["ticket_id"])
