import pytest

from bot.understanding.splitting import Piece, pieces_of

CONJUNCTIONS = frozenset({"og", "men", "men først", "og hva", "i tillegg", "i tillegg vil jeg"})


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("slett meg og send en kopi", ["slett meg", "send en kopi"]),
        ("hvor lagres det og hva lagres", ["hvor lagres det", "hva lagres"]),
        ("slett meg i tillegg vil jeg ha en kopi", ["slett meg", "vil jeg ha en kopi"]),
        ("slett meg. send en kopi", ["slett meg.", "send en kopi"]),
        ("og slett meg", ["og slett meg"]),
    ],
)
def test_a_message_is_cut_where_another_wish_may_begin(text: str, pieces: list[str]) -> None:
    assert [piece.text for piece in pieces_of(text, CONJUNCTIONS)] == pieces


def test_a_piece_knows_its_sentence() -> None:
    pieces = pieces_of("Slett meg, takk. Ikke svar.", CONJUNCTIONS)

    assert pieces == [
        Piece("Slett meg", "Slett meg, takk."),
        Piece("takk.", "Slett meg, takk."),
        Piece("Ikke svar.", "Ikke svar."),
    ]
