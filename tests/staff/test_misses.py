"""What was not understood: seen, assigned in one press, thrown away."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.store.tables import Miss
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office

URL = "/staff/misses"
DAY = timedelta(days=1)
ASSIGN, DROP = f"{URL}/miss-1/assign", f"{URL}/miss-1/drop"


@pytest.fixture
async def kari(office: Office) -> AsyncIterator[Colleague]:
    colleague = await office.employs("Kari", role="privacy_officer")
    yield colleague
    await colleague.client.close()


@pytest.fixture
async def per(office: Office) -> AsyncIterator[Colleague]:
    colleague = await office.employs("Per", role="privacy_officer")
    yield colleague
    await colleague.client.close()


async def missed(office: Office, excerpt: str = "kor ligg greiene mine") -> None:
    async with office.database.transaction() as records:
        await records.misses.add(
            Miss(
                id="miss-1",
                chat_id="chat-1",
                seq=1,
                at=MONDAY,
                language="nn",
                topic="policy.storage",
                candidates=["policy.storage", "request.access"],
                excerpt=excerpt,
            )
        )
        await records.misses.count("policy.storage", date(2026, 11, 23))


async def found(office: Office) -> Miss:
    async with office.database.reading() as records:
        return await records.misses.get("miss-1")


async def test_the_page_shows_words_guess_and_counts(office: Office, kari: Colleague) -> None:
    await missed(office)

    page = await kari.opens(URL)

    assert page.status == 200
    assert "kor ligg greiene mine" in page.said
    assert "Beste gjetning: Hvor opplysningene lagres" in page.said
    assert "Hvor opplysningene lagres 0 0 0 1 1" in page.said
    assert page.text.count('name="intent"') == 3
    assert await office.logged("misses") == ["kari misses.viewed 1"]


async def test_the_page_says_when_it_was_written(office: Office, kari: Colleague) -> None:
    await missed(office)
    office.clock.tick(minutes=20)
    today = (await kari.opens(URL)).said
    office.clock.tick(minutes=29)
    async with office.database.transaction() as records:
        await records.misses.add((await records.misses.get("miss-1")).model_copy(update={"id": "m2", "seq": 2, "at": MONDAY - DAY * 3}))

    earlier = (await kari.opens(URL)).said

    assert today.count("i dag kl.") == 1
    assert earlier.count("i dag kl.") == 1


async def test_words_of_visitors_are_shown_as_words(office: Office, kari: Colleague) -> None:
    await missed(office, '<script>alert(1)</script>"')

    page = await kari.opens(URL)

    assert "<script>alert" not in page.text


async def test_one_press_assigns(office: Office, kari: Colleague) -> None:
    await missed(office)

    page = await kari.sends(ASSIGN, {"intent": "policy.storage", "other": "", "phrase": "kor ligg greiene mine"})

    assert page.response.headers["Location"] == f"{URL}?done=assign"
    miss = await found(office)
    assert (miss.assigned_intent, miss.assigned_by, miss.assigned_at) == ("policy.storage", "kari", office.clock())
    assert await office.logged("miss-1") == ["kari miss.assigned policy.storage"]
    assert "Én er klar til å læres" in (await kari.opens(URL)).said


async def test_the_sentence_can_be_mended_and_the_meaning_chosen(office: Office, kari: Colleague) -> None:
    await missed(office)

    await kari.sends(ASSIGN, {"other": "out_of_scope", "phrase": "kor  ligg\ndei"})

    miss = await found(office)
    assert (miss.assigned_intent, miss.excerpt) == ("out_of_scope", "kor ligg dei")


async def test_a_second_press_changes_nothing(office: Office, kari: Colleague, per: Colleague) -> None:
    await missed(office)
    await kari.sends(ASSIGN, {"intent": "policy.storage", "phrase": "kor ligg greiene mine"})

    again = await kari.sends(ASSIGN, {"intent": "policy.storage", "phrase": "kor ligg greiene mine"})
    late = await per.sends(ASSIGN, {"intent": "out_of_scope", "phrase": "noko anna"})
    dropped = await per.sends(DROP)

    assert (again.status, late.status, dropped.status) == (303, 303, 303)
    assert (await found(office)).assigned_intent == "policy.storage"
    assert await office.logged("miss-1") == ["kari miss.assigned policy.storage"]


async def test_without_a_meaning_nothing_is_saved_and_the_words_stay(office: Office, kari: Colleague) -> None:
    await missed(office)

    page = await kari.sends(ASSIGN, {"other": "", "phrase": "skrive om"})

    assert page.status == 422
    assert "Velg ett av svarene." in page.said
    assert 'value="skrive om"' in page.text
    assert (await found(office)).assigned_intent is None


async def test_no_intent_but_those_of_the_content_can_be_given(office: Office, kari: Colleague) -> None:
    await missed(office)

    page = await kari.sends(ASSIGN, {"intent": "../../policy", "phrase": "kor ligg greiene mine"})

    assert page.status == 422


async def test_an_empty_sentence_is_not_learnt(office: Office, kari: Colleague) -> None:
    await missed(office)

    page = await kari.sends(ASSIGN, {"intent": "policy.storage", "phrase": " "})

    assert page.status == 422
    assert (await found(office)).assigned_intent is None


async def test_what_is_thrown_away_is_gone(office: Office, kari: Colleague) -> None:
    await missed(office)

    page = await kari.sends(DROP)
    again = await kari.sends(DROP)

    assert (page.response.headers["Location"], again.status) == (f"{URL}?done=drop", 303)
    assert "Ingenting her" in (await kari.opens(URL)).said
    assert await office.logged("miss-1") == ["kari miss.dropped"]


async def test_the_actions_refuse_get(office: Office, kari: Colleague) -> None:
    await missed(office)

    pages = [await kari.opens(path) for path in (ASSIGN, DROP)]

    assert [page.status for page in pages] == [405, 405]


async def test_the_actions_refuse_a_wrong_token(office: Office, kari: Colleague) -> None:
    await missed(office)

    pages = [await kari.sends(path, {"csrf": "another", "intent": "policy.storage", "phrase": "x"}) for path in (ASSIGN, DROP)]

    assert [page.status for page in pages] == [403, 403]
    assert (await found(office)).assigned_intent is None


async def test_a_stranger_sees_the_login(office: Office) -> None:
    await missed(office)

    async with office.stranger() as stranger:
        response = await stranger.get(URL)
        text = await response.text()

    assert response.status == 401
    assert "greiene" not in text
