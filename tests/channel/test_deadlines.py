"""Reminders of cases and what happens when nobody looks, over a clock that is moved by hand (D7, D15)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.contents import Library
from bot.desk.answers import Person
from bot.desk.casework import Desk
from bot.desk.roles import Role
from bot.desk.views import look_at_case
from bot.rounds import Rounds
from bot.service import Service, create_service
from bot.settings import Settings
from bot.store.tables import StaffAccount, Ticket
from bot.tickets.deadlines import deadlines
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY, CountingTokens, FixedClock, Letterbox

HOLDER, OFFICER, BEYOND = "kari@qsmanager.no", "personvern@qsmanager.no", "leder@qsmanager.no"
REFERENCE = "INN-2026-4821"
WORDS = "Jeg heter Ola Hemmelig og vil se alt."


@dataclass
class Watch:
    """A service whose rounds are made by hand, with one case in it."""

    service: Service
    clock: FixedClock
    letterbox: Letterbox

    async def has_case(self, **values: Any) -> None:
        due = deadlines(MONDAY, Kind.ACCESS)
        first = {
            "id": "case-1",
            "reference": REFERENCE,
            "kind": "access",
            "status": "in_progress",
            "language": "nb",
            "address": "ola@example.com",
            "words": WORDS,
            "received_at": MONDAY,
            "received_on": due.received_on,
            "safe_on": due.safe_on,
            "first_due_on": due.due_on,
            "due_on": due.due_on,
            "target_on": due.target_on,
            "verified_at": MONDAY,
            "opened_at": MONDAY,
            "holder_id": "kari",
            "claimed_at": MONDAY,
            "changed_at": MONDAY,
        }
        async with self.service.database.transaction() as records:
            await records.cases.add(Ticket(**{**first, **values}))

    async def employs(self, staff_id: str = "kari", **values: Any) -> None:
        first = {"id": staff_id, "address": f"{staff_id}@qsmanager.no", "name": staff_id, "role": "handler", "password_hash": "x"}
        async with self.service.database.transaction() as records:
            await records.accounts.add(StaffAccount(**{**first, "created_at": MONDAY, **values}))

    async def on(self, day: str) -> list[tuple[str, str]]:
        """Makes two rounds at noon of the day; (letter, to whom) of what was sent since the last time, in the order of the alphabet."""
        self.clock.now = datetime.fromisoformat(f"{day}T11:00:00+00:00")
        before = len(self.letterbox.letters)
        await self.service.rounds.follow_up()
        await self.service.rounds.follow_up()
        await self.service.outbox.deliver_due()
        return sorted((letter.kind, letter.to) for letter in self.letterbox.letters[before:])

    async def looks(self, staff_id: str, role: Role) -> None:
        service, settings = self.service, self.settings
        desk = Desk(service.database, service.library, settings, self.clock, CountingTokens(), lambda: None)
        await look_at_case(desk, REFERENCE, Person(staff_id, staff_id, role))

    @property
    def settings(self) -> Settings:
        return SETTINGS


SETTINGS = Settings(officer_mail=OFFICER, escalation_mail=BEYOND)


@pytest.fixture
async def watch(tmp_path: Path, library: Library) -> AsyncIterator[Watch]:
    clock, letterbox = FixedClock(), Letterbox()
    files = {"database_url": f"sqlite:///{tmp_path / 'watch.sqlite3'}", "proof_dir": tmp_path / "proof"}
    settings = SETTINGS.model_copy(update=files)
    service = create_service(settings, clock=clock, tokens=CountingTokens(), postman=letterbox, library=library)
    await service.database.migrate()
    watch = Watch(service, clock, letterbox)
    await watch.employs()
    yield watch
    await service.database.close()


async def test_a_month_of_a_case_that_nobody_finishes(watch: Watch) -> None:
    await watch.has_case()

    sent = {f"2026-12-{day:02}": await watch.on(f"2026-12-{day:02}") for day in range(1, 27)}

    both = [("staff_due", HOLDER), ("staff_due", OFFICER)]
    late = [("staff_overdue", HOLDER), ("staff_overdue", OFFICER)]
    assert {day: letters for day, letters in sent.items() if letters} == {
        "2026-12-07": [("staff_target", HOLDER)],
        "2026-12-09": [("staff_due", HOLDER)],
        "2026-12-16": [("staff_due", HOLDER)],
        "2026-12-20": both,
        "2026-12-22": both,
        "2026-12-23": both,
        "2026-12-24": late,
        "2026-12-25": late,
        "2026-12-26": late,
    }


async def test_a_letter_has_reference_kind_date_and_link_and_nothing_of_the_person(watch: Watch) -> None:
    await watch.has_case()

    await watch.on("2026-12-24")

    letter = watch.letterbox.letters[-1]
    assert letter.subject == "Over fristen: INN-2026-4821"
    assert "innsyn i opplysningene dine" in letter.text
    assert "Fristen var: 23. desember 2026" in letter.text
    assert "Dager over fristen: 1" in letter.text
    assert f"/staff/cases/{REFERENCE}" in letter.text
    assert "Hemmelig" not in letter.text and "ola@" not in letter.text


async def test_the_holder_is_written_to_in_their_own_language(watch: Watch) -> None:
    await watch.employs("john", language="en")
    await watch.has_case(holder_id="john")

    await watch.on("2026-12-09")

    assert watch.letterbox.letters[-1].subject == "Due 23 December 2026: INN-2026-4821"


async def test_days_without_the_service_end_in_one_reminder(watch: Watch) -> None:
    await watch.has_case()

    sent = await watch.on("2026-12-22")

    assert sent == [("staff_due", HOLDER), ("staff_due", OFFICER)]


async def test_a_case_that_nobody_holds_is_the_officers_to_be_reminded_of(watch: Watch) -> None:
    await watch.has_case(status="new", holder_id=None, claimed_at=None, changed_at=datetime(2026, 12, 7, 9, tzinfo=UTC))

    sent = await watch.on("2026-12-07")

    assert sent == [("staff_target", OFFICER)]


async def test_a_holder_whose_account_is_closed_holds_nothing(watch: Watch) -> None:
    await watch.employs("siri", disabled_at=MONDAY)
    await watch.has_case(holder_id="siri", changed_at=datetime(2026, 12, 9, 9, tzinfo=UTC))

    sent = await watch.on("2026-12-09")

    assert sent == [("staff_due", OFFICER)]


async def test_an_extended_case_is_reminded_of_its_new_date(watch: Watch) -> None:
    await watch.has_case(due_on=datetime(2027, 2, 23, tzinfo=UTC).date(), extended_at=MONDAY)

    sent = [await watch.on(day) for day in ("2026-12-08", "2026-12-24", "2027-02-09", "2027-02-24")]

    assert [[letter for letter, _ in letters] for letters in sent] == [["staff_target"], [], ["staff_due"], ["staff_overdue"] * 2]


@pytest.mark.parametrize("status", ["closed", "unverified"])
async def test_nobody_is_reminded_of_a_case_that_nobody_works_on(watch: Watch, status: str) -> None:
    await watch.has_case(status=status, address=None)

    assert [letter for letter, _ in await watch.on("2026-11-29") if letter.startswith("staff_")] == []


async def test_two_processes_at_once_write_one_letter(watch: Watch) -> None:
    await watch.has_case()
    watch.clock.now = datetime(2026, 12, 9, 11, tzinfo=UTC)
    service = watch.service
    others = [Rounds(service.database, service.library, SETTINGS, watch.clock, CountingTokens()) for _ in range(3)]

    await asyncio.gather(*(rounds.follow_up() for rounds in others))
    await service.outbox.deliver_due()

    assert [letter.kind for letter in watch.letterbox.letters] == ["staff_due"]


async def test_what_nobody_takes_in_three_working_days_goes_to_the_officer_and_three_later_past_them(watch: Watch) -> None:
    await watch.has_case(status="new", holder_id=None, claimed_at=None, opened_at=None)

    sent = {f"2026-{day}": await watch.on(f"2026-{day}") for day in ("11-26", "11-27", "11-28", "12-02", "12-03", "12-04")}

    assert {day: letters for day, letters in sent.items() if letters} == {
        "2026-11-27": [("staff_unseen", OFFICER)],
        "2026-12-03": [("staff_unseen_still", BEYOND)],
    }


async def test_a_case_that_was_read_but_not_taken_goes_to_the_officer_too(watch: Watch) -> None:
    await watch.has_case(status="new", holder_id=None, claimed_at=None)

    assert await watch.on("2026-11-27") == [("staff_unseen", OFFICER)]


async def test_a_look_by_the_officer_keeps_it_from_going_further(watch: Watch) -> None:
    await watch.has_case(status="new", holder_id=None, claimed_at=None, opened_at=None)
    await watch.on("2026-11-27")

    await watch.looks("siv", Role.PRIVACY_OFFICER)

    assert await watch.on("2026-12-04") == []


async def test_a_look_by_a_handler_does_not(watch: Watch) -> None:
    await watch.has_case(status="new", holder_id=None, claimed_at=None, opened_at=None)
    await watch.on("2026-11-27")

    await watch.looks("kari", Role.HANDLER)

    assert await watch.on("2026-12-04") == [("staff_unseen_still", BEYOND)]


async def test_a_case_that_was_handed_over_and_not_opened_goes_to_the_officer(watch: Watch) -> None:
    await watch.has_case(opened_at=None, claimed_at=datetime(2026, 11, 30, 9, tzinfo=UTC))

    quiet, loud = await watch.on("2026-12-03"), await watch.on("2026-12-04")

    assert (quiet, loud) == ([], [("staff_unseen", OFFICER)])


async def test_its_new_holder_has_only_to_open_it(watch: Watch) -> None:
    await watch.has_case(opened_at=None)

    await watch.looks("kari", Role.HANDLER)

    assert await watch.on("2026-12-04") == []


async def test_the_log_tells_of_each_reminder_once(watch: Watch) -> None:
    await watch.has_case()

    await watch.on("2026-12-09")

    async with watch.service.database.reading() as records:
        entries = await records.audit.of_subject(REFERENCE)
    assert [(entry.actor, entry.action, entry.result) for entry in entries] == [("system", "case.due_told", "14")]
