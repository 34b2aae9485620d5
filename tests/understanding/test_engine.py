from pathlib import Path

import pytest

from bot.content import ContentError, Language
from bot.understanding.engine import Understanding
from bot.understanding.reading import OUT_OF_SCOPE, Certainty, Circumstance
from tests.understanding.small import write_intents, write_policy


def test_a_phrase_is_understood_with_certainty(understanding: Understanding) -> None:
    reading = understanding.read("Slett meg!")

    assert (reading.intent, reading.certainty) == ("request.deletion", Certainty.CERTAIN)


def test_a_slip_of_the_finger_changes_nothing(understanding: Understanding) -> None:
    assert understanding.read("hvor lagres opplysnignene").intent == "policy.storage"


def test_a_foreign_keyboard_changes_nothing(understanding: Understanding) -> None:
    assert understanding.read("fjern meg fraa systemet").intent == "request.deletion"


def test_missing_blanks_change_nothing(understanding: Understanding) -> None:
    assert understanding.read("hvorlagresopplysningene").intent == "policy.storage"


def test_dialect_is_read_as_bokmaal(understanding: Understanding) -> None:
    assert understanding.read("slætt mæ").intent == "request.deletion"


def test_a_word_of_the_thesaurus_stands_for_its_kin(understanding: Understanding) -> None:
    assert understanding.read("erase my data please").intent == "request.deletion"


def test_strange_words_are_unknown(understanding: Understanding) -> None:
    reading = understanding.read("zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich")

    assert (reading.intent, reading.certainty) == (OUT_OF_SCOPE, Certainty.UNKNOWN)


def test_what_is_out_of_scope_is_unknown(understanding: Understanding) -> None:
    reading = understanding.read("hvordan blir været i morgen")

    assert (reading.intent, reading.certainty) == (OUT_OF_SCOPE, Certainty.UNKNOWN)


def test_a_narrower_question_has_its_aspect(understanding: Understanding) -> None:
    part = understanding.read("hvor blir denne chatten lagret").parts[0]

    assert (part.intent, part.aspect) == ("policy.storage", "livechat")


def test_candidates_are_at_most_five_best_first(understanding: Understanding) -> None:
    scores = [candidate.score for candidate in understanding.read("opplysninger").candidates]

    assert len(scores) <= 5
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "ikke slett meg",
        "jeg vil ikke at dere skal slette meg",
        "hva skjer hvis jeg sier slett meg",
        "det står at dere kan slette meg",
        "hvordan slette meg",
        "what if i delete me",
    ],
)
def test_a_request_is_never_certain_when_it_is_not_meant(understanding: Understanding, text: str) -> None:
    reading = understanding.read(text)

    assert not any(p.intent.startswith("request.") and p.certainty is Certainty.CERTAIN for p in reading.parts)


def test_two_wishes_are_two_parts_in_the_order_of_the_message(understanding: Understanding) -> None:
    parts = understanding.read("jeg vil ha innsyn og slett alt om meg").parts

    assert [part.intent for part in parts] == ["request.access", "request.deletion"]


def test_a_conjunction_of_two_words_parts_wishes(understanding: Understanding) -> None:
    parts = understanding.read("jeg vil ha innsyn men først slett alt om meg").parts

    assert [part.intent for part in parts] == ["request.access", "request.deletion"]


def test_a_not_in_another_sentence_denies_nothing(understanding: Understanding) -> None:
    reading = understanding.read("Slett meg nå. Svar meg ikke!")

    assert (reading.intent, reading.certainty) == ("request.deletion", Certainty.CERTAIN)


def test_one_wish_with_a_conjunction_stays_whole(understanding: Understanding) -> None:
    reading = understanding.read("slett navnet og adressen min")

    assert len(reading.parts) == 1


def test_a_bare_question_takes_the_last_topic(understanding: Understanding) -> None:
    reading = understanding.read("Og hvor lenge?", topic="policy.storage")

    assert (reading.intent, reading.follows_topic) == ("gap.retention_period", True)


def test_what_about_takes_the_last_topic(understanding: Understanding) -> None:
    reading = understanding.read("hva med telefonnummeret?", topic="policy.storage")

    assert (reading.intent, reading.follows_topic) == ("policy.storage", True)


def test_without_a_topic_nothing_is_followed(understanding: Understanding) -> None:
    assert not understanding.read("hva med telefonnummeret?").follows_topic


def test_a_request_is_no_topic_to_follow(understanding: Understanding) -> None:
    assert not understanding.read("hva med telefonnummeret?", topic="request.deletion").follows_topic


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hvor oppbevarer dere dataene mine", Language.NB),
        ("kvar ligg opplysningane mine", Language.NN),
        ("where is the data kept", Language.EN),
        ("jag vill ha mina uppgifter", Language.SV),
        ("hvad har I gemt af oplysninger", Language.DA),
    ],
)
def test_the_language_is_known(understanding: Understanding, text: str, language: Language) -> None:
    assert understanding.read(text).language is language


def test_a_short_word_keeps_the_last_language(understanding: Understanding) -> None:
    assert understanding.read("ok", last_language=Language.EN).language is Language.EN


def test_statements_are_ranked_by_the_question(understanding: Understanding) -> None:
    assert understanding.read("what is stored in Prosperworks?").statements[0].id == "storage.crm"


def test_a_swedish_question_ranks_statements(understanding: Understanding) -> None:
    assert understanding.read("kan ni radera mina uppgifter").statements[0].id == "deletion.on_request"


def test_a_circumstance_is_seen_whatever_is_asked(understanding: Understanding) -> None:
    reading = understanding.read("slett meg, jeg vil ikke leve lenger")

    assert reading.circumstances == {Circumstance.CRISIS}


def test_a_circumstance_is_seen_by_its_pattern(understanding: Understanding) -> None:
    assert understanding.read("jeg skal ta livet mitt").circumstances == {Circumstance.CRISIS}


def test_the_cache_gives_the_same_reading(folder: Path, tmp_path: Path, understanding: Understanding) -> None:
    Understanding.load(folder / "intents", folder / "policy", tmp_path)
    cached = Understanding.load(folder / "intents", folder / "policy", tmp_path)

    text = "where is my data and slett alt om meg"
    assert cached.read(text) == understanding.read(text)


def test_a_damaged_cache_is_learnt_anew(folder: Path, tmp_path: Path) -> None:
    Understanding.load(folder / "intents", folder / "policy", tmp_path)
    for file in tmp_path.iterdir():
        file.write_bytes(b"not what was kept")

    again = Understanding.load(folder / "intents", folder / "policy", tmp_path)
    assert again.read("slett meg").intent == "request.deletion"


def test_changed_words_are_learnt_in_spite_of_the_cache(tmp_path: Path) -> None:
    intents, policy = write_intents(tmp_path), write_policy(tmp_path)
    Understanding.load(intents, policy, tmp_path / "cache")
    (intents / "policy" / "weather.toml").write_text('[phrases]\nnb = ["blir det regn"]\n', encoding="utf-8")

    again = Understanding.load(intents, policy, tmp_path / "cache")
    assert again.read("blir det regn").intent == "policy.weather"


def test_a_folder_of_one_language_without_special_files_is_enough(tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    (tmp_path / "policy").mkdir()
    (tmp_path / "intents" / "open.toml").write_text('[phrases]\nda = ["hvornår har I åbent"]\n', encoding="utf-8")
    (tmp_path / "intents" / "price.toml").write_text('[phrases]\nda = ["hvad koster det"]\n', encoding="utf-8")

    reading = Understanding.load(tmp_path / "intents", tmp_path / "policy").read("hvornår er der åbent?")
    assert (reading.candidates[0].intent, reading.statements) == ("open", ())


def test_a_folder_without_intents_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds no intents"):
        Understanding.load(tmp_path, tmp_path)
