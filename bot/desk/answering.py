"""The answer to an access request, point by point, and what is left out of the copy (R12, R13, art. 15(4))."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.content import Wording
from bot.contents import Contents
from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.drafts import language_of
from bot.desk.filing import may_gather
from bot.desk.seeing import VIEWED, get_case
from bot.desk.texts import LONGEST_NOTE, fault_of, kept_text
from bot.store.records import Records
from bot.store.tables import AnswerField, Ticket
from bot.tickets.answer_points import Point
from bot.tickets.kinds import Kind

POLICY, STAFF = "policy", "staff"


@dataclass(frozen=True)
class Answered:
    """A point with the text that would be sent. `is_open`: staff must write it, or look at what is proposed and say so.

    `is_proposed`: nobody saved it yet.
    """

    point: Point
    text: str
    source: str
    is_open: bool
    is_proposed: bool


@dataclass(frozen=True)
class Typed:
    """The page as it was sent: texts by point, and the points that somebody ticked as looked at."""

    texts: Mapping[str, str] = field(default_factory=dict)
    looked_at: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answering:
    desk: Desk

    async def look(self, reference: str, person: Person) -> tuple[Ticket, tuple[Answered, ...]]:
        """The points as they stand, and an entry that this person read them; raises UnknownCase."""
        async with self.desk.database.transaction() as records:
            ticket = await get_case(records, reference, person)
            await records.audit.append(self.desk.clock(), person.id, VIEWED, reference)
            return ticket, await answer_of(records, self.desk.contents, ticket)

    async def save(self, reference: str, person: Person, slip: Slip, typed: Typed) -> Answer:
        """Stores the points; an empty one stays open, and so does one that must be looked at until it is. Raises UnknownCase."""

        async def act(work: Work) -> Entry | Refused:
            if work.kind is not Kind.ACCESS:
                return Refused(Refusal.NOT_NOW)
            if (refused := may_gather(work)) is not None:
                return refused
            for point in self.desk.contents.points:
                if fault_of(typed.texts.get(point.id, ""), LONGEST_NOTE, is_needed=False) is not None:
                    return Refused(Refusal.TEXT_TOO_LONG, point.id)
            points = await answer_of(work.records, self.desk.contents, work.ticket)
            written = (self._written(work, before, typed) for before in points)
            await work.records.copies.save_answers(*(one for one in written if one is not None))
            return Entry("case.answer_saved")

        boxes = {f"looked-at-{name}": "yes" for name in typed.looked_at}
        return await change(self.desk, Press(reference, person, slip, "answer", {**typed.texts, **boxes}), act)

    def _written(self, work: Work, before: Answered, typed: Typed) -> AnswerField | None:
        """None while nobody has looked at what is proposed and must be looked at."""
        point, text = before.point, kept_text(typed.texts.get(before.point.id, "").strip())
        is_as_proposed = text == point.proposed(_texts(self.desk.contents), language_of(work.ticket))
        if before.is_proposed and point.must_be_looked_at and is_as_proposed and point.id not in typed.looked_at:
            return None
        return AnswerField(
            ticket_id=work.ticket.id,
            field=point.id,
            text=text,
            source=POLICY if point.statements and is_as_proposed else STAFF,
            written_by=work.person.id,
            written_at=work.now,
        )


async def answer_of(records: Records, contents: Contents, ticket: Ticket) -> tuple[Answered, ...]:
    """Every point of an access case as it stands; no other kind has any."""
    if ticket.kind != Kind.ACCESS:
        return ()
    return answered(contents, ticket, await records.copies.answers_of(ticket.id))


def answered(contents: Contents, ticket: Ticket, written: Iterable[AnswerField]) -> tuple[Answered, ...]:
    """Every point as it stands: what staff saved, else what is proposed."""
    by_field, statements, language = {one.field: one for one in written}, _texts(contents), language_of(ticket)
    found = []
    for point in contents.points:
        row = by_field.get(point.id)
        text = row.text if row is not None else point.proposed(statements, language)
        source = row.source if row is not None else POLICY if point.statements else STAFF
        is_open = not text or (row is None and point.must_be_looked_at)
        found.append(Answered(point, text, source, is_open, is_proposed=row is None))
    return tuple(found)


def when_nothing(contents: Contents, ticket: Ticket) -> Mapping[str, str]:
    """The whole answer when nothing was found, by point."""
    statements, language = _texts(contents), language_of(ticket)
    return {point.id: point.when_nothing(statements, language) for point in contents.points}


def _texts(contents: Contents) -> Mapping[str, Wording]:
    return {name: one.text for name, one in contents.policy.statements.items()}
