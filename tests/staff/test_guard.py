"""Rules that hold for every route, taken from the router itself, so that a new route cannot be forgotten."""

import re

import pytest
from aiohttp import FormData, web

from bot.staff.guard import HEADERS
from tests.staff.conftest import Opens
from tests.staff.office import Colleague, Office

REFERENCE = "INN-2026-4821"
OPEN = {"login", "static"}
IN_PATHS = {"reference": REFERENCE, "name": "base.css"}


def routes(office: Office, method: str) -> list[tuple[str, str]]:
    """(name, path) of every route of the console with that method, with a real case in it."""
    found = []
    for route in office.server.app.router.routes():
        assert isinstance(route, web.AbstractRoute)
        if route.method == method and route.resource is not None and route.resource.canonical.startswith("/staff"):
            path = re.sub(r"\{(\w+)\}", lambda found: IN_PATHS.get(found[1], "x"), route.resource.canonical)
            found.append((route.name or "", path))
    return found


@pytest.mark.parametrize("role", ["handler", "privacy_officer", "auditor", "administrator"])
async def test_every_response_carries_the_headers(office: Office, role: str) -> None:
    await office.receives()
    colleague = await office.employs("Kari", role=role)

    for name, path in routes(office, "GET"):
        response = (await colleague.opens(path)).response
        expected = {key: value for key, value in HEADERS.items() if name != "static" or key != "Cache-Control"}

        assert {key: response.headers.get(key) for key in expected} == expected, path
    await colleague.client.close()


async def test_errors_carry_the_headers_too(office: Office, kari: Colleague) -> None:
    missing = await kari.opens("/staff/nowhere/at/all")
    unknown = await kari.opens("/staff/cases/INN-2026-0000")
    wrong_method = await kari.opens("/staff/logout")
    forged = await kari.sends("/staff/logout", headers={"Origin": "https://evil.example"})

    for page, status in ((missing, 404), (unknown, 404), (wrong_method, 405), (forged, 403)):
        assert page.status == status
        assert {key: page.response.headers.get(key) for key in HEADERS} == HEADERS
        assert "<h1>" in page.text
    assert wrong_method.response.headers["Allow"] == "POST"


async def test_without_https_there_is_no_hsts_and_with_it_there_is(opens: Opens) -> None:
    plain, real = await opens(), await opens(public_url="https://personvern.example.no")

    without = await plain.stranger().get("/staff/login")
    with_it = await real.stranger().get("/staff/login")

    assert "Strict-Transport-Security" not in without.headers
    assert with_it.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


async def test_no_page_has_inline_script_or_style(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    for name, path in routes(office, "GET"):
        text = (await kari.opens(path)).text

        assert name == "static" or ("<style" not in text and " style=" not in text and " onclick=" not in text), path
        assert name == "static" or text.count("<script") == text.count("<script src="), path


async def test_every_page_but_the_login_needs_a_session(office: Office) -> None:
    await office.receives()
    stranger = office.stranger()

    for name, path in routes(office, "GET"):
        response = await stranger.get(path, allow_redirects=False)

        assert response.status == (200 if name in OPEN else 401), path
        assert REFERENCE not in (await response.text()).replace(f"cases/{REFERENCE}", ""), path


async def test_every_action_needs_a_session(office: Office) -> None:
    await office.receives()
    stranger = office.stranger()

    for name, path in routes(office, "POST"):
        response = await stranger.post(path, data={"csrf": "x"}, allow_redirects=False)

        assert response.status in ({403} if name in OPEN else {401}), path
    assert (await office.case()).version == 1


async def test_every_action_refuses_get(office: Office, kari: Colleague) -> None:
    await office.receives()
    readable = {path for _, path in routes(office, "GET")}

    for _, path in routes(office, "POST"):
        page = await kari.opens(path)

        assert page.status == 405 or path in readable, path
    assert (await office.case()).version == 1


async def test_every_action_refuses_a_wrong_or_missing_token(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    for name, path in routes(office, "POST"):
        wrong = await kari.sends(path, {"csrf": "guessed", "version": "1", "mark": "12345678"})
        missing = await kari.client.post(path, data=FormData({"version": "1", "mark": "12345678"}), allow_redirects=False)

        assert (wrong.status, missing.status) == (403, 403), (name, path)
    assert (await office.case()).version == 1


async def test_every_action_refuses_other_sites(office: Office, kari: Colleague) -> None:
    await office.receives_held()

    for _, path in routes(office, "POST"):
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            page = await kari.sends(path, {"version": "1", "mark": "12345678"}, headers)

            assert page.status == 403, (path, headers)
    assert (await office.case()).version == 1


async def test_our_own_pages_are_no_other_site(office: Office, kari: Colleague) -> None:
    origin = f"http://{office.server.host}:{office.server.port}"

    page = await kari.sends("/staff/session", headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"})

    assert page.status == 204


async def test_a_body_that_is_no_form_is_refused_in_words(kari: Colleague) -> None:
    for body, kind in (
        ("{}", "application/json"),
        ("a=1&a=2", "application/x-www-form-urlencoded"),
        ("a=%ff", "application/x-www-form-urlencoded"),
        ("&".join(f"f{n}=1" for n in range(300)), "application/x-www-form-urlencoded"),
        ("", "multipart/form-data; boundary=x"),
        ("æ=1", "application/x-www-form-urlencoded; charset=nonsense"),
    ):
        response = await kari.client.post("/staff/logout", data=body.encode(), headers={"Content-Type": kind})

        assert response.status == 400, body
        assert "Vi forsto ikke skjemaet" in await response.text()


async def test_a_body_that_is_too_large_is_refused_in_words(kari: Colleague) -> None:
    page = await kari.sends("/staff/session", {"text": "x" * 600_000})

    assert page.status == 413
    assert "Teksten er for lang" in page.said


async def test_a_fault_of_the_program_is_a_page_without_its_trace(office: Office, kari: Colleague) -> None:
    await office.receives(status="no such status")

    page = await kari.opens(f"/staff/cases/{REFERENCE}")

    assert page.status == 500
    assert "Noe gikk galt hos oss" in page.said
    assert "Traceback" not in page.text and "no such status" not in page.text


async def test_a_link_from_another_site_loads_itself_once_more(office: Office, kari: Colleague) -> None:
    stranger = office.stranger()

    response = await stranger.get("/staff/cases/INN-2026-4821", headers={"Sec-Fetch-Site": "cross-site"})
    text = await response.text()

    assert '<meta http-equiv="refresh" content="0">' in text
    assert "password" not in text
