"""Files of a case: brought, kept, given out and removed, over HTTP (R13, A12, A13)."""

import asyncio
import io
import sqlite3
import zipfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from aiohttp import FormData
from sqlalchemy.exc import OperationalError

from bot.store.copies import Copies
from bot.store.tables import CaseFile
from bot.tickets.kinds import Kind
from tests.staff.conftest import Opens
from tests.staff.office import Colleague, Office, Page, read

REFERENCE = "INN-2026-4821"
CASE = f"/staff/cases/{REFERENCE}"
URL = f"{CASE}/files"
PDF = b"%PDF-1.7\n1 0 obj\nmarker-of-the-content\n"
SLIP = {"version": "1", "mark": "12345678"}
MEGABYTE = 1024 * 1024


async def sends(colleague: Colleague, fields: Mapping[str, str], name: str, content: object, url: str = URL) -> Page:
    """The form as a browser sends it: its fields in their order, then the file."""
    form = FormData(quote_fields=False)
    for field, value in {"csrf": colleague.csrf, **fields}.items():
        form.add_field(field, value)
    form.add_field("file", content, filename=name, content_type="application/octet-stream")
    return await read(await colleague.client.post(url, data=form, allow_redirects=False))


async def brings(colleague: Colleague, name: str = "kunde.pdf", content: object = PDF, **fields: str) -> Page:
    page = await colleague.opens(URL)
    return await sends(colleague, {**page.hidden(URL), "purpose": "copy", "line": "", **fields}, name, content)


async def files(office: Office, reference: str = REFERENCE) -> list[tuple[str, str, str | None, int]]:
    async with office.database.reading() as records:
        return [(one.name, one.purpose, one.line_id, one.size) for one in await records.copies.files_of(f"id-{reference}")]


async def only_file(office: Office) -> CaseFile:
    async with office.database.reading() as records:
        [listed] = await records.copies.files_of(f"id-{REFERENCE}")
        return await records.copies.get_file(f"id-{REFERENCE}", listed.id)


def is_on_disk(folder: Path, content: bytes) -> bool:
    return any(content in file.read_bytes() for file in folder.glob("*.sqlite3*"))


def changes_behind_our_back(folder: Path, statement: str) -> None:
    with sqlite3.connect(next(folder.glob("*.sqlite3"))) as connection:
        connection.execute(statement)


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 10_000_000)
    return written.getvalue()


async def test_a_file_is_kept_sealed_and_comes_back_as_it_was(office: Office, kari: Colleague, tmp_path: Path) -> None:
    await office.receives_held()

    added = await brings(kari, "Årsoppgjør 2025.pdf")
    file = await only_file(office)
    response = await kari.client.get(f"{URL}/{file.id}")

    assert added.response.headers["Location"] == f"{URL}?done=files"
    assert (file.name, file.purpose, file.media_type, file.size) == ("Årsoppgjør 2025.pdf", "copy", "application/pdf", len(PDF))
    assert not is_on_disk(tmp_path, b"marker-of-the-content")
    assert await response.read() == PDF
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%85rsoppgj%C3%B8r%202025.pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Cache-Control"] == "no-store"
    assert await office.logged() == ["kari case.file_added copy", "kari case.file_read copy"]


async def test_the_list_and_the_case_show_it(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await brings(kari)
    file = await only_file(office)

    listed, case = await kari.opens(f"{URL}?done=files"), await kari.opens(CASE)

    assert "Filen er lagt til." in listed.said and "kunde.pdf Kopi til personen 1 kB, lagt til i dag" in listed.said
    assert f'href="{URL}/{file.id}"' in case.text and "Se alle filer" in case.said
    assert "La til en fil" in case.said


async def test_evidence_belongs_to_a_line_of_the_checklist(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    line = (await office.lines())[0]
    offered = await kari.opens(f"{URL}?line={line.id}")

    await brings(kari, "skjermbilde.png", b"\x89PNG\r\n\x1a\n....", purpose="evidence", line=line.id)
    file = await only_file(office)
    case = await kari.opens(CASE)

    assert 'value="evidence" checked' in offered.text and f'value="{line.id}" selected' in offered.text
    assert (file.purpose, file.line_id) == ("evidence", line.id)
    assert case.text.index(f'id="system-{line.id}"') < case.text.index(f'class="evidence"><a href="{URL}/{file.id}"')
    assert f"{URL}?line={line.id}" in case.text


async def test_a_copy_belongs_to_no_line(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    await brings(kari, line=(await office.lines())[0].id)

    assert (await only_file(office)).line_id is None


async def test_a_case_without_a_copy_takes_evidence_alone(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference="SLE-2026-0001", kind=Kind.DELETION)
    url = "/staff/cases/SLE-2026-0001/files"
    page = await kari.opens(url)

    forced = await sends(kari, {**page.hidden(url), "purpose": "copy"}, "kunde.pdf", PDF, url)
    added = await sends(kari, {**page.hidden(url), "line": ""}, "kunde.pdf", PDF, url)

    assert (forced.status, added.status) == (422, 303)
    assert [one[1] for one in await files(office, "SLE-2026-0001")] == ["evidence"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kunde.pdf", b"", "Filen er tom, eller ingen fil var valgt."),
        ("", b"", "Filen er tom, eller ingen fil var valgt."),
        ("kunde.pdf", b"<html><script>alert(1)</script>", "Innholdet er noe annet enn navnet sier."),
        ("kunde.pdf", zipped(), "Innholdet er noe annet enn navnet sier."),
        ("kunde.docx", zipped(), "Slike filer tar vi ikke."),
        ("bombe.zip", zipped(), "Slike filer tar vi ikke."),
        ("side.html", b"<html>", "Slike filer tar vi ikke."),
    ],
)
async def test_what_is_no_file_for_us_is_refused_in_words(office: Office, kari: Colleague, name: str, content: bytes, said: str) -> None:
    await office.receives_held()

    page = await brings(kari, name, content)

    assert page.status == 422 and said in page.said and 'aria-invalid="true"' in page.text
    assert await files(office) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd.txt", "passwd.txt"), ("hemmelig/a\u202eb.txt", "ab.txt"), ("NUL.txt", "_NUL.txt"), ("a:b<c>.txt", "a_b_c_.txt")],
)
async def test_a_name_does_no_harm(office: Office, kari: Colleague, name: str, kept: str) -> None:
    await office.receives_held()

    await brings(kari, name, "Hei på deg".encode())
    file = await only_file(office)
    response = await kari.client.get(f"{URL}/{file.id}")

    assert file.name == kept
    assert "\n" not in response.headers["Content-Disposition"] and ".." not in response.headers["Content-Disposition"]


async def test_a_number_in_a_name_is_masked(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    await brings(kari, "Ola 01813299832.txt", b"Hei")

    file = await only_file(office)
    assert "01813299832" not in file.name and file.name.endswith(".txt")


async def test_a_file_that_is_too_large_is_refused_before_it_is_all_here(opens: Opens) -> None:
    office = await opens(file_megabytes=1)
    kari = await office.employs("Kari")
    await office.receives_held()
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += MEGABYTE
            yield b"%PDF-" + b"x" * (MEGABYTE - 5)

    page = await brings(kari, "stor.pdf", endless())
    exact = await brings(kari, "passer.pdf", b"%PDF-" + b"x" * (MEGABYTE - 5))
    over = await brings(kari, "over.pdf", b"%PDF-" + b"x" * (MEGABYTE - 4))

    assert page.status == 422 and "Filen er for stor." in page.said
    assert sent == 200 * MEGABYTE
    assert (exact.status, over.status) == (303, 422)
    assert [one[0] for one in await files(office)] == ["passer.pdf"]
    await kari.client.close()


async def test_a_case_has_room_for_so_much(office: Office, kari: Colleague, tmp_path: Path) -> None:
    await office.receives_held()
    await brings(kari)
    changes_behind_our_back(tmp_path, "UPDATE case_file SET size = 104857600")

    page = await brings(kari, "en til.pdf")

    assert page.status == 409 and "Saken har ikke plass til mer." in page.said
    assert len(await files(office)) == 1


async def test_pressed_many_times_a_file_is_added_once(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    fields = {**(await kari.opens(URL)).hidden(URL), "purpose": "copy", "line": ""}

    pages = await asyncio.gather(*(sends(kari, fields, "kunde.pdf", PDF) for _ in range(3)))

    assert [page.status for page in pages] == [303] * 3
    assert len(await files(office)) == 1


async def test_a_page_that_has_grown_old_still_brings_a_file(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    fields = {**(await kari.opens(URL)).hidden(URL), "purpose": "copy", "line": ""}
    await office.fills_all_lines(kari)

    assert (await sends(kari, fields, "kunde.pdf", PDF)).status == 303


@pytest.mark.parametrize("status", ["closed", "in_review", "unverified"])
async def test_a_case_that_nobody_works_on_takes_no_file(office: Office, kari: Colleague, status: str) -> None:
    await office.receives_held(status=status)

    page = await sends(kari, {**SLIP, "purpose": "copy", "line": ""}, "kunde.pdf", PDF)

    assert page.status == 409 and "Dette går ikke slik saken står nå." in page.said
    assert (await files(office), f'action="{URL}"' in page.text) == ([], False)


async def test_who_does_not_hold_the_case_reads_its_files_and_adds_none(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    await brings(kari)
    file = await only_file(office)

    page = await nina.opens(URL)
    forced = await sends(nina, {**SLIP, "purpose": "copy", "line": ""}, "to.pdf", PDF)
    removed = await nina.sends(f"{CASE}/unfile", {**SLIP, "file": file.id, "sure": "yes"})

    assert page.status == 200 and "kunde.pdf" in page.said and 'type="file"' not in page.text
    assert [forced.status, removed.status] == [409, 409] and "Du har ikke saken." in forced.said
    assert (await nina.opens(f"{URL}/{file.id}")).status == 200
    assert len(await files(office)) == 1


async def test_a_colleagues_file_is_not_found_by_any_way(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held("per")
    page = await per.opens(URL)
    await sends(per, {**page.hidden(URL), "purpose": "copy", "line": ""}, "kunde.pdf", PDF)
    await office.receives_held(reference="INN-2026-0001")
    file = await only_file(office)

    pages = [
        await kari.opens(f"{URL}/{file.id}"),
        await kari.opens(f"/staff/cases/INN-2026-0001/files/{file.id}"),
        await sends(kari, {**SLIP, "purpose": "copy"}, "to.pdf", PDF),
        await kari.sends("/staff/cases/INN-2026-0001/unfile", {**SLIP, "file": file.id, "sure": "yes"}),
    ]

    assert [one.status for one in pages] == [404, 404, 404, 409]
    assert len(await files(office)) == 1


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_who_has_no_cases_brings_and_reads_no_file(office: Office, kari: Colleague, role: str) -> None:
    await office.receives_held()
    await brings(kari)
    file, other = await only_file(office), await office.employs("Ada", role=role)

    pages = [await other.opens(f"{URL}/{file.id}"), await sends(other, {**SLIP, "purpose": "copy"}, "to.pdf", PDF)]

    assert [page.status for page in pages] == [403, 403]
    await other.client.close()


async def test_a_file_is_removed_for_good_when_one_is_sure(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await brings(kari)
    file, page, url = await only_file(office), await kari.opens(URL), f"{CASE}/unfile"

    unsure = await kari.sends(url, page.hidden(url))
    gone = [await kari.sends(url, {**page.hidden(url), "sure": "yes"}) for _ in range(2)]
    again = await kari.sends(url, {**page.hidden(url), "mark": "another-mark", "sure": "yes"})

    assert unsure.status == 422 and f'id="sure-problem-{file.id}"' in unsure.text
    assert [one.status for one in gone] == [303, 303]
    assert again.status == 409 and "Dette er fjernet allerede." in again.said
    assert await files(office) == []
    assert (await kari.opens(f"{URL}/{file.id}")).status == 404


async def test_a_form_without_its_token_is_refused_before_the_file_is_read(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    form = FormData()
    form.add_field("file", PDF, filename="kunde.pdf")
    for field, value in {"csrf": kari.csrf, **SLIP, "purpose": "copy"}.items():
        form.add_field(field, value)

    page = await read(await kari.client.post(URL, data=form))

    assert page.status == 403
    assert await files(office) == []


async def test_a_form_without_a_file_is_told_so(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    plain = await kari.sends(URL, {**SLIP, "purpose": "copy", "line": ""})

    assert plain.status == 422 and "ingen fil var valgt" in plain.said


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"rubbish",
        b"--x\r\nrubbish\r\n",
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + b"y" * 5000 + b"\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\nContent-Encoding: gzip\r\n\r\ny\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\na\r\n' * 2 + b"--x--\r\n",
    ],
)
async def test_a_broken_form_is_not_understood(office: Office, kari: Colleague, body: bytes) -> None:
    await office.receives_held()

    response = await kari.client.post(URL, data=body, headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert response.status in {400, 403}


async def test_a_file_that_breaks_off_is_not_kept(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    part = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
    fields = {"csrf": kari.csrf, **SLIP, "purpose": "copy"}
    body = b"".join(part % (name.encode(), value.encode()) for name, value in fields.items())
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7 half'

    response = await kari.client.post(URL, data=body, headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert response.status == 400
    assert await files(office) == []


async def test_other_forms_take_no_file(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    page = await sends(kari, {**SLIP, "text": "Hei"}, "kunde.pdf", PDF, f"{CASE}/note")

    assert page.status == 400


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), OperationalError("INSERT", {}, Exception("database or disk is full"))]
)
async def test_a_full_disk_is_told_and_nothing_is_half_done(
    office: Office, kari: Colleague, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    await office.receives_held()

    async def fails(self: Copies, file: CaseFile) -> None:
        raise fault

    monkeypatch.setattr("bot.store.copies.Copies.add_file", fails)
    page = await brings(kari)

    assert page.status == 503 and "Vi fikk ikke lagret" in page.said
    assert (await files(office), await office.logged(), (await office.case()).version) == ([], [], 1)


async def test_a_file_whose_seal_is_broken_is_told_so(office: Office, kari: Colleague, tmp_path: Path) -> None:
    await office.receives_held()
    await brings(kari)
    file = await only_file(office)
    changes_behind_our_back(tmp_path, "UPDATE case_file SET sealed = x'00'")

    page = await kari.opens(f"{URL}/{file.id}")

    assert page.status == 409 and "Filen lar seg ikke åpne" in page.said


async def test_the_form_outlives_a_session_that_ended_but_for_the_file(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    line = (await office.lines())[0]
    page = await kari.opens(URL)
    office.clock.tick(hours=2)

    asked = await sends(kari, {**page.hidden(URL), "purpose": "evidence", "line": line.id}, "kunde.pdf", PDF)
    again = await office.lets_in_again(kari, asked)

    assert asked.status == 401
    assert again.status == 200 and "Velg den på nytt." in again.said and 'value="evidence" checked' in again.text
    assert await files(office) == []


async def test_without_a_login_no_file_is_taken(office: Office) -> None:
    await office.receives()
    async with office.stranger() as stranger:
        form = FormData({"csrf": "x", **SLIP})
        form.add_field("file", PDF, filename="kunde.pdf")

        response = await stranger.post(URL, data=form)

        assert response.status == 401
    assert await files(office) == []
