"""A person's own sessions: listed, and ended one by one or all at once (A5)."""

from tests.staff.office import Colleague, Office, read
from tests.staff.test_login import Browser, gives_code, gives_password

URL = "/staff/sessions"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


async def logs_in_elsewhere(office: Office) -> Browser:
    browser = office.stranger()
    browser.session.headers["User-Agent"] = FIREFOX
    office.clock.tick(minutes=5)
    await gives_code(browser, await gives_password(browser), office.code())
    return browser


async def test_the_list_tells_browser_and_times_and_which_is_this_one(office: Office, kari: Colleague) -> None:
    await logs_in_elsewhere(office)

    page = await kari.opens(URL)

    assert "Firefox, Windows Logget inn i dag kl. 10.05. Sist brukt i dag kl. 10.05." in page.said
    assert "Denne Logget inn i dag kl. 10.00." in page.said
    assert "Mozilla" not in page.text and "127.0.0.1" not in page.text


async def test_one_session_is_ended(office: Office, kari: Colleague) -> None:
    browser = await logs_in_elsewhere(office)
    fields = (await kari.opens(URL)).hidden(f"{URL}/end")

    pages = [await kari.sends(f"{URL}/end", fields) for _ in range(2)]

    assert [page.status for page in pages] == [303, 303]
    assert (await browser.get("/staff")).status == 401
    assert (await kari.opens("/staff")).status == 200
    assert await office.logged("kari") == ["kari staff.login ok", "kari staff.session_ended"]


async def test_all_others_are_ended_at_once(office: Office, kari: Colleague) -> None:
    browsers = [await logs_in_elsewhere(office) for _ in range(2)]

    await kari.sends(f"{URL}/end-others")

    assert [(await browser.get("/staff")).status for browser in browsers] == [401, 401]
    assert (await kari.opens(URL)).said.count("Logget inn") == 1


async def test_a_colleagues_session_is_not_ended(office: Office, kari: Colleague, per: Colleague) -> None:
    async with office.database.reading() as records:
        [theirs] = await records.accounts.sessions_of("per")

    await kari.sends(f"{URL}/end", {"session": theirs.id})
    await kari.sends(f"{URL}/end-others")

    assert (await per.opens("/staff")).status == 200


async def test_a_login_that_waits_for_its_code_is_not_in_the_list(office: Office, kari: Colleague) -> None:
    await gives_password(office.stranger())

    assert (await kari.opens(URL)).said.count("Logget inn") == 1


async def test_a_session_that_was_idle_too_long_is_not_in_the_list(office: Office, kari: Colleague) -> None:
    browser = await logs_in_elsewhere(office)
    office.clock.tick(minutes=25)
    await kari.opens("/staff")
    office.clock.tick(minutes=20)

    page = await read(await kari.client.get(URL))

    assert page.said.count("Logget inn") == 1
    await browser.close()
