"""Identity, card and account numbers; what must stay; numbers that are broken up."""

import pytest

from bot.redaction import MARK, Secret, redact


@pytest.mark.parametrize(
    "number",
    [
        "01813299832",
        "01813299840",
        "01813299859",
        "01813299867",
        "41813299907",
        "41813299915",
        "018132 99832",
        "018132-99832",
        "018132–99832",
        "018132.99832",
        "01.81.32 99832",
        "0 1 8 1 3 2 9 9 8 3 2",
        "01813\u200b299832",
        "０１８１３２９９８３２",
        "٠١٨١٣٢٩٩٨٣٢",
        "०१८१३२९९८३२",
        "𝟎𝟏𝟖𝟏𝟑𝟐𝟗𝟗𝟖𝟑𝟐",
        "018132\u00a099832",
        "018132\n99832",
        "018132\r\n\r\n99832",
        "018132\u202899832",
        "811218-9876",
        "8112189876",
        "19811218-9876",
        "010190-1234",
    ],
)
def test_an_identity_number_is_masked(number: str) -> None:
    redacted = redact(f"Hei, {number} er meg")

    assert redacted.text == f"Hei, {MARK} er meg"
    assert redacted.kinds == {Secret.NATIONAL_ID}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("fnr 01813299833", f"fnr {MARK}"),
        ("fnr01813299833", f"fnr{MARK}"),
        ("Fødselsnummeret mitt er 018132 99833.", f"Fødselsnummeret mitt er {MARK}."),
        ("fodselsnummer: 01813299833", f"fodselsnummer: {MARK}"),
        ("FNR (født i 1932): 01813299833", f"FNR (født i 1932): {MARK}"),
        ("d-nummer 41813299908", f"d-nummer {MARK}"),
        ("personnummer 99832", f"personnummer {MARK}"),
        ("de siste fem er 99832", f"de siste fem er {MARK}"),
        ("CPR 010190 1234", f"CPR {MARK}"),
        ("01813299833 er fødselsnummeret mitt", f"{MARK} er fødselsnummeret mitt"),
        ("tlf 62543777, fnr 01813299833", f"tlf 62543777, fnr {MARK}"),
    ],
)
def test_a_word_beside_it_gives_an_identity_number_away(text: str, clean: str) -> None:
    redacted = redact(text)

    assert redacted.text == clean
    assert redacted.kinds == {Secret.NATIONAL_ID}


def test_a_whole_date_of_birth_and_five_digits_are_an_identity_number() -> None:
    # 01.01.1990 and 14068 make 010190 14068, which is valid.
    assert redact("født 01.01.1990 14068").kinds == {Secret.NATIONAL_ID}


def test_digits_stuck_to_an_identity_number_do_not_hide_it() -> None:
    assert redact("kunde 701813299832").text == f"kunde {MARK}"


@pytest.mark.parametrize(
    "number",
    [
        "4111 1111 1111 1111",
        "4111111111111111",
        "5555-5555-5555-4444",
        "378282246310005",
        "3782 822463 10005",
        "2223003122003222",
        "6011111111111117",
        "4111 1111\n1111 1111",
        "４１１１ １１１１ １１１１ １１１１",
    ],
)
def test_a_card_is_masked(number: str) -> None:
    redacted = redact(f"kortet: {number}!")

    assert redacted.text == f"kortet: {MARK}!"
    assert redacted.kinds == {Secret.CARD}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("4111 1111 1111 1111 12/28 123", f"{MARK} {MARK} {MARK}"),
        ("4111111111111111, utløper 12/2028, cvc 123", f"{MARK}, utløper {MARK}, cvc {MARK}"),
        ("4111111111111111 exp 1228 cvv 123", f"{MARK} exp {MARK} cvv {MARK}"),
        ("4111111111111111 2317 Hamar", f"{MARK} 2317 Hamar"),
        ("CVC er 123", f"CVC er {MARK}"),
        ("kortnummer 4111 1111 1111 1112", f"kortnummer {MARK}"),
    ],
)
def test_what_belongs_to_a_card_goes_with_it(text: str, clean: str) -> None:
    redacted = redact(text)

    assert redacted.text == clean
    assert redacted.kinds == {Secret.CARD}


@pytest.mark.parametrize(
    "number",
    ["1234.56.78903", "12345678903", "1234 56 78903", "NO93 8601 1117 947", "NO9386011117947", "DE89370400440532013000"],
)
def test_an_account_is_masked(number: str) -> None:
    redacted = redact(f"betal til {number} takk")

    assert redacted.text == f"betal til {MARK} takk"
    assert redacted.kinds == {Secret.ACCOUNT}


def test_a_wrong_account_is_masked_after_the_word() -> None:
    assert redact("kontonummeret er 1234.56.78904").text == f"kontonummeret er {MARK}"


@pytest.mark.parametrize(
    "text",
    [
        "01813299833",
        "4111 1111 1111 1112",
        "983 958 508",
        "org.nr. 983958508",
        "+47 625 43 777",
        "+4762543777",
        "4762543777",
        "0047 62 54 37 77",
        "62543777",
        "2317",
        "Strandgata 31, 2317 Hamar",
        "postnummer 2317",
        "INN-2026-0042",
        "SLE-2026-00420042",
        "31.12.2026",
        "2026-12-31",
        "1. mars 2027",
        "22.11.2026 kl. 10.00",
        "fra 30.09.2026 til 31.10.2027",
        "30.09.2026 - 31.10.2027",
        "22. november 2026",
        "+47 625 43 777 eller 983 958 508, 2317 Hamar",
        "lagrer dere personnummer?",
        "hva er et fødselsnummer? Ring +47 625 43 777",
        "jeg er 12 år",
        "art. 15 nr. 1 bokstav a",
        "feilkode 404",
        "postkode 2317",
        "ola1990@x.no",
        "+46 70 123 45 67",
        "+46701234502",  # would be an account
        "30.01.2026 03.02.2026",  # would be a card
    ],
)
def test_what_is_public_stays(text: str) -> None:
    redacted = redact(text)

    assert redacted.text == text
    assert redacted.kinds == frozenset()


def test_a_number_over_two_messages_is_masked_in_both() -> None:
    redacted = redact("99832, det er meg", before="nummeret er 018132")

    assert redacted.before == f"nummeret er {MARK}"
    assert redacted.text == f"{MARK}, det er meg"
    assert redacted.kinds == {Secret.NATIONAL_ID}


def test_a_card_over_two_messages_is_masked_in_both() -> None:
    redacted = redact("1111 1111", before="4111 1111")

    assert (redacted.before, redacted.text) == (MARK, MARK)


def test_a_word_in_the_message_before_gives_the_number_away() -> None:
    redacted = redact("01813299833", before="fødselsnummeret mitt er")

    assert redacted.text == MARK
    assert redacted.before is None


def test_an_innocent_message_before_stays_as_it_is() -> None:
    redacted = redact("99832", before="jeg bor i 2317 Hamar")

    assert redacted.text == "99832"
    assert redacted.before is None


@pytest.mark.parametrize("text", ["1" * 100_000, "1 " * 50_000, "0181329983" * 10_000, "1\n" * 50_000])
def test_an_endless_number_is_masked_whole(text: str) -> None:
    assert MARK in redact(text).text
    assert "11111" not in redact(text).text.replace(" ", "").replace("\n", "")
