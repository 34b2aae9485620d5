"""What is told, supposed or quoted starts nothing, in five languages, with the shipped words."""

import pytest

from bot.understanding.reading import Certainty
from tests.understanding.development import HARMLESS, shipped


def certain_wishes(text: str) -> list[str]:
    """The requests that the service would start without doubting what is wanted."""
    return [
        part.intent
        for part in shipped().read(text).parts
        if part.certainty is Certainty.CERTAIN and part.intent.startswith("request.") and part.intent not in HARMLESS
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Foreldrene mine ble meldt av i går.",
        "En venninne trakk samtykket sitt hos dere.",
        "Sjefen vår vurderer å kreve innsyn for hele avdelingen.",
        "Syster mi er sletta frå registeret.",
        "My wife would like to know how deletion works.",
        "Det var min sambo som begärde radering.",
        "Min kollega fik sine oplysninger slettet.",
    ],
)
def test_what_somebody_else_wants_starts_nothing(text: str) -> None:
    assert certain_wishes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Dere rettet navnet mitt raskt, bra jobba",
        "Etter at jeg flyttet rettet dere adressen, tusen takk.",
        "Æ fikk kopi av alt i vinter, det va greit.",
        "Eg fekk utskrifta i går, takk.",
        "My data was corrected last week, all good.",
        "Jag har redan fått mitt registerutdrag.",
        "Jeg har allerede fået indsigt.",
        "I just clicked unsubscribe.",
    ],
)
def test_what_is_done_starts_nothing(text: str) -> None:
    assert certain_wishes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Jeg får vel be om innsyn en eller annen gang.",
        "Før jeg ber om innsyn vil jeg gjerne forstå prosessen.",
        "Viss æ vil slettes, ka må æ gjør?",
        "Dersom eg trekkjer samtykket, kva då?",
        "Do you think I should withdraw my consent?",
        "Vad händer om jag återkallar samtycket?",
        "Jeg overvejer at få mine data slettet.",
        "Ka om æ ba dokker slett alt?",
    ],
)
def test_what_is_only_thought_of_starts_nothing(text: str) -> None:
    assert certain_wishes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hvordan ber man om begrensning?",
        "Er det mange som ber om å få dataene flyttet?",
        "Må jeg begrunne at jeg vil trekke samtykket?",
        "Kva skjer når eg protesterer?",
        "What's the procedure to have my address changed?",
        "Hur begär jag rättelse?",
        "Hvordan trækker jeg mit samtykke tilbage?",
        "I want to learn about portability.",
    ],
)
def test_asking_how_starts_nothing(text: str) -> None:
    assert certain_wishes(text) == []


@pytest.mark.parametrize(
    "text", ["Navnet mitt er riktig skrevet hos dere.", "Jeg er glad for at stå på listen.", "Ni får gärna behålla mina uppgifter."]
)
def test_being_content_starts_nothing(text: str) -> None:
    assert certain_wishes(text) == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Kunne dere slettet meg fra systemet?", "request.deletion"),
        ("Mannen min har sluttet i firmaet. Slett alt dere har om meg.", "request.deletion"),
        ("Jeg ba om nyhetsbrevet i fjor. Nå vil jeg ikke ha det lenger, meld meg av.", "request.withdraw_consent"),
    ],
)
def test_a_wish_beside_a_tale_is_still_a_wish(text: str, intent: str) -> None:
    assert certain_wishes(text) == [intent]
