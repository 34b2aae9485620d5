"""The register of breaches in the console: written down, worked on, finished, opened again (art. 33, R28)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.tables import Breach
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page

LIST, NEW = "/staff/breaches", "/staff/breaches/new"
REFERENCE = "AVV-2026-1234"
URL = f"{LIST}/{REFERENCE}"
WORDS = "En faktura gikk til feil adresse."
WHOLE = {
    "facts": "Fakturaen til én person gikk til en annen.",
    "effects": "Navn og beløp ble sett av en fremmed.",
    "measures": "Mottakeren har slettet den.",
    "decision": "reported",
    "reported_date": "2026-11-23",
    "reported_time": "10:00",
}


async def registers(colleague: Colleague, query: str = "", **fields: str) -> Page:
    page = await colleague.opens(NEW + query)
    typed = {"words": WORDS, "channel": "phone", "aware_date": "2026-11-23", "aware_time": "08:15"}
    return await colleague.sends(NEW, {**page.hidden(NEW), **typed, **fields})


async def has_breach(office: Office, **values: object) -> None:
    first = {
        "id": "breach-1",
        "reference": REFERENCE,
        "channel": "mail",
        "words": WORDS,
        "aware_at": MONDAY,
        "due_at": MONDAY + timedelta(hours=72),
        "changed_at": MONDAY,
        "changed_by": "kari",
    }
    async with office.database.transaction() as records:
        await records.breaches.add(Breach(**{**first, **values}))


async def breach(office: Office, reference: str = REFERENCE) -> Breach:
    async with office.database.reading() as records:
        found = await records.breaches.find_by_reference(reference)
    assert found is not None
    return found


async def saves(colleague: Colleague, **fields: str) -> Page:
    page = await colleague.opens(URL)
    return await colleague.sends(f"{URL}/save", {**page.hidden(f"{URL}/save"), **fields})


async def reopens(colleague: Colleague) -> Page:
    page = await colleague.opens(URL)
    return await colleague.sends(f"{URL}/reopen", page.hidden(f"{URL}/reopen"))


async def test_a_breach_is_written_down_with_its_clock(office: Office, kari: Colleague) -> None:
    page = await registers(kari)

    reference = page.response.headers["Location"].split("/")[3].partition("?")[0]
    written = await breach(office, reference)
    assert page.status == 303 and reference.startswith("AVV-2026-")
    assert (written.words, written.channel, written.ticket_id) == (WORDS, "phone", None)
    assert written.aware_at == datetime(2026, 11, 23, 7, 15, tzinfo=UTC)
    assert written.due_at == datetime(2026, 11, 26, 7, 15, tzinfo=UTC)
    assert await office.logged(reference) == ["kari breach.opened phone"]


async def test_the_privacy_officer_is_told_at_once_and_of_no_content(office: Office, kari: Colleague) -> None:
    await registers(kari)

    async with office.database.reading() as records:
        [letter] = await records.letters.latest(10)
    assert (letter.kind, letter.recipient, letter.ticket_id) == ("breach_notice", "post@qsmanager.no", None)
    assert "Timer i alt: 72" in letter.text and "26. november 2026, 08.15" in letter.text
    assert "/staff/breaches/AVV-2026-" in letter.text and "faktura" not in letter.text.lower()
    assert office.notified == [None]


async def test_a_delivery_to_the_wrong_person_is_written_down_from_its_case(office: Office, kari: Colleague) -> None:
    await office.receives()
    case = await kari.opens("/staff/cases/INN-2026-4821")

    page = await registers(kari, "?case=INN-2026-4821")

    reference = page.response.headers["Location"].split("/")[3].partition("?")[0]
    assert f'href="{NEW}?case=INN-2026-4821"' in case.text
    assert (await breach(office, reference)).ticket_id == "id-INN-2026-4821"
    assert f'href="{LIST}/{reference}"' in (await kari.opens("/staff/cases/INN-2026-4821")).text
    assert 'href="/staff/cases/INN-2026-4821"' in (await kari.opens(f"{LIST}/{reference}")).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": " "}, "Fyll ut dette."),
        ({"words": "a" * 4_001}, "Teksten er for lang."),
        ({"aware_date": ""}, "Fyll ut dette."),
        ({"aware_time": "10:01"}, "Det er fram i tid."),
        ({"aware_date": "2024-11-23"}, "Det er mer enn et år siden."),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_written_down(
    office: Office, kari: Colleague, fields: dict[str, str], said: str
) -> None:
    page = await registers(kari, **fields)

    assert page.status == 422 and said in page.said
    async with office.database.reading() as records:
        assert await records.breaches.open() == ()


async def test_a_double_press_writes_it_down_once(office: Office, kari: Colleague) -> None:
    page = await kari.opens(NEW)
    fields = {**page.hidden(NEW), "words": WORDS, "channel": "phone", "aware_date": "2026-11-23", "aware_time": "08:15"}

    pages = await asyncio.gather(*(kari.sends(NEW, fields) for _ in range(4)))

    async with office.database.reading() as records:
        assert len(await records.breaches.open()) == 1
    assert {page.status for page in pages} == {303}


async def test_the_list_shows_the_clock_in_hours(office: Office, kari: Colleague) -> None:
    await has_breach(office)
    await has_breach(office, id="breach-2", reference="AVV-2026-0002", due_at=MONDAY - timedelta(hours=5))
    await has_breach(office, id="breach-3", reference="AVV-2026-0003", closed_at=MONDAY, decision="not_reported")

    said = (await kari.opens(LIST)).said

    assert "72 timer igjen" in said and "Over fristen 5 timer over fristen" in said
    assert said.index("AVV-2026-0002") < said.index(REFERENCE) < said.index("AVV-2026-0003")
    assert WORDS not in said


async def test_what_is_known_is_saved_step_by_step(office: Office, kari: Colleague) -> None:
    await has_breach(office)

    page = await saves(kari, facts="Vi vet lite ennå.")

    stored = await breach(office)
    assert page.response.headers["Location"] == f"{URL}?done=save"
    assert (stored.facts, stored.decision, stored.closed_at, stored.version) == ("Vi vet lite ennå.", "", None, 2)
    assert "Vi vet lite ennå.</textarea>" in (await kari.opens(URL)).text
    assert "kari breach.saved" in await office.logged(REFERENCE)


async def test_it_is_finished_when_everything_stands_written(office: Office, kari: Colleague) -> None:
    await has_breach(office)

    page = await saves(kari, **WHOLE, close="1")

    stored, said = await breach(office), (await kari.opens(URL)).said
    assert page.response.headers["Location"] == f"{URL}?done=close"
    assert (stored.decision, stored.reported_at, stored.closed_at) == ("reported", MONDAY, office.clock())
    assert "Meldt til Datatilsynet mandag 23. november 2026 kl. 10.00" in said
    assert f'action="{URL}/save"' not in (await kari.opens(URL)).text


async def test_an_open_end_is_refused_and_keeps_what_was_typed(office: Office, kari: Colleague) -> None:
    await has_breach(office)

    page = await saves(kari, facts="Noe skjedde.", decision="not_reported", close="1")

    assert page.status == 422
    for problem in ("Skriv hva det kan føre til.", "Skriv hva som er gjort.", "Skriv hvorfor det ikke meldes"):
        assert problem in page.said
    assert "Noe skjedde.</textarea>" in page.text and 'value="not_reported" checked' in page.text
    assert (await breach(office)).facts == ""


async def test_one_that_is_not_reported_is_recorded_all_the_same(office: Office, kari: Colleague) -> None:
    await has_breach(office)
    fields = {**WHOLE, "decision": "not_reported", "reported_date": "", "reported_time": "", "reasons": "Ingen så noe."}

    page = await saves(kari, **fields, close="1")

    assert page.status == 303
    assert ((await breach(office)).decision, (await breach(office)).reasons) == ("not_reported", "Ingen så noe.")
    assert "Nei, det meldes ikke" in (await kari.opens(LIST)).said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reported_time": ""}, "Fyll ut både dato og klokkeslett."),
        ({"reported_date": "i går"}, "Fyll ut både dato og klokkeslett."),
        ({"reported_date": "2026-11-22"}, "Det er før vi fikk vite om bruddet."),
        ({"reported_time": "10:01"}, "En av datoene er fram i tid."),
        ({"facts": "a" * 6_001}, "En av tekstene er for lang."),
    ],
)
async def test_what_cannot_be_is_refused(office: Office, kari: Colleague, fields: dict[str, str], said: str) -> None:
    await has_breach(office)

    page = await saves(kari, **{**WHOLE, **fields})

    assert page.status == 422 and said in page.said
    assert (await breach(office)).version == 1


async def test_it_can_be_opened_again_and_keeps_its_clock(office: Office, kari: Colleague) -> None:
    await has_breach(office)
    await saves(kari, **WHOLE, close="1")

    page = await reopens(kari)

    stored = await breach(office)
    assert page.response.headers["Location"] == f"{URL}?done=reopen"
    assert (stored.closed_at, stored.due_at, stored.facts) == (None, MONDAY + timedelta(hours=72), WHOLE["facts"])


async def test_a_finished_one_is_changed_by_nobody(office: Office, kari: Colleague) -> None:
    await has_breach(office, closed_at=MONDAY)

    page = await kari.sends(f"{URL}/save", {"version": "1", "mark": "12345678", "facts": "x"})

    assert page.status == 422 and "Bruddet er avsluttet. Åpne det først." in page.said


async def test_of_two_at_once_the_second_is_told_who_was_first(office: Office, kari: Colleague, per: Colleague) -> None:
    await has_breach(office)
    seen = await per.opens(URL)
    await saves(kari, facts="Karis funn.")

    page = await per.sends(f"{URL}/save", {**seen.hidden(f"{URL}/save"), "facts": "Pers funn."})

    assert page.status == 409 and "Kari Nordmann var først" in page.said and "Pers funn.</textarea>" in page.text
    assert (await breach(office)).facts == "Karis funn."


async def test_pressing_save_twice_saves_once(office: Office, kari: Colleague) -> None:
    await has_breach(office)
    fields = {**(await kari.opens(URL)).hidden(f"{URL}/save"), "facts": "x"}

    pages = await asyncio.gather(*(kari.sends(f"{URL}/save", fields) for _ in range(4)))

    assert {page.status for page in pages} == {303}
    assert (await breach(office)).version == 2


async def test_numbers_are_masked(office: Office, kari: Colleague) -> None:
    await has_breach(office)

    await saves(kari, facts="Gjaldt 01813299832.")

    assert "01813299832" not in (await breach(office)).facts


async def test_reading_is_logged(office: Office, kari: Colleague) -> None:
    await has_breach(office)

    await kari.opens(URL)

    assert await office.logged(REFERENCE) == ["kari breach.viewed"]


@pytest.mark.parametrize("reference", ["AVV-2026-9999", "INN-2026-4821", "x"])
async def test_an_unknown_one_is_not_found(office: Office, kari: Colleague, reference: str) -> None:
    pages = [await kari.opens(f"{LIST}/{reference}")]
    pages += [await kari.sends(f"{LIST}/{reference}/{what}", {"version": "1", "mark": "12345678"}) for what in ("save", "reopen")]

    assert [page.status for page in pages] == [404] * 3


async def test_a_get_saves_nothing(office: Office, kari: Colleague) -> None:
    await has_breach(office)

    assert [(await kari.opens(f"{URL}/{what}")).status for what in ("save", "reopen")] == [405, 405]


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_other_roles_may_not(office: Office, role: str) -> None:
    await has_breach(office)
    other = await office.employs("Rita", role=role)

    pages = [await other.opens(path) for path in (LIST, NEW, URL)]
    pages += [await other.sends(path) for path in (NEW, f"{URL}/save", f"{URL}/reopen")]
    await other.client.close()

    assert [page.status for page in pages] == [403] * 6
