"""What the lawful life of a case needs: extension, approval, copies, erasure, restriction, breaches, second factors, proof."""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.append_only import guard_log
from bot.store.migrations.columns import data, day, flag, moment, number, text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _widen_cases()
    _widen_staff()
    _add_case_work()
    _add_copies()
    _add_proof()


def _widen_cases() -> None:
    op.add_column("ticket", day("first_due_on", before="1970-01-01"))
    op.execute("UPDATE ticket SET first_due_on = due_on")
    for name in ("extended_at", "opened_at", "escalated_at", "stripped_at"):
        op.add_column("ticket", moment(name, is_optional=True))
    for name in ("extension_ground", "extension_reasons", "merged_into"):
        op.add_column("ticket", text(name, is_optional=True))
    op.add_column("ticket", text("identity_check", before=""))
    op.execute("UPDATE ticket SET identity_check = 'code' WHERE verified_at IS NOT NULL")
    op.add_column("ticket", flag("is_on_record", is_optional=True))
    op.add_column("ticket", text("delivery", before="electronic"))
    op.add_column("ticket", text("postal_address", before=""))
    op.add_column("ticket", text("forwarded_to", before=""))
    op.add_column("checklist_line", text("kept_law", is_optional=True))
    op.add_column("checklist_line", day("kept_until", is_optional=True))
    op.add_column("checklist_line", text("holder_id", is_optional=True))
    op.add_column("checklist_line", day("due_on", is_optional=True))


def _widen_staff() -> None:
    op.add_column("staff_account", text("totp_seed", is_optional=True))
    op.add_column("staff_account", number("totp_step", is_optional=True))
    op.add_column("staff_account", moment("totp_set_at", is_optional=True))
    op.execute("DELETE FROM staff_session")  # everybody logs in anew, with a session that has a name
    op.add_column("staff_session", text("id", before=""))
    op.add_column("staff_session", text("agent", before=""))
    op.add_column("staff_session", moment("second_factor_at", is_optional=True))
    op.create_index("ix_staff_session_id", "staff_session", ["id"])
    op.create_table(
        "recovery_code",
        text("id"),
        text("staff_id"),
        text("digest"),
        moment("used_at", is_optional=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_recovery_code_staff_id", "recovery_code", ["staff_id"])


def _add_case_work() -> None:
    op.create_table(
        "deadline_notice",
        text("subject_id"),
        text("mark"),
        moment("at"),
        sa.PrimaryKeyConstraint("subject_id", "mark"),
    )
    op.create_table(
        "approval",
        text("id"),
        text("ticket_id"),
        text("action"),
        text("content"),
        text("fingerprint"),
        text("prepared_by"),
        moment("prepared_at"),
        moment("not_before", is_optional=True),
        text("decision"),
        text("decided_by", is_optional=True),
        moment("decided_at", is_optional=True),
        text("reason"),
        *_of_case("prepared_by", "decided_by"),
    )
    op.create_table(
        "correction",
        text("id"),
        text("ticket_id"),
        text("what"),
        text("old_value"),
        text("new_value"),
        text("staff_id"),
        moment("at"),
        *_of_case("staff_id"),
    )
    op.create_table(
        "restriction",
        text("id"),
        text("ticket_id"),
        text("address"),
        text("ground"),
        moment("since"),
        moment("notified_at", is_optional=True),
        moment("lifted_at", is_optional=True),
        text("lifted_by", is_optional=True),
        *_of_case("lifted_by"),
    )
    op.create_table(
        "breach",
        text("id"),
        text("reference"),
        text("channel"),
        text("ticket_id", is_optional=True),
        text("words"),
        moment("aware_at"),
        moment("due_at"),
        text("facts"),
        text("effects"),
        text("measures"),
        text("decision"),
        text("reasons"),
        moment("reported_at", is_optional=True),
        moment("people_told_at", is_optional=True),
        moment("closed_at", is_optional=True),
        moment("changed_at"),
        text("changed_by"),
        number("version"),
        *_of_case(),
        sa.UniqueConstraint("reference"),
    )
    for table in ("approval", "correction", "restriction", "breach"):
        op.create_index(f"ix_{table}_ticket_id", table, ["ticket_id"])
    op.create_index("ix_restriction_address", "restriction", ["address"])
    op.create_index("ix_breach_due_at", "breach", ["due_at"])
    op.create_index("ix_breach_closed_at", "breach", ["closed_at"])
    op.create_table("stopped_marketing", text("digest"), moment("since"), sa.PrimaryKeyConstraint("digest"))


def _add_copies() -> None:
    op.create_table(
        "case_file",
        text("id"),
        text("ticket_id"),
        text("line_id", is_optional=True),
        text("purpose"),
        text("name"),
        text("media_type"),
        number("size"),
        text("sha256"),
        data("sealed"),
        text("added_by"),
        moment("added_at"),
        *_of_case("added_by"),
    )
    op.create_table(
        "answer_field",
        text("ticket_id"),
        text("field"),
        text("text"),
        text("source"),
        text("written_by"),
        moment("written_at"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["written_by"], ["staff_account.id"]),
        sa.PrimaryKeyConstraint("ticket_id", "field"),
    )
    op.create_table(
        "withheld",
        text("id"),
        text("ticket_id"),
        text("what"),
        text("why"),
        text("ground"),
        text("note_id", is_optional=True),
        text("staff_id"),
        moment("at"),
        *_of_case("staff_id"),
    )
    op.create_table(
        "release",
        text("id"),
        text("ticket_id"),
        text("token_digest"),
        text("address"),
        text("language"),
        text("made_by"),
        moment("made_at"),
        moment("expires_at"),
        number("downloads_left"),
        number("size"),
        text("sha256"),
        data("sealed", is_optional=True),
        moment("first_download_at", is_optional=True),
        moment("revoked_at", is_optional=True),
        moment("wiped_at", is_optional=True),
        *_of_case("made_by"),
        sa.UniqueConstraint("token_digest"),
    )
    for table in ("case_file", "withheld", "release"):
        op.create_index(f"ix_{table}_ticket_id", table, ["ticket_id"])
    op.create_index("ix_release_expires_at", "release", ["expires_at"])


def _add_proof() -> None:
    op.add_column("audit_entry", text("commitment", before=""))
    op.create_table(
        "commitment_salt",
        number("seq"),
        text("owner"),
        text("salt"),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("ix_commitment_salt_owner", "commitment_salt", ["owner"])
    op.create_table(
        "audit_head",
        day("day"),
        number("seq"),
        text("digest"),
        text("signature"),
        moment("at"),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table("audit_start", number("id"), number("seq"), text("digest"), sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "erasure",
        text("id"),
        text("digest"),
        text("reference"),
        moment("at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_erasure_digest", "erasure", ["digest"])
    guard_log()


def _of_case(*staff: str) -> tuple[sa.Constraint, ...]:
    """The key `id`, and what the columns for a case and its people point at."""
    people = (sa.ForeignKeyConstraint([name], ["staff_account.id"]) for name in staff)
    return (sa.PrimaryKeyConstraint("id"), sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]), *people)
