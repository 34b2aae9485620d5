import pytest

from bot.understanding.lexicon import MOST_REMEMBERED, Found, Lexicon

LEXICON = Lexicon({"act": ["slett", "send meg", "ta bort alt", "vil ha kop*"], "data": ["opplysning*"]})


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("slett det", [Found("act", 0, 1)]),
        ("vær snill å slett", [Found("act", 3, 4)]),
        ("send meg", [Found("act", 0, 2)]),
        ("send det", []),
        ("send", []),
        ("ta bort alt", [Found("act", 0, 3)]),
        ("ta bort", []),
        ("jeg vil ha kopien", [Found("act", 1, 4)]),
        ("slett opplysningene mine", [Found("act", 0, 1), Found("data", 1, 2)]),
        ("", []),
    ],
)
def test_an_entry_is_found_wherever_all_its_words_stand(message: str, found: list[Found]) -> None:
    assert LEXICON.find(message.split()) == found


def test_what_was_met_before_changes_nothing() -> None:
    lexicon = Lexicon({"act": ["slett", "send meg"]})
    for number in range(MOST_REMEMBERED + 1):
        lexicon.find([f"fremmed{number}"])

    assert lexicon.find(["slett"]) == lexicon.find(["slett"]) == [Found("act", 0, 1)]
