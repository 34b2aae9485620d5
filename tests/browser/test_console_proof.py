"""Report, log, figures and record in a real browser: axe, light and dark, wide and narrow, large text, and on paper."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.store.tables import Breach, Release
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Office

from .console_day import open_office
from .test_console import HEADINGS, PAPER, SIDEWAYS, _enters, _faults, _url
from .test_widget_for_everyone import STYLED, WIDER_TEXT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CASE = "INN-2026-4821"
PAGES = {
    "report": f"/staff/cases/{CASE}/report",
    "report-closed": "/staff/cases/INN-2025-1000/report",
    "log": "/staff/log",
    "log-empty": "/staff/log?about=INN-2026-0000",
    "log-pages": "/staff/log?what=case.noted",
    "figures": "/staff/figures",
    "figures-empty": "/staff/figures?year=2020",
    "record": "/staff/record",
}
OVERFULL = """() => [...document.querySelectorAll('td, th')].filter((each) => {
  const text = document.createRange();
  text.selectNodeContents(each);
  return text.getBoundingClientRect().right > each.getBoundingClientRect().right + 1;
}).length"""
"""How many cells have more text than they are wide."""
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """The usual day, after some months of work."""
    opened = await open_office(tmp_path_factory.mktemp("proof"))
    for number, (kind, days) in enumerate(((Kind.ACCESS, 12), (Kind.DELETION, 29), (Kind.RECTIFICATION, 38), (Kind.ACCESS, 3))):
        received = MONDAY - timedelta(days=45 * (number + 1))
        day, ended = received.date(), "refused" if days > 30 else "fulfilled"
        await opened.receives(
            f"{kind.prefix}-2026-100{number}",
            kind,
            received_at=received,
            received_on=day,
            first_due_on=day + timedelta(days=30),
            due_on=day + timedelta(days=30),
            status="closed",
            closed_at=received + timedelta(days=days),
            outcome=ended,
            ground="already_correct" if ended == "refused" else None,
        )
    async with opened.database.transaction() as records:
        for number in range(120):
            await records.audit.append(MONDAY + timedelta(seconds=number), "kari", "case.noted", CASE)
        await records.audit.append(MONDAY, "visitor", "code.sent", CASE, "o•••@example.com")
        times = {"aware_at": MONDAY, "due_at": MONDAY + timedelta(hours=72), "changed_at": MONDAY}
        await records.breaches.add(Breach(id="b", reference="BRU-2026-0001", channel="mail", words="w", ticket_id=f"id-{CASE}", **times))
        made = {"made_by": "kari", "made_at": MONDAY, "expires_at": MONDAY + timedelta(days=7), "downloads_left": 2, "size": 1}
        release = Release(id="r", ticket_id=f"id-{CASE}", token_digest="d", address="ola@example.com", language="nb", sha256="s", **made)
        await records.releases.add(release)
    yield opened
    await opened.server.close()
    await opened.database.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
async def test_axe_finds_nothing_and_nothing_runs_out_at_the_side(browser: Browser, office: Office, scheme: str, width: int) -> None:
    page = await _enters(browser, office, color_scheme=scheme, viewport={"width": width, "height": 800})
    faults, sideways, errors = [], {}, []
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        await page.evaluate(UNFOLD)
        faults += await _faults(page, f"{name}-{scheme}-{width}")
        sideways[name] = await page.evaluate(SIDEWAYS)
    await page.context.close()

    assert faults == []
    assert {name: by for name, by in sideways.items() if by > 0} == {}
    assert errors == []


async def test_headings_follow_each_other_and_large_text_fits(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office, viewport={"width": 640, "height": 900})

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        levels = await page.evaluate(HEADINGS)
        await page.evaluate(STYLED, WIDER_TEXT + "html { font-size: 200% }")

        assert levels.count(1) == 1 and all(later - level <= 1 for level, later in pairwise(levels)), (name, levels)
        assert await page.evaluate(SIDEWAYS) <= 0, name
    await page.context.close()


async def test_on_paper_no_table_runs_out_at_the_side_or_over_itself(browser: Browser, office: Office) -> None:
    page, faults = await _enters(browser, office, viewport={"width": PAPER, "height": 1000}), {}
    await page.emulate_media(media="print")

    for name, path in PAGES.items():
        await page.goto(_url(office, path))
        faults[name] = (await page.evaluate(SIDEWAYS), await page.evaluate(OVERFULL))
    await page.context.close()

    assert {name: found for name, found in faults.items() if found > (0, 0)} == {}


async def test_the_report_on_paper_has_its_facts_and_no_menu(browser: Browser, office: Office) -> None:
    page = await _enters(browser, office)
    await page.goto(_url(office, PAGES["report"]))
    await page.emulate_media(media="print")

    shown = await page.evaluate("() => document.body.innerText")
    await _faults(page, "report-print")
    await page.context.close()

    assert "Rapport om sak INN-2026-4821" in shown and "Hvor vi lette" in shown
    assert "Logg ut" not in shown and "JSON" not in shown
