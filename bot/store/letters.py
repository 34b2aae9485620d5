"""The outbox: letters written in a turn's transaction, delivered afterwards, and what became of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import SQLModel, col

from bot.store.rows import Rows
from bot.store.tables import Letter

TABLE = SQLModel.metadata.tables["letter"]
END = update(TABLE).where(TABLE.c.id == bindparam("its_id")).values(next_try_at=None)
SENT = END.values(sent_at=bindparam("now"), failure="")
IS_DUE = select(col(Letter.id)).where(col(Letter.next_try_at) <= bindparam("now")).limit(1)
MINE = select(Letter).where(col(Letter.ticket_id) == bindparam("its_case")).order_by(col(Letter.written_at), col(Letter.id))
DUE = select(Letter).where(col(Letter.next_try_at) <= bindparam("now")).order_by(col(Letter.next_try_at), col(Letter.id))
DUE = DUE.limit(bindparam("most")).with_for_update(skip_locked=True)
CLAIM = update(TABLE).where(TABLE.c.id.in_(bindparam("these", expanding=True)))
CLAIM = CLAIM.values(next_try_at=bindparam("until"), tries=TABLE.c.tries + 1)


def is_on_paper(letter: Letter) -> bool:
    """Whether people print and post it: a postal address has several lines, no e-mail address has."""
    return "\n" in letter.recipient


class Letters:
    """Letters of one transaction. A letter waits while `next_try_at` is set; sent and failed ones have none, nor has one on paper."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, letter: Letter) -> None:
        """Puts the letter in the outbox, due at once unless it names a later moment; one on paper waits for people."""
        if letter.next_try_at is None and letter.sent_at is None and letter.failed_at is None and not is_on_paper(letter):
            letter.next_try_at = letter.written_at
        await self._rows.add(letter)

    async def find(self, letter_id: str) -> Letter | None:
        return await self._rows.find(select(Letter).where(col(Letter.id) == letter_id))

    async def is_any_due(self, now: datetime) -> bool:
        return await self._rows.find(IS_DUE, now=now) is not None

    async def claim_due(self, now: datetime, until: datetime, limit: int) -> tuple[Letter, ...]:
        """Takes letters that are due, the longest waiting first; no other process gets them until then.

        `tries` of what is returned counts the try that is about to be made.
        """
        letters = await self._rows.all(DUE, now=now, most=limit)
        if letters:
            await self._rows.change(CLAIM, these=[letter.id for letter in letters], until=until)
        for letter in letters:
            letter.next_try_at, letter.tries = until, letter.tries + 1
        return letters

    async def extend_claim(self, letter_ids: Sequence[str], until: datetime) -> None:
        """Keeps letters that are being sent from other processes a while longer."""
        mine = update(Letter).where(col(Letter.id).in_(letter_ids), col(Letter.next_try_at).is_not(None))
        await self._rows.change(mine.values(next_try_at=until))

    async def mark_sent(self, letter_id: str, at: datetime, *, empties_text: bool) -> None:
        """Delivered to the mail server. The text goes where it held a code."""
        await self._rows.change(SENT.values(text="") if empties_text else SENT, its_id=letter_id, now=at)

    async def mark_posted(self, letter_id: str, ticket_id: str, at: datetime) -> bool:
        """Somebody put the letter on paper in the post; False when it is no such letter of this case, or was posted before."""
        letter = await self.find(letter_id)
        if letter is None or letter.ticket_id != ticket_id or not is_on_paper(letter) or letter.sent_at is not None:
            return False
        await self._end(letter_id, {"sent_at": at})
        return True

    async def mark_bounced(self, letter_id: str, ticket_id: str, at: datetime, note: str) -> bool:
        """A letter that the mail server took came back; False when it is no such letter of this case, or came back before (E17)."""
        letter = await self.find(letter_id)
        if letter is None or letter.ticket_id != ticket_id or is_on_paper(letter) or letter.sent_at is None or letter.failed_at is not None:
            return False
        await self._end(letter_id, {"failed_at": at, "failure": note})
        return True

    async def mark_failed(self, letter_id: str, at: datetime, failure: str, *, empties_text: bool) -> None:
        """Given up; `failure` is for staff (E17)."""
        text = {"text": ""} if empties_text else {}
        await self._end(letter_id, {"failed_at": at, "failure": failure, **text})

    async def postpone(self, letter_id: str, until: datetime, failure: str) -> None:
        """To be tried again then."""
        mine = update(Letter).where(col(Letter.id) == letter_id, col(Letter.sent_at).is_(None))
        await self._rows.change(mine.values(next_try_at=until, failure=failure))

    async def of_ticket(self, ticket_id: str) -> tuple[Letter, ...]:
        """All letters of a case, the first written first."""
        return await self._rows.all(MINE, its_case=ticket_id)

    async def latest(self, limit: int, offset: int = 0) -> tuple[Letter, ...]:
        """A page of the outbox, the newest first; for the demo mailbox."""
        newest = select(Letter).order_by(col(Letter.written_at).desc(), col(Letter.id).desc())
        return await self._rows.all(newest.limit(limit).offset(offset))

    async def how_many(self) -> int:
        return await self._rows.number(select(func.count()).select_from(Letter))

    async def how_many_wait(self) -> int:
        """Letters neither sent nor given up; for the operator's metrics."""
        return await self._rows.number(select(func.count()).where(col(Letter.next_try_at).is_not(None)))

    async def empty_texts(self, ticket_id: str) -> int:
        """Removes what the letters of a case said, and leaves that they were sent."""
        mine = update(Letter).where(col(Letter.ticket_id) == ticket_id, col(Letter.next_try_at).is_(None))
        return await self._rows.change(mine.values(text=""))

    async def purge(self, written_before: datetime) -> int:
        """Removes letters that belong to no case and are done with; how many."""
        done = (col(Letter.ticket_id).is_(None), col(Letter.next_try_at).is_(None))
        return await self._rows.change(delete(Letter).where(col(Letter.written_at) < written_before, *done))

    async def _end(self, letter_id: str, values: dict[str, object]) -> None:
        await self._rows.change(END.values(**values), its_id=letter_id)
