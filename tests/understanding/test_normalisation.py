import pytest

from bot.understanding.normalisation import cleaned, words_of


@pytest.mark.parametrize(("text", "words"), [("👍", ["ja"]), ("👌🏽", ["ja"]), ("👎", ["nei"]), ("👍👍👍", ["ja"])])
def test_a_thumb_alone_is_a_word(text: str, words: list[str]) -> None:
    assert words_of(cleaned(text)) == words


def test_a_thumb_beside_words_says_nothing() -> None:
    assert words_of(cleaned("takk 👍")) == ["takk"]


def test_a_smile_is_no_word() -> None:
    assert words_of(cleaned("🙂")) == []
