"""A visitor talks: questions, choices, an address, a code, a case; and finds it all on the next page."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from .fake_chat import FakeChat
from .widget_page import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_first_line_says_that_it_is_automatic(visitor: Visitor) -> None:
    await visitor.visits()

    await visitor.opens()

    await expect(visitor.messages.first).to_contain_text("Jeg er en chatbot, ikke et menneske")
    await expect(visitor.dialog).to_have_attribute("aria-label", "Personvernhjelp – automatisk chat")
    assert await visitor.focused() == "long"


async def test_an_answer_shows_its_source_and_offers_choices(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.says("Hvilke rettigheter har jeg?")

    await visitor.hears("Kilde: Rettigheter")
    await expect(visitor.panel.get_by_role("group", name="Velg et svar").get_by_role("button")).to_have_count(2)
    await expect(visitor.messages.last).to_have_attribute("lang", "nb")

    await visitor.chooses("Be om innsyn")

    await visitor.hears("Du skrev: jeg vil ha innsyn")
    await expect(visitor.panel.get_by_role("group", name="Velg et svar")).to_be_hidden()
    assert await visitor.focused() == "long"
    assert site.said() == ["Hvilke rettigheter har jeg?", "Jeg vil ha innsyn"]


async def test_shift_and_enter_make_a_new_line_and_enter_sends(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.field.press_sequentially("en")
    await visitor.field.press("Shift+Enter")
    await visitor.field.press_sequentially("to")
    await visitor.field.press("Enter")

    await visitor.hears("Du skrev")
    assert site.said() == ["en\nto"]


async def test_a_request_from_the_wish_to_the_case(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.says("Slett meg")
    await visitor.hears("Hvilken e-postadresse")
    email = visitor.panel.get_by_label("E-postadressen din")
    await expect(email).to_have_attribute("type", "email")
    await expect(email).to_have_attribute("autocomplete", "email")
    assert await visitor.focused() == "short"

    await visitor.says("ola@eksempel.no")
    await visitor.hears("Jeg har sendt en kode")
    code = visitor.panel.get_by_label("Koden fra e-posten")
    await expect(code).to_have_attribute("autocomplete", "one-time-code")
    await expect(code).to_have_attribute("inputmode", "numeric")
    await expect(code).to_have_value("")

    await code.evaluate("() => document.execCommand('insertText', false, '123 456')")  # as a paste does
    await code.press("Enter")

    await visitor.hears("SLE-2026-0042")
    await visitor.hears("23. desember 2026")
    assert site.said() == ["Slett meg", "ola@eksempel.no", "123 456"]


async def test_a_question_may_be_asked_where_an_address_is_expected(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("Slett meg")
    await visitor.hears("Hvilken e-postadresse")

    await visitor.says("hvorfor trenger dere den?")

    await visitor.hears("Du skrev: hvorfor trenger dere den?")


async def test_a_code_is_no_trap_for_who_wants_to_write(visitor: Visitor) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("Slett meg")
    await visitor.hears("Hvilken e-postadresse")
    await visitor.says("ola@eksempel.no")
    await visitor.hears("Jeg har sendt en kode")

    await visitor.chooses("Skriv noe annet")

    assert await visitor.focused() == "long"
    await visitor.says("hva er koden til?")
    await visitor.hears("Du skrev: hva er koden til?")


async def test_escape_closes_and_the_button_has_the_focus_again(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.field.press("Escape")

    await expect(visitor.dialog).to_be_hidden()
    await expect(visitor.launcher).to_be_focused()

    await visitor.opens()
    assert await visitor.focused() == "long"
    assert site.requests.count("POST /api/chats") == 1


async def test_the_chat_and_the_draft_are_there_on_the_next_page(visitor: Visitor, site: FakeChat) -> None:
    await visitor.listens()
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")
    await visitor.field.fill("halvferdig")

    await visitor.page.get_by_role("link", name="En annen side").click()

    await expect(visitor.messages).to_have_count(3)
    await expect(visitor.field).to_have_value("halvferdig")
    assert await visitor.heard() == []  # nothing is new
    assert site.requests.count("POST /api/chats") == 1
    assert await visitor.page.evaluate("() => document.activeElement.tagName") == "BODY"


async def test_where_the_browser_refuses_storage_the_chat_works_all_the_same(visitor: Visitor, site: FakeChat) -> None:
    visitor.base_url = site.foreign_url
    await visitor.visits()
    await visitor.opens()

    await visitor.says("hei")

    await visitor.hears("Du skrev: hei")


async def test_a_closed_chat_stays_closed_on_the_next_page(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")
    await visitor.panel.get_by_role("button", name="Lukk chatten").click()

    await visitor.visits("/other")

    await expect(visitor.page.locator("iframe")).to_have_count(0)
    assert await visitor.page.evaluate("() => sessionStorage.length") == 0
    await visitor.opens()
    await visitor.hears("Du skrev: hei")
    assert site.requests.count("POST /api/chats") == 1


async def test_the_page_around_cannot_look_into_the_panel(visitor: Visitor) -> None:
    await visitor.visits()
    await visitor.opens()

    frame = "document.querySelector('privacy-chat').shadowRoot.querySelector('iframe')"
    assert await visitor.page.evaluate(f"() => {frame}.contentDocument") is None


async def test_each_new_message_is_read_aloud_once_and_outside_the_list(visitor: Visitor) -> None:
    await visitor.listens()
    await visitor.visits()
    await visitor.opens()

    await visitor.says("Hvilke rettigheter har jeg?")
    await visitor.hears("Datatilsynet")

    heard = await visitor.heard()
    assert heard[0].startswith("Assistenten: Hei! Jeg er en chatbot")
    assert heard[1] == "Sendt"
    assert heard[2].startswith("Assistenten: Ja. Du kan be om innsyn")
    assert heard[2].endswith("Velg et svar: Be om innsyn, Noe annet.")
    assert len(heard) == 3


async def test_a_message_while_closed_shows_on_the_button(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.field.press("Escape")

    await site.staff_says("Hei, dette er Kari fra kundesenteret.")

    await expect(visitor.page.get_by_role("button", name="Personvernhjelp (1)")).to_be_visible()
    await visitor.opens()
    await expect(visitor.messages.last).to_contain_text("Kundesenteret")


async def test_another_language_before_anything_is_said_begins_anew(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.panel.get_by_role("link", name="English").click()

    await visitor.hears("I am a chatbot, not a human")
    await expect(visitor.panel.get_by_role("link", name="English")).to_be_focused()
    await expect(visitor.panel.get_by_label("Write to the assistant")).to_be_visible()
    assert len(site.conversations) == 1


async def test_another_language_later_keeps_the_conversation(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")

    await visitor.panel.get_by_role("link", name="nynorsk").click()

    await expect(visitor.messages).to_have_count(3)
    await visitor.visits("/other")
    await expect(visitor.panel.locator("html")).to_have_attribute("lang", "nn")
    assert site.requests.count("POST /api/chats") == 1


async def test_the_visitor_erases_the_conversation(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")

    await visitor.panel.get_by_role("button", name="Meny").click()
    await visitor.panel.get_by_role("button", name="Slett denne samtalen").click()
    await expect(visitor.notice).to_contain_text("Saker du har meldt inn, blir ikke slettet.")
    await visitor.panel.get_by_role("button", name="Slett samtalen").click()

    await expect(visitor.notice).to_contain_text("Samtalen er slettet.")
    await expect(visitor.messages).to_have_count(0)
    assert site.conversations == {}
    assert await visitor.panel.locator("body").evaluate("() => sessionStorage.getItem('chat')") is None

    await visitor.panel.get_by_role("button", name="Start en ny samtale").click()
    await visitor.hears("Jeg er en chatbot")


async def test_keeping_the_conversation_is_one_press_too(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.panel.get_by_role("button", name="Meny").click()
    await visitor.panel.get_by_role("button", name="Slett denne samtalen").click()

    await visitor.panel.get_by_role("button", name="Behold den").click()

    await expect(visitor.notice).to_be_hidden()
    assert len(site.conversations) == 1


async def test_the_visitor_keeps_the_conversation_as_a_file(visitor: Visitor, tmp_path: Path) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("Hvilke rettigheter har jeg?")
    await visitor.hears("Datatilsynet")

    await visitor.panel.get_by_role("button", name="Meny").click()
    async with visitor.page.expect_download() as coming:
        await visitor.panel.get_by_role("button", name="Last ned samtalen").click()
    await (await coming.value).save_as(tmp_path / "samtale.txt")

    text = (tmp_path / "samtale.txt").read_text(encoding="utf-8-sig")
    assert (await coming.value).suggested_filename.startswith("samtale-personvern-")
    assert "Du, 23.11.2026" in text
    assert "Hvilke rettigheter har jeg?" in text
    assert "Kilde: Rettigheter" in text


async def test_a_message_that_is_too_long_says_by_how_much(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.field.fill("å" * 1900)
    await expect(visitor.panel.locator("#count")).to_have_text("100 tegn igjen")
    await visitor.says("å" * 2001)

    await expect(visitor.panel.locator("#count")).to_contain_text("Meldingen er 1 tegn for lang")
    await expect(visitor.field).to_have_value("å" * 2001)
    assert site.said() == []


async def test_what_a_message_holds_is_text_and_never_markup(visitor: Visitor) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.says("<img src=x onerror=alert(1)> https://example.org/?a=1")

    await visitor.hears("<img src=x onerror=alert(1)>")
    await expect(visitor.panel.locator("#messages img")).to_have_count(0)
    await expect(visitor.panel.locator(".from-visitor a")).to_have_count(0)
