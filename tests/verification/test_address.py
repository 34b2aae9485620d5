"""Addresses out of chat messages: found whole or refused, never mended."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.address import Address, AddressFault, counted_as, looks_alike, masked, read_address


@pytest.mark.parametrize(
    "text",
    [
        "ola@x.no",
        "min e-post er ola@x.no.",
        "  ola@x.no \r\n",
        "mailto:ola@x.no",
        "mailto:ola@x.no?subject=innsyn",
        "<ola@x.no>",
        "Ola Nordmann<ola@x.no>",
        '"Ola Nordmann" <ola@x.no>',
        "(ola@x.no)",
        "«ola@x.no»!",
        "'ola@x.no'",
        "*ola@x.no*",
        "e-post:ola@x.no",
        "E-postadressen:ola@x.no",
        "ola\u200b@x.no\ufeff",
        "ｏｌａ＠ｘ．ｎｏ",
        "ola@x.no, altså ola@X.NO",
        "Slett meg.\nola@x.no",
        "er det ola@x.no?",
    ],
)
def test_the_address_is_found_in_a_message(text: str) -> None:
    found = read_address(text)

    assert isinstance(found, Address)
    assert found.compare == "ola@x.no"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "none"),
        ("jeg har ingen e-post", "none"),
        ("ola(at)x.no", "none"),
        ("ola@x.no eller kari@y.no", "several"),
        ("ola@x.no,kari@y.no", "several"),
        ("ola@x.no;kari@y.no", "several"),
        ("ola@x.no/kari@y.no", "several"),
        ("mailto:ola@x.no,kari@y.no", "several"),
        ("ola@x.no eller ola@y", "several"),
        ("ola@x", "malformed"),
        ("ola@x.no@y.no", "malformed"),
        ("ola @ x.no", "malformed"),
        ("@ola", "malformed"),
        ("ola@", "malformed"),
        ("ola@@x.no", "malformed"),
        ("ola@x..no", "malformed"),
        (".ola@x.no", "malformed"),
        ("ola.@x.no", "malformed"),
        ("ola@-x.no", "malformed"),
        ("ola@x.co .uk", "malformed"),
        ("ola,nordmann@x.no", "malformed"),
        ("ola:nordmann@x.no", "malformed"),
        ("'ola@x.no", "malformed"),
        ("*ola@x.no", "malformed"),
        ("epost=ola@x.no", "malformed"),
        ("https://ola@x.no/", "malformed"),
        ("//ola@x.no", "malformed"),
        ("ola@localhost", "malformed"),
        ("ola@x.no😀", "malformed"),
        ("ola@xn--zzzz.no", "malformed"),
        ("a" * 300 + "@x.no", "too_long"),
        ("a" * 65 + "@x.no", "too_long"),
        ("ola@" + "x" * 60 + ("." + "x" * 60) * 4 + ".no", "too_long"),
        ('"ola nordmann"@x.no', "quoted_local"),
        ('"ola"@x.no', "quoted_local"),
        ("ola@[127.0.0.1]", "ip_literal"),
        ("ola@[IPv6:::1]", "ip_literal"),
        ("ola@127.0.0.1", "ip_literal"),
        ("jøran@x.no", "local_not_ascii"),
        ("kåre@blåbær.no", "local_not_ascii"),
        ("оla@x.no", "local_not_ascii"),
    ],
)
def test_what_is_no_single_plain_address_is_a_fault(text: str, fault: str) -> None:
    assert read_address(text) == AddressFault(fault)


@pytest.mark.parametrize(
    "text",
    [
        "ola@x.no\r\nBcc: eve@y.no",
        "a@b.no\r\nBcc:",
        "ola@x.no\nBcc:",
        "ola@x.no\rBcc:",
        "ola@x.no%0aBcc:eve",
        "ola@x.no%0D%0ABcc:eve",
        "ola%00@x.no",
        "ola%250a@x.no",
        "ola@x.no\u2028Bcc:",
        "ola@x.no\u2029",
        "ola\x00@x.no",
        "ola@x.no\x0b",
        "ola\x7f@x.no",
        "ola@x.no\x85Bcc:",
        "\u202eon.x@alo",
        "ola\ud800@x.no",
    ],
)
def test_what_could_end_a_header_line_is_refused(text: str) -> None:
    assert read_address(text) is AddressFault.CONTROL_CHARACTERS


def test_the_domain_is_compared_in_lower_case_and_ascii_while_the_local_part_stays() -> None:
    assert read_address("Ola.N@BLÅBÆR.no") == Address("Ola.N@BLÅBÆR.no", "Ola.N@xn--blbr-roah.no")


def test_a_tag_makes_another_address() -> None:
    tagged, plain = read_address("ola+qs@x.no"), read_address("ola@x.no")

    assert tagged != plain


def test_an_international_local_part_is_taken_where_the_mail_server_can() -> None:
    found = read_address("kåre@blåbær.no", allow_international=True)

    assert found == Address("kåre@blåbær.no", "kåre@xn--blbr-roah.no")


def test_the_longest_local_part_is_taken() -> None:
    assert isinstance(read_address("a" * 64 + "@x.no"), Address)


def test_the_reserved_test_domain_serves_rehearsals() -> None:
    assert isinstance(read_address("ola@kunde.test"), Address)


def test_case_tags_and_dots_count_as_one_address() -> None:
    addresses = ["ola.n@x.no", "Ola.N@X.no", "olan+1@x.no", "o.l.a.n+50@x.no"]

    assert {counted_as(address) for address in addresses} == {"olan@x.no"}


def test_a_local_part_of_nothing_but_a_tag_is_still_counted() -> None:
    assert counted_as("+qs@x.no") == "+qs@x.no"


@pytest.mark.parametrize("address", ["ola@xаy.no", "ola@xn--xy-7kc.no", "оla@x.no", "ola@сосо.no"])
def test_letters_of_another_alphabet_make_staff_look_twice(address: str) -> None:
    assert looks_alike(address)


@pytest.mark.parametrize("address", ["ola@x.no", "kåre@blåbær.no", "ola@пример.com", "ola@xn--blbr-roah.no", "1@2.no"])
def test_honest_addresses_are_no_look_alikes(address: str) -> None:
    assert not looks_alike(address)


def test_a_masked_address_shows_the_first_letter_and_the_domain() -> None:
    assert masked("ola.nordmann@x.no") == "o***@x.no"


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@given(st.text())
def test_any_text_is_an_address_or_a_fault(text: str) -> None:
    assert isinstance(read_address(text), Address | AddressFault)


@given(st.lists(st.sampled_from([*"ab.@+-_'\"<>(),;: \n\u200b＠å", "x.no", "mailto:", "no"]), max_size=12))
def test_an_address_stands_in_the_message_as_it_is_and_as_a_whole(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = read_address(text)
    if isinstance(found, AddressFault):
        return
    message, address = plain(text.replace("\u200b", "")), plain(found.original)
    start = message.index(address)
    neighbours = message[:start][-1:] + message[start + len(address) :][:1]

    assert not any(letter.isalnum() or letter in "@+-_" for letter in neighbours)
    assert found.compare.rpartition("@")[0] in found.original
    assert found.compare.count("@") == 1
    assert not any(character.isspace() for character in found.compare)
