"""The whole job in a real Chromium, against `python -m bot serve` with a real mail server: a visitor asks, proves an
address and gets a case; staff finish it; the visitor gets the letter and asks how it stands.

With BOT_SCREENSHOTS set to a folder, every state is kept there as a picture.
"""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import unused_port
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Frame, Page, expect

from tests.channel.killed import Program, SlowMailServer
from tests.mail.doubles import running

from .test_widget_for_everyone import RULES
from .widget_page import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PASSWORD = "en lang setning som bare en husker"
CODE = re.compile(r"^(\d{3}) (\d{3})\s*$", re.MULTILINE)


@dataclass
class Served(Program):
    """The real service, which a page of another origin may show."""

    site_port: int = 0

    def environment(self) -> dict[str, str]:
        return {
            **super().environment(),
            "BOT_ALLOWED_ORIGINS": f"http://127.0.0.1:{self.site_port}",
            "BOT_PUBLIC_URL": self.url,
        }


@pytest.fixture
def mail() -> SlowMailServer:
    return SlowMailServer(unused_port())


@pytest_asyncio.fixture(loop_scope="session")
async def served(tmp_path: Path, mail: SlowMailServer) -> AsyncIterator[Served]:
    program = Served(tmp_path, mail.port, site_port=unused_port())
    with running(mail):
        await program.start()
        await program.answers()
        yield program
        await program.end(signal.SIGTERM)


@pytest_asyncio.fixture(loop_scope="session")
async def site_url(served: Served) -> AsyncIterator[str]:
    """A company's page on another origin, with the one script tag."""
    page = (
        '<!doctype html><html lang="nb"><head><title>Hytter</title>'
        f'<script async src="{served.url}/widget.js"></script></head>'
        '<body><main><h1>Hytter ved vannet</h1><p><a href="/om">Om oss</a></p></main></body></html>'
    )

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", show)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", served.site_port).start()
    yield f"http://127.0.0.1:{served.site_port}"
    await runner.cleanup()


class Camera:
    """Looks at a page: axe finds nothing, and the picture is kept where somebody asked for it."""

    def __init__(self) -> None:
        folder = os.environ.get("BOT_SCREENSHOTS")
        self.folder = Path(folder) if folder else None
        self.count = 0

    async def look(self, page: Page, name: str, within: Frame | None = None) -> None:
        self.count += 1
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=self.folder / f"{self.count:02d}-{name}.png", full_page=within is None)
        found = (await Axe().run(within or page, options=RULES)).response
        assert [each["id"] + str(node["html"]) for each in found["violations"] for node in each["nodes"]] == [], name


async def _letter(mail: SlowMailServer, address: str, part: str) -> str:
    """The text of the first letter to the address that holds the part, once it has come."""
    async with asyncio.timeout(20):
        while True:
            for _, text in mail.to(address):
                if part in text:
                    return text
            await asyncio.sleep(0.1)


async def _code(mail: SlowMailServer, address: str) -> str:
    found = CODE.search(await _letter(mail, address, "Gi ikke koden til noen"))
    assert found is not None
    return f"{found[1]} {found[2]}"


async def test_a_visitor_asks_and_gets_a_case_and_staff_finish_it(
    browser: Browser, served: Served, mail: SlowMailServer, site_url: str
) -> None:
    camera, requests = Camera(), []
    visitors = await browser.new_context(locale="nb-NO", reduced_motion="reduce", viewport={"width": 390, "height": 780})
    visitor = Visitor(await visitors.new_page(), site_url)
    visitor.page.on("request", lambda request: requests.append(request.url))
    await visitor.visits()
    assert await visitors.cookies() == []
    assert [url for url in requests if url.startswith(served.url)] == [f"{served.url}/widget.js"]

    reference = await _gets_a_case(visitor, mail, camera)

    offices = [
        await browser.new_context(locale="nb-NO", reduced_motion="reduce", viewport={"width": 1280, "height": 900}) for _ in range(2)
    ]
    carla, nina = [await office.new_page() for office in offices]
    await _finishes_it(carla, nina, served, reference, camera)

    assert reference in await _letter(mail, "ola@x.no", "slettet")
    await visitor.says("hva er status på saken min?")
    await visitor.hears("Hvilken e-postadresse gjelder saken?")  # the proof went with what was erased
    await camera.look(visitor.page, "status", _panel(visitor))
    assert await visitors.cookies() == []
    assert all(url.startswith((served.url, site_url)) for url in requests)
    assert len({message_id for message_id, _ in mail.to("ola@x.no")}) == 3
    await visitors.close()
    for office in offices:
        await office.close()


async def _gets_a_case(visitor: Visitor, mail: SlowMailServer, camera: Camera) -> str:
    await visitor.opens()
    await expect(visitor.messages).to_have_count(2)
    panel = _panel(visitor)
    await camera.look(visitor.page, "opened", panel)
    await visitor.says("hva samler dere inn?")
    await expect(visitor.panel.get_by_text("firmanavn").first).to_be_visible()
    await camera.look(visitor.page, "answer", panel)
    await visitor.says("hvor lagres det?")
    await expect(visitor.panel.get_by_text("Prosperworks").first).to_be_visible()
    await visitor.says("hvilket telefonnummer har dere?")
    await expect(visitor.panel.get_by_text("625 43 777").last).to_be_visible()
    await visitor.says("slett meg")
    await visitor.hears("Skal jeg starte en sak om sletting?")
    await camera.look(visitor.page, "confirm", panel)
    await visitor.chooses("Ja")
    await visitor.hears("Hvilken e-postadresse")
    await camera.look(visitor.page, "address", panel)
    await visitor.says("ola@x.no")
    await visitor.hears("kode på seks sifre til ola@x.no")
    await camera.look(visitor.page, "code", panel)
    await visitor.says(await _code(mail, "ola@x.no"))
    await expect(visitor.panel.get_by_text("SLE-2026-").first).to_be_visible()
    await camera.look(visitor.page, "case", panel)
    found = re.search(r"SLE-\d{4}-\d{4,}", await visitor.panel.locator("#messages").inner_text())
    assert found is not None
    return found[0]


async def _finishes_it(carla: Page, nina: Page, served: Served, reference: str, camera: Camera) -> None:
    """Carla takes the case and prepares the erasure, Nina approves it, Carla fills in the rest and closes."""
    await carla.goto(f"{served.url}/staff")
    await camera.look(carla, "login")
    await _first_day(carla, served, "carla@qsmanager.no", camera)
    await expect(carla.get_by_role("link", name=reference)).to_be_visible()
    await camera.look(carla, "queue")
    await carla.get_by_role("link", name=reference).click()
    await expect(carla.get_by_text("slett meg")).to_be_visible()
    await camera.look(carla, "case-new")
    await carla.locator("form[action$='/claim'] button").click()
    await carla.get_by_role("link", name="Slett det chatten har om personen").click()
    await camera.look(carla, "erase")
    await carla.locator("form[action$='/erase'] button").last.click()

    await nina.goto(f"{served.url}/staff/approvals")
    await _first_day(nina, served, "nina@qsmanager.no", None)
    await nina.goto(f"{served.url}/staff/approvals")
    await camera.look(nina, "approvals")
    await nina.get_by_role("link", name=reference).click()
    await camera.look(nina, "approval")
    await nina.locator("form[action$='/approve'] button").click()
    await expect(nina.locator("form[action$='/approve']")).to_have_count(0)

    await carla.goto(f"{served.url}/staff/cases/{reference}")
    results = carla.locator("select[name^='result_']")
    await expect(results.first).to_be_visible()
    for result in await results.all():
        await result.select_option("done")
    await carla.locator("form[action$='/checklist'] button").click()
    await camera.look(carla, "case-worked")
    await carla.locator("a[href$='/finish']").first.click()
    await carla.locator("input[name='outcome'][value='fulfilled']").check()
    await camera.look(carla, "finish")
    await carla.locator("form[action$='/finish'] button.main").click()
    await expect(carla.locator(".sheet")).to_contain_text(reference)
    await camera.look(carla, "preview")
    await carla.locator("form[action$='/close'] button.main").click()
    await expect(carla.locator("#ended-title")).to_be_visible()
    await camera.look(carla, "case-closed")


async def _first_day(page: Page, served: Served, address: str, camera: Camera | None) -> None:
    """A password of one's own, and the second factor."""
    role = "privacy_officer" if address.startswith("nina") else "handler"
    one_time = await served.add_staff(address, address.partition("@")[0].title(), role)
    await _log_in(page, address, one_time)
    await page.get_by_label("Engangspassordet").fill(one_time)
    await page.get_by_label("Nytt passord", exact=True).fill(PASSWORD)
    await page.get_by_label("Nytt passord en gang til").fill(PASSWORD)
    if camera is not None:
        await camera.look(page, "password")
    await page.get_by_role("button", name="Lagre passordet").click()
    await _log_in(page, address, PASSWORD)
    seed = await page.locator("code.seed").inner_text()
    if camera is not None:
        await camera.look(page, "enrol")
    now = await page.evaluate("Date.now() / 1000")
    await page.get_by_label("Kode med seks sifre").fill(pyotp.TOTP(seed.replace(" ", "")).at(int(now)))
    await page.get_by_role("button", name="Ferdig").click()
    await expect(page.locator(".codes li")).to_have_count(10)
    if camera is not None:
        await camera.look(page, "codes")
    await page.get_by_role("link", name="Jeg har tatt vare på dem").click()


async def _log_in(page: Page, address: str, password: str) -> None:
    await page.get_by_label("E-postadresse").fill(address)
    await page.get_by_label("Passord").fill(password)
    await page.get_by_role("button", name="Logg inn").click()


def _panel(visitor: Visitor) -> Frame:
    frame = visitor.page.frame(url=re.compile("/widget/panel"))
    assert frame is not None
    return frame
