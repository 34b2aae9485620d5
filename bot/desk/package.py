"""The package that a requester fetches: one ZIP with a page to read, the data, the files and what the codes mean (R12, R13, R21).

1. The page needs nothing but itself: no script, no request, no font from elsewhere.
2. data.json is in the published form (package_schema.py); the tables are there as CSV, too, without formulas (A8).
3. The same material makes the same bytes but for the moment, so that what was looked at can be known again.
"""

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import JsonValue

from bot.answers.dates import OSLO
from bot.content import Language
from bot.contents import Contents
from bot.desk.answering import Answered, answer_of
from bot.desk.drafts import language_of
from bot.desk.filing import KEY
from bot.desk.holdings import holdings_of
from bot.desk.package_page import Words, page_of
from bot.desk.package_schema import VERSION, schema
from bot.desk.spreadsheets import csv_of
from bot.desk.told import GIVEN, TOLD, Telling, Told
from bot.sealing import unseal
from bot.settings import Settings
from bot.store.copies import COPY
from bot.store.records import Records
from bot.store.tables import CaseFile, Ticket, Withheld
from bot.tickets.kinds import Kind

PACKED_ALREADY = frozenset({"application/pdf", "image/png", "image/jpeg"})

_LOOKED_AT = "chat_message ticket_note checklist_line correction restriction case_file answer_field withheld".split()
"""The tables by which it is known whether a package is still the one that was looked at; what merely logs its making is none."""


@dataclass(frozen=True)
class Enclosed:
    """A file of the copy under its place in the package; its content is read when the package is made."""

    path: str
    file: CaseFile


@dataclass(frozen=True)
class Material:
    """All that goes into one package, as it stands in one transaction."""

    ticket: Ticket
    language: Language
    points: tuple[Answered, ...]
    withheld: tuple[Withheld, ...]
    enclosed: tuple[Enclosed, ...]
    tables: Mapping[str, tuple[Told, ...]]

    @property
    def is_portable(self) -> bool:
        return self.ticket.kind == Kind.PORTABILITY

    @property
    def open_points(self) -> tuple[Answered, ...]:
        """Points that still need a text; a portable copy answers none."""
        return tuple(one for one in self.points if one.is_open)

    @property
    def fingerprint(self) -> str:
        """Differs when somebody wrote, added, removed or said something else since."""
        told = {name: self.tables.get(name, ()) for name in _LOOKED_AT}
        content: list[object] = [
            self.ticket.id,
            self.ticket.address,
            self.ticket.words,
            [(one.point.id, one.text) for one in self.points],
            [(one.what, one.why, one.ground) for one in self.withheld],
            [(one.path, one.file.sha256) for one in self.enclosed],
            {name: [dict(row) for row in rows] for name, rows in told.items()},
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


async def gather(records: Records, contents: Contents, settings: Settings, ticket: Ticket) -> Material:
    """What the package of this case would hold now. The case has a proved address."""
    if ticket.address is None:
        raise ValueError("a copy needs an address")
    held = await holdings_of(records, ticket.address, settings)
    left_out = await records.copies.notes_withheld([one.id for one in held.ticket])
    held = replace(held, ticket_note=tuple(one for one in held.ticket_note if one.id not in left_out))
    roles = {account.id: account.role for account in await records.accounts.all()}
    is_portable = ticket.kind == Kind.PORTABILITY
    if is_portable:
        held = replace(held, chat_message=tuple(one for one in held.chat_message if one.sender == "visitor"))
    return Material(
        ticket=ticket,
        language=language_of(ticket),
        points=await answer_of(records, contents, ticket),
        withheld=await records.copies.withheld_of(ticket.id),
        enclosed=_enclosed(await records.copies.files_of(ticket.id)),
        tables=Telling(held, roles, GIVEN if is_portable else TOLD).tables(),
    )


async def files_in(records: Records, settings: Settings, material: Material) -> Mapping[str, bytes]:
    """The content of the files by their path; raises SealBroken."""
    key = settings.key(KEY)
    found: dict[str, bytes] = {}
    for one in material.enclosed:
        file = await records.copies.get_file(material.ticket.id, one.file.id)
        found[one.path] = await asyncio.to_thread(unseal, file.sealed, key, file.id)
    return found


def packed(material: Material, files: Mapping[str, bytes], contents: Contents, made_at: datetime) -> bytes:
    """The ZIP; `files` by their path."""
    data = _data(material, contents, made_at)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        _put(package, "index.html", page_of(data, contents, material.language, made_at).encode(), made_at)
        _put(package, "data.json", _json(data), made_at)
        _put(package, "schema.json", _json(dict(schema())), made_at)
        for table, rows in material.tables.items():
            if rows:
                _put(package, f"csv/{table}.csv", _csv(rows), made_at)
        for one in material.enclosed:
            _put(package, one.path, files[one.path], made_at, is_packed=one.file.media_type in PACKED_ALREADY)
    return written.getvalue()


def _enclosed(files: Sequence[CaseFile]) -> tuple[Enclosed, ...]:
    found: list[Enclosed] = []
    taken: set[str] = set()
    for file in files:
        if file.purpose == COPY:
            path = _free_path(file.name, taken)
            taken.add(path.casefold())
            found.append(Enclosed(path, file))
    return tuple(found)


def _free_path(name: str, taken: set[str]) -> str:
    """Two files of one name become "name.pdf" and "name (2).pdf"; also where a disk knows no capitals."""
    stem, dot, ending = name.rpartition(".")
    number, path = 1, f"files/{name}"
    while path.casefold() in taken:
        number += 1
        path = f"files/{stem or ending} ({number}){dot}{ending if stem else ''}"
    return path


def _data(material: Material, contents: Contents, made_at: datetime) -> dict[str, JsonValue]:
    language = material.language
    tables: dict[str, JsonValue] = {table: [dict(row) for row in rows] for table, rows in material.tables.items()}
    return {
        "version": VERSION,
        "kind": "portability" if material.is_portable else "access",
        "reference": material.ticket.reference,
        "made_at": made_at.isoformat(),
        "address": material.ticket.address or "",
        "language": language,
        "answer": [
            {
                "field": one.point.id,
                "article": one.point.article,
                "title": one.point.title.in_language(language),
                "text": one.text,
                "source": one.source,
            }
            for one in material.points
        ],
        "withheld": [{"what": one.what, "why": one.why, "ground": one.ground} for one in material.withheld],
        "files": [
            {
                "path": one.path,
                "name": one.file.name,
                "media_type": one.file.media_type,
                "size": one.file.size,
                "sha256": one.file.sha256,
            }
            for one in material.enclosed
        ],
        "codes": _codes(tables, Words(contents, language)),
        "tables": tables,
    }


def _codes(tables: JsonValue, words: Words) -> dict[str, JsonValue]:
    """The codes that occur, and what they mean."""
    meanings = {code: words.find_meaning(code) for code in sorted(set(_texts_in(tables)))}
    return {code: meaning for code, meaning in meanings.items() if meaning is not None}


def _texts_in(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(one)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _csv(rows: Sequence[Told]) -> bytes:
    """A row may lack a column."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return csv_of(columns, ([_cell(row.get(column)) for column in columns] for row in rows))


def _cell(value: JsonValue) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _put(package: zipfile.ZipFile, path: str, content: bytes, made_at: datetime, *, is_packed: bool = False) -> None:
    local = made_at.astimezone(OSLO)
    entry = zipfile.ZipInfo(path, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    package.writestr(entry, content)
