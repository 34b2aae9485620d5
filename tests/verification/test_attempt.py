"""Six digits, however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.attempt import looks_like_attempt, read_code


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        " 123456\n",
        "123 456",
        "123-456",
        "12 34 56",
        "1 2 3 4 5 6",
        "123–456",
        "123.456",
        "123\u00a0456",
        "123\u200b456",
        "１２３４５６",
        "١٢٣٤٥٦",
        "१२३४५६",
        "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣",
        "koden er 123 456 takk",
        "kode:123456",
        "koden er 123456.",
        "(123456)",
        "123456 123456",
        "kl 14:32 fikk jeg 123456",
        "123456, altså 123 456",
    ],
)
def test_a_code_is_read(text: str) -> None:
    assert read_code(text) == "123456"


def test_zeros_in_front_belong_to_the_code() -> None:
    assert read_code("000123") == "000123"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hei",
        "12345",
        "1234567",
        "123456 eller 654321",
        "ring 625 43 777",
        "018132 99832",
        "2026 123456",
        "123456@x.no",
        "+123456",
        "A123456",
        "123456b",
        "0,123456",
        "INN-2026-0042",
    ],
)
def test_anything_else_is_no_code(text: str) -> None:
    assert read_code(text) is None


@pytest.mark.parametrize(
    "text",
    ["12345", "1234567", "123 45", "koden er 12345", "12345O", "123456 eller 654321, hvilken kode?", "123456 654321"],
)
def test_a_slip_is_seen_to_be_meant_as_a_code(text: str) -> None:
    assert looks_like_attempt(text)


@pytest.mark.parametrize(
    "text", ["", "1", "12", "123456", "er det 30 dager?", "jeg bor i 2317 Hamar", "ola1234@x.no", "jeg fikk ingen kode"]
)
def test_other_messages_are_no_attempt(text: str) -> None:
    assert not looks_like_attempt(text)


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.sampled_from(["", " ", "-", "–", " - "]))
def test_every_code_is_read_back_as_it_was_mailed(code: str, separator: str) -> None:
    assert read_code(f"her er koden: {code[:3]}{separator}{code[3:]}!") == code


@given(st.text())
def test_any_text_gives_six_ascii_digits_or_none(text: str) -> None:
    code = read_code(text)

    assert code is None or (len(code) == 6 and code.isascii() and code.isdigit())
    assert not (code is not None and looks_like_attempt(text))
