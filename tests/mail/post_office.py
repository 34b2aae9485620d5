"""Letters put into an outbox, and looked at afterwards."""

from sqlalchemy.exc import OperationalError

from bot.mail.outbox import Outbox
from bot.store.database import Database
from bot.store.tables import Letter
from tests.doubles import MONDAY, FixedClock
from tests.mail.doubles import Letterbox, NoChance


async def put(database: Database, letter_id: str = "letter-1", kind: str = "receipt") -> None:
    letter = Letter(
        id=letter_id,
        kind=kind,
        recipient="ola@example.com",
        language="nb",
        subject="Emne",
        text="123 456",
        written_at=MONDAY,
    )
    async with database.transaction() as records:
        await records.letters.add(letter)


async def stored(database: Database, letter_id: str = "letter-1") -> Letter:
    async with database.reading() as records:
        letter = await records.letters.find(letter_id)
    assert letter is not None
    return letter


def outbox(database: Database, postman: Letterbox, clock: FixedClock, *, keep_text: bool = False) -> Outbox:
    return Outbox(database, postman, clock, NoChance(), keep_text=keep_text)


async def raise_operational_error(*_: object, **__: object) -> None:
    raise OperationalError("UPDATE letter", {}, Exception("the disk is gone"))
