import re
from datetime import date
from pathlib import Path

import pytest

from bot.answers.policybook import read_policy
from bot.content import ANSWERED, ContentError, Language
from bot.contents import periods_of
from bot.mail.letter_kinds import LetterKind
from bot.mail.letters import ControlCharacter, CorrectionTold, EmptyPart, LetterBook, LineTold, read_letters
from bot.settings import Settings
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome

INTENTS = Path(__file__).parents[2] / "intents"
PERIODS = periods_of(Settings())
FACTS = {**read_policy(INTENTS.parent / "policy", PERIODS).facts, **PERIODS}

VALUES = {
    "code": "123 456",
    "minutes": "10",
    "block_url": "https://privat.qsmanager.no/not-me/abc",
    "site": "qsmanager.no",
    "reference": "INN-2026-0042",
    "kind": "innsyn i opplysningene dine",
    "received": "1. mars 2027",
    "due": "1. april 2027",
    "closes": "8. mars 2027",
    "console_url": "https://privat.qsmanager.no/staff/cases/INN-2026-0042",
    "handler_text": "Vi fant to oppføringer.",
    "lines": "- Kundesystemet: slettet",
    "ground": "GDPR artikkel 12 nr. 5",
    "first_due": "24. mars 2027",
    "days": "3",
    "link": "https://privat.qsmanager.no/data/abc",
    "until": "8. mars 2027",
    "downloads": "3",
    "forwarded_to": "Bergen kommune",
    "other": "INN-2026-0041",
    "hours": "48",
    "aware": "1. mars 2027 kl. 14.05",
    "day": "1. mars 2027",
    "seq": "4711",
    "digest": "ab12",
    "signature": "cd34",
    "row": "4712",
    "corrections": "- Navn: fra «Ola» til «Olav»",
}

FORBIDDEN = ("kunde ", "customer", "i henhold til", "vedrørende", "undertegnede")


@pytest.fixture(scope="module")
def book() -> LetterBook:
    return read_letters(INTENTS, FACTS)


def test_a_code_letter_begins_with_the_code(book: LetterBook) -> None:
    letter = book.compose("code", Language.NB, VALUES)

    assert letter.subject == "Koden din til chatten på qsmanager.no"
    assert letter.text.startswith("123 456\n\n")
    assert "10 minutter" in letter.text
    assert "https://privat.qsmanager.no/not-me/abc" in letter.text


def test_a_receipt_has_number_dates_and_what_happens_next(book: LetterBook) -> None:
    letter = book.compose("receipt", Language.NB, VALUES)

    assert letter.subject == "Vi har mottatt saken din: INN-2026-0042"
    assert "Saksnummer: INN-2026-0042" in letter.text
    assert "Mottatt: 1. mars 2027" in letter.text
    assert "Du får svar senest: 1. april 2027" in letter.text
    assert "Nå går en person hos oss gjennom saken." in letter.text


def test_swedish_and_danish_visitors_get_bokmal(book: LetterBook) -> None:
    assert book.compose("code", Language.SV, VALUES) == book.compose("code", Language.NB, VALUES)


@pytest.mark.parametrize("language", ANSWERED)
@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_its_letter(book: LetterBook, outcome: Outcome, language: Language) -> None:
    letter = book.compose(f"closed_{outcome}", language, VALUES)

    assert "INN-2026-0042" in letter.subject
    assert "{" not in letter.text


@pytest.mark.parametrize("language", ANSWERED)
@pytest.mark.parametrize("kind", ["closed_refused", "closed_partly_fulfilled", "closed_not_identifiable"])
def test_a_refusal_names_the_authority_and_the_court(book: LetterBook, kind: str, language: Language) -> None:
    letter = book.compose(kind, language, VALUES)

    assert "Vi fant to oppføringer." in letter.text
    assert "Postboks 458 Sentrum, 0105 Oslo, www.datatilsynet.no" in letter.text
    assert re.search(r"domstol|court", letter.text)


@pytest.mark.parametrize("name", ["handler_text", "ground"])
def test_a_refusal_without_reasons_or_ground_cannot_be_written(book: LetterBook, name: str) -> None:
    with pytest.raises(EmptyPart, match=name):
        book.compose("closed_refused", Language.NB, {**VALUES, name: " \n "})


def test_a_value_that_the_sentence_needs_may_not_be_missing(book: LetterBook) -> None:
    without_site = {name: value for name, value in VALUES.items() if name != "site"}

    with pytest.raises(EmptyPart, match="site"):
        book.compose("receipt", Language.NB, without_site)


def test_a_heading_over_nothing_is_left_out(book: LetterBook) -> None:
    letter = book.compose("closed_fulfilled", Language.NB, {**VALUES, "lines": "", "handler_text": ""})

    assert "Her har vi lett" not in letter.text
    assert "\n\n\n" not in letter.text


def test_braces_in_what_a_handler_wrote_stay_as_they_are(book: LetterBook) -> None:
    letter = book.compose("closed_fulfilled", Language.NB, {**VALUES, "handler_text": "Se {code} og {lines}."})

    assert "Se {code} og {lines}." in letter.text


def test_control_characters_in_what_a_handler_wrote_are_left_out(book: LetterBook) -> None:
    letter = book.compose("closed_fulfilled", Language.NB, {**VALUES, "handler_text": "en\r\nto\x00\x1b[2J\ud800tre"})

    assert "en\nto[2Jtre" in letter.text


@pytest.mark.parametrize("reference", ["INN\r\nBcc: a@b.no", "INN\u2028", "INN\x00", "INN\u202e"])
def test_a_subject_takes_no_control_character(book: LetterBook, reference: str) -> None:
    with pytest.raises(ControlCharacter):
        book.compose("receipt", Language.NB, {**VALUES, "reference": reference})


def test_the_checklist_reads_as_lines(book: LetterBook) -> None:
    outcomes = [LineTold("Kundesystemet", "done"), LineTold("Fakturaer", "kept")]

    assert book.lines(outcomes, Kind.DELETION, Language.NB) == "- Kundesystemet: slettet\n- Fakturaer: noe er beholdt"
    assert book.lines(outcomes[:1], Kind.ACCESS, Language.EN) == "- Kundesystemet: we found data about you"


def test_what_is_kept_is_told_with_its_law_and_its_last_day(book: LetterBook) -> None:
    invoices = LineTold("Fakturaer", "kept", "accounting_primary", date(2029, 12, 31))
    other = LineTold("Papir", "kept", "arkivlova § 6", date(2027, 6, 30))

    assert book.lines([invoices], Kind.DELETION, Language.NB) == (
        "- Fakturaer: noe er beholdt etter bokføringsloven § 13 (fakturaer og andre primærbilag), til og med 31. desember 2029"
    )
    assert book.lines([other], Kind.DELETION, Language.EN) == "- Papir: something was kept under arkivlova § 6, until 30 June 2027"


@pytest.mark.parametrize("language", ANSWERED)
@pytest.mark.parametrize("kind", LetterKind)
def test_no_letter_says_customer_or_speaks_like_an_office(book: LetterBook, kind: LetterKind, language: Language) -> None:
    values = {**VALUES, "lines": "", "handler_text": "grunn"}

    text = book.compose(kind, language, values).text.lower()

    assert [word for word in FORBIDDEN if word in text] == []


@pytest.mark.parametrize("language", ANSWERED)
@pytest.mark.parametrize("kind", LetterKind)
def test_no_sentence_is_longer_than_25_words(book: LetterBook, kind: LetterKind, language: Language) -> None:
    text = book.compose(kind, language, VALUES).text

    sentences = re.split(r"[.!?:]\s+|\n\n", text)

    assert max(len(sentence.split()) for sentence in sentences) <= 25


@pytest.mark.parametrize("language", ANSWERED)
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.startswith(("staff_", "breach_"))])
def test_a_notice_to_staff_has_the_link_and_no_address(book: LetterBook, kind: str, language: Language) -> None:
    letter = book.compose(kind, language, VALUES)

    assert "https://privat.qsmanager.no/staff/cases/INN-2026-0042" in letter.text
    assert "@" not in letter.text


def changed(folder: Path, old: str, new: str) -> Path:
    text = (INTENTS / "letters.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "letters.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_an_unknown_placeholder_is_named_with_what_may_be_used(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"code\.text\.nb: uses \{name\}.*\{minutes\}"):
        read_letters(changed(tmp_path, "Dette er koden din.", "Hei {name}."), FACTS)


def test_a_code_letter_without_the_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"code\.text\.nb: lacks \{code\}"):
        read_letters(changed(tmp_path, "{code}\n", "123\n"), FACTS)


def test_a_refusal_without_the_way_to_court_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"closed_refused\.text\.nb: lacks \{court\}"):
        read_letters(
            changed(tmp_path, "Grunnlag i loven:\n{ground}\n\n{lines}\n\n{complaint}\n\n{court}", "{ground} {lines} {complaint}"), FACTS
        )


def test_a_letter_that_nobody_sends_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="greeting: is not a known key"):
        read_letters(changed(tmp_path, "[code.subject]", '[greeting.text]\nnb = "Hei"\n\n[code.subject]'), FACTS)


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"court\.nn: is missing"):
        read_letters(changed(tmp_path, 'nn = "Du kan òg ta saka til domstolane."\n', ""), FACTS)


def test_corrections_read_as_lines(book: LetterBook) -> None:
    corrections = [CorrectionTold("Navn", "Ola", "Olav"), CorrectionTold("Telefon", "", "62 54 37 77")]

    assert book.corrections(corrections, Language.NB) == "- Navn: fra «Ola» til «Olav»\n- Telefon: lagt til «62 54 37 77»"
    assert book.corrections(corrections[:1], Language.EN) == "- Navn: from “Ola” to “Olav”"
