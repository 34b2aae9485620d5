"""What holds for every text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.redaction import MARK, mask_code, redact
from bot.redaction.checks import is_national_id

PIECES = [
    *"0123456789 .-/,:\n+@#•aåøz\"'=",
    "01813299832",
    "018132",
    "99832",
    "4111 1111 1111 1111",
    "1234.56.78903",
    "fnr ",
    "fødselsnummer ",
    "personnummer ",
    "passord ",
    "passordet mitt er ",
    "password: ",
    "hunter2",
    "koden er ",
    "cvc ",
    "pin ",
    "api key: ",
    "sk-abcdefghij0123456789",
    "konto ",
    " 12/28 ",
    "+47 625 43 777",
    "983 958 508",
    "31.12.2026",
    "INN-2026-0042",
    "\u200b",
    "٣",
    "①",
    "⒈",
    "İ",
    MARK,
]
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@st.composite
def national_ids(draw: st.DrawFn) -> str:
    """Valid numbers of every kind: plain, D, H, test, and all four rests of the first control digit."""
    day, month = draw(st.integers(1, 28)), draw(st.integers(1, 12))
    day, month = day + draw(st.sampled_from([0, 40])), month + draw(st.sampled_from([0, 40, 80]))
    start = f"{day:02}{month:02}{draw(st.integers(0, 99)):02}{draw(st.integers(0, 999)):03}"
    endings = [f"{number:02}" for number in range(100) if is_national_id(f"{start}{number:02}")]
    return start + draw(st.sampled_from(endings)) if endings else "01813299832"


@given(texts)
@settings(max_examples=500)
def test_redacting_again_changes_nothing(text: str) -> None:
    once = redact(text).text

    assert redact(once).text == once
    assert redact(once).kinds == frozenset()


@given(texts, texts)
@settings(max_examples=300)
def test_redacting_two_messages_again_changes_nothing(before: str, text: str) -> None:
    once = redact(text, before=before)
    earlier = before if once.before is None else once.before

    again = redact(once.text, before=earlier)

    assert (again.text, again.before) == (once.text, None)


@given(st.text(), st.text())
def test_any_text_is_taken(text: str, before: str) -> None:
    assert isinstance(redact(text, before=before).text, str)
    assert isinstance(mask_code(text), str)


@given(st.text(st.characters(), max_size=40), st.text(st.characters(codec=None, categories=["Cs", "Nd", "No", "Cf"])))
def test_surrogates_and_digits_of_every_script_are_taken(text: str, digits: str) -> None:
    assert isinstance(redact(text + digits, before=digits).text, str)


@given(texts, national_ids(), texts)
@settings(max_examples=500)
def test_no_valid_identity_number_is_left(before: str, number: str, after: str) -> None:
    assert number not in redact(before + number + after).text


@given(national_ids(), st.sampled_from([" ", "-", ".", "\n", " - ", "\u200b", "–"]))
def test_no_way_of_writing_an_identity_number_is_left(number: str, separator: str) -> None:
    for written in (
        f"{number[:6]}{separator}{number[6:]}",
        separator.join((number[:2], number[2:4], number[4:6], number[6:])),
        separator.join((number[:6], number[6:9], number[9:])),
        separator.join(number),
    ):
        assert redact(f"jeg er {written}").text == f"jeg er {MARK}"


@given(national_ids(), st.integers(1, 10))
def test_no_split_over_two_messages_leaves_an_identity_number(number: str, place: int) -> None:
    redacted = redact(number[place:], before=f"jeg er {number[:place]}")

    assert (redacted.before, redacted.text) == (f"jeg er {MARK}", MARK)


@given(texts)
def test_a_text_without_secrets_is_handed_back_as_it_is(text: str) -> None:
    redacted = redact(text)

    assert redacted.kinds or redacted.text == text
