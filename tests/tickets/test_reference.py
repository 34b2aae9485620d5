"""Case numbers, written and found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.kinds import Kind
from bot.tickets.reference import find_reference, reference


def test_a_reference_is_kind_year_and_number() -> None:
    assert reference(Kind.ACCESS, 2026, "0042") == "INN-2026-0042"


@pytest.mark.parametrize(
    "text",
    [
        "INN-2026-0042",
        "hva skjer med inn-2026-0042?",
        "sak INN 2026 0042 takk",
        "inn20260042",
        "INN – 2026 – 0042",
        "(Inn-2026-0042)",
        "INN-2026-0042.",
        "ＩＮＮ－２０２６－００４２",
        "inn-٢٠٢٦-٠٠٤٢",
    ],
)
def test_a_reference_is_found_however_it_is_typed(text: str) -> None:
    assert find_reference(text) == "INN-2026-0042"


@pytest.mark.parametrize("text", ["", "INN", "INN-2026", "2026-0042", "ABC-2026-0042", "TINN-2026-0042", "INN-2026-0042x", "INN-26-0042"])
def test_what_only_resembles_a_reference_is_none(text: str) -> None:
    assert find_reference(text) is None


@given(st.sampled_from(Kind), st.integers(2020, 2099), st.from_regex(r"[0-9]{4,8}", fullmatch=True))
def test_a_reference_is_found_as_it_was_made(kind: Kind, year: int, number: str) -> None:
    made = reference(kind, year, number)

    assert find_reference(f"status for {made.lower()}, takk") == made


@given(st.text())
def test_any_text_has_a_reference_or_none(text: str) -> None:
    assert find_reference(text) is None or "-20" in (find_reference(text) or "")
