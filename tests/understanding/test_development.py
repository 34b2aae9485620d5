"""The floors under the figures of `python -m tests.understanding.development`; they stand a little under what is measured."""

import pytest

from bot.understanding.reading import Certainty
from tests.understanding.development import (
    Row,
    calibration_error,
    in_scope,
    macro_f1,
    of_certainty,
    outside_precision,
    outside_recall,
    rows,
    share,
)


@pytest.fixture(scope="module")
def sentences() -> tuple[Row, ...]:
    return rows("a", "b")


def test_questions_in_scope_are_understood(sentences: tuple[Row, ...]) -> None:
    assert share(row.is_right for row in in_scope(sentences)) >= 95
    assert macro_f1(sentences) >= 95


@pytest.mark.parametrize("group", ["policy", "gap", "request", "chat"])
def test_every_group_is_understood(sentences: tuple[Row, ...], group: str) -> None:
    assert share(row.is_right for row in sentences if row.labels[0].startswith(group)) >= 93


@pytest.mark.parametrize("language", ["nb", "nn", "en", "sv", "da"])
def test_every_language_is_understood(sentences: tuple[Row, ...], language: str) -> None:
    assert share(row.is_right for row in in_scope(sentences) if row.language == language) >= 93


def test_slips_and_dialects_are_understood(sentences: tuple[Row, ...]) -> None:
    assert share(row.is_right for row in in_scope(sentences) if row.style in {"typos", "dialect"}) >= 93


def test_what_is_out_of_scope_is_known_for_it(sentences: tuple[Row, ...]) -> None:
    assert outside_recall(sentences) >= 95
    assert outside_precision(sentences) >= 93


def test_certain_readings_are_right(sentences: tuple[Row, ...]) -> None:
    certain = of_certainty(sentences, Certainty.CERTAIN)

    assert share(row.is_right for row in certain) >= 97
    assert len(certain) >= 0.7 * len(sentences)


def test_unsure_readings_offer_the_right_one(sentences: tuple[Row, ...]) -> None:
    assert share(row.has_right_candidate for row in of_certainty(sentences, Certainty.UNSURE)) >= 90


def test_scores_are_probabilities(sentences: tuple[Row, ...]) -> None:
    assert calibration_error(sentences) <= 0.05


def test_wishes_are_found() -> None:
    wishes = rows("requests")

    assert share(row.is_right for row in wishes) >= 95
    assert share(row.starts_request() for row in wishes) >= 70


def test_nothing_else_is_read_as_a_certain_request() -> None:
    assert [row.text for row in rows("not_requests") if row.starts_request()] == []


def test_what_was_written_later_is_understood_as_well() -> None:
    sentences = rows("held_out/messages", "second/messages")

    assert share(row.is_right for row in in_scope(sentences)) >= 93
    assert outside_recall(sentences) >= 90
    assert outside_precision(sentences) >= 93
    assert share(row.is_right for row in of_certainty(sentences, Certainty.CERTAIN)) >= 97
    assert share(row.has_right_candidate for row in of_certainty(sentences, Certainty.UNSURE)) >= 90
    assert calibration_error(sentences) <= 0.05


def test_a_third_writer_is_understood_well_enough() -> None:
    sentences = rows("third/messages")

    assert share(row.is_right for row in in_scope(sentences)) >= 85
    assert outside_recall(sentences) >= 85
    assert share(row.is_right for row in rows("third/wishes")) >= 85
    assert calibration_error(sentences) <= 0.05
