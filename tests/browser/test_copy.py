"""A copy in a real browser: the page inside the package, as its reader opens it from a disk, and the console's page that releases it."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.desk.package import gather, packed
from bot.settings import Settings
from bot.store.tables import AnswerField, Chat, ChatMessage, Withheld
from tests.doubles import MONDAY
from tests.staff.office import Office, shelf

from .console_day import open_office
from .test_console import HEADINGS, SIDEWAYS, _enters, _faults, _url

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CASE = "/staff/cases/INN-2026-4821"
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
UNSEEN_ON_PAPER = """() => [...document.querySelectorAll('td, dd, p, li')].filter((each) =>
    !each.closest('nav') && each.textContent.trim() && each.getBoundingClientRect().height === 0).length"""


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    opened = await open_office(tmp_path_factory.mktemp("copy"))
    yield opened
    await opened.server.close()
    await opened.database.close()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def folder(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of somebody of whom much is held, unpacked."""
    mine = {"ticket_id": "id-INN-2026-4821"}
    said = (("visitor", "Hei! Jeg vil se alt dere har om meg."), ("bot", "Skal jeg åpne en sak for deg?\n\nDu får svar innen en måned."))
    async with office.database.transaction() as records:
        chat = Chat(id="chat-1", token_hash="x", language="nb", state="{}", started_at=MONDAY, last_at=MONDAY, last_seq=2)
        await records.holdings._rows.add(chat)
        for seq, (sender, text) in enumerate(said):
            await records.holdings._rows.add(
                ChatMessage(chat_id="chat-1", seq=seq, sender=sender, text=text, language="nb", at=MONDAY, intent="request.access")
            )
        for field in ("purposes", "recipients"):
            await records.copies.save_answers(
                AnswerField(
                    field=field,
                    text="Vi bruker navnet ditt.\n\n" + "Langt_ord" * 20,
                    source="staff",
                    written_by="kari",
                    written_at=MONDAY,
                    **mine,
                )
            )
        await records.copies.withhold(
            Withheld(
                id="w", what="Et navn i et referat", why="Det er en annens.", ground="others_rights", staff_id="kari", at=MONDAY, **mine
            )
        )
        ticket = await records.cases.get_by_reference("INN-2026-4821")
        material = await gather(records, shelf().contents, Settings(), ticket)
    unpacked = tmp_path_factory.mktemp("package")
    zipfile.ZipFile(io.BytesIO(packed(material, {}, shelf().contents, MONDAY))).extractall(unpacked)
    return unpacked


async def opened(browser: Browser, folder: Path, **options: object) -> Page:
    context = await browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(8000)
    page = await context.new_page()
    await page.goto((folder / "index.html").as_uri())
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_in_the_package(browser: Browser, folder: Path, scheme: str, width: int) -> None:
    page = await opened(browser, folder, color_scheme=scheme, viewport={"width": width, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    folded = await _faults(page, f"package-{scheme}-{width}")
    await page.evaluate(UNFOLD)
    unfolded = await _faults(page, f"package-open-{scheme}-{width}")
    sideways, levels = await page.evaluate(SIDEWAYS), await page.evaluate(HEADINGS)
    await page.context.close()

    assert folded + unfolded == []
    assert sideways <= 0 and levels.count(1) == 1
    assert asked == []


async def test_everything_is_on_paper_though_it_is_folded_on_screen(browser: Browser, folder: Path) -> None:
    page = await opened(browser, folder, viewport={"width": 794, "height": 1123})

    await page.emulate_media(media="print")
    await _faults(page, "package-print")
    unseen, sideways = await page.evaluate(UNSEEN_ON_PAPER), await page.evaluate(SIDEWAYS)
    await page.context.close()

    assert (unseen, sideways <= 0) == (0, True)


async def test_the_package_is_read_by_keyboard_and_without_scripts(browser: Browser, folder: Path) -> None:
    page = await opened(browser, folder, java_script_enabled=False)

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Kopi av opplysningene dine")
    await expect(page.get_by_text("Hei! Jeg vil se alt dere har om meg.").first).to_be_visible()
    await page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_on_the_page_that_releases(browser: Browser, office: Office, folder: Path, scheme: str, width: int) -> None:
    page = await _enters(browser, office, color_scheme=scheme, viewport={"width": width, "height": 800})
    await page.goto(_url(office, f"{CASE}/copy"))
    await page.evaluate(UNFOLD)

    blocked = await _faults(page, f"copy-blocked-{scheme}-{width}")
    async with office.database.transaction() as records:
        ticket = await records.cases.get_by_reference("INN-2026-4821")
        ticket.is_on_record = None
        await records.cases.save(ticket, ticket.version)
        for line in await records.checklists.of_ticket("id-INN-2026-4821"):
            line.result = line.result or "done"
            await records.checklists.save(line)
        for point in shelf().contents.points:
            await records.copies.save_answers(
                AnswerField(
                    ticket_id="id-INN-2026-4821", field=point.id, text="Svar.", source="staff", written_by="kari", written_at=MONDAY
                )
            )
    await page.goto(_url(office, f"{CASE}/copy"))
    await page.evaluate(UNFOLD)
    ready = await _faults(page, f"copy-ready-{scheme}-{width}")
    await page.get_by_role("button", name="Utlever kopien").or_(page.get_by_role("button", name="Send en ny lenke")).click()
    await expect(page.get_by_text("Velg ett av svarene.").first).to_be_visible()
    problem = await _faults(page, f"copy-problem-{scheme}-{width}")
    await page.get_by_label("Ja", exact=False).first.check()
    await page.get_by_role("button", name="Utlever kopien").or_(page.get_by_role("button", name="Send en ny lenke")).click()
    await expect(page.get_by_role("status")).to_contain_text("Kopien er klar")
    released = await _faults(page, f"copy-released-{scheme}-{width}")
    sideways = await page.evaluate(SIDEWAYS)
    await page.context.close()

    assert blocked + ready + problem + released == []
    assert sideways <= 0
