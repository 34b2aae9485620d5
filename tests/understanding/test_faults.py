from pathlib import Path

import pytest

from bot.content import ContentError
from bot.understanding.checking import misreadings
from bot.understanding.circumstances import read_circumstances
from bot.understanding.engine import Understanding
from bot.understanding.faults import faults
from bot.understanding.phrasebook import read_phrasebook
from tests.understanding.small import ACCESS, CIRCUMSTANCES, FOLLOWUPS, write_intents


def problems(folder: Path) -> list[str]:
    return [fault.problem for fault in faults(read_phrasebook(folder))]


def test_a_whole_folder_has_no_faults(tmp_path: Path) -> None:
    assert problems(write_intents(tmp_path)) == []


def test_a_phrase_in_two_intents_is_a_fault(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"request/access.toml": ACCESS.replace('"jeg vil ha innsyn"', '"Slett meg!"')})

    assert problems(folder) == ['has "slett meg" as request.access (phrases nb) has']


def test_almost_the_same_phrase_in_two_intents_is_a_fault(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"request/access.toml": ACCESS.replace('"jeg vil ha innsyn"', '"om meg slet alt"')})

    assert any("almost" in problem for problem in problems(folder))


def test_a_missing_language_of_a_label_is_a_fault(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"request/access.toml": ACCESS.replace('en = "a copy of your data"\n', "")})

    assert problems(folder) == ["has no en"]


def test_a_test_sentence_among_the_phrases_is_a_fault(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"request/access.toml": ACCESS.replace("send meg en kopi av alt om meg", "Jeg vil ha innsyn.")})

    assert problems(folder) == ['"Jeg vil ha innsyn." is also a phrase of request.access (phrases nb)']


def test_a_followup_to_an_unknown_intent_is_a_fault(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"followups.toml": FOLLOWUPS.replace("gap.retention_period", "gap.nothing")})

    assert problems(folder) == ["names gap.nothing, which is no intent"]


def test_a_failing_test_of_a_circumstance_is_a_fault(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"circumstances.toml": CIRCUMSTANCES.replace("er dere i live?", "ta livet mitt")})

    assert problems(folder) == ['"ta livet mitt" is recognised']


def test_a_pattern_that_keeps_what_a_group_matched_is_refused(tmp_path: Path) -> None:
    folder = write_intents(tmp_path, {"circumstances.toml": CIRCUMSTANCES.replace("(?:mitt|av meg)", "(mitt|av meg)")})

    with pytest.raises(ContentError, match="Write its groups as"):
        read_circumstances(folder)


def test_misread_sentences_are_reported_with_what_was_got(tmp_path: Path, understanding: Understanding) -> None:
    folder = write_intents(tmp_path, {"request/access.toml": ACCESS.replace("send meg en kopi av alt om meg", "slett meg")})

    (wrong,) = [one for one in misreadings(understanding, read_phrasebook(folder)) if one.sentence == "slett meg"]
    assert (wrong.file.name, wrong.wanted) == ("access.toml", "request.access")
    assert wrong.got == "request.deletion certain 0.99"
