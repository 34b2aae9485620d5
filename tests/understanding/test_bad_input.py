import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.understanding.engine import Understanding
from bot.understanding.lines import understood
from bot.understanding.reading import Certainty, Reading

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)


def is_sensible(reading: Reading) -> bool:
    return 0 <= reading.score <= 1 and len(reading.parts) >= 1 and len(reading.candidates) <= 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "?",
        "a" * 1_000,
        "slett meg " * 10_000,
        "x" * 100_000,
        "hvor lagres " + "\u0301" * 50_000,
        "og " * 5_000,
        "a, b. " * 5_000,
        "🙂🙃" * 500,
        "где мои данные",
        "我的数据在哪里",
        "\ud800\udfff",
        "\x00\x01\x02",
        "\u202eslett meg\u202c",
        "ﷺ" * 2_000,
        "1234567890" * 1_000,
        "@" * 5_000,
    ],
)
def test_odd_texts_have_a_sensible_reading(understanding: Understanding, text: str) -> None:
    reading = understanding.read(text)

    assert reading.text == text
    assert is_sensible(reading)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_TEXT)
def test_any_text_has_a_sensible_reading(understanding: Understanding, text: str) -> None:
    assert is_sensible(understanding.read(text, topic="policy.storage"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_TEXT.filter(lambda text: "\n" not in text), max_size=5))
def test_any_lines_give_as_many_lines(understanding: Understanding, lines: list[str]) -> None:
    out = list(understood(understanding, [f"{line}\n" for line in lines]))

    assert len(out) == len(lines)
    assert all("\n" not in line and json.loads(line) for line in out)


@pytest.mark.parametrize("text", ["𝕤𝕝𝕖𝕥𝕥 𝕞𝕖𝕘", "ＳＬＥＴＴ ＭＥＧ", "s\u200blett m\u00adeg", "sl3tt m3g", "sleeeeett meg"])
def test_disguised_letters_are_read(understanding: Understanding, text: str) -> None:
    assert understanding.read(text).intent == "request.deletion"


@pytest.mark.parametrize("text", ["", "🙂", "где мои данные", "x" * 1_000])
def test_what_no_phrase_has_is_unknown(understanding: Understanding, text: str) -> None:
    assert understanding.read(text).certainty is Certainty.UNKNOWN
