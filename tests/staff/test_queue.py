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
    assert "om 3 dager" in page.said
    assert "torsdag 26. november" in page.said
