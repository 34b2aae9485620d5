"""The package of a copy: whole, in the published form, the same for the same material, and inert (R12, R13, R21, A8)."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlmodel import SQLModel

from bot.content import Language
from bot.desk.filing import KEY
from bot.desk.package import Material, files_in, gather, packed
from bot.desk.package_page import CODED
from bot.desk.package_schema import schema
from bot.desk.told import GIVEN, TOLD
from bot.outside import SecureTokens
from bot.sealing import seal
from bot.settings import Settings
from bot.staff.wordbook import read_wordbook
from bot.store.database import Database
from bot.store.tables import AnswerField, CaseFile, Ticket, TicketNote, Withheld
from tests.desk.test_holdings import KARI, OLA, marker, plant, planted
from tests.staff.office import shelf
from tests.store import rows
from tests.store.rows import MONDAY

SETTINGS = Settings()
LANGUAGES = ("nb", "nn", "en")
CONTENTS = shelf().contents


async def add(database: Database, *added: SQLModel) -> None:
    order = [table.name for table in SQLModel.metadata.sorted_tables]
    async with database.transaction() as records:
        for row in sorted(added, key=lambda row: order.index(str(row.__tablename__))):
            await records.holdings._rows.add(row)


async def material_of(database: Database, ticket_id: str = "case-1") -> Material:
    async with database.reading() as records:
        ticket = await records.cases.find(ticket_id)
        assert ticket is not None
        return await gather(records, CONTENTS, SETTINGS, ticket)


async def package_of(database: Database, ticket_id: str = "case-1") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(await bytes_of(database, ticket_id)))


async def bytes_of(database: Database, ticket_id: str = "case-1") -> bytes:
    material = await material_of(database, ticket_id)
    async with database.reading() as records:
        files = await files_in(records, SETTINGS, material)
    return packed(material, files, CONTENTS, MONDAY)


def data_in(package: zipfile.ZipFile) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(package.read("data.json"))
    return data


def file(file_id: str, name: str, content: bytes = b"%PDF", **values: Any) -> CaseFile:
    first: dict[str, Any] = {
        "id": file_id,
        "ticket_id": "case-1",
        "purpose": "copy",
        "name": name,
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": "x",
        "sealed": seal(content, SETTINGS.key(KEY), file_id, SecureTokens()),
        "added_by": "staff-1",
        "added_at": MONDAY,
    }
    return CaseFile(**{**first, **values})


async def open_case(database: Database, *added: SQLModel, **values: Any) -> None:
    """A colleague, a case of Ola's, the chat that it came from, and what a test adds."""
    chat = (rows.chat(), rows.message("jeg vil se hva dere har om meg", seq=1))
    await add(database, rows.account(role="handler"), rows.ticket(**values), *chat, *added)


async def whole_case(database: Database) -> None:
    """A row in every table for Ola and for Kari; of Ola's, a file that opens."""
    ola = planted("ola", OLA, 1)
    sealed = seal(b"%PDF av Ola", SETTINGS.key(KEY), "case_file-ola", SecureTokens())
    ola["case_file"] = CaseFile(**{**ola["case_file"].model_dump(), "purpose": "copy", "sealed": sealed})
    ola["ticket"] = Ticket(**{**ola["ticket"].model_dump(), "language": "nb"})
    ola["withheld"] = Withheld(**{**ola["withheld"].model_dump(), "ground": "others_rights", "note_id": None})
    await plant(database, ola)
    await plant(database, planted("kari", KARI, 2))


def told_markers(who: str) -> list[str]:
    """Every marker of a person that a copy must tell."""
    kept = {("ticket", "language"), ("case_file", "purpose"), ("withheld", "ground"), ("answer_field", "source")}
    person = planted(who, OLA, 1)
    return [
        marker(who, table, column)
        for table, columns in TOLD.items()
        for column in columns.split()
        if (table, column) not in kept and marker(who, table, column) in str(person[table].model_dump())
    ]


async def test_the_package_holds_every_row_on_the_person_and_none_of_anyone_elses(database: Database) -> None:
    await whole_case(database)

    package = await package_of(database, "ticket-ola")

    everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "replace")
    data = package.read("data.json").decode()
    assert len(told_markers("ola")) > 60
    assert [one for one in told_markers("ola") if one not in data] == []
    assert {table for table, told in data_in(package)["tables"].items() if told} == {table for table, columns in TOLD.items() if columns}
    assert "kari" not in everything.casefold()
    assert package.read("files/marker-ola-case_file-name.") == b"%PDF av Ola"


async def test_the_page_and_the_spreadsheets_show_what_the_data_has(database: Database) -> None:
    await whole_case(database)

    package = await package_of(database, "ticket-ola")

    page = package.read("index.html").decode()
    sheets = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("csv/"))
    assert [one for one in told_markers("ola") if one not in page] == []
    assert [one for one in told_markers("ola") if one not in sheets] == []


@pytest.mark.parametrize("kind", ["access", "portability"])
async def test_the_data_is_in_the_published_form(database: Database, kind: str) -> None:
    await open_case(database, file("f", "brev.pdf"), rows.letter(ticket_id="case-1"), kind=kind)

    package = await package_of(database)

    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(data_in(package))
    assert json.loads(package.read("schema.json")) == schema()


async def test_the_form_refuses_a_column_that_nobody_announced(database: Database) -> None:
    await open_case(database)
    data = data_in(await package_of(database))
    data["tables"]["ticket"][0]["secret"] = "x"

    assert not Draft202012Validator(schema()).is_valid(data)


async def test_the_same_material_makes_the_same_bytes(database: Database) -> None:
    await open_case(database, file("f", "brev.pdf"))

    assert await bytes_of(database) == await bytes_of(database)


async def test_what_somebody_wrote_since_changes_the_fingerprint(database: Database) -> None:
    await open_case(database)
    before = (await material_of(database)).fingerprint

    await add(
        database, AnswerField(ticket_id="case-1", field="purposes", text="Nytt.", source="staff", written_by="staff-1", written_at=MONDAY)
    )

    assert (await material_of(database)).fingerprint != before


async def test_that_somebody_only_looked_does_not(database: Database) -> None:
    await open_case(database)
    before = (await material_of(database)).fingerprint

    async with database.transaction() as records:
        await records.audit.append(MONDAY, "staff-1", "case.viewed", "INN-2026-case-1")

    assert (await material_of(database)).fingerprint == before


@pytest.mark.parametrize("typed", ["=1+1", "+47", "-2", "@SUM(A1)", "\tx", "\rx", " =1+1", "\n=1+1"])
async def test_no_cell_of_a_spreadsheet_is_a_formula(database: Database, typed: str) -> None:
    await open_case(database, words=typed)

    sheet = (await package_of(database)).read("csv/ticket.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(sheet, newline=""))
    assert row["words"] == f"'{typed}"


async def test_what_is_no_formula_stands_as_it_was_written(database: Database) -> None:
    await open_case(database, words='Hei, "du": 1 = 1\nog mer')

    sheet = (await package_of(database)).read("csv/ticket.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(sheet, newline=""))
    assert row["words"] == 'Hei, "du": 1 = 1\nog mer'


async def test_files_of_one_name_are_told_apart(database: Database) -> None:
    later = MONDAY + timedelta(minutes=1)
    await open_case(
        database,
        file("a", "brev.pdf", b"1"),
        file("b", "Brev.pdf", b"2", added_at=later),
        file("c", "brev (2).pdf", b"3", added_at=later + timedelta(minutes=1)),
        file("d", "merknad", b"4", added_at=later + timedelta(minutes=2)),
        file("e", "merknad", b"5", added_at=later + timedelta(minutes=3)),
    )

    package = await package_of(database)

    found = {name: package.read(name) for name in package.namelist() if name.startswith("files/")}
    assert len({name.casefold() for name in found}) == 5
    assert sorted(found.values()) == [b"1", b"2", b"3", b"4", b"5"]
    assert {"files/brev.pdf", "files/merknad", "files/merknad (2)"} <= found.keys()


async def test_evidence_is_listed_and_stays_with_the_case(database: Database) -> None:
    await open_case(database, file("a", "skjermbilde.pdf", purpose="evidence"))

    package = await package_of(database)

    assert [name for name in package.namelist() if name.startswith("files/")] == []
    assert [one["name"] for one in data_in(package)["tables"]["case_file"]] == ["skjermbilde.pdf"]


async def test_a_note_that_is_left_out_is_nowhere_and_its_reason_is_told(database: Database) -> None:
    notes = [
        TicketNote(id=name, ticket_id="case-1", staff_id="staff-1", at=MONDAY, text=text)
        for name, text in (("n1", "om en annen kunde"), ("n2", "ringte Ola"))
    ]
    left_out = Withheld(
        id="w",
        ticket_id="case-1",
        what="Et notat",
        why="Det handler om andre.",
        ground="others_rights",
        note_id="n1",
        staff_id="staff-1",
        at=MONDAY,
    )
    await open_case(database, *notes, left_out)

    package = await package_of(database)

    everything = b"".join(package.read(name) for name in package.namelist()).decode("utf-8", "replace")
    assert "om en annen kunde" not in everything and "ringte Ola" in everything
    assert data_in(package)["withheld"] == [{"what": "Et notat", "why": "Det handler om andre.", "ground": "others_rights"}]
    page = package.read("index.html").decode()
    assert "Det handler om andre." in page and "GDPR art. 15(4)" in page


async def test_a_portable_copy_has_what_the_person_gave_and_nothing_that_we_made_of_it(database: Database) -> None:
    spoken = rows.message("Hei, jeg er en chatbot.", seq=2, sender="bot")
    await open_case(database, spoken, rows.letter(ticket_id="case-1", text="vårt brev"), kind="portability")

    package = await package_of(database)

    data = data_in(package)
    everything = b"".join(package.read(name) for name in package.namelist()).decode()
    assert {table: set(row) for table, told in data["tables"].items() for row in told} == {
        table: set(GIVEN[table].split()) for table in ("chat_message", "ticket")
    }
    assert "jeg vil se hva dere har om meg" in everything
    assert "chatbot" not in everything and "vårt brev" not in everything
    assert data["answer"] == [] and data["kind"] == "portability"


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ page }}", "</p><h1>"])
async def test_what_was_typed_is_text_on_the_page(database: Database, typed: str) -> None:
    await open_case(database, rows.message(typed, seq=2), words=typed)

    page = (await package_of(database)).read("index.html").decode()

    assert "<script" not in page and "<img" not in page and page.count("<h1") == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_asks_for_nothing_and_says_its_language(database: Database, language: str) -> None:
    await open_case(database, file("f", "brev med blank.pdf"), language=language)

    page = (await package_of(database)).read("index.html").decode()

    assert f'<html lang="{language}">' in page
    assert re.findall(r'(?:src|href|action)="((?!#)[^"]*)"', page) == ["files/brev%20med%20blank.pdf"]
    assert re.search(r"url\(|@import|<script|<link|<iframe", page) is None


async def test_codes_are_explained_where_they_occur(database: Database) -> None:
    await open_case(database, rows.letter(ticket_id="case-1", kind="receipt"))

    codes = data_in(await package_of(database))["codes"]

    assert codes["receipt"] == "Kvittering" and codes["visitor"] == "Den som skrev i chatten"
    assert "section_16_a" not in codes


async def test_lists_are_read_as_lists_and_nothing_as_nothing(database: Database) -> None:
    spoken = rows.message("Velg", seq=2, sender="bot", options=[{"label": "Ja", "say": "ja"}, {"label": "Nei", "say": "nei"}], cites=[])
    await open_case(database, spoken)

    page = (await package_of(database)).read("index.html").decode()

    assert "Ja, ja, Nei, nei" in page and "[]" not in page


def test_every_table_and_every_column_has_its_words() -> None:
    known = CONTENTS.copies.by_key
    tables = {f"table.{table}" for table, columns in (*TOLD.items(), *GIVEN.items()) if columns}
    columns = {f"column.{column}" for told in (*TOLD.values(), *GIVEN.values()) for column in told.split()}

    assert (tables | columns) - known.keys() == set()
    assert {key for key in known if key.startswith(("table.", "column."))} == tables | columns


def test_whatever_the_log_says_of_a_person_is_explained() -> None:
    groups = ("case.", "copy.", "code.", "chat.", "address.", "erasure.")
    said = {key.removeprefix("history.") for key in read_wordbook().of(Language.NB).texts if key.startswith("history.")}

    assert {one for one in said if one.startswith(groups)} - {key.removeprefix("code.") for key in CONTENTS.copies.by_key} == set()


def test_columns_with_codes_are_columns_that_are_told() -> None:
    assert CODED - {column for told in TOLD.values() for column in told.split()} == set()


async def test_a_case_without_an_address_gets_no_copy(database: Database) -> None:
    await open_case(database, address=None)

    with pytest.raises(ValueError, match="address"):
        await material_of(database)
