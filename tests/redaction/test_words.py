"""Passwords, keys and codes."""

import pytest

from bot.redaction import MARK, Secret, mask_code, redact


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("passordet mitt er hunter2", f"passordet mitt er {MARK}"),
        ("Passordet mitt er sommer", f"Passordet mitt er {MARK}"),
        ("password: hunter2", f"password: {MARK}"),
        ("PASSWORD=Hunter2!", f"PASSWORD={MARK}"),
        ("passord hunter2", f"passord {MARK}"),
        ("passordet til gjesteboka er Sommer2024!", f"passordet til gjesteboka er {MARK}"),
        ("my password is correcthorse", f"my password is {MARK}"),
        ('passord: "riktig hest batteri"', f'passord: "{MARK}"'),
        ("lösenordet är hej123", f"lösenordet är {MARK}"),
        ("adgangskoden er hemmelig1", f"adgangskoden er {MARK}"),
        ("hunter2 er passordet mitt", f"{MARK} er passordet mitt"),
    ],
)
def test_a_password_is_masked(text: str, clean: str) -> None:
    redacted = redact(text)

    assert redacted.text == clean
    assert redacted.kinds == {Secret.PASSWORD}


@pytest.mark.parametrize(
    "text",
    [
        "jeg har glemt passordet",
        "passordet mitt er glemt",
        "passordet er feil",
        "er passordet lagret?",
        "hvordan bytter jeg passord?",
        "passord: hvordan bytter jeg?",
        "har dere passordet mitt i klartekst?",
        "my password is not working",
        "passord på minst 12 tegn",
        "passord og e-post: ola@x.no",
        "passord til ola: ola@x.no",
    ],
)
def test_talk_about_passwords_stays(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-abcdefghij1234567890",
        "sk_live_abcdefghij1234567890",
        "ghp_abcdefghijklmnopqrst1234",
        "xoxb-123456789012-abcdefghijkl",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0.abc-def",
        "0123456789abcdef0123456789abcdef",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_a_key_is_masked(key: str) -> None:
    redacted = redact(f"her: {key}")

    assert redacted.text == f"her: {MARK}"
    assert redacted.kinds == {Secret.KEY}


def test_a_key_is_masked_after_the_word_for_it() -> None:
    assert redact("api-nøkkel: abcd1234efgh").text == f"api-nøkkel: {MARK}"


@pytest.mark.parametrize(
    "text",
    ["https://www.qsmanager.no/personvern/erklaering-2026", "personopplysningslovens", "Ola.Nordmann.1990@firma.no"],
)
def test_what_is_merely_long_stays(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("koden er 123456", f"koden er {MARK}"),
        ("koden er 123 456", f"koden er {MARK}"),
        ("engangskode 1234", f"engangskode {MARK}"),
        ("verification code: 12345678", f"verification code: {MARK}"),
        ("pin 1234", f"pin {MARK}"),
        ("pinkoden min er 1234", f"pinkoden min er {MARK}"),
    ],
)
def test_a_code_is_masked_after_the_word_for_it(text: str, clean: str) -> None:
    redacted = redact(text)

    assert redacted.text == clean
    assert redacted.kinds == {Secret.CODE}


@pytest.mark.parametrize("text", ["error code 123456", "area code 123456", "koden kom i 2026", "123456"])
def test_other_codes_stay(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("123456", MARK),
        ("123 456", MARK),
        ("koden er 123–456, takk", f"koden er {MARK}, takk"),
        ("12345", MARK),
        ("1234567", MARK),
        ("123456 654321", MARK),
        ("123456 eller 654321", f"{MARK} eller {MARK}"),
        ("１２３４５６", MARK),
        ("123456 og fnr 01813299832", f"{MARK} og fnr {MARK}"),
        ("hva skjer med INN-2026-0042?", "hva skjer med INN-2026-0042?"),
        ("jeg bor i 2317 Hamar", "jeg bor i 2317 Hamar"),
    ],
)
def test_whatever_may_be_the_awaited_code_is_never_kept(text: str, clean: str) -> None:
    assert mask_code(text) == clean
