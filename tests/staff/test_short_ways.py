"""Rectification, restriction, objection and withdrawal, each its own short way (R16, R19, R22-R24)."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands import main
from bot.contents import Library
from bot.digests import stopped_digest
from bot.outside import SecureTokens
from bot.rounds.restrictions import Restrictions
from bot.rounds.tour import Tour
from bot.settings import Settings
from bot.store.tables import Miss, Restriction
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page

RECTIFICATION, RESTRICTION, OBJECTION, WITHDRAWAL = "RET-2026-0001", "BEG-2026-0001", "PRO-2026-0001", "TRE-2026-0001"


async def writes(colleague: Colleague, reference: str, name: str, **fields: str) -> Page:
    """From the form to the letter, or back to the form."""
    url = f"/staff/cases/{reference}/{name}"
    page = await colleague.opens(url)
    return await colleague.sends(url, {**page.hidden(url), **fields})


async def sends(colleague: Colleague, letter: Page, reference: str, name: str) -> Page:
    url = f"/staff/cases/{reference}/{name}/send"
    return await colleague.sends(url, letter.hidden(url))


async def restricted(office: Office, kari: Colleague) -> Page:
    await office.receives_held(reference=RESTRICTION, kind=Kind.RESTRICTION)
    return await sends(kari, await writes(kari, RESTRICTION, "restrict", ground="accuracy"), RESTRICTION, "restrict")


async def finishes(colleague: Colleague, reference: str, **fields: str) -> Page:
    url = f"/staff/cases/{reference}"
    form = await colleague.opens(f"{url}/finish")
    preview = await colleague.sends(f"{url}/finish", {**form.hidden(f"{url}/finish"), **fields})
    return await colleague.sends(f"{url}/close", preview.hidden(f"{url}/close")) if f"{url}/close" in preview.text else preview


async def is_restricted(office: Office, reference: str = RESTRICTION) -> bool:
    async with office.database.reading() as records:
        return any(one.lifted_at is None for one in await records.restrictions.of_ticket(f"id-{reference}"))


async def makes_round(office: Office, library: Library) -> int:
    return await Restrictions(Tour(office.database, library, Settings(), office.clock, SecureTokens())).make()


async def is_handed_over(office: Office, kind: str, reference: str) -> None:
    [letter] = [one for one in await office.letters(reference) if one.kind == kind]
    async with office.database.transaction() as records:
        await records.letters.mark_sent(letter.id, office.clock(), empties_text=False)


async def test_old_and_new_value_stand_in_the_case_and_in_the_last_letter(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=RECTIFICATION, kind=Kind.RECTIFICATION)
    url = f"/staff/cases/{RECTIFICATION}/correct"
    page = await kari.opens(url)

    saved = await kari.sends(url, {**page.hidden(url), "what": "Navn", "old": "Ola", "new": "Olav"})
    shown = await kari.opens(url)
    await office.fills_all_lines(kari, RECTIFICATION)
    closed = await finishes(kari, RECTIFICATION, outcome="fulfilled")

    [letter] = await office.letters(RECTIFICATION)
    assert saved.response.headers["Location"] == f"{url}?done=correct"
    assert "Navn Ola Olav" in shown.said
    assert closed.status == 303
    assert letter.kind == "corrected"
    assert "- Navn: fra «Ola» til «Olav»" in letter.text
    assert "kari case.corrected" in await office.logged(RECTIFICATION)


async def test_a_correction_needs_a_name_and_a_value_and_is_masked(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=RECTIFICATION, kind=Kind.RECTIFICATION)
    url = f"/staff/cases/{RECTIFICATION}/correct"
    hidden = (await kari.opens(url)).hidden(url)

    empty = await kari.sends(url, {**hidden, "what": "Navn", "old": "Ola", "new": ""})
    await kari.sends(url, {**hidden, "what": "Nummer", "old": "", "new": "01813299832"})

    async with office.database.reading() as records:
        [kept] = await records.corrections.of_ticket(f"id-{RECTIFICATION}")
    assert empty.status == 422 and 'value="Ola"' in empty.text
    assert "01813299832" not in kept.new_value


async def test_a_correction_can_be_taken_back_and_pressed_twice_it_is_one(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=RECTIFICATION, kind=Kind.RECTIFICATION)
    url = f"/staff/cases/{RECTIFICATION}"
    form = {**(await kari.opens(f"{url}/correct")).hidden(f"{url}/correct"), "what": "Navn", "old": "Ola", "new": "Olav"}

    await asyncio.gather(*(kari.sends(f"{url}/correct", form) for _ in range(3)))
    page = await kari.opens(f"{url}/correct")
    stale = await kari.sends(f"{url}/correct", {**form, "mark": "another-mark"})
    removed = await kari.sends(f"{url}/uncorrect", page.hidden(f"{url}/uncorrect"))

    async with office.database.reading() as records:
        left = await records.corrections.of_ticket(f"id-{RECTIFICATION}")
    assert page.text.count('name="correction"') == 1
    assert stale.status == 409 and 'value="Olav"' in stale.text
    assert (removed.status, left) == (303, ())


@pytest.mark.parametrize("name", ["correct", "uncorrect", "restrict", "restrict/send", "lift", "lift/send", "stop", "stop/send"])
async def test_who_does_not_hold_the_case_does_none_of_it(office: Office, kari: Colleague, nina: Colleague, name: str) -> None:
    await office.receives_held(reference=RECTIFICATION, kind=Kind.RECTIFICATION)
    slip = {"version": "1", "mark": "12345678", "what": "x", "new": "y", "ground": "accuracy", "text": "z"}

    page = await nina.sends(f"/staff/cases/{RECTIFICATION}/{name}", slip)

    assert page.status == 409
    assert await office.letters(RECTIFICATION) == ()


async def test_a_restriction_begins_with_its_letter(office: Office, kari: Colleague) -> None:
    sent = await restricted(office, kari)

    [letter] = await office.letters(RESTRICTION)
    async with office.database.reading() as records:
        [one] = await records.restrictions.of_ticket(f"id-{RESTRICTION}")
    assert sent.response.headers["Location"] == f"/staff/cases/{RESTRICTION}?done=restrict"
    assert (letter.kind, letter.recipient) == ("restricted", "ola@example.com")
    assert "GDPR art. 18 nr. 1 a" in letter.text
    assert (one.address, one.ground, one.since, one.lifted_at) == ("ola@example.com", "accuracy", MONDAY, None)
    assert (await office.logged(RESTRICTION))[-1] == "kari case.restricted accuracy"


async def test_it_needs_a_ground_and_is_begun_once(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=RESTRICTION, kind=Kind.RESTRICTION)

    without = await writes(kari, RESTRICTION, "restrict")
    await sends(kari, await writes(kari, RESTRICTION, "restrict", ground="accuracy"), RESTRICTION, "restrict")
    slip = {"version": "2", "mark": "12345678", "ground": "unlawful"}
    twice = await kari.sends(f"/staff/cases/{RESTRICTION}/restrict", slip)

    assert without.status == 422 and "Velg ett av svarene." in without.said
    assert twice.status == 409 and "begrenset i denne saken fra før" in twice.said


async def test_a_case_of_restriction_is_not_met_before_it_has_begun(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=RESTRICTION, kind=Kind.RESTRICTION)
    await office.fills_all_lines(kari, RESTRICTION)

    page = await finishes(kari, RESTRICTION, outcome="fulfilled")

    assert page.status == 422 and "Begrens bruken først." in page.said


async def test_a_restricted_persons_closed_cases_are_in_no_list(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives("INN-2026-4821", status="closed", closed_at=MONDAY, outcome="fulfilled")
    await office.receives("INN-2026-5555", status="closed", closed_at=MONDAY, address="eva@example.com")
    before = (await nina.opens("/staff?list=closed")).said
    await restricted(office, kari)

    closed, everything = (await nina.opens("/staff?list=closed")).said, (await nina.opens("/staff?list=all&text=ola")).said
    case = await kari.sees(RESTRICTION)

    assert "INN-2026-4821" in before
    assert "INN-2026-4821" not in closed and "INN-2026-5555" in closed
    assert "INN-2026-4821" not in everything and RESTRICTION in everything
    assert "INN-2026-4821" not in case


async def test_what_a_restricted_person_wrote_is_not_learnt_from(office: Office, kari: Colleague) -> None:
    miss = {"seq": 1, "at": MONDAY, "language": "nb", "topic": "out_of_scope", "excerpt": "hva"}
    async with office.database.transaction() as records:
        await records.misses.add(Miss(id="m1", chat_id="chat-1", **miss))
        await records.misses.add(Miss(id="m2", chat_id="chat-2", **miss))

    await restricted(office, kari)

    async with office.database.reading() as records:
        assert [one.id for one in await records.misses.open(10)] == ["m2"]
        assert await records.misses.how_many_open() == 1


async def test_it_ends_only_when_the_letter_has_been_handed_over(office: Office, kari: Colleague, library: Library) -> None:
    await restricted(office, kari)
    without = await writes(kari, RESTRICTION, "lift", text=" ")
    office.clock.tick(minutes=5)
    announced = await sends(kari, await writes(kari, RESTRICTION, "lift", text="Vi har sjekket dem."), RESTRICTION, "lift")
    early = await makes_round(office, library), await is_restricted(office)

    office.clock.tick(minutes=5)
    await is_handed_over(office, "restriction_lifted", RESTRICTION)
    late = await makes_round(office, library), await is_restricted(office), await makes_round(office, library)

    assert without.status == 422
    assert announced.response.headers["Location"] == f"/staff/cases/{RESTRICTION}?done=lift"
    assert early == (0, True)
    assert late == (1, False, 0)
    assert (await office.logged(RESTRICTION))[-2:] == ["kari case.restriction_ends", "system case.unrestricted"]


async def test_the_end_is_announced_once_unless_the_letter_failed(office: Office, kari: Colleague) -> None:
    await restricted(office, kari)
    office.clock.tick(minutes=5)
    await sends(kari, await writes(kari, RESTRICTION, "lift", text="Sjekket."), RESTRICTION, "lift")
    slip = {"version": str((await office.case(RESTRICTION)).version), "mark": "12345678", "text": "Igjen."}

    again = await kari.sends(f"/staff/cases/{RESTRICTION}/lift", slip)
    [letter] = [one for one in await office.letters(RESTRICTION) if one.kind == "restriction_lifted"]
    async with office.database.transaction() as records:
        await records.letters.mark_failed(letter.id, office.clock(), "550 nobody", empties_text=False)
    anew = await kari.sends(f"/staff/cases/{RESTRICTION}/lift", slip)

    assert again.status == 409 and "er skrevet før" in again.said
    assert anew.status == 200


async def test_a_restriction_can_end_long_after_its_case_was_closed(office: Office, kari: Colleague, library: Library) -> None:
    await restricted(office, kari)
    await office.fills_all_lines(kari, RESTRICTION)
    await finishes(kari, RESTRICTION, outcome="fulfilled")

    await sends(kari, await writes(kari, RESTRICTION, "lift", text="Sjekket."), RESTRICTION, "lift")
    await is_handed_over(office, "restriction_lifted", RESTRICTION)

    assert (await office.case(RESTRICTION)).status == "closed"
    assert (await makes_round(office, library), await is_restricted(office)) == (1, False)


async def test_an_objection_that_is_weighed_and_a_correction_that_is_checked_restrict_meanwhile(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=OBJECTION, kind=Kind.OBJECTION)
    await office.receives_held(reference=RECTIFICATION, kind=Kind.RECTIFICATION)

    objection = await kari.opens(f"/staff/cases/{OBJECTION}/restrict")
    correction = await kari.opens(f"/staff/cases/{RECTIFICATION}/restrict")

    assert 'value="objection" checked' in objection.text
    assert 'value="accuracy" checked' in correction.text


async def test_a_legal_claim_holds_an_erasure(office: Office, kari: Colleague) -> None:
    await office.receives("BEG-2026-0009", Kind.RESTRICTION, status="closed", closed_at=MONDAY)
    claim = Restriction(id="r", ticket_id="id-BEG-2026-0009", address="ola@example.com", ground="legal_claims", since=MONDAY)
    async with office.database.transaction() as records:
        await records.restrictions.add(claim)
    await office.receives_held(reference="SLE-2026-0002", kind=Kind.DELETION)

    page = await kari.opens("/staff/cases/SLE-2026-0002/erase")

    assert "Personen kan trenge dem i et rettslig krav." in page.said and "BEG-2026-0009" in page.said


@pytest.mark.parametrize(("reference", "kind"), [(OBJECTION, Kind.OBJECTION), (WITHDRAWAL, Kind.WITHDRAW_CONSENT)])
async def test_stopped_everywhere_is_one_press(office: Office, kari: Colleague, reference: str, kind: Kind) -> None:
    await office.receives_held(reference=reference, kind=kind)
    letter = await kari.opens(f"/staff/cases/{reference}/stop")
    before = (await office.case(reference)).status

    sent = await sends(kari, letter, reference, "stop")

    ticket, [written], lines = await office.case(reference), await office.letters(reference), await office.lines(reference)
    async with office.database.reading() as records:
        since = await records.stops.find_since(stopped_digest("ola@example.com", Settings()))
        erased = await records.erasures.all()
    assert before == "in_progress"
    assert sent.response.headers["Location"] == f"/staff/cases/{reference}?done=stop"
    assert (ticket.status, ticket.outcome, ticket.words != "") == ("closed", "fulfilled", True)
    assert (written.kind, written.text.strip() in letter.text) == ("stopped", True)
    assert {line.result for line in lines} == {"done"}
    assert (since, erased) == (office.clock(), ())
    assert "refused" not in letter.text


async def test_stopping_is_due_within_a_working_day(office: Office) -> None:
    ticket = await office.receives(OBJECTION, Kind.OBJECTION)

    assert ticket.target_on == MONDAY.date() + timedelta(days=1)


async def test_pressed_many_times_it_is_stopped_once(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=WITHDRAWAL, kind=Kind.WITHDRAW_CONSENT)
    letter = await kari.opens(f"/staff/cases/{WITHDRAWAL}/stop")

    pages = await asyncio.gather(*(sends(kari, letter, WITHDRAWAL, "stop") for _ in range(3)))

    assert [page.status for page in pages] == [303] * 3
    assert len(await office.letters(WITHDRAWAL)) == 1


async def test_a_stop_needs_no_proof_of_the_address(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=WITHDRAWAL, kind=Kind.WITHDRAW_CONSENT, verified_at=None)

    sent = await sends(kari, await kari.opens(f"/staff/cases/{WITHDRAWAL}/stop"), WITHDRAWAL, "stop")

    assert sent.status == 303


async def test_a_stale_page_stops_nothing_and_no_get_does(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=WITHDRAWAL, kind=Kind.WITHDRAW_CONSENT)
    letter = await kari.opens(f"/staff/cases/{WITHDRAWAL}/stop")
    await office.fills_all_lines(kari, WITHDRAWAL, result="nothing_found")

    stale = await sends(kari, letter, WITHDRAWAL, "stop")

    assert stale.status == 409
    assert (await kari.opens(f"/staff/cases/{WITHDRAWAL}/stop/send")).status == 405
    assert (await kari.opens(f"/staff/cases/{WITHDRAWAL}/uncorrect")).status == 405
    assert (await office.case(WITHDRAWAL)).status == "in_progress"


async def test_each_kind_is_led_to_its_own_way(office: Office, kari: Colleague) -> None:
    await office.receives_held(reference=WITHDRAWAL, kind=Kind.WITHDRAW_CONSENT)
    await office.receives_held(reference=RECTIFICATION, kind=Kind.RECTIFICATION)
    await office.receives_held(reference=RESTRICTION, kind=Kind.RESTRICTION)

    assert "Stoppet overalt: send brevet og lukk" in await kari.sees(WITHDRAWAL)
    assert "Rett opplysninger" in await kari.sees(RECTIFICATION)
    assert "Begrens bruken" in await kari.sees(RESTRICTION)


def test_the_stop_list_answers_by_digest(tmp_path: Path) -> None:
    runner = CliRunner(env={"BOT_DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"})

    result = runner.invoke(main, ["stopped"], input="ola@example.com\ntull\n")

    assert result.exit_code == 0
    assert result.stdout == (
        '{"address": "ola@example.com", "is_address": true, "stopped": false, "since": null}\n'
        '{"address": "tull", "is_address": false, "stopped": false, "since": null}\n'
    )
