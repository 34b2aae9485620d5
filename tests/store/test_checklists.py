import pytest

from bot.store.database import Database
from bot.store.rows import RecordNotFound
from bot.store.tables import ChecklistLine


async def test_a_line_that_is_not_there_cannot_be_saved(database: Database) -> None:
    line = ChecklistLine(id="line-1", ticket_id="case-1", position=1, system="crm")

    with pytest.raises(RecordNotFound):
        async with database.transaction() as records:
            await records.checklists.save(line)
