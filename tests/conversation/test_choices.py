"""Which of the offered choices an answer names."""

import pytest

from bot.conversation.choices import chosen

LABELS = ["hva vi samler inn", "innsyn i opplysningene dine", "slette opplysningene dine"]


@pytest.mark.parametrize(
    ("text", "place"),
    [("1", 0), ("2", 1), (" 3. ", 2), ("nr 2", 1), ("nummer 3", 2), ("alternativ 1", 0), ("Number 2!", 1), ("valg 1", 0), ("２", 1)],
)
def test_a_number_names_its_choice(text: str, place: int) -> None:
    assert chosen(text, LABELS) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [("første", 0), ("fyrste", 0), ("Den andre.", 1), ("the second one", 1), ("tredje", 2), ("siste", 2), ("the last one", 2)],
)
def test_an_ordinal_names_its_choice(text: str, place: int) -> None:
    assert chosen(text, LABELS) == place


@pytest.mark.parametrize(
    "text", ["Slette opplysningene dine", "slette  opplysningene dine", "slette opplysninene dine", "opplysningene dine slette"]
)
def test_its_words_name_a_choice_and_a_slip_of_the_finger_does_no_harm(text: str) -> None:
    assert chosen(text, LABELS) == 2


@pytest.mark.parametrize(
    "text", ["", "   ", "0", "4", "12", "1 eller 2", "hvordan slettes opplysningene", "ja", "ingen av disse", "99999999999"]
)
def test_what_names_no_choice_names_none(text: str) -> None:
    assert chosen(text, LABELS) is None


def test_two_that_are_named_equally_well_are_none() -> None:
    assert chosen("slette meg", ["slette meg", "slette meg", "innsyn"]) is None


def test_without_choices_nothing_is_named() -> None:
    assert chosen("1", []) is None
    assert chosen("første", []) is None


def test_the_last_of_two_is_the_second() -> None:
    assert chosen("den siste", ["innsyn", "sletting"]) == 1


def test_the_last_of_four_is_the_fourth() -> None:
    """Up to six cases may be listed when one is to be taken back: the wrong one must not be."""
    assert chosen("siste", ["INN-2026-0001", "RET-2026-0002", "SLE-2026-0003", "SLE-2026-0004"]) == 3


def test_a_third_is_none_of_two() -> None:
    assert chosen("tredje", ["innsyn", "sletting"]) is None


def test_a_digit_inside_a_question_is_no_choice() -> None:
    assert chosen("kan dere lagre det i 2 år?", LABELS) is None


def test_a_reference_is_named_by_its_text() -> None:
    assert chosen("sle-2026-0042", ["INN-2026-0007", "SLE-2026-0042"]) == 1
