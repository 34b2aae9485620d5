"""What the database holds on an address: all of it, and none of anybody else's (R12, R14)."""

import json
from dataclasses import fields
from datetime import date, timedelta

import pytest
from sqlalchemy import JSON, Column
from sqlmodel import AutoString, SQLModel

from bot.desk.holdings import Holdings, holdings_of
from bot.desk.told import COLLEAGUES, KEPT_BACK, NOBODYS, TOLD, Telling
from bot.digests import blocked_digest, counted_digest, erased_digest, stopped_digest
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import Ticket
from bot.store.tables.moments import Moment
from tests.store import rows
from tests.store.rows import MONDAY

SETTINGS = Settings()
OLA, KARI = "ola@example.com", "kari@example.com"
TABLES = {table.name: table for table in SQLModel.metadata.sorted_tables}
ROW_OF = {mapper.class_.__tablename__: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
HELD = [one.name for one in fields(Holdings) if one.name not in {"address", "shared_chats"}]
CASE = {"ticket_id", "subject_id"}


def marker(who: str, table: str, column: str) -> str:
    return f"marker-{who}-{table}-{column}."


def planted(who: str, address: str, number: int) -> dict[str, SQLModel]:
    """One row of each table for a person, with a marker in every column that takes words."""
    return {table: ROW_OF[table](**{c.name: value_of(who, address, number, table, c) for c in TABLES[table].columns}) for table in HELD}


def value_of(who: str, address: str, number: int, table: str, column: Column[object]) -> object:
    fixed: dict[str, object] = {
        "id": number if table == "counted" else f"{table}-{who}",
        "address": address,
        "recipient": address,
        "chat_id": f"chat-{who}",
        "verified_at": MONDAY,
        "used_at": MONDAY,
        "owner": f"ticket-{who}",
        "seq": number,
        "kind": "access" if table == "ticket" else marker(who, table, "kind"),
        "subject": f"ref-{who}" if table == "audit_entry" else marker(who, table, "subject"),
        "reference": f"ref-{who}" if table == "ticket" else marker(who, table, "reference"),
        "digest": digest_of(who, address, table),
        "key": f"case:{counted_digest(address, SETTINGS)}",
        "postal_address": f"{marker(who, table, 'postal_address')}\n2317 Hamar",
    }
    if column.name in CASE:
        return f"ticket-{who}"
    if column.name in COLLEAGUES or column.name == "staff_id":
        return f"staff_account-{who}"
    if table == "deadline_notice" and column.name == "mark":
        return marker(who, table, "mark")
    if table == "chat_message" and column.name == "ticket":
        return {"reference": marker(who, table, "ticket")}
    if column.name in fixed:
        return fixed[column.name]
    if isinstance(column.type, JSON):
        words = marker(who, table, column.name)
        return [{"text": words}] if column.name in {"cites", "options"} else [words]
    if isinstance(column.type, Moment):
        return MONDAY
    if isinstance(column.type, AutoString):
        return marker(who, table, column.name)
    return {int: number, bool: True, bytes: b"sealed", date: date(2026, 11, 23)}[column.type.python_type]


def digest_of(who: str, address: str, table: str) -> str:
    digests = {"blocked_address": blocked_digest, "stopped_marketing": stopped_digest, "erasure": erased_digest}
    return digests[table](address, SETTINGS) if table in digests else marker(who, table, "digest")


async def plant(database: Database, planted_rows: dict[str, SQLModel]) -> None:
    async with database.transaction() as records:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in planted_rows:
                await records.holdings._rows.add(planted_rows[table.name].model_copy())


async def told_of(database: Database, address: str) -> str:
    async with database.reading() as records:
        held = await holdings_of(records, address, SETTINGS)
    return json.dumps({table: list(map(dict, told)) for table, told in Telling(held, {}).tables().items()}, ensure_ascii=False)


def test_every_table_and_every_column_has_its_place() -> None:
    placed = {table: {*TOLD[table].split(), *KEPT_BACK[table]} for table in TOLD}
    there = {name: {column.name for column in table.columns} for name, table in TABLES.items() if name not in NOBODYS}

    assert placed == there, "tell it in bot/desk/told.py, or say there why not"
    assert set(HELD) == set(there), "collect it in bot/desk/holdings.py"


def test_no_column_is_both_told_and_kept_back() -> None:
    assert {
        table: set(TOLD[table].split()) & set(KEPT_BACK[table]) for table in TOLD if set(TOLD[table].split()) & set(KEPT_BACK[table])
    } == {}


async def test_every_marker_of_one_person_and_none_of_the_other(database: Database) -> None:
    await plant(database, planted("ola", OLA, 1))
    await plant(database, planted("kari", KARI, 2))

    told = await told_of(database, OLA)

    worded = [
        marker("ola", table, column)
        for table, columns in TOLD.items()
        for column in columns.split()
        if marker("ola", table, column) in str(planted("ola", OLA, 1)[table].model_dump())
    ]
    assert len(worded) > 60
    assert [one for one in worded if one not in told] == []
    assert "kari" not in told


async def test_every_table_gives_the_row_of_the_one_and_not_of_the_other(database: Database) -> None:
    await plant(database, planted("ola", OLA, 1))
    await plant(database, planted("kari", KARI, 2))

    async with database.reading() as records:
        held = await holdings_of(records, OLA, SETTINGS)

    assert {table: len(found) for table, found in held.by_table().items() if len(found) != 1} == {}


async def test_no_secret_is_told(database: Database) -> None:
    await plant(database, planted("ola", OLA, 1))

    told = await told_of(database, OLA)

    assert [one for table, columns in KEPT_BACK.items() for one in columns if marker("ola", table, one) in told] == []


async def test_a_colleague_is_told_as_a_role(database: Database) -> None:
    ola = planted("ola", OLA, 1)
    await plant(database, ola)
    async with database.reading() as records:
        held = await holdings_of(records, OLA, SETTINGS)

    told = Telling(held, {"staff_account-ola": "handler"}).row("ticket_note", held.ticket_note[0])

    assert told["staff_id"] == "handler"


async def add(database: Database, *added: SQLModel) -> None:
    async with database.transaction() as records:
        await records.holdings._rows.add(*added)


async def test_words_typed_under_an_address_that_nobody_proved_are_not_told(database: Database) -> None:
    stranger = rows.ticket("case-9", words="noen andres ord", verified_at=None, status="unverified", chat_id="chat-9")
    await add(database, rows.chat("chat-9"), stranger, rows.message("noen andres chat", chat_id="chat-9", seq=1))

    told = await told_of(database, OLA)

    assert "INN-2026-case-9" in told
    assert "noen andres" not in told


async def test_notes_on_a_case_that_nobody_proved_are_not_told(database: Database) -> None:
    ola = planted("ola", OLA, 1)
    await plant(
        database,
        {**ola, "ticket": Ticket(**{**ola["ticket"].model_dump(), "verified_at": None}), "challenge": rows.challenge("c", used_at=None)},
    )

    told = await told_of(database, OLA)

    assert marker("ola", "ticket_note", "text") not in told
    assert marker("ola", "letter", "text") in told


async def test_a_code_that_was_used_shows_whose_the_chat_is(database: Database) -> None:
    await add(database, rows.chat(), rows.challenge(used_at=MONDAY), rows.message("mine ord", seq=1))

    assert "mine ord" in await told_of(database, OLA)


async def test_a_code_that_was_only_sent_does_not(database: Database) -> None:
    await add(database, rows.chat(), rows.challenge(used_at=None), rows.message("fremmede ord", seq=1))

    told = await told_of(database, OLA)

    assert "fremmede ord" not in told
    assert "chat-1" not in told


@pytest.fixture
async def shared(database: Database) -> Database:
    """Ola at nine, Kari at ten, in one chat."""
    hour = timedelta(hours=1)
    minute = timedelta(minutes=1)
    await add(
        database,
        rows.chat(state="begges tilstand"),
        rows.ticket("case-1", received_at=MONDAY, verified_at=MONDAY + minute),
        rows.ticket("case-2", address=KARI, received_at=MONDAY + hour, verified_at=MONDAY + hour + minute),
        rows.message("hilsen", seq=1, at=MONDAY - minute),
        rows.message("olas ønske", seq=2, at=MONDAY),
        rows.message("olas ettertanke", seq=3, at=MONDAY + 2 * minute),
        rows.message("sendt til Kari@example.com", seq=4, at=MONDAY + 3 * minute),
        rows.message("karis ønske", seq=5, at=MONDAY + hour),
        rows.message("karis takk", seq=6, at=MONDAY + hour + 2 * minute),
    )
    return database


async def said_by(database: Database, address: str) -> list[str]:
    async with database.reading() as records:
        held = await holdings_of(records, address, SETTINGS)
    return [one.text for one in held.chat_message]


async def test_the_first_of_two_gets_the_words_up_to_the_second(shared: Database) -> None:
    assert await said_by(shared, OLA) == ["hilsen", "olas ønske", "olas ettertanke"]


async def test_the_second_of_two_gets_the_words_from_the_own_wish_on(shared: Database) -> None:
    assert await said_by(shared, KARI) == ["karis ønske", "karis takk"]


async def test_what_a_shared_chat_remembers_is_told_to_neither(shared: Database) -> None:
    assert "begges tilstand" not in await told_of(shared, OLA)


async def test_a_case_without_an_address_belongs_to_whoever_was_speaking(shared: Database) -> None:
    nameless = rows.ticket(
        "case-3", address=None, verified_at=None, kind="question", words="karis spørsmål", received_at=MONDAY + 2 * timedelta(hours=1)
    )
    await add(shared, nameless)

    assert "karis spørsmål" in await told_of(shared, KARI)
    assert "karis spørsmål" not in await told_of(shared, OLA)


async def test_a_letter_about_the_case_to_somebody_else_is_told_without_its_words(database: Database) -> None:
    await add(
        database, rows.ticket(), rows.letter(ticket_id="case-1", kind="staff_notice", recipient="post@qsmanager.no", text="til de ansatte")
    )

    told = await told_of(database, OLA)

    assert "staff_notice" in told
    assert "til de ansatte" not in told


async def test_a_code_that_waits_in_the_outbox_is_not_told(database: Database) -> None:
    await add(database, rows.ticket(), rows.letter(kind="code", text="123 456", next_try_at=MONDAY))

    assert "123 456" not in await told_of(database, OLA)


async def test_nothing_at_all_is_an_empty_answer(database: Database) -> None:
    async with database.reading() as records:
        held = await holdings_of(records, "ingen@example.com", SETTINGS)

    assert [table for table, found in held.by_table().items() if found] == []
