"""Which pieces of a message only tell, when one of them is a wish."""

from bot.understanding.cues import Cue
from bot.understanding.reading import Certainty, Part
from bot.understanding.stories import Heard, without_story
from tests.understanding.development import shipped


def heard(intent: str, *cues: Cue, certainty: Certainty = Certainty.CERTAIN) -> Heard:
    return Heard(Part("a piece of some words", intent, "", 0.9, certainty, ()), frozenset(cues))


def intents(*pieces: Heard) -> list[str]:
    return [part.intent for part in without_story(pieces)]


def test_what_is_told_beside_a_wish_is_no_question() -> None:
    assert intents(heard("gap.security"), heard("request.deletion", Cue.ACT)) == ["request.deletion"]


def test_what_is_asked_beside_a_wish_is_a_question() -> None:
    pieces = (heard("gap.dpo", Cue.QUESTION), heard("request.deletion", Cue.ACT))

    assert intents(*pieces) == ["gap.dpo", "request.deletion"]


def test_what_is_told_beside_a_question_is_none() -> None:
    assert intents(heard("policy.contact"), heard("policy.deletion", Cue.QUESTION)) == ["policy.deletion"]


def test_a_question_outdoes_no_request() -> None:
    pieces = (heard("request.deletion", certainty=Certainty.UNSURE), heard("gap.dpo", Cue.QUESTION))

    assert intents(*pieces) == ["request.deletion", "gap.dpo"]


def test_a_single_word_is_a_topic_and_no_tale() -> None:
    topic = Heard(Part("cookies", "gap.cookies", "", 0.9, Certainty.CERTAIN, ()), frozenset())

    assert intents(topic, heard("gap.dpo", Cue.QUESTION)) == ["gap.cookies", "gap.dpo"]


def test_without_a_wish_or_a_question_nothing_is_left_out() -> None:
    assert intents(heard("gap.security"), heard("policy.storage")) == ["gap.security", "policy.storage"]


def test_a_certain_request_without_words_of_asking_stays() -> None:
    pieces = (heard("request.rectification"), heard("request.deletion", Cue.ACT))

    assert intents(*pieces) == ["request.rectification", "request.deletion"]


def test_an_unsure_one_is_part_of_the_story() -> None:
    pieces = (heard("request.restriction", certainty=Certainty.UNSURE), heard("request.deletion", Cue.ACT))

    assert intents(*pieces) == ["request.deletion"]


def test_a_wish_at_the_end_of_a_story_is_found() -> None:
    reading = shipped().read("Jeg har jobbet med sikkerhet hele livet og vet hvor fort ting lekker. Slett alt dere har om meg.")

    assert [part.intent for part in reading.parts] == ["request.deletion"]
