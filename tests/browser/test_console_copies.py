"""Answer, omissions and files of a case in a real browser: axe on every state, light and dark, wide and narrow, and a file too large."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.staff.office import Office

from .console_day import open_office
from .test_console import SIDEWAYS, _enters, _faults, _url

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CASE = "/staff/cases/INN-2026-4821"
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
LONG_NAME = "Utdrag_fra_kundesystemet_med_alle_notater_og_samtaler_2019_til_2026.csv"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    opened = await open_office(tmp_path_factory.mktemp("copies"))
    yield opened
    await opened.server.close()
    await opened.database.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 MB that take no room: nothing but a length."""
    file = tmp_path_factory.mktemp("large") / "alt.pdf"
    with file.open("wb") as written:
        written.truncate(200 * 1024 * 1024)
    return file


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_on_the_way_to_a_copy(browser: Browser, office: Office, scheme: str, width: int) -> None:
    page = await _enters(browser, office, color_scheme=scheme, viewport={"width": width, "height": 800})
    faults, sideways, errors = [], {}, []
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)

    async def look(state: str) -> None:
        await page.evaluate(UNFOLD)
        faults.extend(await _faults(page, f"{state}-{scheme}-{width}"))
        sideways[state] = await page.evaluate(SIDEWAYS)

    await page.goto(_url(office, f"{CASE}/answer"))
    await look("answer")
    await page.get_by_role("button", name="Fant ingenting").click()
    await expect(page.get_by_role("alert")).to_contain_text("Fylt ut, men ikke lagret")
    await look("answer-nothing")

    await page.goto(_url(office, f"{CASE}/withhold"))
    await page.get_by_label("Hva er utelatt?").fill("Navnet på en annen kunde i referatet fra mars")
    await page.get_by_role("button", name="Hold utenfor").click()
    await expect(page.get_by_text("Skriv noe her.").first).to_be_visible()
    await look("withhold-problem")
    await page.get_by_label("Hvorfor?").fill("Det handler om en annen person.")
    await page.get_by_label("Kopien ville skade andres rettigheter").check()
    await page.get_by_role("button", name="Hold utenfor").click()
    await expect(page.get_by_role("status")).to_contain_text("Det er holdt utenfor kopien.")
    await look("withhold")

    await page.goto(_url(office, CASE))
    await page.locator(".line-more summary").first.click()
    await page.get_by_role("link", name="Legg til en fil som bevis").first.click()
    await page.get_by_label("Filen", exact=True).set_input_files({"name": LONG_NAME, "mimeType": "text/csv", "buffer": b"navn;by\n"})
    await page.get_by_role("button", name="Legg til filen").click()
    await expect(page.get_by_role("status")).to_contain_text("Filen er lagt til.")
    await page.get_by_label("Filen", exact=True).set_input_files({"name": "a.pdf", "mimeType": "text/csv", "buffer": b"<html>"})
    await page.get_by_role("button", name="Legg til filen").click()
    await expect(page.get_by_text("Innholdet er noe annet enn navnet sier.").first).to_be_visible()
    await look("files")
    await page.goto(_url(office, CASE))
    await expect(page.locator(".evidence").first).to_contain_text(LONG_NAME)
    await look("case-with-files")
    await page.context.close()

    assert faults == []
    assert {name: by for name, by in sideways.items() if by > 0} == {}
    assert errors == []


async def test_a_file_of_200_megabytes_is_refused_on_a_page_without_scripts(browser: Browser, office: Office, large: Path) -> None:
    page = await _enters(browser, office, java_script_enabled=False)
    await page.goto(_url(office, f"{CASE}/files"))

    await page.get_by_label("Filen", exact=True).set_input_files(large)
    await page.get_by_role("button", name="Legg til filen").click(timeout=60_000)

    await expect(page.get_by_role("alert")).to_contain_text("Filen er for stor.", timeout=60_000)
    await page.context.close()


async def test_with_scripts_it_is_told_before_it_is_sent(browser: Browser, office: Office, large: Path) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, f"{CASE}/files"))
    field = page.get_by_label("Filen", exact=True)

    await field.set_input_files(large)

    assert await field.evaluate("(field) => field.validationMessage") == "Filen er for stor. Del den opp, eller lagre den mindre."
    await page.context.close()


async def test_a_download_is_saved_and_not_shown(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, f"{CASE}/files"))
    await page.get_by_label("Filen", exact=True).set_input_files({"name": "hei.txt", "mimeType": "text/plain", "buffer": b"<script>"})
    await page.get_by_role("button", name="Legg til filen").click()

    async with page.expect_download() as saved:
        await page.get_by_role("link", name="hei.txt").click()

    assert (await saved.value).suggested_filename == "hei.txt"
    await page.context.close()
