"""Writes erasures into the journal outside the database; what a crash or a full disk kept from it, the next round adds (R18)."""

import asyncio
from dataclasses import dataclass

from bot.journal import FILE, Line, write_missing
from bot.rounds.tour import Tour


@dataclass(frozen=True)
class Journal:
    tour: Tour

    async def make(self) -> int:
        """How many erasures the file lacked; raises OSError when it cannot be written."""
        async with self.tour.database.reading() as records:
            if not await records.erasures.all():
                return 0
        file = self.tour.settings.proof_dir / FILE
        async with self.tour.database.transaction() as records:
            await records.erasures.lock()
            lines = [Line(one.id, one.digest, one.reference, one.at) for one in await records.erasures.all()]
            return await asyncio.to_thread(write_missing, file, lines)
