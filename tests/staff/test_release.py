"""Giving out a copy, from the holder's page to the download with a fresh code (A12, R12, R13, A10, E19)."""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from jsonschema import Draft202012Validator

from bot.contents import Library
from bot.digests import blocked_digest, link_digest
from bot.outside import SecureTokens
from bot.rounds.retention import Retention
from bot.rounds.tour import Tour
from bot.store.tables import CaseFile, Letter, Release, TicketNote
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.conftest import Opens
from tests.staff.office import Colleague, Office, Page

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"
COPY = f"{URL}/copy"
REVOKE = f"{URL}/revoke-copy"
LINK = re.compile(r"https?://[^/\s]+(/data/(\S+))")
Browser = TestClient[Any, Any]
SLIP = {"version": "1", "mark": "12345678"}
OPENED = re.compile(r'name="opened" value="([^"]+)"')


async def ready(office: Office, colleague: Colleague, kind: Kind = Kind.ACCESS, **values: object) -> None:
    """A case of hers with everything done but the release."""
    await office.receives_held(colleague.account.id, kind=kind, **values)
    await office.fills_all_lines(colleague)
    if kind is Kind.ACCESS:
        await office.answers_all_points(colleague)


async def releases(colleague: Colleague, on_record: str = "yes", **fields: str) -> Page:
    page = await colleague.opens(COPY)
    return await colleague.sends(COPY, {**page.hidden(COPY), "on_record": on_record, **fields})


async def made(office: Office) -> tuple[Release, ...]:
    async with office.database.reading() as records:
        return await records.releases.of_ticket(f"id-{REFERENCE}")


async def link_in_letter(office: Office) -> tuple[str, str]:
    """Path and token of the newest link."""
    letters = [letter for letter in await office.letters() if letter.kind == "copy_ready"]
    found = LINK.search(letters[-1].text)
    assert found is not None
    return found[1], found[2]


@pytest.fixture
async def ola(office: Office) -> AsyncIterator[Browser]:
    """The requester's browser, which knows nothing of the console."""
    client = office.stranger()
    yield client
    await client.close()


async def fetches(office: Office, ola: Browser, path: str) -> tuple[int, bytes]:
    """What a requester does: a code, typed in, and the download."""
    await ola.post(f"{path}/code")
    async with office.database.reading() as records:
        letters = await records.holdings.those(Letter, "recipient", ["ola@example.com"])
    [text] = [letter.text for letter in letters if letter.kind == "copy_code"]
    code = "".join(re.findall(r"^(\d{3}) (\d{3})$", text, re.MULTILINE)[0])
    opened = OPENED.search(await (await ola.post(f"{path}/open", data={"code": code})).text())
    assert opened is not None
    answer = await ola.post(f"{path}/file", data={"opened": opened[1]})
    return answer.status, await answer.read()


async def test_from_the_page_to_the_download(office: Office, kari: Colleague, ola: Browser) -> None:
    await ready(office, kari)

    page = await kari.opens(COPY)
    done = await releases(kari)
    path, token = await link_in_letter(office)
    status, content = await fetches(office, ola, path)

    assert "ola@example.com" in page.said
    assert done.response.headers["Location"] == f"{COPY}?done=copy"
    [release] = await made(office)
    assert (release.address, release.downloads_left, release.expires_at) == ("ola@example.com", 2, MONDAY + timedelta(days=7))
    assert release.token_digest == link_digest(token) and len(token) >= 43
    assert status == 200
    package = zipfile.ZipFile(io.BytesIO(content))
    data = json.loads(package.read("data.json"))
    Draft202012Validator(json.loads(package.read("schema.json"))).validate(data)
    assert data["tables"]["ticket"][0]["reference"] == REFERENCE
    assert "Hei! Jeg vil gjerne se alt dere har lagret om meg." in package.read("index.html").decode()
    assert (await office.logged())[-2:] == ["kari case.copy_released", "visitor copy.downloaded 2"]
    assert (await office.case()).is_on_record is True


async def test_the_package_lies_sealed(office: Office, kari: Colleague) -> None:
    await ready(office, kari)

    await releases(kari)

    async with office.database.reading() as records:
        [release] = await records.releases.of_ticket(f"id-{REFERENCE}")
    assert release.sealed is not None and b"index.html" not in release.sealed and len(release.sealed) == release.size + 28


async def test_the_letter_is_shown_as_it_goes_but_for_the_link(office: Office, kari: Colleague) -> None:
    await ready(office, kari)

    page = await kari.opens(COPY)
    await releases(kari)

    [letter] = [one for one in await office.letters() if one.kind == "copy_ready"]
    _, token = await link_in_letter(office)
    assert letter.recipient == "ola@example.com" and "30. november 2026" in letter.text and "hente den: 3." in letter.text
    assert letter.text.replace(token, "…").strip() in page.text
    assert office.notified


async def test_the_published_form_is_at_its_address(ola: Browser) -> None:
    answer = await ola.get("/data/schema.json")
    published = json.loads(await answer.text())

    assert (answer.status, answer.content_type) == (200, "application/schema+json")
    Draft202012Validator.check_schema(published)


async def test_no_get_releases_or_revokes(office: Office, kari: Colleague) -> None:
    await ready(office, kari)

    statuses = [(await kari.opens(COPY)).status, (await kari.client.get(f"{COPY}/draft")).status, (await kari.opens(REVOKE)).status]

    assert statuses == [200, 200, 405]
    assert await made(office) == ()


async def test_the_draft_is_the_package_and_the_log_says_who_had_it(office: Office, kari: Colleague) -> None:
    await ready(office, kari)

    async with kari.client.get(f"{COPY}/draft") as answer:
        content = await answer.read()

    assert answer.headers["Content-Disposition"] == 'attachment; filename="kopi.zip"'
    assert "index.html" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert (await office.logged())[-1] == "kari case.copy_read"


@pytest.mark.parametrize("role", ["auditor", "administrator"])
async def test_who_does_not_work_on_cases_sees_and_does_nothing(office: Office, kari: Colleague, role: str) -> None:
    await ready(office, kari)
    other = await office.employs("Ada", role=role)

    pages = [await other.opens(COPY), await other.opens(f"{COPY}/draft"), await other.sends(COPY), await other.sends(REVOKE)]

    assert {page.status for page in pages} == {403}
    assert await made(office) == ()
    await other.client.close()


async def test_a_colleagues_case_is_not_there(office: Office, kari: Colleague, per: Colleague) -> None:
    await ready(office, kari)
    hidden = (await kari.opens(COPY)).hidden(COPY)

    forced = await per.sends(COPY, {**hidden, "csrf": per.csrf, "on_record": "yes"})
    pages = [await per.opens(COPY), await per.opens(f"{COPY}/draft"), forced, await per.sends(REVOKE, SLIP)]

    assert {page.status for page in pages} == {404}
    assert await made(office) == ()


async def test_the_privacy_officer_looks_and_only_the_holder_releases(office: Office, kari: Colleague, nina: Colleague) -> None:
    await ready(office, kari)
    hidden = (await kari.opens(COPY)).hidden(COPY)

    page = await nina.opens(COPY)
    forced = await nina.sends(COPY, {**hidden, "csrf": nina.csrf, "on_record": "yes"})

    assert page.status == 200 and f'action="{COPY}"' not in page.text
    assert forced.status == 409 and "Du har ikke saken." in forced.said
    assert await made(office) == ()


async def test_an_old_login_is_confirmed_first(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    page = await kari.opens(COPY)
    office.clock.tick(minutes=11)

    asked = await kari.sends(COPY, {**page.hidden(COPY), "on_record": "yes"})

    assert asked.status == 401 and "confirm_password" in asked.text
    assert await made(office) == ()


async def test_open_points_and_open_lines_are_in_the_way(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    points = await kari.opens(COPY)
    await office.answers_all_points(kari)
    lines = await kari.opens(COPY)
    forced = await kari.sends(COPY, {**SLIP, "version": "2", "copy": "x", "on_record": "yes"})

    assert "Svaret har åpne punkter." in points.said and f'href="{URL}/answer"' in points.text
    assert "Sjekklisten har åpne linjer." in lines.said and f'action="{COPY}"' not in lines.text
    assert forced.status == 409
    assert await made(office) == ()


@pytest.mark.parametrize("on_record", ["", "maybe"])
async def test_whether_the_address_is_known_must_be_said(office: Office, kari: Colleague, on_record: str) -> None:
    await ready(office, kari)

    page = await releases(kari, on_record)

    assert page.status == 422 and "Velg ett av svarene." in page.said
    assert await made(office) == ()


async def test_what_changed_since_the_look_is_looked_at_again(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    page = await kari.opens(COPY)
    await office.answers_all_points(kari, purposes="Noe annet.")
    now = await kari.opens(COPY)

    stale = await kari.sends(COPY, {**page.hidden(COPY), "on_record": "yes"})
    forced = await kari.sends(COPY, {**now.hidden(COPY), "copy": page.hidden(COPY)["copy"], "on_record": "yes"})

    assert (stale.status, forced.status) == (409, 409)
    assert "Kopien er en annen nå" in forced.said and 'value="yes" checked' in forced.text
    assert await made(office) == ()


async def test_pressed_many_times_it_goes_once(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    fields = {**(await kari.opens(COPY)).hidden(COPY), "on_record": "yes"}

    pages = await asyncio.gather(*(kari.sends(COPY, fields) for _ in range(4)))

    assert [page.status for page in pages] == [303] * 4
    assert len(await made(office)) == 1
    assert [letter.kind for letter in await office.letters()].count("copy_ready") == 1


async def test_a_new_link_ends_the_old_one(office: Office, kari: Colleague, ola: Browser) -> None:
    await ready(office, kari)
    await releases(kari)
    old, _ = await link_in_letter(office)
    office.clock.tick(minutes=2)

    again = await kari.opens(COPY)
    await kari.sends(COPY, {**again.hidden(COPY), "on_record": "yes"})

    links = [LINK.findall(letter.text)[0][0] for letter in await office.letters() if letter.kind == "copy_ready"]
    [newer] = [path for path in links if path != old]
    assert ((await ola.get(old)).status, (await ola.get(newer)).status) == (410, 200)
    assert "Send en ny lenke" in again.said
    assert sorted(one.revoked_at is None for one in await made(office)) == [False, True]


async def test_a_revoked_link_is_dead_and_its_content_goes(office: Office, kari: Colleague, ola: Browser, library: Library) -> None:
    await ready(office, kari)
    await releases(kari)
    path, _ = await link_in_letter(office)
    page = await kari.opens(COPY)

    revoked = await kari.sends(REVOKE, page.hidden(REVOKE))
    twice = await kari.sends(REVOKE, (await kari.opens(COPY)).hidden(COPY))
    await Retention(Tour(office.database, library, office.settings, office.clock, SecureTokens())).make()

    assert revoked.response.headers["Location"] == f"{COPY}?done=revoke_copy"
    assert twice.status == 409
    assert (await ola.get(path)).status == 410
    async with office.database.reading() as records:
        [release] = await records.releases.of_ticket(f"id-{REFERENCE}")
    assert (release.sealed, release.wiped_at) == (None, office.clock())
    assert "Stengt" in (await kari.opens(COPY)).said


async def test_an_expired_link_offers_a_new_one_and_the_closed_case_gives_it(office: Office, kari: Colleague, ola: Browser) -> None:
    await ready(office, kari)
    await releases(kari)
    path, _ = await link_in_letter(office)
    form = await kari.opens(f"{URL}/finish")
    preview = await kari.sends(f"{URL}/finish", {**form.hidden(f"{URL}/finish"), "outcome": "fulfilled"})
    await kari.sends(f"{URL}/close", preview.hidden(f"{URL}/close"))
    office.clock.tick(days=40)
    kari = await office.logs_in(kari.account)

    dead = await ola.get(path)
    await ola.post(f"{path}/again")
    wanted = [letter for letter in await office.letters() if letter.kind == "staff_copy_wanted"]
    case, page = await kari.opens(URL), await kari.opens(COPY)
    sent = await kari.sends(COPY, {**page.hidden(COPY), "on_record": "yes"})

    assert dead.status == 410 and len(wanted) == 1
    assert f'href="{COPY}"' in case.text
    assert sent.status == 303 and (await office.case()).status == "closed"
    [newest, _] = await made(office)
    assert newest.made_at == office.clock() and newest.revoked_at is None
    await kari.client.close()


@pytest.mark.parametrize("kind", [Kind.ACCESS, Kind.PORTABILITY])
async def test_a_case_closed_without_a_release_still_shows_its_copy(office: Office, kari: Colleague, nina: Colleague, kind: Kind) -> None:
    await office.receives_held(kind=kind, status="closed", outcome="fulfilled", closed_at=MONDAY)

    for one in (kari, nina):
        case, page, draft = await one.opens(URL), await one.opens(COPY), await one.opens(f"{COPY}/draft")

        assert f'<a href="{COPY}">Se kopien i saken</a>' in case.text
        assert "Ingen lenke gikk ut herfra før saken ble lukket." in page.said and "Dette er med" in page.said
        assert f'action="{COPY}"' not in page.text
        assert (draft.status, draft.response.headers["Content-Disposition"]) == (200, 'attachment; filename="kopi.zip"')


@pytest.mark.parametrize(
    "values",
    [
        {"kind": Kind.DELETION, "outcome": "fulfilled"},
        {"outcome": "nothing_found"},
        {"outcome": "fulfilled", "stripped_at": MONDAY, "address": None},
    ],
)
async def test_a_closed_case_that_gave_no_copy_leads_to_none(office: Office, kari: Colleague, values: dict[str, object]) -> None:
    await office.receives_held(status="closed", closed_at=MONDAY, **values)

    assert COPY not in (await kari.opens(URL)).text


async def test_a_case_is_not_closed_as_fulfilled_before_its_copy_went(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    form = await kari.opens(f"{URL}/finish")
    fields = {**form.hidden(f"{URL}/finish"), "outcome": "fulfilled"}

    before = await kari.sends(f"{URL}/finish", fields)
    await releases(kari)
    form = await kari.opens(f"{URL}/finish")
    after = await kari.sends(f"{URL}/finish", {**form.hidden(f"{URL}/finish"), "outcome": "fulfilled"})

    assert before.status == 422 and "Kopien er ikke utlevert, eller lenken gikk ut" in before.said
    assert after.status == 200


async def test_a_copy_that_nobody_fetched_in_time_was_not_handed_over(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    await releases(kari)
    office.clock.now += timedelta(days=8)
    later = await office.logs_in(kari.account)

    page = await later.opens(f"{URL}/finish")
    closed = await later.sends(f"{URL}/finish", {**page.hidden(f"{URL}/finish"), "outcome": "fulfilled", "reasons": ""})

    assert closed.status == 422
    assert (await office.case()).status == "in_progress"
    await later.client.close()


async def test_a_copy_that_was_fetched_is_handed_over_also_when_its_link_is_over(office: Office, kari: Colleague, ola: Browser) -> None:
    await ready(office, kari)
    await releases(kari)
    await fetches(office, ola, (await link_in_letter(office))[0])
    office.clock.now += timedelta(days=8)
    later = await office.logs_in(kari.account)

    page = await later.opens(f"{URL}/finish")
    preview = await later.sends(f"{URL}/finish", {**page.hidden(f"{URL}/finish"), "outcome": "fulfilled", "reasons": ""})

    assert preview.status == 200
    await later.client.close()


async def test_who_asked_for_paper_gets_no_link(office: Office, kari: Colleague) -> None:
    await ready(office, kari, delivery="postal", postal_address="Ola Nordmann\n2317 Hamar")

    page = await kari.opens(COPY)
    forced = await kari.sends(COPY, {**SLIP, "version": "3", "copy": "x", "on_record": "yes"})
    form = await kari.opens(f"{URL}/finish")
    preview = await kari.sends(f"{URL}/finish", {**form.hidden(f"{URL}/finish"), "outcome": "fulfilled"})

    assert "Personen har bedt om papir." in page.said and f'action="{COPY}"' not in page.text
    assert forced.status == 409 and await made(office) == ()
    assert preview.status == 200


async def test_an_address_that_nobody_proved_gets_nothing(office: Office, kari: Colleague) -> None:
    await ready(office, kari, verified_at=None, channel="phone")

    page = await kari.opens(COPY)

    assert page.status == 409 and "Saken er ikke bekreftet" in page.said
    assert await made(office) == ()


async def test_an_address_whose_owner_said_not_me_gets_nothing(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    async with office.database.transaction() as records:
        await records.challenges.block(blocked_digest("ola@example.com", office.settings), MONDAY + timedelta(days=30))

    page = await kari.opens(COPY)

    assert "har sagt at forespørselen ikke er deres" in page.said and f'action="{COPY}"' not in page.text


@pytest.mark.parametrize("values", [{"on_record": "no"}, {"verified_at": MONDAY - timedelta(days=32)}])
async def test_a_new_address_or_an_old_proof_waits_for_a_second_person(
    office: Office, kari: Colleague, nina: Colleague, values: dict[str, Any]
) -> None:
    on_record = values.pop("on_record", "yes")
    await ready(office, kari, **values)

    sent = await releases(kari, on_record)
    before = (await office.case()).status, await made(office)
    page = await nina.opens(f"{URL}/approval")
    approved = await nina.approves(REFERENCE)

    assert sent.response.headers["Location"] == f"{URL}?done=submit"
    assert before == ("in_review", ())
    assert "ola@example.com" in page.said and "Saker: 1" in page.said and f'href="{COPY}"' in page.text
    assert approved.status == 303
    [release] = await made(office)
    assert (release.made_by, (await office.case()).status) == ("nina", "in_progress")
    assert [letter.kind for letter in await office.letters()].count("copy_ready") == 1
    assert (await office.logged())[-2:] == ["nina case.approved release", "nina case.copy_released"]


async def test_paragraph_sixteen_waits_for_a_second_person(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    page = await kari.opens(f"{URL}/withhold")
    omission = {"what": "Et referat", "why": "Politiet etterforsker.", "ground": "section_16_b", "note": ""}
    await kari.sends(f"{URL}/withhold", {**page.hidden(f"{URL}/withhold"), **omission})

    await releases(kari)

    assert ((await office.case()).status, await made(office)) == ("in_review", ())


async def test_nobody_approves_the_own_release(office: Office, nina: Colleague) -> None:
    await ready(office, nina)
    await releases(nina, "no")

    refused = await nina.approves(REFERENCE)

    assert refused.status == 409 and await made(office) == ()


async def test_what_the_person_wrote_meanwhile_makes_the_approval_void(office: Office, kari: Colleague, nina: Colleague) -> None:
    await ready(office, kari)
    await releases(kari, "no")
    async with office.database.transaction() as records:
        await records.checklists.add_note(TicketNote(id="n", ticket_id=f"id-{REFERENCE}", staff_id="kari", at=MONDAY, text="Nytt"))

    refused = await nina.approves(REFERENCE)

    assert refused.status == 409 and "Noe i saken er endret" in refused.said
    assert await made(office) == ()


async def test_a_file_that_does_not_open_stops_it(office: Office, kari: Colleague) -> None:
    await ready(office, kari)
    async with office.database.transaction() as records:
        await records.copies.add_file(
            CaseFile(
                id="f",
                ticket_id=f"id-{REFERENCE}",
                purpose="copy",
                name="brev.pdf",
                media_type="application/pdf",
                size=4,
                sha256="x",
                sealed=b"no seal of ours at all",
                added_by="kari",
                added_at=MONDAY,
            )
        )

    page, draft = await releases(kari), await kari.opens(f"{COPY}/draft")

    assert (page.status, draft.status) == (409, 409)
    assert "En av filene lar seg ikke åpne." in page.said
    assert await made(office) == ()


async def test_a_portable_copy_goes_the_same_way(office: Office, kari: Colleague, ola: Browser) -> None:
    await ready(office, kari, Kind.PORTABILITY)

    page = await kari.opens(COPY)
    done = await releases(kari)
    path, _ = await link_in_letter(office)
    status, content = await fetches(office, ola, path)

    assert "Bare det personen selv har gitt" in page.said and done.status == 303
    package = zipfile.ZipFile(io.BytesIO(content))
    data = json.loads(package.read("data.json"))
    assert (status, data["kind"], data["answer"]) == (200, "portability", [])
    assert {"data.json", "schema.json", "csv/ticket.csv"} <= set(package.namelist())


@pytest.mark.parametrize("kind", [Kind.DELETION, Kind.QUESTION])
async def test_other_cases_have_no_copy(office: Office, kari: Colleague, kind: Kind) -> None:
    await office.receives_held(kind=kind)

    page = await kari.opens(COPY)

    assert page.status == 409 and f'href="{COPY}"' not in page.text


async def test_settings_say_how_long_and_how_often(opens: Opens) -> None:
    office = await opens(release_days=2, release_downloads=1)
    kari = await office.employs("Kari")
    await ready(office, kari)
    await releases(kari)
    path, _ = await link_in_letter(office)

    first, second = (await fetches(office, kari.client, path))[0], (await kari.client.get(path)).status

    [release] = await made(office)
    assert release.expires_at == MONDAY + timedelta(days=2)
    assert (first, second) == (200, 410)
    await kari.client.close()


async def test_what_was_fetched_as_often_as_it_can_be_is_wiped(office: Office, kari: Colleague, library: Library) -> None:
    await office.receives_held()
    await office.hands_over(downloads_left=0)

    await Retention(Tour(office.database, library, office.settings, office.clock, SecureTokens())).make()

    async with office.database.reading() as records:
        [release] = await records.releases.of_ticket(f"id-{REFERENCE}")
    assert (release.sealed, release.wiped_at) == (None, office.clock())
