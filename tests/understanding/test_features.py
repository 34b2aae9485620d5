import numpy as np
import pytest

from bot.understanding.features import Features, Tokens
from bot.understanding.letters import letter_runs, runs_of

PHRASES = [
    Tokens(("slett", "meg"), ("slett", "meg"), ("delete",)),
    Tokens(("hvor", "lagres", "dataene"), ("hvor", "lagr", "dat"), ("storage", "data")),
    Tokens(("slett", "slett", "dataene"), ("slett", "slett", "dat"), ("delete", "data")),
]
FEATURES = Features.of(PHRASES)


@pytest.mark.parametrize(
    "message",
    [
        *PHRASES,
        Tokens((), ()),
        Tokens(("x",), ("x",)),
        Tokens(("meg", "strange", "slett"), ("meg", "strang", "slett"), ("unheard",)),
        Tokens(("\ud800😀",), ("\ud800😀",)),
    ],
)
def test_a_message_alone_has_the_vector_it_has_among_others(message: Tokens) -> None:
    alone, among = FEATURES.vector(message), FEATURES.vectors([PHRASES[0], message, PHRASES[1]])[1]

    assert alone.indices.tolist() == among.indices.tolist()
    assert np.allclose(alone.values, among.values)


def test_each_side_of_a_vector_has_its_length() -> None:
    vector = FEATURES.vector(PHRASES[1])

    assert np.isclose(vector.values @ vector.values, 1.0**2 + 0.4**2 + 1.3**2)


def test_runs_of_letters_stay_inside_their_word() -> None:
    runs, owners = letter_runs(["ab", "c"], (1, 2, 3))

    assert sorted(runs[owners == 0]) == sorted(runs_of("ab", (1, 2, 3)))
    assert sorted(runs[owners == 1]) == sorted(runs_of("c", (1, 2, 3)))
    assert len(runs_of("ab", (1, 2, 3))) == len(["a", "b", "_a", "ab", "b_", "_ab", "ab_"])
