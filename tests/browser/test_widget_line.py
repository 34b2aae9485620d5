"""The line breaks, the server is away, the network lies: nothing lost, nothing said twice, nobody stuck."""

import pytest
from playwright.async_api import expect

from .fake_chat import FakeChat
from .widget_page import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_lost_acknowledgement_says_nothing_twice(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    site.loses_next_acknowledgement = True

    await visitor.says("hei")

    await visitor.hears("Du skrev: hei")
    await expect(visitor.messages).to_have_count(3)
    assert site.said() == ["hei"]


async def test_without_sockets_the_chat_goes_on_over_plain_http(visitor: Visitor, site: FakeChat) -> None:
    site.refuses_sockets = True
    await visitor.visits()
    await visitor.opens()

    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")
    await visitor.says("for fort")

    await expect(visitor.panel.get_by_text("Vent ett minutt")).to_be_visible()
    assert site.said() == ["hei"]


async def test_a_message_written_while_the_server_is_away_arrives_when_it_is_back(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await site.stop()

    await visitor.says("er du der?")
    await expect(visitor.messages.last).to_contain_text("Sender …")
    await site.start()

    await visitor.hears("Du skrev: er du der?")
    assert site.said() == ["er du der?"]


async def test_a_short_break_is_not_worth_a_word(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await site.drop_sockets()
    await visitor.page.wait_for_timeout(800)

    await expect(visitor.panel.get_by_role("status")).to_be_empty()


async def test_a_long_break_is_told_and_shows_the_contact_and_keeps_the_draft(visitor: Visitor, site: FakeChat) -> None:
    await visitor.page.clock.install()
    await visitor.visits()
    await visitor.opens()
    await visitor.field.fill("halvferdig")
    await site.stop()
    await visitor.page.wait_for_timeout(300)

    await visitor.page.clock.fast_forward(3_000)
    await expect(visitor.panel.get_by_role("status")).to_have_text("Ingen forbindelse. Vi prøver igjen.")
    await visitor.page.clock.fast_forward(5_000)
    await expect(visitor.notice).to_contain_text("Chatten svarer ikke akkurat nå")
    await expect(visitor.notice.get_by_role("link", name="post@qsmanager.no")).to_be_visible()

    await site.start()
    await visitor.page.clock.fast_forward(20_000)
    await expect(visitor.notice).to_be_hidden()
    await expect(visitor.field).to_have_value("halvferdig")


async def test_a_refused_message_says_why_and_can_be_sent_again(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()

    await visitor.says("for fort")
    await expect(visitor.panel.get_by_text("Vent ett minutt").first).to_be_visible()
    await visitor.says("hei")
    await expect(visitor.panel.locator(".from-bot").last).to_contain_text("Du skrev: hei")

    await expect(visitor.panel.get_by_role("button", name="Prøv igjen")).to_be_visible()
    assert site.said() == ["hei"]


async def test_an_unsent_message_survives_a_page_change(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")
    await visitor.says("for fort")
    await expect(visitor.panel.get_by_text("Vent ett minutt").first).to_be_visible()

    await visitor.visits("/other")

    await expect(visitor.messages.last).to_contain_text("for fort")
    await expect(visitor.messages).to_have_count(4)


async def test_a_conversation_that_is_gone_gives_way_to_a_new_one(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")
    site.conversations.clear()

    await visitor.visits("/other")

    await expect(visitor.notice).to_contain_text("Her er en ny")
    await visitor.hears("Jeg er en chatbot")
    await visitor.says("hei igjen")
    await visitor.hears("Du skrev: hei igjen")


async def test_what_the_server_repeats_is_shown_once(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    await visitor.says("hei")
    await visitor.hears("Du skrev: hei")

    await site.repeats()
    await site.staff_says("Hei fra kundesenteret.")

    await visitor.hears("Hei fra kundesenteret.")
    await expect(visitor.messages).to_have_count(4)


async def test_a_tab_that_was_away_asks_for_what_it_missed(visitor: Visitor, site: FakeChat) -> None:
    await visitor.visits()
    await visitor.opens()
    conversation = next(iter(site.conversations.values()))
    conversation.sockets.clear()  # the line looks alive, and nothing comes through it
    await site.staff_says("Hei fra kundesenteret.")

    await visitor.panel.locator("body").evaluate("() => window.dispatchEvent(new Event('online'))")

    await visitor.hears("Hei fra kundesenteret.")
