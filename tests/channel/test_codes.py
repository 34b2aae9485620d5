"""Verification over HTTP (E1-E9): a code proves one mailbox, once, in one chat, and tells nobody whether it is known."""

import asyncio
import re

from tests.channel.conftest import Opens
from tests.channel.house import House, Visitor, wrong
from tests.channel.test_limits import BEHIND_PROXY


async def asks_again_and_again(house: House, address: str, times: int, *, minutes_apart: float) -> None:
    """The same wish from a new chat each time, so that no chat's own limit helps."""
    for _ in range(times):
        await (await house.visitor()).ask_for_deletion(address)
        house.clock.tick(minutes=minutes_apart)


async def in_rounds(visitor: Visitor, house: House, texts: list[str]) -> list[str]:
    """All texts, twenty at once and the rest a minute later, as the chat's limit has it."""
    answers: list[str] = []
    for start in range(0, len(texts), 20):
        house.clock.tick(seconds=61)
        answers += await asyncio.gather(*(visitor.says(text) for text in texts[start : start + 20]))
    return answers


async def test_of_fifty_guesses_at_once_five_are_compared(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")

    answers = await in_rounds(visitor, house, [f"9000{number:02d}" for number in range(50)])

    assert len([answer for answer in answers if "forsøk igjen" in answer]) == 4
    async with house.service.database.reading() as records:
        entries = await records.audit.of_subject(visitor.chat)
        assert [entry.result for entry in entries if entry.action == "code.compared"].count("mismatched") == 5
        assert await records.challenges.failed_tries("ola@x.no", house.clock.now.replace(hour=0)) == 5


async def test_the_sixth_try_fails_with_the_right_code(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")
    code = await house.last_code()
    for _ in range(5):
        await visitor.say(wrong(code))

    said = await visitor.says(code)

    assert "for mange feil forsøk" in said
    assert [case.status for case in await house.cases_of(visitor)] == ["unverified"]


async def test_of_fifty_right_codes_at_once_one_opens_the_case(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")

    answers = await in_rounds(visitor, house, [await house.last_code()] * 50)

    assert len([answer for answer in answers if "SLE-2026-" in answer]) == 1
    assert [case.status for case in await house.cases_of(visitor)] == ["new"]
    assert len(await house.letters("receipt")) == 1


async def test_a_code_of_another_chat_opens_nothing(house: House) -> None:
    victim, thief = await house.visitor(), await house.visitor()
    await victim.ask_for_deletion("ola@x.no")
    code = await house.last_code()
    house.clock.tick(seconds=61)
    await thief.ask_for_deletion("ola@x.no")

    said = await thief.says(code)

    assert "stemte ikke" in said
    assert [case.status for case in await house.cases_of(thief)] == ["unverified"]


async def test_a_code_for_another_address_opens_nothing(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")
    code = await house.last_code()
    await visitor.say("bruk heller kari@y.no")

    said = await visitor.says(code)

    assert "stemte ikke" in said
    assert [case.status for case in await house.cases_of(visitor)] == ["unverified"]


async def test_a_code_for_the_status_opens_no_case(house: House) -> None:
    visitor = await house.visitor()
    await visitor.say("hva er status på saken min?")
    await visitor.say("ola@x.no")
    code = await house.last_code()
    await visitor.say("avbryt")
    house.clock.tick(seconds=61)
    await visitor.say("slett meg")
    await visitor.say("ja")
    await visitor.say("ola@x.no")

    said = await visitor.says(code)

    assert "stemte ikke" in said
    assert [case.status for case in await house.cases_of(visitor)] == ["unverified"]


async def test_a_code_works_until_the_tenth_minute(house: House) -> None:
    late, in_time = await house.visitor(), await house.visitor()
    await late.ask_for_deletion("ola@x.no")
    late_code = await house.last_code()
    await in_time.ask_for_deletion("kari@y.no")
    code = await house.last_code()

    house.clock.tick(minutes=9, seconds=59)
    assert "SLE-2026-" in await in_time.says(code)
    house.clock.tick(seconds=2)
    assert "gjelder ikke lenger" in await late.says(late_code)


async def test_ten_wrong_codes_a_day_over_all_chats_end_the_trying(house: House) -> None:
    visitors = [await house.visitor() for _ in range(3)]
    codes = []
    for visitor in visitors:
        await visitor.ask_for_deletion("ola@x.no")
        codes.append(await house.last_code())
        house.clock.tick(seconds=61)
    for _ in range(5):
        await visitors[0].say("900000")
        await visitors[1].say("900000")

    said = await visitors[2].says(codes[2])

    assert "for mange feil forsøk" in said
    assert [case.status for case in await house.cases_of(visitors[2])] == ["unverified"]


async def test_a_hundred_wishes_in_an_hour_bring_five_letters(house: House) -> None:
    await asks_again_and_again(house, "ola@x.no", 100, minutes_apart=0.59)

    assert len(await house.letters()) == 5


async def test_a_hundred_wishes_in_a_day_bring_ten_codes(house: House) -> None:
    await asks_again_and_again(house, "ola@x.no", 100, minutes_apart=14)

    assert len(await house.letters("code")) == 10


async def test_a_hundred_wishes_bring_one_reminder(house: House) -> None:
    await asks_again_and_again(house, "ola@x.no", 100, minutes_apart=2)

    house.clock.tick(hours=24)
    await house.service.rounds.make()

    assert len(await house.letters("reminder")) == 1


async def test_fifty_tags_of_one_mailbox_are_one_address(house: House) -> None:
    for number in range(50):
        await (await house.visitor()).ask_for_deletion(f"a+{number}@x.no")

    assert [letter.to for letter in await house.letters()] == ["a+0@x.no"]


async def test_fifty_tags_of_one_mailbox_unsubscribed_bring_five_letters(house: House) -> None:
    for number in range(50):
        visitor = await house.visitor()
        await visitor.say("meld meg av nyhetsbrevet")
        await visitor.say("ja")
        await visitor.say(f"a+{number}@x.no")

    assert len(await house.letters("consent_withdrawn")) == 5


async def test_a_network_gets_ten_codes_an_hour(opens: Opens) -> None:
    house = await opens(**BEHIND_PROXY)

    for number in range(20):
        visitor = await house.visitor(**{"X-Forwarded-For": "203.0.113.7"})
        await visitor.ask_for_deletion(f"visitor{number}@x.no")

    assert len(await house.letters("code")) == 10


def without_names(text: str) -> str:
    return re.sub(r"\S+@[xy]\.no|[A-Z]{3}-2026-\d+|\d{3} \d{3}|\S+/not-me/\S+", "…", text)


async def test_a_known_and_an_unknown_address_hear_and_get_the_same(house: House) -> None:
    customer = await house.visitor()
    await customer.ask_for_deletion("ola@x.no")
    await customer.say(await house.last_code())
    house.clock.tick(minutes=2)
    await house.letters()
    house.letterbox.letters.clear()

    known = await (await house.visitor()).ask_for_deletion("ola@x.no")
    unknown = await (await house.visitor()).ask_for_deletion("kari@y.no")

    first, second = await house.letters()
    assert without_names(known) == without_names(unknown)
    assert without_names(first.text) == without_names(second.text)
    assert first.subject == second.subject


async def test_a_foreign_case_and_no_case_are_told_in_the_same_words(house: House) -> None:
    owner, stranger = await house.visitor(), await house.visitor()
    await owner.ask_for_deletion("ola@x.no")
    await owner.say(await house.last_code())
    reference = (await house.cases_of(owner))[0].reference
    await stranger.say(f"hva er status på sak {reference}?")
    await stranger.say("kari@y.no")

    foreign = await stranger.says(await house.last_code())
    missing = await stranger.says("hva er status på sak SLE-2026-0000000?")

    assert "finner ingen" in foreign
    assert foreign == missing


async def link_in(house: House) -> str:
    found = re.search(r"/not-me/\S+", (await house.letters("code"))[-1].text)
    assert found is not None
    return found[0]


async def test_opening_the_not_me_link_changes_nothing(house: House) -> None:
    visitor = await house.visitor()
    await visitor.ask_for_deletion("ola@x.no")
    link = await link_in(house)

    for _ in range(10):
        assert (await house.client.get(link)).status == 200
        assert (await house.client.head(link)).status == 200
    house.clock.tick(seconds=61)
    await visitor.say("send ny kode")

    assert len(await house.letters("code")) == 2


async def test_pressing_not_me_ends_the_letters_and_the_chat_shows_no_difference(house: House) -> None:
    before = await (await house.visitor()).ask_for_deletion("ola@x.no")
    await house.client.post(await link_in(house))
    house.clock.tick(minutes=2)

    after = await (await house.visitor()).ask_for_deletion("ola@x.no")

    assert after == before
    assert len(await house.letters()) == 1


async def test_a_blocked_address_gets_no_letter_of_any_kind(house: House) -> None:
    await (await house.visitor()).ask_for_deletion("ola@x.no")
    await house.client.post(await link_in(house))
    unsubscribed = await house.visitor()
    await unsubscribed.say("meld meg av nyhetsbrevet")
    await unsubscribed.say("ja")
    await unsubscribed.say("ola@x.no")

    house.clock.tick(hours=25)
    await house.service.rounds.make()
    house.clock.tick(days=7)
    await house.service.rounds.make()

    assert [letter.kind for letter in await house.letters() if letter.to == "ola@x.no"] == ["code"]


async def test_a_block_ends_after_thirty_days(house: House) -> None:
    await (await house.visitor()).ask_for_deletion("ola@x.no")
    await house.client.post(await link_in(house))

    house.clock.tick(days=30, minutes=1)
    await (await house.visitor()).ask_for_deletion("ola@x.no")

    assert len(await house.letters("code")) == 2


async def test_a_stranger_cannot_press_not_me_without_end(opens: Opens) -> None:
    house = await opens(**BEHIND_PROXY)

    answers = [
        (await house.client.post(f"/not-me/{number:064x}", headers={"X-Forwarded-For": "203.0.113.7"})).status for number in range(31)
    ]

    assert answers == [200] * 30 + [429]
