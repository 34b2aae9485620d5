"""Login, second factor and accounts in a real browser: axe on every state, light and dark, wide and narrow, and without scripts."""

from collections.abc import AsyncIterator

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.staff.office import PASSWORD, Office

from .console_day import open_office
from .test_console import SIDEWAYS, _faults, _url

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CASE = "/staff/cases/BEG-2026-9002"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    opened = await open_office(tmp_path_factory.mktemp("people"))
    await opened.add_account("Odd", role="administrator")
    yield opened
    await opened.server.close()
    await opened.database.close()


async def _gives_password(browser: Browser, office: Office, name: str, **options: object) -> Page:
    context = await browser.new_context(**{"locale": "nb-NO", "reduced_motion": "reduce", **options})  # type: ignore[arg-type]
    context.set_default_timeout(8000)
    page = await context.new_page()
    await page.goto(_url(office, "/staff"))
    await page.get_by_label("E-postadresse").fill(f"{name}@qsmanager.no")
    await page.get_by_label("Passord").fill(PASSWORD)
    await page.get_by_role("button", name="Logg inn").click()
    return page


async def _gives_code(page: Page, office: Office) -> None:
    office.clock.tick(seconds=31)
    code = office.code()
    await page.get_by_label("Kode", exact=True).fill(f"{code[:3]} {code[3:]}")
    await page.get_by_role("button", name="Fortsett").click()
    await expect(page.get_by_role("button", name="Logg ut")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_on_the_way_in(browser: Browser, office: Office, scheme: str, width: int) -> None:
    name = f"ny{scheme}{width}"
    await office.add_account(name, totp_seed=None, totp_set_at=None)
    page = await _gives_password(browser, office, name, color_scheme=scheme, viewport={"width": width, "height": 800})
    faults, sideways, errors = [], {}, []
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)

    async def look(state: str) -> None:
        faults.extend(await _faults(page, f"{state}-{scheme}-{width}"))
        sideways[state] = await page.evaluate(SIDEWAYS)

    await look("enrol")
    seed = (await page.locator("code.seed").inner_text()).replace(" ", "")
    await page.get_by_label("Kode med seks sifre").fill("000000")
    await page.get_by_role("button", name="Ferdig").click()
    await look("enrol-wrong")
    await page.get_by_label("Kode med seks sifre").fill(pyotp.TOTP(seed).at(office.clock()))
    await page.get_by_role("button", name="Ferdig").click()
    await expect(page.locator(".codes li")).to_have_count(10)
    await look("codes")
    await page.get_by_role("link", name="Jeg har tatt vare på dem").click()
    for path in ("factor", "sessions"):
        await page.goto(_url(office, f"/staff/{path}"))
        await look(path)
    await page.get_by_role("button", name="Logg ut").click()
    await page.get_by_label("E-postadresse").fill(f"{name}@qsmanager.no")
    await page.get_by_label("Passord").fill(PASSWORD)
    await page.get_by_role("button", name="Logg inn").click()
    await look("code")
    await page.get_by_label("Kode", exact=True).fill("000 000")
    await page.get_by_role("button", name="Fortsett").click()
    await look("code-wrong")
    await page.context.close()

    assert faults == []
    assert {state: by for state, by in sideways.items() if by > 0} == {}
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_on_the_accounts(browser: Browser, office: Office, scheme: str, width: int) -> None:
    page = await _gives_password(browser, office, "odd", color_scheme=scheme, viewport={"width": width, "height": 800})
    await _gives_code(page, office)
    faults, sideways = [], {}

    async def look(state: str) -> None:
        faults.extend(await _faults(page, f"{state}-{scheme}-{width}"))
        sideways[state] = await page.evaluate(SIDEWAYS)

    await expect(page.get_by_role("heading", level=1)).to_have_text("Kontoer")
    for summary in await page.locator("details > summary").all():
        await summary.click()
    await look("people")
    office.clock.tick(minutes=11)
    await page.get_by_label("E-postadresse").fill(f"fersk{scheme}{width}@qsmanager.no")
    await page.get_by_label("Navn som kolleger ser").fill("Fersk")
    await page.get_by_role("button", name="Lag kontoen").click()
    await look("confirm")
    await page.get_by_label("Passord").fill(PASSWORD)
    await page.get_by_label("Kode", exact=True).fill(office.code())
    await page.get_by_role("button", name="Bekreft og fortsett").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Engangspassordet")
    await look("invitation")
    await page.goto(_url(office, "/staff/misses"))
    await look("no-role")
    await page.context.close()

    assert faults == []
    assert {state: by for state, by in sideways.items() if by > 0} == {}


async def test_the_way_in_works_without_scripts_and_a_late_press_is_told_who_was_first(browser: Browser, office: Office) -> None:
    page = await _gives_password(browser, office, "per", java_script_enabled=False)
    await _gives_code(page, office)
    await page.goto(_url(office, CASE))
    await page.get_by_label("Nytt notat").fill("Ringer i morgen tidlig.")
    kari = await _gives_password(browser, office, "kari")
    await _gives_code(kari, office)
    await kari.goto(_url(office, CASE))
    await kari.get_by_role("button", name="Ta saken").click()

    await page.get_by_role("button", name="Lagre notatet").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Kari Nordmann var først")
    await expect(page.get_by_text("Ringer i morgen tidlig.")).to_be_visible()
    await page.context.close()
    await kari.context.close()
