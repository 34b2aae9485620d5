"""Every row of the retention table: kept until its day, gone after it, held for whoever waits (R15)."""

from datetime import date, timedelta

import pytest

from bot.contents import Library
from bot.conversation.state import Conversation, Step, Wish, to_json
from bot.outside import SecureTokens
from bot.rounds.retention import Purged, Retention
from bot.rounds.tour import Tour
from bot.settings import Settings
from bot.store.database import Database
from bot.store.stripping import NOTHING
from bot.store.tables import (
    AnswerField,
    Approval,
    Breach,
    CaseFile,
    Challenge,
    Chat,
    ChecklistLine,
    CommitmentSalt,
    Correction,
    Letter,
    Release,
    Restriction,
    Ticket,
    TicketNote,
    Withheld,
)
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY, FixedClock
from tests.store import rows

SEALED = b"sealed"


class Storeroom:
    """A database, a clock, and retention over both."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, FixedClock()
        library = object.__new__(Library)
        self.retention = Retention(Tour(database, library, Settings(), self.clock, SecureTokens()))

    async def puts(self, *stored: object) -> None:
        async with self.database.transaction() as records:
            for one in stored:
                await records.cases._rows.add(one)  # type: ignore[arg-type]

    async def purges(self, **later: float) -> Purged:
        self.clock.now = MONDAY + timedelta(**later)
        rehearsed = await self.retention.make(is_rehearsal=True)
        purged = await self.retention.make()
        assert rehearsed == purged
        return purged

    async def case(self, ticket_id: str = "case-1") -> Ticket | None:
        async with self.database.reading() as records:
            return await records.cases.find(ticket_id)


@pytest.fixture
async def storeroom(database: Database) -> Storeroom:
    room = Storeroom(database)
    await room.puts(rows.account("kari"), rows.account("nina"))
    return room


def closed(**values: object) -> Ticket:
    first = {"status": "closed", "outcome": "fulfilled", "closed_at": MONDAY, "verified_at": MONDAY, "reasons": "GRUNN", "words": "ORD"}
    return rows.ticket(**{"reference": "INN-2026-0001", **first, **values})


def all_of_a_case() -> list[object]:
    mine = {"ticket_id": "case-1"}
    return [
        ChecklistLine(id="line", position=1, system="crm", result="done", note="MERKE", **mine),
        TicketNote(id="note", staff_id="kari", at=MONDAY, text="MERKE", **mine),
        Correction(id="correction", what="navn", old_value="MERKE", new_value="MERKE", staff_id="kari", at=MONDAY, **mine),
        CaseFile(
            id="file",
            purpose="copy",
            name="MERKE",
            media_type="x",
            size=1,
            sha256="x",
            sealed=SEALED,
            added_by="kari",
            added_at=MONDAY,
            **mine,
        ),
        AnswerField(field="purposes", text="MERKE", source="staff", written_by="kari", written_at=MONDAY, **mine),
        Withheld(id="withheld", what="MERKE", why="MERKE", ground="x", staff_id="kari", at=MONDAY, **mine),
        Release(
            id="release",
            token_digest="t",
            address="MERKE",
            language="nb",
            made_by="kari",
            made_at=MONDAY,
            expires_at=MONDAY,
            downloads_left=1,
            size=1,
            sha256="x",
            sealed=SEALED,
            **mine,
        ),
        Restriction(id="restriction", address="MERKE", ground="accuracy", since=MONDAY, lifted_at=MONDAY, **mine),
        Approval(
            id="approval",
            action="closing",
            content='{"shown": [], "data": {"x": "MERKE"}}',
            fingerprint="x",
            prepared_by="kari",
            prepared_at=MONDAY,
            decision="approved",
            decided_by="nina",
            decided_at=MONDAY,
            reason="MERKE",
            **mine,
        ),
        Letter(
            id="letter",
            kind="closed_fulfilled",
            recipient="MERKE",
            language="nb",
            subject="MERKE",
            text="MERKE",
            written_at=MONDAY,
            sent_at=MONDAY,
            failure="MERKE",
            **mine,
        ),
        CommitmentSalt(seq=1, owner="case-1", salt="MERKE"),
    ]


async def test_the_content_of_a_case_goes_after_a_year_and_its_facts_stay(storeroom: Storeroom) -> None:
    await storeroom.puts(closed(), *all_of_a_case())

    before = await storeroom.purges(days=364)
    purged = await storeroom.purges(days=366)

    ticket = await storeroom.case()
    assert (before.contents, purged.contents, purged.cases) == (0, 1, 0)
    assert ticket is not None
    assert (ticket.words, ticket.address, ticket.reasons, ticket.chat_id) == ("", None, None, None)
    assert (ticket.reference, ticket.outcome, ticket.received_on) == ("INN-2026-0001", "fulfilled", date(2026, 11, 23))
    async with storeroom.database.reading() as records:
        [line], [letter], [approval] = (
            await records.checklists.of_ticket("case-1"),
            await records.letters.of_ticket("case-1"),
            await records.approvals.of_ticket("case-1"),
        )
        assert (line.result, line.note) == ("done", "")
        assert (letter.sent_at, letter.text, letter.subject, letter.recipient, letter.failure) == (MONDAY, "", "", "", "")
        assert (approval.decided_by, approval.content, approval.reason) == ("nina", NOTHING, "")
        assert await records.restrictions.of_ticket("case-1") == ()
        assert await records.checklists.notes_of("case-1") == ()


async def test_the_facts_of_a_case_go_after_three_years(storeroom: Storeroom) -> None:
    await storeroom.puts(closed(), *all_of_a_case())
    await storeroom.purges(days=366)

    before = await storeroom.purges(days=1095)
    purged = await storeroom.purges(days=1097)

    assert (before.cases, purged.cases) == (0, 1)
    assert await storeroom.case() is None


async def test_an_open_access_case_holds_the_person_and_nobody_else(storeroom: Storeroom) -> None:
    waiting = rows.ticket(id="case-2", reference="INN-2026-0002", status="in_progress", verified_at=MONDAY)
    other = closed(id="case-3", reference="SLE-2026-0003", address="eva@example.com")
    chat = Chat(id="chat-1", token_hash="x", language="nb", state="", started_at=MONDAY, last_at=MONDAY)
    await storeroom.puts(chat, closed(chat_id="chat-1"), waiting, other)

    purged = await storeroom.purges(days=400)

    case = await storeroom.case()
    assert (purged.contents, purged.chats) == (1, 0)
    assert case is not None and case.words == "ORD"


async def test_a_restriction_in_force_holds_and_a_lifted_one_does_not(storeroom: Storeroom) -> None:
    await storeroom.puts(closed(kind=Kind.RESTRICTION))
    await storeroom.puts(Restriction(id="r", ticket_id="case-1", address="ola@example.com", ground="accuracy", since=MONDAY))
    during = await storeroom.purges(days=400)

    async with storeroom.database.transaction() as records:
        await records.restrictions.lift("r", storeroom.clock())
    after = await storeroom.purges(days=401)

    assert (during.contents, after.contents) == (0, 1)


async def test_a_case_that_nobody_proved_goes_thirty_days_after_its_date(storeroom: Storeroom) -> None:
    await storeroom.puts(closed(outcome="unverified", verified_at=None, due_on=date(2026, 12, 23)))

    before = await storeroom.purges(days=60)
    purged = await storeroom.purges(days=61)

    assert (before.unproved, purged.unproved) == (0, 1)
    assert await storeroom.case() is None


async def test_a_chat_forgets_after_half_an_hour_but_not_a_request_on_its_way(storeroom: Storeroom) -> None:
    idle, waiting = (
        Conversation(topic="policy.contact"),
        Conversation(
            step=Step.AWAITING_CODE, wishes=(Wish(Kind.ACCESS, "innsyn", MONDAY),), address="ola@example.com", topic="policy.contact"
        ),
    )
    for name, state in (("a", idle), ("b", waiting)):
        await storeroom.puts(Chat(id=name, token_hash=name, language="nb", state=to_json(state), started_at=MONDAY, last_at=MONDAY))

    early, late, again = [await storeroom.purges(minutes=minutes) for minutes in (29, 31, 32)]
    async with storeroom.database.reading() as records:
        a, b = await records.chats.find("a"), await records.chats.find("b")
    week = await storeroom.purges(days=8)

    assert (early.states, late.states, again.states, week.states) == (0, 2, 0, 1)
    assert a is not None and a.state == ""
    assert b is not None and "ola@example.com" in b.state and "policy.contact" not in b.state


async def test_the_digest_of_a_code_goes_at_once_when_it_is_dead(storeroom: Storeroom) -> None:
    code = {"chat_id": "c", "purpose": "request", "address": "a@b.no", "counted_as": "a@b.no", "digest": "x", "issued_at": MONDAY}
    await storeroom.puts(Challenge(id="used", expires_at=MONDAY + timedelta(minutes=10), used_at=MONDAY, **code))
    await storeroom.puts(Challenge(id="alive", expires_at=MONDAY + timedelta(minutes=10), **code))

    at_once, after_ten, after_a_day = [await storeroom.purges(minutes=minutes) for minutes in (1, 11, 1441)]

    assert (at_once.digests, after_ten.digests) == (1, 1)
    assert (after_ten.codes, after_a_day.codes) == (0, 2)


async def test_a_package_is_wiped_when_its_time_is_over(storeroom: Storeroom) -> None:
    release = Release(
        id="release",
        ticket_id="case-1",
        token_digest="t",
        address="ola@example.com",
        language="nb",
        made_by="kari",
        made_at=MONDAY,
        expires_at=MONDAY + timedelta(days=7),
        downloads_left=3,
        size=1,
        sha256="x",
        sealed=SEALED,
    )
    await storeroom.puts(closed(), release)

    before, after = await storeroom.purges(days=6), await storeroom.purges(days=7)

    assert (before.packages, after.packages) == (0, 1)


async def test_a_finished_breach_goes_with_the_facts_of_cases(storeroom: Storeroom) -> None:
    breach = {"channel": "chat", "words": "MERKE", "aware_at": MONDAY, "due_at": MONDAY, "changed_at": MONDAY}
    await storeroom.puts(Breach(id="b", reference="AVV-2026-0001", closed_at=MONDAY, **breach))
    await storeroom.puts(Breach(id="open", reference="AVV-2026-0002", **breach))

    before, after = await storeroom.purges(days=1095), await storeroom.purges(days=1097)

    assert (before.breaches, after.breaches) == (0, 1)


async def test_the_log_is_cut_after_three_years(storeroom: Storeroom) -> None:
    async with storeroom.database.transaction() as records:
        await records.audit.append(MONDAY, "kari", "case.noted", "INN-2026-0001")
    await storeroom.puts(closed())
    async with storeroom.database.transaction() as records:
        await records.audit.append(MONDAY + timedelta(days=400), "kari", "case.noted", "INN-2026-0001")

    before, after = await storeroom.purges(days=1000), await storeroom.purges(days=1097)

    assert before.entries == 0
    assert after.entries >= 1
