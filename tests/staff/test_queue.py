from datetime import date

from bot.tickets.kinds import Kind
from tests.staff.office import Colleague, Office


async def test_the_list_greets_and_shows_what_is_due_first(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-1111")
    await office.receives("SLE-2026-2222", Kind.DELETION, due_on=date(2026, 11, 26))

    page = await kari.opens("/staff")

    assert page.status == 200
    assert "Hei, Kari" in page.said
    assert page.text.index("SLE-2026-2222") < page.text.index("INN-2026-1111")
    assert "Haster om 3 dager torsdag 26. november" in page.said


async def test_what_the_greeting_speaks_of_is_one_press_away(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", due_on=date(2026, 12, 20))
    calm = await kari.opens("/staff")
    await office.receives("INN-2026-0002", due_on=date(2026, 11, 26))
    soon = await kari.opens("/staff")
    await office.receives("INN-2026-0003", due_on=date(2026, 11, 20))
    late = await kari.opens("/staff")

    assert '<p class="lead">Ingen frister' in calm.text
    assert '<a href="/staff?list=soon">Én sak har frist de neste sju dagene.</a>' in soon.text
    assert '<a href="/staff?list=overdue">Én sak er over fristen. Begynn med den.</a>' in late.text


async def test_urgency_is_said_in_words(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", due_on=date(2026, 11, 20))
    await office.receives("INN-2026-0002", due_on=date(2026, 11, 23))
    await office.receives("INN-2026-0003", due_on=date(2026, 11, 30))
    await office.receives("INN-2026-0004", due_on=date(2026, 12, 10), target_on=date(2026, 11, 22))
    await office.receives("INN-2026-0005", due_on=date(2026, 12, 23))

    said = (await kari.opens("/staff")).said

    assert "Over fristen for 3 dager siden" in said
    assert "Haster i dag" in said
    assert "Snart om 7 dager" in said
    assert "Forbi målet om 17 dager" in said
    assert "I rute om 30 dager" in said


async def test_what_must_stop_at_once_is_pressing_from_the_first_day(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", due_on=date(2026, 11, 27))
    await office.receives("PRO-2026-0002", Kind.OBJECTION)

    page = await kari.opens("/staff")

    assert page.text.index("PRO-2026-0002") < page.text.index("INN-2026-0001")
    assert "Haster mål: i morgen onsdag 23. desember" in page.said


async def test_of_a_closed_case_the_day_it_was_closed_counts(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", due_on=date(2026, 10, 20), status="closed", outcome="fulfilled", closed_at=office.clock())

    listed, case = (await kari.opens("/staff?list=closed")).said, await kari.sees("INN-2026-0001")

    assert "Lukket Sak Fra Status Behandler Lukket i dag mandag 23. november Innsyn INN-2026-0001" in listed
    assert "Lukket i dag · Oppfylt Det personen skrev" in case
    assert "for 34 dager siden" not in listed


async def test_each_list_says_how_many_it_has(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", due_on=date(2026, 11, 20))
    await office.receives("INN-2026-0002", due_on=date(2026, 11, 30), status="waiting_others", holder_id="kari")
    await office.receives("INN-2026-0003", status="closed", closed_at=office.clock(), outcome="fulfilled")
    await office.receives("INN-2026-0004", status="unverified", verified_at=None)

    said = (await kari.opens("/staff")).said

    assert "2 Åpne 1 Over fristen 1 Frist innen 7 dager 1 Uten behandler 1 Mine 1 Venter Lukket 1 Alle 3 Ubekreftet 1" in said


async def test_unverified_cases_are_in_their_own_list_alone(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0004", status="unverified", verified_at=None)

    lists = {name: (await kari.opens(f"/staff?list={name}")).text for name in ("open", "unheld", "all", "unverified")}

    assert [name for name, text in lists.items() if "INN-2026-0004" in text] == ["unverified"]
    assert "Ingen arbeider med disse" in lists["unverified"]


async def test_a_list_can_be_narrowed(office: Office, kari: Colleague) -> None:
    await office.receives("INN-2026-0001", holder_id="kari", status="in_progress")
    await office.receives("SLE-2026-0002", Kind.DELETION, address="kine@example.net")

    by_kind = (await kari.opens("/staff?kind=deletion")).text
    by_holder = (await kari.opens("/staff?holder=me")).text
    by_nobody = (await kari.opens("/staff?holder=nobody")).text
    by_address = (await kari.opens("/staff?q=KINE@")).text
    by_reference = (await kari.opens("/staff?q=inn-2026-0001")).text

    assert "SLE-2026-0002" in by_kind and "INN-2026-0001" not in by_kind
    assert "INN-2026-0001" in by_holder and "SLE-2026-0002" not in by_holder
    assert "SLE-2026-0002" in by_nobody and "INN-2026-0001" not in by_nobody
    assert "SLE-2026-0002" in by_address and "INN-2026-0001" not in by_address
    assert "INN-2026-0001" in by_reference and "SLE-2026-0002" not in by_reference


async def test_a_search_is_logged_without_what_was_looked_for(office: Office, kari: Colleague) -> None:
    await office.receives()

    await kari.opens("/staff?q=ola@example.com")

    async with office.database.reading() as records:
        [entry] = await records.audit.of_subject("queue")
    assert (entry.actor, entry.action, entry.result, entry.reason) == ("kari", "queue.searched", "1", "")


async def test_a_search_without_a_hit_offers_to_look_everywhere(kari: Colleague) -> None:
    page = await kari.opens("/staff?list=mine&q=ukjent")

    assert "Ingen saker passer til søket eller filtrene." in page.said
    assert 'href="/staff?list=all&amp;q=ukjent"' in page.text


async def test_an_empty_list_is_said_to_be_well(kari: Colleague) -> None:
    said = (await kari.opens("/staff")).said

    assert "Ingen åpne saker. Nyt kaffen." in said
    assert "Denne listen er tom." in said


async def test_long_lists_have_pages(office: Office, kari: Colleague) -> None:
    for number in range(26):
        await office.receives(f"INN-2026-{number:04d}")

    first = await kari.opens("/staff")
    second = await kari.opens("/staff?page=2")
    beyond = await kari.opens("/staff?page=99")

    assert "Side 1 av 2" in first.said and 'href="/staff?page=2"' in first.text
    assert second.text.count('<tr class="level') == 1
    assert beyond.status == 200 and 'href="/staff?page=2"' in beyond.text


async def test_nonsense_in_the_address_is_not_asked(office: Office, kari: Colleague) -> None:
    await office.receives()

    for query in ("list=x", "kind=x", "page=-1", "page=9999999", "page=²", "page=0", "holder=%00", "q=%00%ff", "q=%27%25_--"):
        assert (await kari.opens(f"/staff?{query}")).status == 200, query


async def test_the_list_speaks_english(office: Office) -> None:
    john = await office.employs("John", language="en")
    await office.receives("INN-2026-0001", due_on=date(2026, 11, 24))

    said = (await john.opens("/staff")).said
    await john.client.close()

    assert "Urgent tomorrow Tuesday 24 November" in said
    assert "One case is due in the next seven days." in said
