from typing import Any

import pytest
from sqlalchemy.orm.exc import DetachedInstanceError

from bot.store.database import Database
from bot.store.records import RecordNotFound
from bot.store.tables import AnswerField, CaseFile, Withheld
from tests.store.rows import MONDAY, account, ticket


def file(file_id: str = "file-1", **values: Any) -> CaseFile:
    first: dict[str, Any] = {
        "id": file_id,
        "ticket_id": "case-1",
        "purpose": "copy",
        "name": "kunde.pdf",
        "media_type": "application/pdf",
        "size": 7,
        "sha256": "0" * 64,
        "sealed": b"\x00sealed\xff",
        "added_by": "kari",
        "added_at": MONDAY,
    }
    return CaseFile(**{**first, **values})


def answer(text: str, field: str = "source") -> AnswerField:
    return AnswerField(ticket_id="case-1", field=field, text=text, source="staff", written_by="kari", written_at=MONDAY)


def withheld(withheld_id: str, **values: Any) -> Withheld:
    first = {"id": withheld_id, "ticket_id": "case-1", "what": "Et navn", "why": "En annen", "ground": "others_rights"}
    return Withheld(**{**first, "staff_id": "kari", "at": MONDAY, **values})


async def with_cases(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add(account("kari"))
        await records.cases.add(ticket("case-1"))
        await records.cases.add(ticket("case-2"))


async def test_a_list_of_files_comes_without_their_content(database: Database) -> None:
    await with_cases(database)
    async with database.transaction() as records:
        await records.copies.add_file(file())

    async with database.reading() as records:
        [listed] = await records.copies.files_of("case-1")
        whole = await records.copies.get_file("case-1", "file-1")

    assert (listed.name, listed.size, whole.sealed) == ("kunde.pdf", 7, b"\x00sealed\xff")
    with pytest.raises(DetachedInstanceError):
        _ = listed.sealed


async def test_a_file_is_found_and_removed_in_its_own_case_alone(database: Database) -> None:
    await with_cases(database)
    async with database.transaction() as records:
        await records.copies.add_file(file())

        elsewhere = await records.copies.remove_file("case-2", "file-1")
        with pytest.raises(RecordNotFound):
            await records.copies.get_file("case-2", "file-1")
        here = await records.copies.remove_file("case-1", "file-1")
        again = await records.copies.remove_file("case-1", "file-1")

    assert (elsewhere, here, again) == (False, True, False)


async def test_the_size_of_a_case_is_that_of_its_files(database: Database) -> None:
    await with_cases(database)
    async with database.transaction() as records:
        nothing = await records.copies.size_of_files("case-1")
        for number, ticket_id in enumerate(["case-1", "case-1", "case-2"]):
            await records.copies.add_file(file(f"file-{number}", ticket_id=ticket_id))

        assert (nothing, await records.copies.size_of_files("case-1")) == (0, 14)


async def test_a_point_that_is_written_anew_stands_there_once(database: Database) -> None:
    await with_cases(database)
    async with database.transaction() as records:
        await records.copies.save_answers(answer("Fra deg."))
        await records.copies.save_answers(answer("Fra deg, i 2019."))
        await records.copies.save_answers(answer("Ingen.", "recipients"))

    async with database.reading() as records:
        assert [(one.field, one.text) for one in await records.copies.answers_of("case-1")] == [
            ("recipients", "Ingen."),
            ("source", "Fra deg, i 2019."),
        ]
        assert await records.copies.answers_of("case-2") == ()


async def test_what_is_left_out_can_be_put_back_in_its_own_case_alone(database: Database) -> None:
    await with_cases(database)
    async with database.transaction() as records:
        await records.copies.withhold(withheld("w-1"))
        await records.copies.withhold(withheld("w-2", note_id="note-1"))

        notes = await records.copies.notes_withheld(["case-1", "case-2"])
        elsewhere = await records.copies.no_longer_withhold("case-2", "w-1")
        here = await records.copies.no_longer_withhold("case-1", "w-1")

        assert (notes, elsewhere, here) == (frozenset({"note-1"}), False, True)
        assert [one.id for one in await records.copies.withheld_of("case-1")] == ["w-2"]
