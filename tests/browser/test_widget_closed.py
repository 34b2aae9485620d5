"""Before the visitor presses the button: one script, one button, and no trace."""

import pytest
from playwright.async_api import BrowserContext, expect

from .fake_chat import FakeChat
from .widget_page import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_visited_page_asks_for_one_script_and_stores_nothing(visitor: Visitor, context: BrowserContext, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.page.wait_for_timeout(300)

    stored = await visitor.page.evaluate("() => sessionStorage.length + localStorage.length")
    assert [each for each in site.requests if each != "GET /"] == ["GET /widget.js"]
    assert stored == 0
    assert await context.cookies() == []


async def test_a_page_that_includes_it_twice_has_one_button(visitor: Visitor) -> None:
    await visitor.visits()

    await expect(visitor.page.locator("privacy-chat")).to_have_count(1)
    await expect(visitor.launcher).to_have_count(1)
    assert await visitor.launcher.evaluate("each => each.tagName") == "BUTTON"


@pytest.mark.parametrize(
    ("page_language", "label"),
    [
        ("no", "Personvernhjelp – automatisk chat"),
        ("nn-NO", "Personvernhjelp – automatisk chat"),
        ("en-GB", "Privacy help – automatic chat"),
        ("", "Personvernhjelp – automatisk chat"),  # then the browser's own, here nb-NO
    ],
)
async def test_the_button_speaks_the_language_of_the_page(visitor: Visitor, site: FakeChat, page_language: str, label: str) -> None:
    site.host_language = page_language

    await visitor.visits()

    await expect(visitor.page.get_by_role("button", name=label, exact=True)).to_be_visible()


async def test_the_button_fades_while_it_would_cover_what_has_the_focus(visitor: Visitor) -> None:
    await visitor.visits()
    link = visitor.page.get_by_role("link", name="Les mer 29")
    await link.evaluate("each => { each.style.cssText = 'position:fixed; right:60px; bottom:40px' }")

    await link.focus()
    await expect(visitor.launcher).to_have_css("opacity", "0")

    await visitor.launcher.focus()
    await expect(visitor.launcher).to_have_css("opacity", "1")


async def test_a_panel_that_does_not_answer_leaves_the_contact_in_its_place(visitor: Visitor, site: FakeChat) -> None:
    await visitor.page.clock.install()
    await visitor.visits()
    await site.stop()

    await visitor.launcher.click()
    await visitor.page.clock.fast_forward(8_000)

    await expect(visitor.dialog.get_by_role("link", name="post@qsmanager.no")).to_be_visible()
    await expect(visitor.dialog.get_by_role("link", name="+47 625 43 777")).to_be_visible()

    await visitor.dialog.get_by_role("button", name="Lukk").click()
    await expect(visitor.launcher).to_be_focused()

    await site.start()
    await visitor.opens()
    await visitor.hears("Jeg er en chatbot")
