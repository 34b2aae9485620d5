"""The second factor: set up, given at the login, used once; recovery codes (A3)."""

import asyncio
import re
import sqlite3
from pathlib import Path

import pyotp
import pytest

from bot.desk.passwords import Passwords
from bot.desk.staffing import ensure_demo_accounts
from bot.outside import SecureTokens
from tests.staff.office import QUICK, SEED, Colleague, Office, Page, read
from tests.staff.test_login import Browser, gives_code, gives_password

SHOWN = re.compile(r'<code class="seed"[^>]*>([A-Z2-7 ]+)</code>')
RECOVERY = re.compile(r"<code>([0-9]{4} [0-9]{4} [0-9]{4})</code>")


async def opens_account(office: Office) -> Browser:
    """A browser with a password and no second factor yet."""
    await office.add_account(totp_seed=None, totp_set_at=None)
    browser = office.stranger()
    await gives_password(browser)
    return browser


async def posts(browser: Browser, path: str, fields: dict[str, str]) -> Page:
    return await read(await browser.post(path, data=fields, allow_redirects=False))


async def enrols(office: Office, browser: Browser) -> tuple[str, Page]:
    """The seed and the page with the recovery codes."""
    page = await read(await browser.get("/staff/factor"))
    seed = SHOWN.findall(page.text)[0].replace(" ", "")
    return seed, await posts(browser, "/staff/factor", {**page.hidden("/staff/factor"), "code": pyotp.TOTP(seed).at(office.clock())})


async def test_nothing_opens_before_the_second_factor_is_set(office: Office) -> None:
    browser = await opens_account(office)
    await office.receives()

    for path in ("/staff", "/staff/cases/INN-2026-4821", "/staff/sessions", "/staff/misses"):
        answer = await browser.get(path, allow_redirects=False)

        assert (answer.status, answer.headers["Location"]) == (303, "/staff/factor"), path


async def test_setting_it_up_opens_the_list_and_shows_ten_codes_once(office: Office) -> None:
    browser = await opens_account(office)

    seed, page = await enrols(office, browser)

    codes = RECOVERY.findall(page.text)
    assert page.status == 200 and len(set(codes)) == 10
    assert (await browser.get("/staff")).status == 200
    again = await read(await browser.get("/staff/factor"))
    assert "Du har 10 nødkoder igjen." in again.said
    assert codes[0] not in again.text and seed not in again.text.replace(" ", "")
    assert await office.logged("kari") == ["kari staff.login ok", "kari staff.factor_set", "kari staff.login ok"]


async def test_the_square_needs_no_address_and_no_style(office: Office) -> None:
    browser = await opens_account(office)

    page = await read(await browser.get("/staff/factor"))

    assert "<svg" in page.text and "data:" not in page.text and " style=" not in page.text


async def test_setting_it_up_makes_a_new_token_and_ends_other_sessions(office: Office) -> None:
    browser, other = await opens_account(office), office.stranger()
    await gives_password(other)
    before = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}["staff"]

    await enrols(office, browser)

    after = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}["staff"]
    assert before != after
    assert (await other.get("/staff/password", allow_redirects=False)).status == 401


async def test_a_wrong_code_sets_nothing_and_keeps_the_same_key(office: Office) -> None:
    browser = await opens_account(office)
    page = await read(await browser.get("/staff/factor"))

    wrong = await posts(browser, "/staff/factor", {**page.hidden("/staff/factor"), "code": "000000"})

    assert wrong.status == 422 and "Koden stemmer ikke." in wrong.said
    assert SHOWN.findall(wrong.text) == SHOWN.findall(page.text)
    async with office.database.reading() as records:
        assert (await records.accounts.get("kari")).totp_seed is None


async def test_a_key_of_somebody_else_or_of_another_login_sets_nothing(office: Office) -> None:
    browser = await opens_account(office)
    page = await read(await browser.get("/staff/factor"))
    await office.add_account("Per", totp_seed=None, totp_set_at=None)
    other = office.stranger()
    await gives_password(other, "per@qsmanager.no")
    theirs = await read(await other.get("/staff/factor"))
    foreign = {**page.hidden("/staff/factor"), "seed": theirs.hidden("/staff/factor")["seed"], "code": "123456"}

    for fields in (foreign, {**foreign, "seed": "x"}, {**foreign, "seed": ""}):
        answer = await posts(browser, "/staff/factor", fields)

        assert (answer.status, answer.response.headers["Location"]) == (303, "/staff/factor")


async def test_the_password_alone_opens_nothing(office: Office) -> None:
    await office.add_account()
    await office.receives()
    browser = office.stranger()

    page = await gives_password(browser)
    asked = await browser.get("/staff/cases/INN-2026-4821")
    text = await asked.text()

    assert page.status == 200 and "Koden fra appen" in page.said
    assert asked.status == 401 and "Koden fra appen" in text and "ola@example.com" not in text
    assert "Kari Nordmann" not in text
    assert await office.logged("kari") == []


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}{0[5]}"])
async def test_the_code_may_be_typed_with_blanks(office: Office, typed: str) -> None:
    await office.add_account()
    browser = office.stranger()

    page = await gives_code(browser, await gives_password(browser), typed.format(office.code()))

    assert page.status == 303
    assert (await browser.get("/staff")).status == 200


async def test_the_code_of_one_step_ago_is_let_in_and_older_and_later_ones_are_not(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()
    page = await gives_password(browser)

    statuses = [(await gives_code(browser, page, office.code(late_by=late_by))).status for late_by in (2, -1, 1)]

    assert statuses == [401, 401, 303]


async def test_a_code_works_once(office: Office) -> None:
    await office.add_account()
    first, second = office.stranger(), office.stranger()

    right = await gives_code(first, await gives_password(first), office.code())
    again = await gives_code(second, await gives_password(second), office.code())
    older = await gives_code(second, again, office.code(late_by=1))
    office.clock.tick(seconds=30)
    next_one = await gives_code(second, older, office.code())

    assert (right.status, again.status, older.status, next_one.status) == (303, 401, 401, 303)
    assert "Koden stemmer ikke, eller den er brukt." in again.said


async def test_of_fifty_at_once_with_one_code_one_gets_in(office: Office) -> None:
    account = await office.add_account()

    async def uses() -> bool:
        async with office.database.transaction() as records:
            return await office.factor.use(records, account, office.code(), office.clock()) is not None

    answers = await asyncio.gather(*(uses() for _ in range(50)))

    assert answers.count(True) == 1


async def test_wrong_codes_are_made_to_wait_like_wrong_passwords(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()
    page = await gives_password(browser)

    statuses = [(await gives_code(browser, page, "000000")).status for _ in range(6)]
    waiting = await gives_code(browser, page, office.code())

    assert statuses == [401] * 5 + [429]
    assert waiting.status == 429 and "Prøv igjen kl." in waiting.said
    assert await office.logged("kari") == ["kari staff.login refused"] * 5


async def test_giving_the_password_again_does_not_forgive_wrong_codes(office: Office) -> None:
    await office.add_account()
    for _ in range(5):
        browser = office.stranger()
        await gives_code(browser, await gives_password(browser), "000000")

    browser = office.stranger()
    page = await gives_code(browser, await gives_password(browser), office.code())

    assert page.status == 429


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "x" * 5000, "000000 OR 1=1"])
async def test_what_is_no_code_is_just_wrong(office: Office, code: str) -> None:
    await office.add_account()
    browser = office.stranger()

    assert (await gives_code(browser, await gives_password(browser), code)).status == 401


async def test_the_password_waits_ten_minutes_for_its_code(office: Office) -> None:
    await office.add_account()
    browser = office.stranger()
    page = await gives_password(browser)

    office.clock.tick(minutes=10, seconds=1)

    assert (await gives_code(browser, page, office.code())).status == 401
    assert (await browser.get("/staff")).status == 401


async def test_a_recovery_code_works_once_and_the_rest_is_counted(office: Office) -> None:
    browser = await opens_account(office)
    _, page = await enrols(office, browser)
    code = RECOVERY.findall(page.text)[3]
    first, second = office.stranger(), office.stranger()

    right = await gives_code(first, await gives_password(first), code)
    again = await gives_code(second, await gives_password(second), code.replace(" ", ""))

    assert (right.status, again.status) == (303, 401)
    assert "Du har 9 nødkoder igjen." in (await read(await first.get("/staff/factor"))).said


async def test_new_recovery_codes_replace_the_old_ones(office: Office) -> None:
    browser = await opens_account(office)
    _, page = await enrols(office, browser)
    overview = await read(await browser.get("/staff/factor"))

    renewed = await posts(browser, "/staff/factor/codes", overview.hidden("/staff/factor/codes"))
    old = office.stranger()

    assert renewed.status == 200 and len(RECOVERY.findall(renewed.text)) == 10
    assert (await gives_code(old, await gives_password(old), RECOVERY.findall(page.text)[0])).status == 401


async def test_a_new_phone_takes_over_and_the_old_one_opens_nothing(office: Office, kari: Colleague) -> None:
    page = await kari.sends("/staff/factor/new")
    seed = SHOWN.findall(page.text)[0].replace(" ", "")
    done = await kari.sends("/staff/factor", {**page.hidden("/staff/factor"), "code": pyotp.TOTP(seed).at(office.clock())})
    office.clock.tick(seconds=31)
    browser = office.stranger()
    asked = await gives_password(browser)

    old = await gives_code(browser, asked, office.code())
    new = await gives_code(browser, asked, pyotp.TOTP(seed).at(office.clock()))

    assert done.status == 200
    assert (old.status, new.status) == (401, 303)


async def test_no_seed_and_no_code_stands_readable_in_the_database(office: Office, tmp_path: Path) -> None:
    browser = await opens_account(office)
    seed, page = await enrols(office, browser)

    dump = "\n".join(sqlite3.connect(tmp_path / "0.sqlite3").iterdump())

    assert seed not in dump and SEED not in dump
    assert not [code for code in RECOVERY.findall(page.text) if code in dump or code.replace(" ", "") in dump]


async def test_a_seed_sealed_under_another_key_lets_nobody_in(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    await office.add_account(totp_seed="AAAA")
    browser = office.stranger()

    page = await gives_code(browser, await gives_password(browser), office.code())

    assert page.status == 401
    assert "second factor of account kari does not open" in caplog.text


async def test_the_demo_account_needs_no_second_factor_in_demo_mode(office: Office) -> None:
    login, _ = await ensure_demo_accounts(office.database, office.clock, SecureTokens(), Passwords(QUICK))
    browser = office.stranger()

    page = await gives_password(browser, login.address, login.password)

    assert page.status == 303
    assert (await browser.get("/staff")).status == 200


async def test_what_was_typed_survives_both_steps(office: Office, kari: Colleague) -> None:
    await office.receives()
    fields = (await kari.opens("/staff/cases/INN-2026-4821")).hidden("/staff/cases/INN-2026-4821/note")
    office.clock.tick(minutes=45)

    asked = await kari.sends("/staff/cases/INN-2026-4821/note", {**fields, "text": "En lang tanke."})
    password = {**asked.hidden("/staff/login"), "address": "kari@qsmanager.no", "password": "tre røde hester i snøen"}
    wrong = await gives_code(kari.client, await posts(kari.client, "/staff/login", password), "000000")
    page = await gives_code(kari.client, wrong, office.code())

    assert "En lang tanke.</textarea>" in page.text


async def test_a_login_of_a_while_ago_is_confirmed_and_the_form_goes_on(office: Office, kari: Colleague) -> None:
    office.clock.tick(minutes=10, seconds=1)
    token = {cookie.key: cookie.value for cookie in kari.client.session.cookie_jar}["staff"]

    asked = await kari.sends("/staff/factor/codes", {"mark": "12345678", "text": "Skrevet før."})
    fields = {**asked.hidden("/staff/factor/codes"), "confirm_password": "tre røde hester i snøen", "confirm_code": office.code()}
    done = await posts(kari.client, "/staff/factor/codes", fields)

    assert asked.status == 401 and 'value="Skrevet før."' in asked.text
    assert done.status == 200 and len(RECOVERY.findall(done.text)) == 10
    assert done.response.cookies["staff"].value != token
    assert await office.logged("kari") == ["kari staff.confirmed ok", "kari staff.recovery_renewed"]


@pytest.mark.parametrize("password", ["tre røde hester i snøen", "et helt annet passord"])
async def test_a_confirmation_needs_password_and_code(office: Office, kari: Colleague, password: str) -> None:
    office.clock.tick(minutes=11)
    asked = await kari.sends("/staff/factor/codes")
    code = "000000" if password.startswith("tre") else office.code()

    page = await posts(
        kari.client, "/staff/factor/codes", {**asked.hidden("/staff/factor/codes"), "confirm_password": password, "confirm_code": code}
    )

    assert page.status == 401 and "Passordet eller koden stemmer ikke." in page.said
    assert password not in page.text
    assert await office.logged("kari") == ["kari staff.confirmed refused"]


async def test_the_session_lives_on_under_its_new_token_and_the_old_one_is_dead(office: Office, kari: Colleague) -> None:
    office.clock.tick(minutes=11)
    old = {cookie.key: cookie.value for cookie in kari.client.session.cookie_jar}["staff"]
    asked = await kari.sends("/staff/factor/codes")
    fields = {**asked.hidden("/staff/factor/codes"), "confirm_password": "tre røde hester i snøen", "confirm_code": office.code()}
    await posts(kari.client, "/staff/factor/codes", fields)

    now_open = await kari.opens("/staff")
    kari.client.session.cookie_jar.update_cookies({"staff": old}, kari.client.make_url("/"))

    assert now_open.status == 200
    assert (await kari.opens("/staff")).status == 401
