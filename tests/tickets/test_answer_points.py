"""The points of art. 15, as the privacy officer writes them."""

from pathlib import Path

import pytest

from bot.answers.policybook import read_policy
from bot.content import ContentError, Language, Wording
from bot.contents import periods_of
from bot.settings import Settings
from bot.tickets.answer_points import POINTS, Point, read_points

KNOWN = {"data.list": Wording("Navn.", "Namn.", "Name."), "data.more": Wording("Og adresse.", "Og adresse.", "And address.")}


def point(name: str, more: str = "") -> str:
    title = 'title = { nb = "Hva?", nn = "Kva?", en = "What?" }\nhint = { nb = "Skriv.", en = "Write." }\n'
    return f'[[points]]\nid = "{name}"\narticle = "GDPR art. 15"\n{title}{more}\n'


def points_of(tmp_path: Path, text: str) -> dict[str, Point]:
    (tmp_path / "answer.toml").write_text(text, encoding="utf-8")
    return {one.id: one for one in read_points(tmp_path, KNOWN, {"case_months": "12"})}


def whole(**more: str) -> str:
    return "".join(point(name, more.get(name, "")) for name in POINTS)


def test_what_the_declaration_says_is_proposed(tmp_path: Path) -> None:
    one = points_of(tmp_path, whole(categories='statements = ["data.list", "data.more"]'))["categories"]

    assert one.proposed(KNOWN, Language.EN) == "Name. And address."


def test_without_a_statement_the_text_of_the_file_is_proposed(tmp_path: Path) -> None:
    text = 'text = { nb = "Ja, i {case_months} måneder.", nn = "Ja.", en = "Yes." }'
    one = points_of(tmp_path, whole(confirmation=text))["confirmation"]

    assert one.proposed(KNOWN, Language.NB) == "Ja, i 12 måneder."


def test_what_neither_says_is_for_staff_to_write(tmp_path: Path) -> None:
    assert points_of(tmp_path, whole())["recipients"].proposed(KNOWN, Language.NB) == ""


def test_when_nothing_was_found_what_holds_for_everybody_stays(tmp_path: Path) -> None:
    nothing = 'nothing = { nb = "Ingen.", nn = "Ingen.", en = "Nobody." }'
    points = points_of(tmp_path, whole(recipients=nothing, rights='statements = ["data.list"]'))

    assert points["recipients"].when_nothing(KNOWN, Language.NN) == "Ingen."
    assert points["rights"].when_nothing(KNOWN, Language.NN) == "Namn."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (whole().replace('id = "transfer"', 'id = "complaint"'), "complaint stands there 2 times"),
        (whole() + point("weather"), "weather is no point of the law"),
        ("".join(point(name) for name in POINTS[1:]), "confirmation stands there 0 times"),
        (whole(source='statements = ["data.lost"]'), "there is no statement data.lost"),
        (whole(source='text = { nb = "{what}", nn = "x", en = "x" }'), "placeholder"),
        (whole(source="colour = 1"), "colour"),
    ],
)
def test_a_fault_names_the_file_and_what_to_do(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ContentError, match=fault) as raised:
        points_of(tmp_path, text)

    assert "answer.toml" in str(raised.value)


def test_the_real_file_has_an_answer_for_who_has_no_data() -> None:
    settings = Settings()
    policy = read_policy(settings.policy_dir, periods_of(settings))
    statements = {name: one.text for name, one in policy.statements.items()}

    points = read_points(settings.policy_dir, policy.statements, {**policy.facts, **periods_of(settings)})

    assert all(one.when_nothing(statements, language) for one in points for language in (Language.NB, Language.NN, Language.EN))
    assert [one.id for one in points if not one.proposed(statements, Language.NB)] == ["recipients", "transfer"]
