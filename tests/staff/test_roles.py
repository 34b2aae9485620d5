"""Every role against every row of the table of routes (A9)."""

import re
from typing import cast

import pytest
from aiohttp import web

from bot.desk.roles import Role
from bot.desk.sessions import Stage
from bot.staff.access import Route
from bot.staff.console import ROUTES
from bot.staff.menu import MENU, menu_of
from tests.staff.office import Colleague, Office

REFERENCE = "INN-2026-4821"
ROLES = ("handler", "privacy_officer", "auditor", "administrator")


def routes_of(office: Office) -> tuple[Route, ...]:
    return cast("web.Application", office.server.app)[ROUTES]


def path_of(route: Route) -> str:
    return "/staff" + re.sub(r"\{\w+\}", "x", route.path.replace("{reference}", REFERENCE))


async def tries(colleague: Colleague, route: Route) -> int:
    path = path_of(route)
    page = await (colleague.opens(path) if route.method == "GET" else colleague.sends(path))
    return page.status


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_what_its_rows_say_and_nothing_else(office: Office, role: str) -> None:
    await office.receives()
    colleague = await office.employs("Kari", role=role)

    for route in routes_of(office):
        if route.stage is Stage.OPEN or route.name in {"logout", "queue"}:
            continue
        status = await tries(colleague, route)

        assert (status == 403) == (role not in route.roles), (route.method, route.path, status)
    await colleague.client.close()


@pytest.mark.parametrize(("role", "home"), [("auditor", "/staff/log"), ("administrator", "/staff/people")])
async def test_who_has_no_cases_begins_elsewhere(office: Office, role: str, home: str) -> None:
    colleague = await office.employs("Ada", role=role)

    page = await colleague.opens("/staff")

    assert (page.status, page.response.headers["Location"]) == (303, home)
    await colleague.client.close()


@pytest.mark.parametrize("role", ROLES)
async def test_the_menu_shows_what_the_role_may_open(office: Office, role: str) -> None:
    rows = {"/staff" + route.path: route for route in routes_of(office) if route.method == "GET"}

    shown = {entry.url for entry in menu_of(Role(role))}
    may_open = {entry.url for entry in MENU if role in rows[entry.url.partition("?")[0]].roles}

    assert shown == may_open


async def test_a_colleagues_case_is_not_found_by_any_route(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives_held("per")
    unknown, rows = "INN-2026-0000", [route for route in routes_of(office) if "{reference}" in route.path]
    slip = {"version": "1", "mark": "12345678", "text": "Hei du", "approval": "x"}

    for route in rows:
        if "handler" not in route.roles:
            continue
        path = path_of(route)
        page = await (kari.opens(path) if route.method == "GET" else kari.sends(path, slip))
        nothing = path.replace(REFERENCE, unknown)
        other = await (kari.opens(nothing) if route.method == "GET" else kari.sends(nothing, slip))

        assert (page.status, page.said) == (404, other.said), path
    assert len(rows) > 10
    assert (await office.case()).version == 1
    assert set(await office.logged()) == {"kari case.denied"}


async def test_a_page_of_long_ago_tells_nothing_of_a_colleagues_case(office: Office, kari: Colleague, per: Colleague) -> None:
    await office.receives()
    slip = (await kari.opens(f"/staff/cases/{REFERENCE}")).hidden(f"/staff/cases/{REFERENCE}/claim")
    await per.presses(REFERENCE, "claim")
    office.clock.tick(hours=12, seconds=1)
    kari = await office.logs_in(kari.account)

    page = await kari.sends(f"/staff/cases/{REFERENCE}/claim", slip)

    assert page.status == 404


async def test_the_list_of_a_handler_has_own_and_free_cases_and_right_counts(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.add_account("Per")
    await office.receives(reference="INN-2026-0001")
    await office.receives_held("kari", reference="INN-2026-0002")
    await office.receives_held("per", reference="INN-2026-0003")
    await office.receives_held("per", reference="INN-2026-0004", status="closed", outcome="fulfilled", closed_at=office.clock())

    mine, everything = await kari.opens("/staff?list=all"), await nina.opens("/staff?list=all")
    searched = await kari.opens("/staff?list=all&q=0003")
    of_per = await kari.opens("/staff?list=all&holder=per")

    assert [f"INN-2026-000{n}" in mine.text for n in (1, 2, 3, 4)] == [True, True, False, False]
    assert [f"INN-2026-000{n}" in everything.text for n in (1, 2, 3, 4)] == [True, True, True, True]
    assert "2 Åpne" in mine.said and "3 Åpne" in everything.said
    assert "INN-2026-0003" not in searched.text and "INN-2026-0003" not in of_per.text
    assert "Per Nordmann" not in mine.said


async def test_other_cases_of_a_person_are_shown_as_far_as_one_may_see_them(office: Office, kari: Colleague, nina: Colleague) -> None:
    await office.add_account("Per")
    await office.receives()
    await office.receives_held("per", reference="SLE-2026-0003")

    assert "SLE-2026-0003" not in await kari.sees(REFERENCE)
    assert "SLE-2026-0003" in await nina.sees(REFERENCE)


async def test_without_a_login_every_row_but_the_open_ones_asks_for_it(office: Office) -> None:
    await office.receives()
    async with office.stranger() as stranger:
        for route in routes_of(office):
            if route.stage is Stage.OPEN:
                continue
            path = path_of(route)
            response = await (stranger.get(path) if route.method == "GET" else stranger.post(path, data={"csrf": "x"}))

            assert response.status == 401, (route.method, route.path)


def test_a_row_without_roles_cannot_be_made() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response()

    with pytest.raises(ValueError, match="names no role"):
        Route("GET", "/new", answer, "new", frozenset())


async def test_what_is_not_in_the_table_does_not_exist(office: Office) -> None:
    rows = {(route.method, "/staff" + route.path) for route in routes_of(office)}
    registered = {
        (route.method, route.resource.canonical)
        for route in office.server.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/staff")
    }

    assert registered == rows


async def test_a_refusal_for_the_role_is_logged(office: Office) -> None:
    auditor = await office.employs("Ada", role="auditor")

    page = await auditor.opens("/staff/misses")

    assert page.status == 403 and "Rollen din åpner ikke denne siden" in page.said
    assert await office.logged("misses") == ["ada access.refused auditor"]
    await auditor.client.close()
