"""Once a day the log is verified, and its head kept where the database does not reach: in a file, and by letter (A13).

The first process that comes after midnight in Oslo does it for the day before. A folder that cannot be written to is a
warning and shows in the metrics and the console; the head waits in the database, and the service goes on.
"""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta

from bot.answers.dates import OSLO, oslo_date, written_date
from bot.content import Language
from bot.proof import WHOLE, BadHeads, Examined, Head, add_missing, examine, head_of, heads_file, read_heads, signature
from bot.rounds.tour import SYSTEM, Tour
from bot.settings import Settings
from bot.store.chain import VERIFIED, Kept
from bot.store.tables import AuditHead

log = logging.getLogger(__name__)

WHOLE_LOG_ON = 1
"""The day of the month when the whole log is followed; on others what came since the last head. `audit verify` follows all of it."""


class Heads:
    """Keeps the heads of one service's log."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._done_on: date | None = None
        self._warned_on: date | None = None

    async def make(self) -> None:
        """Does what is still to be done today; nothing when that is nothing."""
        today = oslo_date(self._tour.clock())
        if self._done_on == today:
            return
        await self._keep(today)
        if await self._write_down(today):
            self._done_on = today

    async def _keep(self, today: date) -> None:
        now, settings, day = self._tour.clock(), self._tour.settings, today - timedelta(days=1)
        async with self._tour.database.reading() as records:
            if any(head.day == day for head in await records.audit.heads()):
                return
            last = await records.audit.find_last_before(_midnight(today))
            if last is None:
                return
            examined = await examine(records, settings, _outside(settings), is_short=today.day != WHOLE_LOG_ON)
        kept = Kept(day, last.seq, last.digest)
        row = AuditHead(day=day, seq=kept.seq, digest=kept.digest, signature=signature(kept, settings), at=now)
        async with self._tour.database.transaction() as records:
            if not await records.audit.could_keep(row):
                return
            result, row_number = _words_for_log(examined)
            await records.audit.append(now, SYSTEM, VERIFIED, "audit", result, row_number)
            post = self._tour.post(records, now)
            if settings.proof_mail:
                values = {"day": written_date(day, Language.NB), "seq": str(kept.seq), "digest": kept.digest, "signature": row.signature}
                await post.write("audit_head", settings.proof_mail, Language.NB, values)
            if result != WHOLE:
                log.error("the log is damaged: %s %s", result, row_number)
                values = {"row": row_number, "console_url": f"{settings.base_url}/staff/log"}
                await post.write("audit_damage", settings.officer_address, Language.NB, values)

    async def _write_down(self, today: date) -> bool:
        """Every head of the database is in the file, too; False when the file cannot be written."""
        async with self._tour.database.transaction() as records:
            await records.audit.lock_heads()  # one process at a time: none writes a line that another is about to write
            heads = [head_of(row) for row in await records.audit.heads()]
            try:
                await asyncio.to_thread(add_missing, heads_file(self._tour.settings), heads)
            except (OSError, BadHeads) as error:
                if self._warned_on != today:
                    self._warned_on = today
                    log.warning("the log's head is not kept outside the database: %s", _reason(error))
                return False
        return True


def _midnight(day: date) -> datetime:
    """When the day begins in Oslo."""
    return datetime(day.year, day.month, day.day, tzinfo=OSLO).astimezone(UTC)


def _outside(settings: Settings) -> tuple[Head, ...]:
    try:
        return read_heads(heads_file(settings))
    except (OSError, BadHeads):
        return ()  # `_write_down` says so


def _words_for_log(examined: Examined) -> tuple[str, str]:
    """What was found, and at which row."""
    if examined.finding is not None:
        return str(examined.finding.damage), str(examined.finding.seq)
    if examined.forged is not None:
        return "forged_head", str(examined.forged.seq)
    if examined.lost is not None:
        return "lost_head", str(examined.lost.seq)
    return WHOLE, ""


def _reason(error: OSError | BadHeads) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
