"""The administrator's page of accounts (A9)."""

import re
from collections.abc import AsyncIterator

import pytest

from tests.staff.office import Colleague, Office, read
from tests.staff.test_login import gives_password

PEOPLE = "/staff/people"
PASSWORD_SHOWN = re.compile(r'<code class="seed"[^>]*>([0-9-]+)</code>')


@pytest.fixture
async def odd(office: Office) -> AsyncIterator[Colleague]:
    """The administrator."""
    colleague = await office.employs("Odd", role="administrator")
    yield colleague
    await colleague.client.close()


async def test_the_page_lists_everybody_and_no_case(office: Office, odd: Colleague, kari: Colleague) -> None:
    await office.receives_held()
    await office.add_account("Siri", disabled_at=office.clock())

    page = await odd.opens(PEOPLE)

    assert "Kari Nordmann Saksbehandler kari@qsmanager.no Åpen. Har kode på telefonen." in page.said
    assert "Siri Nordmann" in page.said and "Stengt i dag kl. 10.00." in page.said
    assert "INN-2026-4821" not in page.text


async def test_a_new_account_gets_a_one_time_password_that_is_shown_once(office: Office, odd: Colleague) -> None:
    page = await odd.sends(PEOPLE, {"address": "Ny@qsmanager.no", "name": "Ny Ansatt", "role": "auditor"})

    [password] = PASSWORD_SHOWN.findall(page.text)
    login = await gives_password(office.stranger(), "ny@qsmanager.no", password)
    assert page.status == 200 and login.status == 303
    assert password not in (await odd.opens(PEOPLE)).text
    async with office.database.reading() as records:
        account = await records.accounts.find_by_address("ny@qsmanager.no")
    assert account is not None and (account.role, account.name) == ("auditor", "Ny Ansatt")
    assert await office.logged(account.id) == ["odd staff.added auditor", f"{account.id} staff.login ok"]


@pytest.mark.parametrize(("address", "said"), [("ingen", "Dette er ingen e-postadresse."), ("odd@qsmanager.no", "har en konto allerede")])
async def test_an_address_that_will_not_do_is_explained_and_kept(odd: Colleague, address: str, said: str) -> None:
    page = await odd.sends(PEOPLE, {"address": address, "name": "Ny", "role": "handler"})

    assert page.status == 422 and said in page.said
    assert f'value="{address}"' in page.text and 'value="Ny"' in page.text


async def test_another_role_ends_sessions_and_gives_cases_back(office: Office, odd: Colleague, kari: Colleague) -> None:
    await office.receives_held()

    page = await odd.sends(f"{PEOPLE}/kari/role", {"role": "auditor"})

    assert page.status == 303
    assert (await kari.opens("/staff")).status == 401
    assert (await office.case()).holder_id is None
    assert await office.logged("kari") == ["odd staff.role_changed auditor"]
    assert await office.logged() == ["odd case.released"]


async def test_a_handler_who_becomes_privacy_officer_keeps_the_cases(office: Office, odd: Colleague, kari: Colleague) -> None:
    await office.receives_held()

    await odd.sends(f"{PEOPLE}/kari/role", {"role": "privacy_officer"})
    await odd.sends(f"{PEOPLE}/kari/role", {"role": "privacy_officer"})

    assert (await office.case()).holder_id == "kari"
    assert await office.logged("kari") == ["odd staff.role_changed privacy_officer"]


async def test_a_closed_account_is_out_and_its_cases_are_free(office: Office, odd: Colleague, kari: Colleague) -> None:
    await office.receives_held()

    pages = [await odd.sends(f"{PEOPLE}/kari/close") for _ in range(2)]

    assert [page.status for page in pages] == [303, 303]
    assert (await kari.opens("/staff")).status == 401
    assert (await office.case()).holder_id is None
    assert await office.logged("kari") == ["odd staff.disabled"]


async def test_a_reset_can_leave_the_second_factor_and_can_remove_it(office: Office, odd: Colleague, kari: Colleague) -> None:
    kept = await odd.sends(f"{PEOPLE}/kari/reset")
    asked = await gives_password(office.stranger(), password=PASSWORD_SHOWN.findall(kept.text)[0])
    removed = await odd.sends(f"{PEOPLE}/kari/reset", {"factor": "yes"})
    browser = office.stranger()
    let_in = await gives_password(browser, password=PASSWORD_SHOWN.findall(removed.text)[0])

    assert asked.status == 200 and "Koden fra appen" in asked.said
    assert let_in.status == 303
    assert "Velg ditt eget passord" in (await read(await browser.get("/staff"))).said
    assert await office.logged("kari") == [
        "odd staff.reset",
        "odd staff.reset",
        "odd staff.factor_removed",
        "kari staff.login ok",
    ]


@pytest.mark.parametrize("action", ["role", "close", "reset"])
async def test_nobody_changes_the_own_account(office: Office, odd: Colleague, action: str) -> None:
    await office.add_account("Eva", role="administrator")

    page = await odd.sends(f"{PEOPLE}/odd/{action}", {"role": "handler"})

    assert page.status == 409 and "Din egen konto endrer en annen administrator." in page.said
    assert await office.logged("odd") == []


@pytest.mark.parametrize("action", ["role", "close"])
async def test_the_last_privacy_officer_stays(office: Office, odd: Colleague, nina: Colleague, action: str) -> None:
    await office.add_account("Siri", role="privacy_officer", disabled_at=office.clock())

    page = await odd.sends(f"{PEOPLE}/nina/{action}", {"role": "handler"})

    assert page.status == 409 and "Ingen andre har denne rollen." in page.said
    assert (await nina.opens("/staff")).status == 200


async def test_of_two_administrators_one_can_go(office: Office, odd: Colleague) -> None:
    await office.add_account("Eva", role="administrator")

    page = await odd.sends(f"{PEOPLE}/eva/close")

    assert page.status == 303


async def test_what_does_not_exist_is_refused(odd: Colleague, kari: Colleague) -> None:
    assert (await odd.sends(f"{PEOPLE}/nobody/role", {"role": "handler"})).status == 404
    assert (await odd.sends(f"{PEOPLE}/nobody/close")).status == 404
    assert (await odd.sends(f"{PEOPLE}/nobody/reset")).status == 404
    assert (await odd.sends(f"{PEOPLE}/kari/role", {"role": "boss"})).status == 400


async def test_after_ten_minutes_the_login_is_confirmed_and_the_choice_comes_along(office: Office, odd: Colleague, kari: Colleague) -> None:
    office.clock.tick(minutes=11)
    path = f"{PEOPLE}/kari/role"

    asked = await odd.sends(path, {"role": "auditor"})
    before = await office.logged("kari")
    fields = {**asked.hidden(path), "confirm_password": "tre røde hester i snøen", "confirm_code": office.code()}
    done = await read(await odd.client.post(path, data=fields, allow_redirects=False))

    assert (asked.status, before, done.status) == (401, [], 303)
    assert await office.logged("kari") == ["odd staff.role_changed auditor"]


@pytest.mark.parametrize("role", ["handler", "privacy_officer", "auditor"])
async def test_nobody_else_sees_or_changes_accounts(office: Office, role: str) -> None:
    colleague = await office.employs("Per", role=role)
    await office.add_account("Kari")

    assert (await colleague.opens(PEOPLE)).status == 403
    for action in ("role", "close", "reset"):
        assert (await colleague.sends(f"{PEOPLE}/kari/{action}", {"role": "administrator"})).status == 403
    assert await office.logged("kari") == []
    await colleague.client.close()
