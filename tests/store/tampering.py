"""What somebody with the database's own password can do to the log: its guard is taken away first."""

from sqlalchemy import Executable, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.database import async_url
from bot.store.migrations.append_only import RULES


async def tamper(url: str, *statements: Executable) -> None:
    """Runs the statements on the tables, the guard notwithstanding."""
    address = async_url(url)
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        if address.get_backend_name() == "postgresql":
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name, *_ in RULES:
                await connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            await connection.execute(statement)
    await engine.dispose()
