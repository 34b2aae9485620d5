"""Every role against every row of the table of routes (A9)."""

from typing import cast

import pytest
from aiohttp import web

from bot.staff.access import Route, Stage
from bot.staff.console import ROUTES
from tests.staff.office import Colleague, Office

REFERENCE = "INN-2026-4821"
ROLES = ("handler", "privacy_officer", "auditor", "administrator")


def routes_of(office: Office) -> tuple[Route, ...]:
    return cast("web.Application", office.server.app)[ROUTES]


def path_of(route: Route) -> str:
    return "/staff" + route.path.format(reference=REFERENCE, miss="miss-1", stamp="x", name="base.css")


async def tries(colleague: Colleague, route: Route) -> int:
    path = path_of(route)
    page = await (colleague.opens(path) if route.method == "GET" else colleague.sends(path))
    return page.status


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_reaches_what_its_rows_say_and_nothing_else(office: Office, role: str) -> None:
    await office.receives()
    colleague = await office.employs("Kari", role=role)

    for route in routes_of(office):
        if route.stage is Stage.OPEN or route.name == "logout":
            continue
        status = await tries(colleague, route)

        assert (status == 403) == (role not in route.roles), (route.method, route.path, status)
    await colleague.client.close()


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

    page = await auditor.opens("/staff")

    assert page.status == 403
    assert await office.logged("queue") == ["ada access.refused auditor"]
    await auditor.client.close()
