"""Run by Alembic with the connection that `Database.migrate` hands over: its transaction, lock and commit."""

from alembic import context
from sqlmodel import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,  # SQLite's too: the transaction is ours
)
context.run_migrations()
