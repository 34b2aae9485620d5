"""Whoever reads something of a person leaves exactly one line in the log, whatever page it was (A13)."""

import re

from bot.desk.filing import KEY
from bot.outside import SecureTokens
from bot.sealing import seal
from bot.staff.access import Route
from bot.staff.console import ROUTES
from bot.store.tables import Approval, Breach, CaseFile, Miss
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office

OF_A_PERSON = {
    "queue": "the list of cases, with addresses",
    "breach": "what somebody reported",
    "misses": "words that were not understood",
    "log": "what was done about whom",
    "log-table": "the same, to take along",
    "figures-table": "an export, though of nobody",
}
"""Pages without a case in their address that leave a line."""
OF_NOBODY = {
    "static": "files of ours",
    "login": "a form",
    "password": "one's own password",
    "factor": "one's own second factor",
    "sessions": "one's own logins",
    "people": "colleagues, for who keeps the accounts; each change is logged",
    "register": "an empty form",
    "new-breach": "an empty form",
    "breaches": "numbers and dates of breaches, no words",
    "approvals": "numbers, kinds and dates of cases, no addresses",
    "figures": "counts",
    "record": "settings",
}
"""Pages that leave none, and why."""
IN_REVIEW = "INN-2026-0002"
KIND_OF = {
    "answer": Kind.ACCESS,
    "withhold": Kind.ACCESS,
    "erase": Kind.DELETION,
    "correct": Kind.RECTIFICATION,
    "restrict": Kind.RESTRICTION,
    "lift": Kind.RESTRICTION,
    "stop": Kind.WITHDRAW_CONSENT,
}
"""What the page is for; any kind will do for the others."""


def pages_of(office: Office) -> list[Route]:
    return [route for route in office.server.app[ROUTES] if route.method == "GET"]  # type: ignore[index]


async def lines(office: Office) -> int:
    async with office.database.reading() as records:
        head = await records.audit.find_head()
    return head.seq if head is not None else 0


async def fill(office: Office) -> None:
    """A case of Nina's of every kind, and one in review; with a file, something to approve, a breach and a miss."""
    for kind in Kind:
        await office.receives_held("nina", reference=f"{kind.prefix}-2026-4821", kind=kind)
    ticket = await office.receives_held("nina", reference=IN_REVIEW, status="in_review")
    sealed = seal(b"x", office.settings.key(KEY), "f", SecureTokens())
    file = {"purpose": "evidence", "name": "a.txt", "media_type": "text/plain", "size": 1, "sha256": "s", "sealed": sealed}
    times = {"aware_at": MONDAY, "due_at": MONDAY, "changed_at": MONDAY}
    frozen = {"action": "closing", "content": '{"shown": [], "data": {}}', "fingerprint": "f", "prepared_at": MONDAY}
    async with office.database.transaction() as records:
        await records.copies.add_file(CaseFile(id="f", ticket_id="id-INN-2026-4821", added_by="nina", added_at=MONDAY, **file))
        await records.breaches.add(Breach(id="b", reference="BRU-2026-0001", channel="mail", words="w", **times))
        await records.misses.add(Miss(id="m", chat_id="c", seq=1, at=MONDAY, language="nb", topic="out_of_scope", excerpt="hva nå"))
        await records.approvals.add(Approval(id="a", ticket_id=ticket.id, prepared_by="kari", **frozen))


def path_of(route: Route) -> str:
    reference = IN_REVIEW if route.name == "approval" else f"{KIND_OF.get(route.name, Kind.ACCESS).prefix}-2026-4821"
    filled = route.path.replace("{reference}", reference).replace("{file}", "f").replace("{breach}", "BRU-2026-0001")
    return "/staff" + re.sub(r"\{\w+\}", "x", filled)


async def left_by(office: Office, colleague: Colleague, routes: list[Route]) -> dict[str, tuple[int, int]]:
    """For each page how it was answered, and how many lines it left."""
    left = {}
    for route in routes:
        before = await lines(office)
        response = await colleague.client.get(path_of(route), allow_redirects=False)
        left[route.name] = (response.status, await lines(office) - before)
    return left


async def test_every_page_of_a_case_leaves_one_line(office: Office, kari: Colleague, nina: Colleague) -> None:
    await fill(office)
    routes = [route for route in pages_of(office) if "{reference}" in route.path]

    left = await left_by(office, nina, routes)

    assert len(routes) > 14
    assert left == {route.name: (200, 1) for route in routes}


async def test_every_other_page_of_a_person_leaves_one_line(office: Office, kari: Colleague, nina: Colleague) -> None:
    await fill(office)
    routes = [route for route in pages_of(office) if route.name in OF_A_PERSON]

    left = await left_by(office, nina, routes)

    assert left == dict.fromkeys(OF_A_PERSON, (200, 1))


async def test_a_page_of_nobody_leaves_none(office: Office, kari: Colleague, nina: Colleague) -> None:
    await fill(office)
    root = await office.employs("Root", role="administrator")
    routes = [route for route in pages_of(office) if route.name in OF_NOBODY]

    left = [await left_by(office, root if "privacy_officer" not in route.roles else nina, [route]) for route in routes]

    assert {name: count for one in left for name, (_, count) in one.items()} == dict.fromkeys(OF_NOBODY, 0)
    await root.client.close()


async def test_every_page_is_of_a_case_of_a_person_or_of_nobody(office: Office) -> None:
    others = {route.name for route in pages_of(office) if "{reference}" not in route.path}

    assert others == OF_A_PERSON.keys() | OF_NOBODY.keys()


async def test_a_colleagues_case_that_was_asked_for_leaves_a_line(office: Office, kari: Colleague, nina: Colleague) -> None:
    await fill(office)
    routes = [route for route in pages_of(office) if "{reference}" in route.path]

    left = await left_by(office, kari, routes)

    assert left == {route.name: (404, 1) for route in routes}
