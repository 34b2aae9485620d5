import asyncio

from tests.staff.office import Colleague, Office

REFERENCE = "INN-2026-4821"
URL = f"/staff/cases/{REFERENCE}"


async def test_a_case_is_taken(office: Office, kari: Colleague) -> None:
    await office.receives()

    page = await kari.presses(REFERENCE, "claim")

    ticket = await office.case()
    assert page.response.headers["Location"] == f"{URL}?done=claim"
    assert (ticket.holder_id, ticket.status, ticket.version) == ("kari", "in_progress", 2)
    assert await office.logged() == ["kari case.claimed"]
    assert "Saken er din." in (await kari.opens(f"{URL}?done=claim")).said


async def test_of_two_who_take_it_at_once_the_second_is_told_who_was_first(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives()
    seen_by_kari, seen_by_per = await kari.opens(URL), await per.opens(URL)

    first = await kari.sends(f"{URL}/claim", seen_by_kari.hidden(f"{URL}/claim"))
    second = await per.sends(f"{URL}/claim", seen_by_per.hidden(f"{URL}/claim"))

    assert (first.status, second.status) == (303, 409)
    assert "Kari Nordmann var først: har saken siden i dag kl. 10.00" in second.said
    assert "ola@example.com" not in second.text and "se alt dere har lagret" not in second.text
    assert (await office.case()).holder_id == "kari"


async def test_truly_at_once_just_one_gets_it(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives()
    seen_by_kari, seen_by_per = await kari.opens(URL), await per.opens(URL)

    pages = await asyncio.gather(
        kari.sends(f"{URL}/claim", seen_by_kari.hidden(f"{URL}/claim")),
        per.sends(f"{URL}/claim", seen_by_per.hidden(f"{URL}/claim")),
    )

    assert sorted(page.status for page in pages) == [303, 409]
    assert len(await office.logged()) == 1


async def test_a_double_press_is_one_press(office: Office, kari: Colleague) -> None:
    await office.receives()
    fields = (await kari.opens(URL)).hidden(f"{URL}/claim")

    pages = await asyncio.gather(*(kari.sends(f"{URL}/claim", fields) for _ in range(5)))

    assert [page.status for page in pages] == [303] * 5
    assert await office.logged() == ["kari case.claimed"]
    assert (await office.case()).version == 2


async def test_the_privacy_officer_takes_a_case_over_and_the_log_says_so(office: Office, nina: Colleague, per: Colleague) -> None:
    await office.receives_held("per")

    page = await nina.presses(REFERENCE, "claim")

    assert page.status == 303
    assert (await office.case()).holder_id == "nina"
    assert await office.logged() == ["nina case.taken_over per"]
    assert "Overtok saken fra Per Nordmann" in await nina.sees(REFERENCE)


async def test_the_privacy_officer_gives_a_colleagues_case_to_another(
    office: Office, nina: Colleague, kari: Colleague, per: Colleague
) -> None:
    await office.receives_held("per")

    page = await nina.presses(REFERENCE, "hand-over", colleague="kari", text="Per er syk.")

    assert page.status == 303
    assert await office.logged() == ["nina case.handed_over kari"]
    assert "Per er syk." in await kari.sees(REFERENCE)


async def test_the_privacy_officer_puts_a_colleagues_case_back(office: Office, nina: Colleague, per: Colleague) -> None:
    await office.receives_held("per")

    await nina.presses(REFERENCE, "release")

    assert (await office.case()).holder_id is None
    assert await office.logged() == ["nina case.released per"]


async def test_who_gave_a_case_away_lands_on_the_list_and_pressing_twice_is_one_press(
    office: Office, kari: Colleague, per: Colleague
) -> None:
    await office.receives_held()
    fields = {**(await kari.opens(URL)).hidden(f"{URL}/hand-over"), "colleague": "per", "text": "Din."}

    pages = [await kari.sends(f"{URL}/hand-over", fields) for _ in range(2)]

    assert [page.response.headers["Location"] for page in pages] == ["/staff?done=hand_over"] * 2
    assert "Saken er gitt videre." in (await kari.opens("/staff?done=hand_over")).said
    assert await office.logged() == ["kari case.handed_over per"]


async def test_a_case_is_given_to_a_colleague_with_a_word(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held()

    page = await kari.presses(REFERENCE, "hand-over", colleague="per", text="Du kjenner kunden.")

    assert page.status == 303
    assert (await office.case()).holder_id == "per"
    assert await office.logged() == ["kari case.handed_over per"]
    assert "Du kjenner kunden." in await per.sees(REFERENCE)


async def test_a_case_is_given_to_nobody_else_than_a_colleague_with_an_account(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    await office.add_account("Per")
    await office.add_account("Siri", disabled_at=office.clock())
    await office.add_account("Ada", role="auditor")
    await office.add_account("Odd", role="administrator")

    for colleague in ("siri", "kari", "ada", "odd", "nobody", ""):
        page = await kari.presses(REFERENCE, "hand-over", colleague=colleague, text="Hei du")

        assert page.status == 422
        assert "Velg en kollega som har konto." in page.said
        assert "Hei du</textarea>" in page.text
    assert (await office.case()).holder_id == "kari"


async def test_a_case_is_put_back(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    await kari.presses(REFERENCE, "release")

    ticket = await office.case()
    assert (ticket.holder_id, ticket.claimed_at, ticket.status) == (None, None, "new")
    assert await office.logged() == ["kari case.released"]


async def test_waiting_moves_no_date_and_ends_when_taken_up(office: Office, kari: Colleague) -> None:
    before = await office.receives_held()

    await kari.presses(REFERENCE, "wait", **{"for": "requester", "text": "Venter på fullmakt."})
    waiting = await office.case()
    await kari.presses(REFERENCE, "claim")
    resumed = await office.case()

    assert (waiting.status, resumed.status) == ("waiting_requester", "in_progress")
    assert resumed.due_on == before.due_on
    assert await office.logged() == ["kari case.waits waiting_requester", "kari case.resumed"]
    assert "Venter på fullmakt." in await kari.sees(REFERENCE)


async def test_waiting_says_for_whom_and_what(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    for_nobody = await kari.presses(REFERENCE, "wait", text="Venter.")
    for_nothing = await kari.presses(REFERENCE, "wait", **{"for": "others", "text": "  "})

    assert (for_nobody.status, for_nothing.status) == (422, 422)
    assert "Velg ett av svarene." in for_nobody.said and "Venter.</textarea>" in for_nobody.text
    assert "Skriv noe her." in for_nothing.said and 'value="others" checked' in for_nothing.text
    assert (await office.case()).status == "in_progress"


async def test_only_the_holder_does_the_work_of_a_case(office: Office, nina: Colleague, per: Colleague) -> None:
    await office.receives_held("per")
    slip = {"version": "1", "mark": "12345678"}

    for action, fields in (
        ("wait", {"for": "others", "text": "x"}),
        ("checklist", {f"stamp_{REFERENCE}-crm": "x", f"result_{REFERENCE}-crm": "done"}),
        ("close", {"outcome": "fulfilled"}),
        ("finish", {"outcome": "fulfilled"}),
    ):
        page = await nina.sends(f"{URL}/{action}", {**slip, **fields})

        assert page.status == 409, action
        assert "Du har ikke saken. Ta den først." in page.said, action
    assert await office.logged() == []
    assert (await office.case()).version == 1


async def test_the_privacy_officer_may_write_a_note_and_it_makes_no_page_old(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    release = (await kari.opens(URL)).hidden(f"{URL}/release")

    page = await nina.presses(REFERENCE, "note", text="Jeg kjenner <henne>.\n\nRing meg.")
    after = await kari.sends(f"{URL}/release", release)

    assert (page.status, after.status) == (303, 303)
    assert await office.logged() == ["nina case.noted", "kari case.released"]
    assert "Jeg kjenner &lt;henne&gt;.\n\nRing meg." in (await kari.opens(URL)).text


async def test_the_same_note_pressed_twice_is_one_and_two_notes_are_two(office: Office, kari: Colleague) -> None:
    await office.receives()
    fields = (await kari.opens(URL)).hidden(f"{URL}/note")

    for text in ("En gang.", "En gang.", "Noe mer."):
        await kari.sends(f"{URL}/note", {**fields, "text": text})
        office.clock.tick(seconds=1)

    async with office.database.reading() as records:
        notes = await records.checklists.notes_of(f"id-{REFERENCE}")
    assert [note.text for note in notes] == ["En gang.", "Noe mer."]


async def test_numbers_that_must_not_be_stored_are_masked_in_notes(office: Office, kari: Colleague) -> None:
    await office.receives()

    await kari.presses(REFERENCE, "note", text="Fødselsnummeret er 01813299832.")

    async with office.database.reading() as records:
        [note] = await records.checklists.notes_of(f"id-{REFERENCE}")
    assert "01813299832" not in note.text


async def test_an_empty_or_endless_note_is_refused_and_kept_on_the_page(office: Office, kari: Colleague) -> None:
    await office.receives()

    empty = await kari.presses(REFERENCE, "note", text=" \n ")
    endless = await kari.presses(REFERENCE, "note", text="x" * 4001)

    assert (empty.status, endless.status) == (422, 422)
    assert "Teksten er for lang." in endless.said and "x" * 4001 in endless.text


async def test_a_stale_page_loses_nothing_of_what_was_typed(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.receives_held()
    old = (await kari.opens(URL)).hidden(f"{URL}/wait")
    await nina.presses(REFERENCE, "claim")
    office.clock.tick(minutes=5)

    page = await kari.sends(f"{URL}/wait", {**old, "for": "others", "text": "Leverandøren svarer fredag."})

    assert page.status == 409
    assert "Nina Nordmann var først: har saken siden i dag kl. 10.00" in page.said
    assert "Det du skrev, som ikke er lagret" in page.said
    assert "Leverandøren svarer fredag." in page.said


async def test_a_stale_page_can_be_sent_again_when_it_still_fits(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    old = (await kari.opens(URL)).hidden(f"{URL}/wait")
    await kari.presses(REFERENCE, "wait", **{"for": "others", "text": "Først."})

    stale = await kari.sends(f"{URL}/wait", {**old, "for": "requester", "text": "Så."})
    again = await kari.sends(f"{URL}/wait", {**stale.hidden(f"{URL}/wait"), "for": "requester", "text": "Så."})

    assert stale.status == 409 and "Du var først" in stale.said and "Så.</textarea>" in stale.text
    assert again.status == 303


async def test_what_was_typed_survives_the_end_of_the_session(office: Office, kari: Colleague) -> None:
    await office.receives_held()
    fields = (await kari.opens(URL)).hidden(f"{URL}/note")
    office.clock.tick(minutes=45)

    asked = await kari.sends(f"{URL}/note", {**fields, "text": "En lang tanke <b>."})
    page = await office.lets_in_again(kari, asked)

    assert asked.status == 401 and "Det du skrev, er tatt vare på." in asked.said
    assert page.status == 200
    assert "Du er inne igjen" in page.text
    assert "En lang tanke &lt;b&gt;.</textarea>" in page.text
    assert await office.logged() == []


async def test_a_closed_case_is_opened_again_with_its_number_and_dates(office: Office, kari: Colleague) -> None:
    before = await office.receives(status="closed", closed_at=office.clock(), outcome="not_identifiable", reasons="Hvem?")

    refused = await kari.presses(REFERENCE, "reopen", text="")
    page = await kari.presses(REFERENCE, "reopen", text="Hun sendte kundenummeret.")

    ticket = await office.case()
    assert (refused.status, page.status) == (422, 303)
    assert (ticket.status, ticket.outcome, ticket.closed_at, ticket.due_on) == ("new", None, None, before.due_on)
    assert await office.logged() == ["kari case.reopened not_identifiable"]


async def test_a_case_that_was_never_proved_is_not_opened_again(office: Office, kari: Colleague) -> None:
    await office.receives(status="closed", closed_at=office.clock(), outcome="unverified", verified_at=None)

    page = await kari.sends(f"{URL}/reopen", {"version": "1", "mark": "12345678", "text": "La oss se."})

    assert page.status == 409
    assert "La oss se." in page.said
    assert (await office.case()).status == "closed"


async def test_a_form_without_its_version_or_mark_is_refused(office: Office, kari: Colleague) -> None:
    await office.receives()

    for fields in ({}, {"version": "1"}, {"mark": "12345678"}, {"version": "x", "mark": "12345678"}, {"version": "1", "mark": "<>"}):
        assert (await kari.sends(f"{URL}/claim", fields)).status == 400


async def test_who_is_given_a_case_has_to_open_it_anew(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held()
    await kari.opens(URL)
    opened = (await office.case()).opened_at

    await kari.presses(REFERENCE, "hand-over", colleague="per", text="")
    given = (await office.case()).opened_at
    await per.opens(URL)

    assert (opened, given, (await office.case()).opened_at) == (office.clock(), None, office.clock())


async def test_a_look_makes_no_page_grow_old(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives()
    fields = (await kari.opens(URL)).hidden(f"{URL}/claim")
    await per.opens(URL)

    page = await kari.sends(f"{URL}/claim", fields)

    assert page.status == 303


async def test_what_was_typed_for_a_case_that_was_taken_meanwhile_survives_the_login(
    office: Office, kari: Colleague, nina: Colleague
) -> None:
    await office.receives_held()
    fields = (await kari.opens(URL)).hidden(f"{URL}/note")
    await nina.presses(REFERENCE, "claim")
    office.clock.tick(minutes=45)

    asked = await kari.sends(f"{URL}/note", {**fields, "text": "En lang tanke."})
    page = await office.lets_in_again(kari, asked)

    assert page.status == 409
    assert "Nina Nordmann var først" in page.text and "En lang tanke." in page.text
    assert "staff" in page.response.cookies
