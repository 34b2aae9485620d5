"""The console in a real browser: axe on every state, light and dark, wide and narrow, by keyboard, and without scripts.

With BOT_SCREENSHOTS set to a folder, every state is kept there as a picture.
"""

import os
import re
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.staff.office import PASSWORD, Office

from .console_day import open_office
from .test_widget_for_everyone import RULES, STYLED, WIDER_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = {
    "queue": "/staff",
    "unverified": "/staff?list=unverified",
    "empty": "/staff?list=overdue&q=finnesikke",
    "case": "/staff/cases/INN-2026-4821",
    "case-of-a-colleague": "/staff/cases/SLE-2026-0042",
    "case-waiting": "/staff/cases/RET-2026-1203",
    "case-unverified": "/staff/cases/INN-2026-6677",
    "case-closed": "/staff/cases/INN-2025-1000",
    "case-disguised": "/staff/cases/TRE-2026-8810",
    "case-free": "/staff/cases/BEG-2026-9002",
    "correct": "/staff/cases/RET-2026-1203/correct",
    "finish": "/staff/cases/INN-2026-4821/finish",
    "finish-objection": "/staff/cases/PRO-2026-7730/finish",
    "misses": "/staff/misses",
    "password": "/staff/password",
    "factor": "/staff/factor",
    "sessions": "/staff/sessions",
    "not-found": "/staff/cases/INN-2026-0000",
}
SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
PAPER = 700
"""A sheet of A4 within its margins, in the browser's pixels."""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4')].map((each) => Number(each.tagName[1]))"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    opened = await open_office(tmp_path_factory.mktemp("console"))
    yield opened
    await opened.server.close()
    await opened.database.close()


async def _enters(browser: Browser, office: Office, **options: object) -> Page:
    """A browser in which Kari has logged in."""
    context = await browser.new_context(**{"locale": "nb-NO", "reduced_motion": "reduce", **options})  # type: ignore[arg-type]
    context.set_default_timeout(8000)
    page = await context.new_page()
    await page.goto(_url(office, "/staff"))
    await page.get_by_label("E-postadresse").fill("kari@qsmanager.no")
    await page.get_by_label("Passord").fill(PASSWORD)
    await page.get_by_role("button", name="Logg inn").click()
    office.clock.tick(seconds=31)
    await page.get_by_label("Kode", exact=True).fill(office.code())
    await page.get_by_role("button", name="Fortsett").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Kari")
    return page


def _url(office: Office, path: str) -> str:
    return f"http://{office.server.host}:{office.server.port}{path}"


async def _faults(page: Page, name: str) -> list[str]:
    """What axe finds, in words; the picture is kept where somebody asked for it."""
    if folder := os.environ.get("BOT_SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"console-{name}.png", full_page=True)
    found = (await Axe().run(page, options=RULES)).response
    return [f"{name}: {each['id']} {node['html']}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_and_nothing_runs_out_at_the_side(browser: Browser, office: Office, scheme: str, width: int) -> None:
    page = await _enters(browser, office, color_scheme=scheme, viewport={"width": width, "height": 800})
    faults, sideways, errors = [], {}, []
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        for summary in await page.locator("details > summary").all():
            await summary.click()
        faults += await _faults(page, f"{name}-{scheme}-{width}")
        sideways[name] = await page.evaluate(SIDEWAYS)
    await page.context.close()

    assert faults == []
    assert {name: by for name, by in sideways.items() if by > 0} == {}
    assert errors == []


async def test_headings_follow_each_other_without_a_gap(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        levels = await page.evaluate(HEADINGS)

        assert levels.count(1) == 1, name
        assert all(later - level <= 1 for level, later in pairwise(levels)), (name, levels)
    await page.context.close()


async def test_text_may_be_wider_and_twice_as_large(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office, viewport={"width": 640, "height": 900})

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        await page.evaluate(STYLED, WIDER_TEXT + "html { font-size: 200% }")

        assert await page.evaluate(SIDEWAYS) <= 0, name
    await page.context.close()


async def test_text_may_be_twice_as_large_on_a_phone(browser: Browser, office: Office) -> None:
    page, sideways = await _enters(browser, office, viewport={"width": 390, "height": 800}), {}

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        await page.evaluate(STYLED, "html { font-size: 200% }")
        sideways[name] = await page.evaluate(SIDEWAYS)
    await page.context.close()

    assert {name: by for name, by in sideways.items() if by > 0} == {}


async def test_on_paper_nothing_runs_out_at_the_side(browser: Browser, office: Office) -> None:
    page, sideways = await _enters(browser, office, viewport={"width": PAPER, "height": 1000}), {}
    await page.emulate_media(media="print")

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        sideways[name] = await page.evaluate(SIDEWAYS)
    await page.context.close()

    assert {name: by for name, by in sideways.items() if by > 0} == {}


async def test_a_case_is_taken_and_noted_on_by_keyboard_alone(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="BEG-2026-9002").press("Enter")
    await page.get_by_role("button", name="Ta saken").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Saken er din.")
    await page.get_by_label("Nytt notat").focus()
    await page.keyboard.type("Ringer i morgen.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("Notatet er lagret.")
    await expect(page.locator("#notes")).to_contain_text("Ringer i morgen.")
    await page.context.close()


async def test_problems_are_tied_to_their_fields(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, "/staff/cases/SPM-2026-5544/finish"))

    await page.get_by_label("Oppfylt").check()
    await page.get_by_role("button", name="Se brevet").click()

    field = page.get_by_label("Svaret på spørsmålet")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description(re.compile("Skriv til personen på engelsk.*Skriv noe her."))
    await expect(page.get_by_role("alert")).to_contain_text("Noe mangler")
    assert await _faults(page, "finish-problems") == []
    await page.context.close()


async def test_the_whole_way_works_without_scripts(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office, java_script_enabled=False)
    await page.goto(_url(office, "/staff/cases/SPM-2026-5544/finish"))

    await page.get_by_label("Oppfylt").check()
    await page.get_by_label("Svaret på spørsmålet").fill("It is stored in Norway.\n\nAsk us anything.")
    await page.get_by_role("button", name="Se brevet").click()
    await expect(page.locator(".sheet")).to_contain_text("It is stored in Norway.")
    await page.get_by_role("button", name="Tilbake og endre").click()
    await expect(page.get_by_label("Svaret på spørsmålet")).to_have_value("It is stored in Norway.\n\nAsk us anything.")
    await page.get_by_role("button", name="Se brevet").click()
    await page.get_by_role("button", name="Send brevet og lukk saken").click()

    await expect(page.get_by_role("status")).to_contain_text("Saken er lukket, og brevet er på vei.")
    [letter] = await office.letters("SPM-2026-5544")
    assert "It is stored in Norway.\n\nAsk us anything." in letter.text
    await page.context.close()


async def test_a_hasty_double_click_is_one_press(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, "/staff/cases/PRO-2026-7730"))

    await page.get_by_label("Nytt notat").fill("Ett notat.")
    await page.get_by_role("button", name="Lagre notatet").dblclick()

    await expect(page.get_by_role("status")).to_contain_text("Notatet er lagret.")
    await expect(page.locator("#notes li")).to_have_count(1)
    await page.context.close()


async def test_the_ground_shows_when_something_is_refused(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, "/staff/cases/INN-2026-4821/finish"))
    ground = page.get_by_label("Grunnen i loven")

    await page.get_by_role("radio", name="Oppfylt Alt er gjort").check()
    await expect(ground).to_be_hidden()
    await page.get_by_label("Avslått").check()
    await expect(ground).to_be_visible()
    await page.context.close()


async def test_a_warning_comes_two_minutes_before_the_session_ends(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.clock.install()
    await page.goto(_url(office, "/staff/cases/INN-2026-4821"))
    await page.get_by_label("Nytt notat").focus()

    await page.clock.fast_forward("28:01")
    dialog = page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("Du blir logget ut om to minutter.")
    assert await _faults(page, "idle") == []
    await page.get_by_role("button", name="Fortsett").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_label("Nytt notat")).to_be_focused()

    await page.clock.fast_forward("30:01")
    await expect(dialog).to_contain_text("Du er logget ut.")
    await page.context.close()


async def test_a_case_prints_without_what_is_there_to_be_pressed(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, "/staff/cases/INN-2026-4821"))

    await page.emulate_media(media="print")

    await expect(page.get_by_role("button", name="Lagre notatet")).to_be_hidden()
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.get_by_text("Ringte leverandøren.")).to_be_visible()
    assert await _faults(page, "print") == []
    await page.context.close()
