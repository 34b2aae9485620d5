import pytest

from bot.conductor.missing import excerpt_of


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("hva koster\n en   booking", "hva koster en booking"),
        ("jeg heter ola@x.no og vil noe", "jeg heter og vil noe"),
        ("ring meg på +47 97 12 34 56 nå", "ring meg på nå"),
        ("nummeret mitt er •••••• vet dere", "nummeret mitt er vet dere"),
        ("se https://x.no/?id=7 da", "se da"),
        ("hva sier artikkel 15 fra 2018", "hva sier artikkel 15 fra 2018"),
        ("ola@x.no 97123456", ""),
        ("???", ""),
    ],
)
def test_only_words_are_kept(text: str, excerpt: str) -> None:
    assert excerpt_of(text) == excerpt


def test_an_excerpt_is_short() -> None:
    assert len(excerpt_of("ord " * 100)) == 199
