"""The log's guard inside the database: entries are added at the end, and removed only below where the log begins (A9, A13).

Whoever owns the database can take the guard away; then the chain and the heads kept elsewhere show what was done.
"""

from alembic import op

ADDED_AT_THE_END = "the log is append-only: an entry is added at its end"
NOT_CHANGED = "the log is append-only: an entry is never changed"
NOT_REMOVED = "the log is append-only: only what retention has cut off is removed"
NOT_BACK = "the log is append-only: its beginning never moves back"

FIRST_SEQ = "COALESCE((SELECT max(seq) FROM audit_start), 0)"
LAST_SEQ = "COALESCE((SELECT max(seq) FROM audit_entry), 0)"

RULES = (
    ("audit_entry_is_added", "INSERT", "audit_entry", f"NEW.seq <= {LAST_SEQ}", ADDED_AT_THE_END),
    ("audit_entry_is_not_changed", "UPDATE", "audit_entry", "TRUE", NOT_CHANGED),
    ("audit_entry_is_not_removed", "DELETE", "audit_entry", f"OLD.seq > {FIRST_SEQ}", NOT_REMOVED),
    ("audit_start_moves_on", "UPDATE", "audit_start", "NEW.seq < OLD.seq", NOT_BACK),
    ("audit_start_stays", "DELETE", "audit_start", "TRUE", NOT_BACK),
)
"""Name, what is tried, on which table, when it is refused, and in which words."""


def guard_log() -> None:
    """Makes the triggers, on SQLite and on PostgreSQL."""
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name, what, table, is_refused, words in RULES:
        if is_postgresql:
            _guard_postgresql(name, what, table, is_refused, words)
        else:
            op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {is_refused} BEGIN SELECT RAISE(ABORT, '{words}'); END")
    if is_postgresql:
        _guard_postgresql("audit_entry_is_not_emptied", "TRUNCATE", "audit_entry", "TRUE", NOT_REMOVED, each="STATEMENT")


def _guard_postgresql(name: str, what: str, table: str, is_refused: str, words: str, each: str = "ROW") -> None:
    row = "OLD" if what in {"DELETE", "TRUNCATE"} else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {is_refused} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()")
