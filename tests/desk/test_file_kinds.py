"""Files by their content, and names that do no harm."""

import io
import zipfile

import pytest

from bot.desk.file_kinds import FileFault, FileKind, clean_name, kind_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bombe.txt", b"0" * 1_000_000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("faktura.pdf", PDF, "application/pdf"),
        ("FAKTURA.PDF", PDF, "application/pdf"),
        ("skjerm.png", PNG, "image/png"),
        ("bilde.jpeg", JPEG, "image/jpeg"),
        ("notat.txt", "Hei, Åse!\r\n".encode(), "text/plain"),
        ("utdrag.csv", "navn;by\nÅse;Tromsø\n".encode("cp1252"), "text/csv"),
        ("utdrag.csv", "navn\tby\nÅse\tTromsø\n".encode("utf-16"), "text/csv"),
        ("kunde.json", b'{"navn": "Ola"}', "application/json"),
    ],
)
def test_what_is_what_it_says_is_taken(name: str, content: bytes, media_type: str) -> None:
    assert kind_of(name, content) == FileKind(name, media_type)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("faktura.pdf", PNG),
        ("faktura.pdf", zipped()),
        ("skjerm.png", b"<html><script>alert(1)</script></html>"),
        ("notat.txt", PDF),
        ("notat.txt", b"MZ\x90\x00\x03\x00\x00\x00"),
        ("utdrag.csv", zipped()),
        ("notat.txt", b"\xff\xfe\x00"),
    ],
)
def test_a_wrong_type_under_a_right_ending_is_not_taken(name: str, content: bytes) -> None:
    assert kind_of(name, content) is FileFault.NOT_WHAT_IT_SAYS


@pytest.mark.parametrize(
    "name", ["arkiv.zip", "brev.docx", "regneark.xlsx", "program.exe", "side.html", "tegning.svg", "faktura", ".pdf", ""]
)
def test_archives_office_documents_and_programs_are_not_taken(name: str) -> None:
    assert kind_of(name, zipped()) is FileFault.UNKNOWN_KIND


def test_an_empty_file_is_not_taken() -> None:
    assert kind_of("faktura.pdf", b"") is FileFault.EMPTY


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.txt", "win.txt"),
        ("C:\\Users\\Kari\\faktura.pdf", "faktura.pdf"),
        ("fak\x00tura\r\n.pdf", "faktura.pdf"),
        ("faktura\u202efdp.exe.pdf", "fakturafdp.exe.pdf"),
        ("to   blanke\ttegn.pdf", "to blanke tegn.pdf"),
        ('a<b>:"c|?*.pdf', "a_b___c___.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul .txt", "_nul.txt"),
        ("lpt1", "_lpt1"),
        ("konto.pdf", "konto.pdf"),
        ("  .. .pdf. ", "pdf"),
        ("Årsoppgjør ✓ 日本.pdf", "Årsoppgjør ✓ 日本.pdf"),
        ("../..", "fil"),
        ("", "fil"),
    ],
)
def test_a_name_is_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.parametrize("name", ["x" * 500 + ".pdf", "é" * 500 + ".pdf", "日" * 500, "x" * 300 + "." + "y" * 300, "a." + "y" * 300])
def test_a_long_name_is_cut_to_what_every_disk_takes(name: str) -> None:
    cut = clean_name(name)

    assert 0 < len(cut.encode()) <= 120
    assert not name.endswith(".pdf") or cut.endswith(".pdf")
