"""A visitor at the keyboard: finds everything by role and name, as a person or a screen reader would."""

from playwright.async_api import FrameLocator, Locator, Page, expect

LISTENING = """() => {
    window.heard = [];
    new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes)
            if (target.id === "announcer") for (const node of addedNodes) window.heard.push(node.textContent);
    }).observe(document, { childList: true, subtree: true });
}"""


class Visitor:
    """One tab. `base_url` is a page that carries the widget; the panel is in a frame on it."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page, self.base_url = page, base_url

    @property
    def panel(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="automati")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def field(self) -> Locator:
        return self.panel.locator("#long:visible, #short:visible")

    @property
    def messages(self) -> Locator:
        return self.panel.locator("#messages > li")

    @property
    def notice(self) -> Locator:
        return self.panel.locator("#notice")

    async def listens(self) -> None:
        """From the next page on, keeps what a screen reader would be told."""
        await self.page.add_init_script(f"({LISTENING})()")

    async def heard(self) -> list[str]:
        return [str(each) for each in await self.panel.locator("body").evaluate("() => window.heard")]

    async def visits(self, path: str = "/") -> None:
        await self.page.goto(self.base_url + path)
        await expect(self.page.locator("privacy-chat")).to_be_attached()

    async def opens(self) -> None:
        await self.launcher.click()
        await expect(self.messages.first).to_be_visible()

    async def says(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def chooses(self, label: str) -> None:
        await self.panel.get_by_role("button", name=label).click()

    async def hears(self, text: str) -> None:
        await expect(self.messages.last).to_contain_text(text)

    async def focused(self) -> str:
        """The id of what has the focus inside the panel."""
        return str(await self.panel.locator("body").evaluate("() => document.activeElement.id"))
