"""Axe on every state, by keyboard alone, on the smallest screen, with larger and wider text."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Frame, Page, expect

from .fake_chat import FakeChat
from .widget_page import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}
WIDER_TEXT = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
STYLED = """(text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
}"""
OVERLAPS = """() => {
    const boxes = ["header", "#scroll", "#composer", "footer"].map((each) => [each, document.querySelector(each)]);
    const edges = boxes.map(([name, each]) => [name, each.getBoundingClientRect()]);
    return edges.slice(1).filter(([, box], at) => box.top < edges[at][1].bottom - 1).map(([name]) => name);
}"""
HEIGHTS = """() => [...document.querySelectorAll("header a, header button, #choices button, #send")]
    .filter((each) => each.checkVisibility())
    .map((each) => Math.round(each.getBoundingClientRect().height))"""


async def faults(panel: Frame) -> list[str]:
    """What axe finds in the panel, also what it wants a person to look at.

    Contrast it cannot see where one thing lies over another; tests/widget computes every pair of colours.
    """
    found = (await Axe().run(panel, options=RULES)).response
    unsure = [each for each in found["incomplete"] if each["id"] != "color-contrast"]
    return [each["id"] + str(node) for each in found["violations"] + unsure for node in each["nodes"]]


async def faults_around(page: Page) -> list[str]:
    """What axe finds in the loader's part of the host page; the rest of that page is not ours."""
    found = (await Axe().run(page, context="privacy-chat", options=RULES)).response
    return [each["id"] + str(node) for each in found["violations"] for node in each["nodes"]]


def panel_of(visitor: Visitor) -> Frame:
    frame = visitor.page.frame(url=re.compile("/widget/panel"))
    assert frame is not None
    return frame


async def overflow(frame: Frame) -> int:
    return int(await frame.evaluate("() => document.documentElement.scrollWidth - innerWidth"))


@pytest_asyncio.fixture(
    loop_scope="session",
    params=[("light", "nb"), ("dark", "nn"), ("light", "en")],
    ids=["light-nb", "dark-nn", "light-en"],
)
async def looks(request: pytest.FixtureRequest, browser: Browser, site: FakeChat) -> AsyncIterator[Visitor]:
    colours, site.host_language = request.param
    context = await browser.new_context(color_scheme=colours, reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    yield Visitor(await context.new_page(), site.host_url)
    await context.close()


async def test_axe_finds_nothing_in_any_state(looks: Visitor, site: FakeChat) -> None:
    await looks.visits()
    assert await faults_around(looks.page) == []

    await looks.opens()
    panel = panel_of(looks)
    assert await faults(panel) == []

    await looks.says("Hvilke rettigheter har jeg?")
    await looks.hears("Datatilsynet")
    assert await faults(panel) == []

    await panel.locator("#menu").click()
    assert await faults(panel) == []

    await panel.locator("#erase").click()
    assert await faults(panel) == []

    await panel.locator("#notice button").last.click()
    await looks.says("Slett meg")
    await looks.hears("Hvilken e-postadresse")
    assert await faults(panel) == []

    await looks.says("ola@eksempel.no")
    await looks.hears("Jeg har sendt en kode")
    assert await faults(panel) == []

    await looks.says("123456")
    await looks.hears("SLE-2026-0042")
    assert await faults(panel) == []

    await looks.says("for fort")
    await expect(panel.locator(".again")).to_be_visible()
    await looks.field.fill("å" * 2100)
    assert await faults(panel) == []

    await looks.field.fill("")
    await site.stop()
    await expect(panel.get_by_role("status")).not_to_be_empty()
    assert await faults(panel) == []
    await expect(looks.notice).to_be_visible(timeout=12_000)
    assert await faults(panel) == []


async def test_axe_finds_nothing_in_the_page_around(visitor: Visitor, site: FakeChat) -> None:
    await visitor.page.clock.install()
    await visitor.visits()
    await site.stop()
    await visitor.launcher.click()
    await visitor.page.clock.fast_forward(8_000)

    await expect(visitor.dialog.get_by_role("link", name="post@qsmanager.no")).to_be_visible()

    assert await faults_around(visitor.page) == []


async def test_all_of_it_by_keyboard_alone(visitor: Visitor, site: FakeChat) -> None:
    keys = visitor.page.keyboard
    await visitor.visits()
    await visitor.page.get_by_role("link", name="Les mer 29").focus()

    await keys.press("Tab")
    await expect(visitor.launcher).to_be_focused()
    await keys.press("Enter")
    await visitor.hears("Jeg er en chatbot")
    await keys.type("Hvilke rettigheter har jeg?")
    await keys.press("Enter")
    await visitor.hears("Datatilsynet")
    await keys.press("Shift+Tab")
    await expect(visitor.panel.get_by_role("button", name="Noe annet")).to_be_focused()
    await keys.press("Space")
    await visitor.hears("Du skrev: noe annet")
    for _ in range(5):  # back over two links, the conversation, and the button that closes
        await keys.press("Shift+Tab")
    assert await visitor.focused() == "menu"
    await keys.press("Enter")
    await keys.press("Escape")
    assert await visitor.focused() == "menu"
    await keys.press("Escape")
    await expect(visitor.launcher).to_be_focused()
    assert site.said() == ["Hvilke rettigheter har jeg?", "Noe annet"]


async def test_the_panel_is_no_trap_on_a_wide_screen(visitor: Visitor) -> None:
    await visitor.visits()
    await visitor.opens()

    await expect(visitor.dialog).to_have_attribute("aria-modal", "false")
    await visitor.page.get_by_role("link", name="En annen side").focus()
    await expect(visitor.page.get_by_role("link", name="En annen side")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(375, 740), (320, 568), (320, 256)])
async def test_a_small_screen_is_filled_and_the_page_behind_rests(visitor: Visitor, width: int, height: int) -> None:
    await visitor.page.set_viewport_size({"width": width, "height": height})
    await visitor.visits()
    await visitor.opens()
    await visitor.says("Hvilke rettigheter har jeg?")
    await visitor.hears("Datatilsynet")

    assert await visitor.dialog.bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    await expect(visitor.dialog).to_have_attribute("aria-modal", "true")
    await expect(visitor.page.locator("main")).to_have_js_property("inert", value=True)
    await expect(visitor.field).to_be_in_viewport(ratio=1)
    await expect(visitor.panel.get_by_role("button", name="Lukk chatten")).to_be_in_viewport(ratio=1)
    await expect(visitor.panel.locator("footer a").first).to_be_in_viewport(ratio=1)
    assert await overflow(panel_of(visitor)) <= 0

    await visitor.panel.get_by_role("button", name="Lukk chatten").click()
    await expect(visitor.page.locator("main")).to_have_js_property("inert", value=False)


@pytest.mark.parametrize("style", ["html { font-size: 200% }", WIDER_TEXT], ids=["twice-the-size", "wider"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_larger_and_wider_text_loses_nothing(visitor: Visitor, style: str, width: int) -> None:
    await visitor.page.set_viewport_size({"width": width, "height": 800})
    await visitor.visits()
    await visitor.opens()
    panel = panel_of(visitor)

    await panel.evaluate(STYLED, style)
    await visitor.says("Hvilke rettigheter har jeg?")
    await visitor.hears("Datatilsynet")

    assert await overflow(panel) <= 0
    assert await panel.evaluate(OVERLAPS) == []
    await expect(visitor.field).to_be_in_viewport(ratio=1)
    await expect(visitor.panel.get_by_role("button", name="Send")).to_be_in_viewport(ratio=1)
    await expect(visitor.panel.get_by_role("button", name="Lukk chatten")).to_be_in_viewport(ratio=1)


async def test_targets_are_large_enough_for_a_thumb(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 375, "height": 740})
    await visitor.visits()
    await visitor.opens()

    heights = await panel_of(visitor).evaluate(HEIGHTS)

    assert len(heights) == 8
    assert min(heights) >= 44
