from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from argon2 import PasswordHasher

from bot.desk.passwords import Passwords
from bot.desk.roles import Role
from bot.desk.staffing import Invitation, add_staff, ensure_demo_accounts, reset_staff
from bot.outside import SecureTokens
from tests.staff.conftest import Opens
from tests.staff.office import PASSWORD, QUICK, Colleague, Office, Page, read

Browser = TestClient[Any, Any]
WRONG = "feil passord som er langt nok"


async def gives_password(browser: Browser, address: str = "kari@qsmanager.no", password: str = PASSWORD, **fields: str) -> Page:
    page = await read(await browser.get("/staff/login", allow_redirects=False))
    typed = {**page.hidden("/staff/login"), "address": address, "password": password, **fields}
    return await read(await browser.post("/staff/login", data=typed, allow_redirects=False))


async def gives_code(browser: Browser, page: Page, code: str) -> Page:
    typed = {**page.hidden("/staff/login/code"), "code": code}
    return await read(await browser.post("/staff/login/code", data=typed, allow_redirects=False))


async def logs_in(office: Office, browser: Browser, address: str = "kari@qsmanager.no", password: str = PASSWORD, **fields: str) -> Page:
    """Both steps, as far as they lead; the next step's code is another one."""
    page = await gives_password(browser, address, password, **fields)
    if page.status != 200:
        return page
    office.clock.tick(seconds=31)
    return await gives_code(browser, page, office.code())


async def test_the_right_password_opens_the_list(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()

    page = await logs_in(office, browser)

    assert page.status == 303
    assert page.response.headers["Location"] == "/staff"
    assert (await browser.get("/staff")).status == 200
    assert await office.logged("kari") == ["kari staff.login ok"]


async def test_the_address_may_be_in_capitals(office: Office) -> None:
    await office.add_account()

    page = await logs_in(office, office.stranger(), " Kari@QSmanager.no ")

    assert page.status == 303


async def test_wrong_password_unknown_person_and_closed_account_get_the_same_page(office: Office) -> None:
    await office.add_account()
    await office.add_account("Siri", disabled_at=office.clock())

    wrong = await logs_in(office, office.stranger(), password=WRONG)
    unknown = await logs_in(office, office.stranger(), "hvem@qsmanager.no")
    closed = await logs_in(office, office.stranger(), "siri@qsmanager.no")

    assert {page.status for page in (wrong, unknown, closed)} == {401}
    assert len({page.said for page in (wrong, unknown, closed)}) == 1
    assert "E-postadressen eller passordet stemmer ikke" in wrong.said


async def test_a_login_form_from_elsewhere_is_refused(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()

    answer = await browser.post("/staff/login", data={"address": "kari@qsmanager.no", "password": PASSWORD})

    assert answer.status == 403
    assert "staff" not in answer.cookies


async def test_one_goes_on_to_the_case_that_one_wanted(office: Office) -> None:
    await office.add_account()
    await office.receives()
    browser = office.stranger()

    asked = await read(await browser.get("/staff/cases/INN-2026-4821"))
    page = await logs_in(office, browser, next=asked.hidden("/staff/login")["next"])

    assert page.response.headers["Location"] == "/staff/cases/INN-2026-4821"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/staff/../x", "/staff\\evil", "/staffx", ""])
async def test_one_never_goes_on_to_elsewhere(office: Office, elsewhere: str) -> None:
    await office.add_account()

    page = await logs_in(office, office.stranger(), next=elsewhere)

    assert page.response.headers["Location"] == "/staff"


async def test_after_five_wrong_tries_one_waits_and_the_wait_grows_and_ends(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()

    statuses = [(await logs_in(office, browser, password=WRONG)).status for _ in range(7)]
    waiting = await logs_in(office, browser)
    office.clock.tick(seconds=11)
    after = await logs_in(office, browser, password=WRONG)
    again = await logs_in(office, browser)
    office.clock.tick(minutes=16)
    right = await logs_in(office, browser)

    assert statuses == [401] * 5 + [429] * 2
    assert waiting.status == 429 and "Prøv igjen kl." in waiting.said
    assert waiting.response.headers["Retry-After"] == "10"
    assert after.status == 401
    assert again.status == 429
    assert right.status == 303


async def test_an_unknown_address_is_made_to_wait_just_the_same(office: Office) -> None:
    browser = office.stranger()

    statuses = [(await logs_in(office, browser, "hvem@qsmanager.no")).status for _ in range(6)]

    assert statuses == [401] * 5 + [429]


async def test_guesses_from_elsewhere_do_not_lock_the_person_out(opens: Opens) -> None:
    office = await opens(trusted_proxies="127.0.0.0/8")
    await office.add_account()
    attacker, owner = office.stranger(), office.stranger()
    attacker.session.headers["X-Forwarded-For"] = "203.0.113.7"
    owner.session.headers["X-Forwarded-For"] = "198.51.100.9"

    guesses = [(await logs_in(office, attacker, password=WRONG)).status for _ in range(20)]
    page = await logs_in(office, owner)

    assert guesses.count(401) == 5
    assert page.status == 303


async def test_a_right_login_forgives_the_wrong_ones(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()

    first = [(await logs_in(office, browser, password=WRONG)).status for _ in range(4)]
    right = await logs_in(office, browser)
    browser.session.cookie_jar.clear()
    second = [(await logs_in(office, browser, password=WRONG)).status for _ in range(4)]

    assert [*first, right.status, *second] == [401, 401, 401, 401, 303, 401, 401, 401, 401]


async def test_a_login_makes_a_new_token_and_ends_the_old_session(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()
    planted = office.stranger()

    first = (await logs_in(office, browser)).response.cookies["staff"].value
    login_page = await read(await planted.get("/staff/login"))
    planted.session.cookie_jar.update_cookies({"staff": first}, planted.make_url("/"))
    typed = {**login_page.hidden("/staff/login"), "address": "kari@qsmanager.no", "password": PASSWORD}
    asked = await read(await planted.post("/staff/login", data=typed, allow_redirects=False))
    second = asked.response.cookies["staff"].value
    office.clock.tick(seconds=31)
    third = (await gives_code(planted, asked, office.code())).response.cookies["staff"].value

    assert len({first, second, third}) == 3
    assert (await browser.get("/staff")).status == 401


async def test_the_cookie_on_https_is_a_host_cookie(opens: Opens) -> None:
    office = await opens(public_url="https://personvern.example.no")
    await office.add_account()
    browser = office.stranger()

    page = await read(await browser.get("/staff/login"))
    cookie = page.response.cookies["__Host-staff-login"]

    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (
        True,
        True,
        "Strict",
        "/",
        "",
    )


async def test_a_session_ends_after_thirty_idle_minutes(office: Office, kari: Colleague) -> None:
    office.clock.tick(minutes=29)
    used = await kari.opens("/staff")
    office.clock.tick(minutes=29)
    still = await kari.opens("/staff")
    office.clock.tick(minutes=31)
    idle = await kari.opens("/staff")

    assert (used.status, still.status, idle.status) == (200, 200, 401)


async def test_a_session_ends_after_twelve_hours_whatever_one_does(office: Office, kari: Colleague) -> None:
    statuses = []
    for _ in range(25):
        office.clock.tick(minutes=29)
        statuses.append((await kari.opens("/staff")).status)

    assert statuses == [200] * 24 + [401]


async def test_after_the_logout_the_old_token_opens_nothing(office: Office, kari: Colleague) -> None:
    token = kari.client.session.cookie_jar.filter_cookies(kari.client.make_url("/"))["staff"].value

    page = await kari.sends("/staff/logout")
    kari.client.session.cookie_jar.update_cookies({"staff": token}, kari.client.make_url("/"))
    after = await kari.opens("/staff")

    assert page.status == 303
    assert after.status == 401


async def test_a_closed_account_is_out_at_once(office: Office, kari: Colleague) -> None:
    async with office.database.transaction() as records:
        await records.accounts.disable("kari", office.clock())

    assert (await kari.opens("/staff")).status == 401


async def test_a_new_colleague_chooses_a_password_before_anything_else(office: Office) -> None:
    invitation = await add_staff(
        office.database, "Ny@qsmanager.no", "Ny Ansatt", Role.HANDLER, office.clock, SecureTokens(), Passwords(QUICK)
    )
    assert isinstance(invitation, Invitation)
    browser = office.stranger()

    await logs_in(office, browser, invitation.address, invitation.password)
    sent_away = await browser.get("/staff", allow_redirects=False)
    page = await read(await browser.get("/staff/password"))
    typed = {"current": invitation.password, "new": PASSWORD, "again": PASSWORD}
    changed = await browser.post("/staff/password", data={**page.hidden("/staff/password"), **typed}, allow_redirects=False)
    with_old = await gives_password(browser, invitation.address, invitation.password)
    with_new = await gives_password(browser, invitation.address)

    assert sent_away.headers["Location"] == "/staff/password"
    assert changed.status == 303
    assert (with_old.status, with_new.status) == (401, 303)
    assert (await browser.get("/staff", allow_redirects=False)).headers["Location"] == "/staff/factor"


async def test_a_one_time_password_dies_after_three_days(office: Office) -> None:
    await office.add_account()
    invitation = await reset_staff(office.database, "kari@qsmanager.no", office.clock, SecureTokens(), Passwords(QUICK))
    assert isinstance(invitation, Invitation)

    office.clock.tick(days=3, seconds=1)
    page = await logs_in(office, office.stranger(), password=invitation.password)

    assert page.status == 401
    assert invitation.until == office.clock() - timedelta(seconds=1)


async def test_the_demo_account_opens_nothing_in_a_real_service(opens: Opens) -> None:
    demo = await opens()
    real = await opens(smtp_url="smtp://localhost:25", secret_key="a secret that is long enough")

    answers = []
    for office in (demo, real):
        login, _ = await ensure_demo_accounts(office.database, office.clock, SecureTokens(), Passwords(QUICK))
        answers.append((await logs_in(office, office.stranger(), login.address, login.password)).status)

    assert answers == [303, 401]


async def test_a_weak_hash_is_renewed_at_the_next_login(office: Office) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(PASSWORD)
    await office.add_account(password_hash=weaker)

    await logs_in(office, office.stranger())

    async with office.database.reading() as records:
        assert (await records.accounts.get("kari")).password_hash != weaker


async def test_the_login_page_speaks_english_when_asked(office: Office) -> None:
    browser = office.stranger()

    page = await read(await browser.get("/staff/login?lang=en"))
    by_browser = await read(await browser.get("/staff/login", headers={"Accept-Language": "en-GB,en;q=0.9"}))

    assert "Log in" in page.said and '<html lang="en">' in page.text
    assert "Log in" in by_browser.said


@pytest.mark.parametrize("password", ["", "x" * 201, "\x00" * 20, "\udcff", "æ" * 200])
async def test_odd_passwords_are_just_wrong(office: Office, password: str) -> None:
    await office.add_account()

    page = await logs_in(office, office.stranger(), password=password.encode("utf-8", "replace").decode())

    assert page.status == 401
