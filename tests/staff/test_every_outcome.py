"""Each kind of case, through every way in which it may lawfully end, over HTTP; and its last letter, in three languages (R9, R17, E9)."""

import itertools
from collections.abc import Iterator, Mapping

import pytest

from bot.contents import Library
from bot.outside import SecureTokens
from bot.rounds.tour import Tour
from bot.rounds.unproved import Unproved
from bot.store.tables import Letter
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import offered_outcomes
from tests.staff.office import Colleague, Office

REFERENCE, OTHER = "INN-2026-4821", "INN-2026-0001"
CASE = f"/staff/cases/{REFERENCE}"
REASONS = "Dokumentet viser opplysninger om en annen."

ANY = "fulfilled partly_fulfilled nothing_found not_identifiable refused withdrawn merged forwarded unverified"
LAWFUL: Mapping[str, str] = {
    "access": ANY,
    "portability": ANY,
    "rectification": ANY,
    "restriction": ANY,
    "deletion": ANY,
    "objection": ANY,
    "withdraw_consent": "fulfilled nothing_found withdrawn merged forwarded",
    "question": "fulfilled withdrawn merged forwarded",
}
"""An objection can be refused only when it is not about marketing; a question is answered and nothing else; no consent is kept."""
GROUNDS = {
    "access": "others_rights",
    "portability": "not_portable",
    "rectification": "already_correct",
    "restriction": "no_ground_for_restriction",
    "deletion": "legal_obligation",
    "objection": "compelling_grounds",
}
ARTICLES = {
    "access": "GDPR art. 15(4)",
    "portability": "GDPR art. 20(1)",
    "rectification": "GDPR art. 16",
    "restriction": "GDPR art. 18(1)",
    "deletion": "GDPR art. 17(3)(b)",
    "objection": "GDPR art. 21(1)",
}

WHAT = {
    "fulfilled": ("Vi har gjort det du ba om.", "Vi har gjort det du bad om.", "We have done what you asked for."),
    "deleted": ("Vi har slettet det vi kan", "Vi har sletta det vi kan", "We have deleted what we can"),
    "corrected": ("Vi har rettet opplysningene", "Vi har retta opplysningane", "We have corrected the data"),
    "stopped": ("Vi har stoppet det du ba oss", "Vi har stoppa det du bad oss", "We have stopped what you asked"),
    "partly_fulfilled": ("en del av det du ba om", "ein del av det du bad om", "part of what you asked for"),
    "nothing_found": ("vi fant ingen opplysninger om deg", "vi fann ingen opplysningar om deg", "we found no data about you"),
    "not_identifiable": ("hvilke opplysninger som er dine", "kva opplysningar som er dine", "cannot tell which data is yours"),
    "refused": ("ikke gjort det du ba om", "ikkje gjort det du bad om", "have not done what you asked"),
    "withdrawn": ("Du har trukket saken din", "Du har trekt saka di", "You have withdrawn your case"),
    "merged": ("Vi svarer deg i den", "Vi svarer deg i den", "We answer you there"),
    "forwarded": ("Et annet firma bestemmer", "Eit anna firma avgjer", "Another company decides"),
    "unverified": ("aldri bekreftet med kode", "aldri stadfesta med kode", "never confirmed with a code"),
}
COURT = ("ta saken til domstolene", "ta saka til domstolane", "take the case to court")
KEPT = (
    "noe er beholdt etter bokføringsloven § 13 (fakturaer og andre primærbilag), til og med 31. desember 2029",
    "noko er halde att etter bokføringslova § 13 (fakturaer og andre primærbilag), til og med 31. desember 2029",
    "something was kept under the Norwegian Bookkeeping Act, § 13 (bills and the like), until 31 December 2029",
)
LANGUAGES = ("nb", "nn", "en")
REFUSALS = ("refused", "partly_fulfilled", "not_identifiable")
WITHOUT_COMPLAINT = ("withdrawn", "unverified")
"""Nothing was decided about anybody."""


def walks() -> Iterator[tuple[str, str, str]]:
    """Every kind with every outcome, the languages in turn; what is refused or kept in all three."""
    turn = itertools.cycle(LANGUAGES)
    for kind, outcomes in LAWFUL.items():
        for outcome in outcomes.split():
            in_all = kind == "deletion" and outcome in {"refused", "partly_fulfilled", "fulfilled"}
            yield from ((kind, outcome, language) for language in (LANGUAGES if in_all else (next(turn),)))


def test_the_list_names_every_outcome_that_is_offered() -> None:
    offered = {
        kind: {str(one) for is_marketing in (True, False) for one in offered_outcomes(kind, is_marketing=is_marketing)} for kind in Kind
    }

    assert {Kind(kind): set(outcomes.split()) - {"unverified"} for kind, outcomes in LAWFUL.items()} == offered


@pytest.mark.parametrize(("kind", "outcome", "language"), tuple(walks()))
async def test_the_case_ends_with_a_letter_that_says_all_it_must(
    office: Office, library: Library, kari: Colleague, nina: Colleague, kind: str, outcome: str, language: str
) -> None:
    place = LANGUAGES.index(language)

    letter = await _ends(office, library, kari, nina, kind, outcome, language)

    ticket = await office.case()
    assert (ticket.status, ticket.outcome, ticket.closed_at) == ("closed", outcome, office.clock())
    assert letter.kind.removeprefix("closed_") in {outcome, "deleted", "corrected", "stopped"}
    assert WHAT[letter.kind.removeprefix("closed_")][place] in letter.text
    assert REFERENCE in letter.text and letter.language == language
    assert ("Postboks 458 Sentrum, 0105 Oslo" in letter.text) == (outcome not in WITHOUT_COMPLAINT)
    assert (COURT[place] in letter.text) == (outcome in REFUSALS)
    assert (REASONS in letter.text) == (outcome in REFUSALS or (kind == "question" and outcome == "fulfilled"))
    assert (ARTICLES.get(kind, "GDPR art.") in letter.text) == (outcome in {"refused", "partly_fulfilled"})
    assert (KEPT[place] in letter.text) == (kind == "deletion" and outcome in {"fulfilled", "partly_fulfilled"})
    assert (OTHER in letter.text) == (outcome == "merged")


async def _ends(office: Office, library: Library, kari: Colleague, nina: Colleague, kind: str, outcome: str, language: str) -> Letter:
    """From receipt to the last letter, days apart."""
    gets_copy = kind in {"access", "portability"}
    by_post = {"delivery": "postal", "postal_address": "Ola Nordmann\nStorgata 1\n2300 Hamar"}
    paper = by_post if gets_copy and outcome == "partly_fulfilled" else {}
    if outcome == "unverified":
        await office.receives(kind=Kind(kind), language=language, status="unverified", verified_at=None)
        await _days_pass(office, 8)
        await Unproved(Tour(office.database, library, office.settings, office.clock, SecureTokens())).close()
        return await _last_letter(office)
    await office.receives(kind=Kind(kind), language=language, **paper)
    await office.receives(OTHER, kind=Kind(kind))
    await kari.presses(REFERENCE, "claim")
    await _days_pass(office, 3, kari, nina)
    if (kind, outcome) == ("restriction", "fulfilled"):
        await _writes(kari, "restrict", ground="accuracy")
    if (kind, outcome) == ("rectification", "fulfilled"):
        page = await kari.opens(f"{CASE}/correct")
        await kari.sends(f"{CASE}/correct", {**page.hidden(f"{CASE}/correct"), "what": "Navn", "old": "Olsn", "new": "Olsen"})
    if (kind, outcome) == ("deletion", "fulfilled"):
        page = await kari.opens(f"{CASE}/erase")
        await kari.sends(f"{CASE}/erase", page.hidden(f"{CASE}/erase"))
        await nina.approves(REFERENCE)
    if kind == "access":
        await office.answers_all_points(kari)
    if kind in {"objection", "withdraw_consent"} and outcome == "fulfilled":
        page = await kari.opens(f"{CASE}/stop")
        await kari.sends(f"{CASE}/stop/send", page.hidden(f"{CASE}/stop/send"))
        return await _last_letter(office)
    if kind != "question":
        await _fills(office, kari, kind, outcome)
    await _days_pass(office, 2, kari, nina)
    if gets_copy and outcome == "fulfilled":
        page = await kari.opens(f"{CASE}/copy")
        await kari.sends(f"{CASE}/copy", {**page.hidden(f"{CASE}/copy"), "on_record": "yes"})
        assert "copy_ready" in {one.kind for one in await office.letters()}
    await _closes(kari, kind, outcome)
    if outcome in REFUSALS:
        assert (await office.case()).status == "in_review"
        await nina.approves(REFERENCE)
    return await _last_letter(office)


async def _fills(office: Office, kari: Colleague, kind: str, outcome: str) -> None:
    """Done everywhere; of a deletion, invoices are kept, and what the chat holds is erased by itself or was nothing."""
    page = await kari.opens(CASE)
    fields = page.hidden(f"{CASE}/checklist")
    for line in await office.lines():
        fields[f"result_{line.id}"] = "nothing_found" if outcome == "nothing_found" else "done"
        if kind == "deletion" and line.system == "assistant":
            fields[f"result_{line.id}"] = line.result or "nothing_found"
            fields[f"note_{line.id}"] = line.note
        elif kind == "deletion" and line.position == 0 and outcome != "nothing_found":
            fields |= {f"result_{line.id}": "kept", f"kept_{line.id}": "accounting_primary:2024"}
    assert (await kari.sends(f"{CASE}/checklist", fields)).status == 303


async def _closes(kari: Colleague, kind: str, outcome: str) -> None:
    is_about_something_else = kind == "objection" and outcome in REFUSALS
    form = await kari.opens(f"{CASE}/finish{'?marketing=no' if is_about_something_else else ''}")
    choice = {**form.hidden(f"{CASE}/finish"), "outcome": outcome}
    if outcome in {"refused", "partly_fulfilled"}:
        choice["ground"] = GROUNDS[kind]
    if outcome in REFUSALS or (kind == "question" and outcome == "fulfilled"):
        choice["reasons"] = REASONS
    choice |= {"merged_into": OTHER} if outcome == "merged" else {}
    choice |= {"forwarded_to": "Bergen kommune"} if outcome == "forwarded" else {}
    preview = await kari.sends(f"{CASE}/finish", choice)
    closed = await kari.sends(f"{CASE}/close", preview.hidden(f"{CASE}/close"))
    assert closed.status == 303, closed.said


async def _writes(kari: Colleague, name: str, **fields: str) -> None:
    form = await kari.opens(f"{CASE}/{name}")
    letter = await kari.sends(f"{CASE}/{name}", {**form.hidden(f"{CASE}/{name}"), **fields})
    await kari.sends(f"{CASE}/{name}/send", letter.hidden(f"{CASE}/{name}/send"))


async def _days_pass(office: Office, days: int, *colleagues: Colleague) -> None:
    """Nobody is logged in any more; everybody logs in again."""
    office.clock.tick(days=days)
    for colleague in colleagues:
        again = await office.logs_in(colleague.account)
        await colleague.client.session.close()
        colleague.client = again.client


async def _last_letter(office: Office) -> Letter:
    """The only one with which the case could have ended."""
    endings = [one for one in await office.letters() if one.kind.startswith("closed_") or one.kind in {"deleted", "corrected", "stopped"}]
    assert len(endings) == 1, [one.kind for one in endings]
    return endings[0]
