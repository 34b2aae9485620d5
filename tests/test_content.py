"""TOML tables that hand out typed values; a wrong one is told with file, key and remedy in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import ContentError, Language, Table, Wording, read_table

FILE = Path("intents/x.toml")


def table(**values: object) -> Table:
    return Table(FILE, "", values)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (lambda one: one.text("a"), 'intents/x.toml: a: is not a text. Write a = "...".'),
        (lambda one: one.text("none"), "intents/x.toml: none: is missing. Add none = ... to this file."),
        (lambda one: one.number("word"), "intents/x.toml: word: is not a whole number. Write word = 1."),
        (lambda one: one.number("yes"), "intents/x.toml: yes: is not a whole number. Write yes = 1."),
        (lambda one: one.flag("a"), "intents/x.toml: a: is neither true nor false. Write a = true or a = false."),
        (lambda one: one.texts("mixed"), 'intents/x.toml: mixed: is not a list of texts. Write mixed = ["...", "..."].'),
        (lambda one: one.table("a"), "intents/x.toml: a: is not a table. Write [a] on a line of its own, its keys below."),
        (lambda one: list(one.tables("mixed")), "intents/x.toml: mixed: is not a list of tables. Write [[mixed]] before each entry."),
        (lambda one: one.wording("label"), "intents/x.toml: label.nn: is missing. Add nn = ... to this file."),
    ],
)
def test_a_wrong_value_says_where_what_and_the_remedy(asked: Callable[[Table], object], says: str) -> None:
    values = table(a=1, word="ord", yes=True, mixed=["a", 1], label={"nb": "a", "en": "b"})

    with pytest.raises(ContentError) as caught:
        asked(values)

    assert str(caught.value) == says


def test_a_key_that_nobody_asked_for_is_a_spelling_mistake() -> None:
    values = table(title="Lagring", titel="Lagring")
    values.text("title")

    with pytest.raises(ContentError, match=r"titel: is not a known key\. Known here: title\."):
        values.reject_unknown_keys()


def test_a_key_that_was_asked_for_is_none() -> None:
    values = table(title="Lagring")
    values.text("title")

    values.reject_unknown_keys()


def test_blanks_around_a_text_do_not_count() -> None:
    assert table(a="  hei \n").text("a") == "hei"
    assert table(a=[" x "]).texts("a") == ("x",)


def test_what_is_absent_may_have_a_default() -> None:
    assert table().text("a", "b") == "b"
    assert table().number("a", 0) == 0
    assert table().flag("a", default=False) is False
    assert table().texts("a") == ()
    assert list(table().tables("a")) == []


def test_an_entry_of_a_list_is_told_by_its_number() -> None:
    second = list(table(statements=[{"id": "a"}, {"id": 2}]).tables("statements"))[1]

    with pytest.raises(ContentError, match=r"statements\[2\]\.id: is not a text"):
        second.text("id")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"a = ", "is not valid TOML"), (b"a = 1\na = 2", "is not valid TOML"), ("a = 'på'".encode("latin-1"), "is not UTF-8")],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(content)

    with pytest.raises(ContentError) as caught:
        read_table(file)

    assert str(caught.value).startswith(f"{file}: {says}")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_in_its_place_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is missing"):
        read_table(tmp_path / "x.toml")
    with pytest.raises(ContentError, match="cannot be read"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("language", "text"), [(Language.NB, "en"), (Language.NN, "to"), (Language.EN, "tre"), (Language.SV, "en"), (Language.DA, "en")]
)
def test_each_language_gets_its_words_and_the_neighbours_bokmaal(language: Language, text: str) -> None:
    assert Wording("en", "to", "tre").in_language(language) == text
