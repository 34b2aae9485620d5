"""What visitors said and the bot did not understand: staff say what it means, or throw it away. The first press counts."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.answers.dates import oslo_date
from bot.desk.answers import Person, Refusal
from bot.desk.casework import Desk
from bot.desk.texts import fault_of, kept_text
from bot.store.tables import Miss, MissCount

LONGEST_PHRASE = 200
WEEKS_SHOWN = 4
SHOWN = 50
"""At once; when these are done, the next ones come."""


@dataclass(frozen=True)
class MissView:
    """The open misses, the newest first; `weeks` are the Mondays that `counts` are shown for, the oldest first."""

    today: date
    misses: tuple[Miss, ...]
    open: int
    to_learn: int
    weeks: tuple[date, ...]
    counts: tuple[MissCount, ...]


async def look_at_misses(desk: Desk, person: Person) -> MissView:
    """What is to be assigned, and an entry that this person read it (A13)."""
    now = desk.clock()
    today = oslo_date(now)
    monday = today - timedelta(days=today.weekday())
    weeks = tuple(monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS_SHOWN)))
    async with desk.database.transaction() as records:
        misses = await records.misses.open(SHOWN)
        if misses:
            await records.audit.append(now, person.id, "misses.viewed", "misses", str(len(misses)))
        return MissView(
            today=today,
            misses=misses,
            open=await records.misses.how_many_open(),
            to_learn=len(await records.misses.to_learn()),
            weeks=weeks,
            counts=await records.misses.counts_since(weeks[0]),
        )


async def assign_miss(desk: Desk, person: Person, miss_id: str, intent: str, phrase: str) -> Refusal | None:
    """Says what the words mean; None also when somebody was first, or the words are gone."""
    words = " ".join(kept_text(phrase).split())
    if intent not in desk.contents.topics.intents():
        return Refusal.UNKNOWN_CHOICE
    if (fault := fault_of(words, LONGEST_PHRASE, is_needed=True)) is not None:
        return fault
    now = desk.clock()
    async with desk.database.transaction() as records:
        if await records.misses.assign(miss_id, intent=intent, phrase=words, by=person.id, at=now):
            await records.audit.append(now, person.id, "miss.assigned", miss_id, intent)
    return None


async def drop_miss(desk: Desk, person: Person, miss_id: str) -> None:
    """Throws the words away; nothing when they are gone or assigned already."""
    async with desk.database.transaction() as records:
        if await records.misses.drop(miss_id):
            await records.audit.append(desk.clock(), person.id, "miss.dropped", miss_id)
