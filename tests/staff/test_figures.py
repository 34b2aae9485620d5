"""The figures: for those who witness, a table first, and of nobody (R26)."""

import csv
import io
import re
from datetime import date, datetime, timedelta

import pytest

from bot.store.tables import Breach
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page

FIGURES, TABLE = "/staff/figures", "/staff/figures.csv"


async def closed(office: Office, reference: str, received: datetime, days: int, kind: Kind = Kind.ACCESS, **values: object) -> None:
    """A case that was received then and answered so many days later."""
    at = received + timedelta(days=days)
    received_on = received.date()
    dates = {"received_at": received, "received_on": received_on, "first_due_on": received_on + timedelta(days=30)}
    ended = {"status": "closed", "closed_at": at, "outcome": "fulfilled"}
    await office.receives(reference, kind, **{**dates, "due_on": received_on + timedelta(days=30), **ended, **values})


def row(page: Page, name: str, part: str = "months") -> str:
    """The cells of the row with that heading in that part of the page, divided by a bar."""
    table = page.text[page.text.index(f'id="{part}"') :].split("</table>")[0]
    found = table.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found, re.DOTALL)
    return " | ".join(re.sub(r"<[^>]+>", "", cell).strip() for cell in cells)


def lines(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))


async def fill(office: Office) -> None:
    october = MONDAY - timedelta(days=40)
    await closed(office, "INN-2026-0001", october, 10)
    await closed(office, "INN-2026-0002", october, 38, outcome="refused", ground="excessive")
    await closed(office, "SLE-2026-0003", october, 21, Kind.DELETION)
    await office.receives("INN-2026-0004")
    await office.receives("INN-2026-0005", status="unverified", verified_at=None)


async def test_each_month_has_its_row_and_all_of_them_one(office: Office, nina: Colleague) -> None:
    await fill(office)

    page = await nina.opens(FIGURES)

    assert page.status == 200
    assert row(page, "oktober 2026") == "3 | 3 | 67 % (2 av 3) | 100 % (3 av 3) | 0 | 0 | 21 | 0"
    assert row(page, "november 2026") == "1 | 0 | – | – | 0 | 0 | – | 1"
    assert row(page, "desember 2025") == "0 | 0 | – | – | 0 | 0 | – | 0"
    assert row(page, "Samlet") == "4 | 3 | 67 % (2 av 3) | 100 % (3 av 3) | 0 | 0 | 21 | 1"
    assert '<meter class="bar" min="0" max="100" value="67" aria-hidden="true">' in page.text


async def test_each_right_has_its_row_whatever_is_chosen(office: Office, nina: Colleague) -> None:
    await fill(office)

    page = await nina.opens(f"{FIGURES}?kind=deletion")

    assert row(page, "Innsyn", "kinds") == "3 | 2 | 50 % (1 av 2) | 100 % (2 av 2) | 0 | 0 | 24 | 1"
    assert row(page, "Sletting", "kinds") == "1 | 1 | 100 % (1 av 1) | 100 % (1 av 1) | 0 | 0 | 21 | 0"
    assert row(page, "oktober 2026") == row(page, "Samlet") == row(page, "Sletting", "kinds")


async def test_outcomes_and_grounds_are_counted(office: Office, nina: Colleague) -> None:
    await fill(office)

    page = await nina.opens(FIGURES)

    assert (row(page, "Oppfylt", "outcomes"), row(page, "Avslått", "outcomes")) == ("2", "1")
    assert "(GDPR art. 12(5)(b))" in page.text and "1 avslag kom etter den første måneden." in page.said


async def test_breaches_are_counted_by_month(office: Office, nina: Colleague) -> None:
    first = {"channel": "chat", "words": "w", "aware_at": MONDAY, "changed_at": MONDAY, "due_at": MONDAY + timedelta(hours=72)}
    async with office.database.transaction() as records:
        await records.breaches.add(Breach(id="1", reference="BRU-2026-0001", decision="reported", reported_at=MONDAY, **first))
        await records.breaches.add(Breach(id="2", reference="BRU-2026-0002", **{**first, "due_at": MONDAY - timedelta(hours=1)}))

    page, table = await nina.opens(FIGURES), lines(await nina.opens(TABLE))

    assert row(page, "november 2026", "breaches") == "2 | 1 | 0 | 0 | 1"
    assert [one["kind"] for one in table] == ["breach"]
    assert [table[0][f"breaches_{name}"] for name in ("known", "in_time", "overdue")] == ["2", "1", "1"]


async def test_a_year_is_chosen(office: Office, nina: Colleague) -> None:
    await closed(office, "INN-2025-0001", MONDAY.replace(year=2025, month=3), 10)

    this, last = await nina.opens(FIGURES), await nina.opens(f"{FIGURES}?year=2025")

    assert "Ingen saker i perioden" in this.said and '<option value="2025">2025</option>' in this.text
    assert row(last, "mars 2025").startswith("1 | 1 | 100 % (1 av 1)")
    assert "Saker mottatt fra 1. januar 2025 til 31. desember 2025." in last.said


@pytest.mark.parametrize("query", ["year=x", "year=1066", "year=2027", "year=99999999999", "year=²&kind=nothing"])
async def test_what_makes_no_sense_counts_as_not_asked(office: Office, nina: Colleague, query: str) -> None:
    await fill(office)

    page = await nina.opens(f"{FIGURES}?{query}")

    assert (page.status, "Saker mottatt fra 1. desember 2025 til 23. november 2026." in page.said) == (200, True)


async def test_without_cases_it_says_so(office: Office, nina: Colleague) -> None:
    page, table = await nina.opens(FIGURES), await nina.opens(TABLE)

    assert "Ingen saker i perioden" in page.said and "<table" not in page.text
    assert (table.status, lines(table)) == (200, [])


async def test_the_table_has_a_row_for_each_month_and_right(office: Office, nina: Colleague) -> None:
    await fill(office)

    page = await nina.opens(TABLE)

    table = lines(page)
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="figures.csv"'
    assert [(one["month"], one["kind"]) for one in table] == [("2026-11", "access"), ("2026-10", "access"), ("2026-10", "deletion")]
    october = table[1]
    assert {name: october[name] for name in ("received", "closed", "in_one_month", "of", "median_days", "late_refusals")} == {
        "received": "2",
        "closed": "2",
        "in_one_month": "1",
        "of": "2",
        "median_days": "24",
        "late_refusals": "1",
    }
    assert (october["outcome_refused"], october["refused_excessive"], table[0]["unproved"]) == ("1", "1", "1")


async def test_taking_them_along_is_logged(office: Office, nina: Colleague) -> None:
    await nina.opens(FIGURES)
    await nina.opens(TABLE)

    assert await office.logged("figures") == [f"nina figures.exported {date(2025, 12, 1)} {date(2026, 11, 23)}"]


async def test_they_hold_nothing_of_anybody(office: Office, nina: Colleague) -> None:
    await closed(office, "INN-2026-0001", MONDAY, 0, address="merke@example.com", words="MERKE", reasons="MERKE")

    texts = [(await nina.opens(path)).text for path in (FIGURES, TABLE)]

    assert not any(mark in text for text in texts for mark in ("merke", "MERKE", "INN-2026-0001"))


@pytest.mark.parametrize("path", [FIGURES, TABLE])
async def test_they_are_for_witnesses_alone(office: Office, kari: Colleague, nina: Colleague, path: str) -> None:
    auditor, root = await office.employs("Ada", role="auditor"), await office.employs("Root", role="administrator")

    assert [(await one.opens(path)).status for one in (nina, auditor, kari, root)] == [200, 200, 403, 403]
    assert (await nina.sends(path)).status == 405
