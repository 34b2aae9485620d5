"""Every action of a case in every state of it by everybody: what is not lawful is refused, and not a row changes (R25, A9).

Each form is filled as it must be, letters' fingerprints included, so that nothing but the rule stands in its way; in the end it is
sent once by who may, and works. A new action of a case needs a row in LAWFUL and a way to fill its form.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import pytest
from aiohttp import FormData

from bot.desk.roles import Role
from bot.staff.access import Route
from bot.store.tables import CaseFile, Correction, Letter, Restriction, Withheld
from bot.tickets.kinds import Kind
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office, Page, read
from tests.staff.test_roles import routes_of

REFERENCE, ID = "INN-2026-4821", "id-INN-2026-4821"
CASE = f"/staff/cases/{REFERENCE}"
SLIP = {"version": "1", "mark": "12345678"}
MINE = {"ticket_id": ID, "staff_id": "kari", "at": MONDAY}

WAITING = "waiting_requester waiting_others"
WORKED_ON = f"in_progress {WAITING}"
OPEN = f"{WORKED_ON} in_review"
ALL = f"unverified new {OPEN} closed"

LAWFUL: Mapping[str, Mapping[str, str]] = {
    "claim": {"holder": f"new {WAITING} in_review", "colleague": "new", "officer": f"new {OPEN}"},
    "release": {"holder": OPEN, "officer": OPEN},
    "hand-over": {"holder": OPEN, "officer": f"new {OPEN}"},
    "wait": {"holder": OPEN},
    "note": {"holder": ALL, "colleague": "unverified new", "officer": ALL},
    "reopen": {"holder": "closed", "officer": "closed"},
    "checklist": {"holder": WORKED_ON},
    "posted": {"holder": ALL, "colleague": "unverified new", "officer": ALL},
    "bounced": {"holder": ALL, "colleague": "unverified new", "officer": ALL},
    "identity": {"holder": OPEN},
    "finish": {"holder": OPEN},
    "close": {"holder": OPEN},
    "extend": {"holder": OPEN},
    "extend-send": {"holder": OPEN},
    "ask": {"holder": OPEN},
    "ask-send": {"holder": OPEN},
    "answer": {"holder": WORKED_ON},
    "withhold": {"holder": WORKED_ON},
    "include": {"holder": WORKED_ON},
    "files": {"holder": WORKED_ON},
    "unfile": {"holder": WORKED_ON},
    "copy": {"holder": WORKED_ON},
    "revoke-copy": {"holder": f"{OPEN} closed", "officer": ALL},
    "erase": {"holder": OPEN},
    "correct": {"holder": WORKED_ON},
    "uncorrect": {"holder": WORKED_ON},
    "restrict": {"holder": WORKED_ON},
    "restrict-send": {"holder": WORKED_ON},
    "lift": {"holder": f"{WORKED_ON} closed", "officer": "closed"},
    "lift-send": {"holder": f"{WORKED_ON} closed", "officer": "closed"},
    "stop": {"holder": WORKED_ON},
    "stop-send": {"holder": WORKED_ON},
    "approve": {"officer": "in_review"},
    "reject": {"officer": "in_review"},
}
"""Who may do it, and in which states; by the law and by who works on it, not by the program. What nobody holds has no holder."""

KINDS = {"erase": Kind.DELETION, "correct": Kind.RECTIFICATION, "uncorrect": Kind.RECTIFICATION, "stop": Kind.WITHDRAW_CONSENT}
KINDS |= dict.fromkeys(("restrict", "restrict-send", "lift", "lift-send"), Kind.RESTRICTION) | {"stop-send": Kind.WITHDRAW_CONSENT}
ROLES = {
    "holder": ("kari", Role.HANDLER),
    "colleague": ("per", Role.HANDLER),
    "officer": ("nina", Role.PRIVACY_OFFICER),
    "auditor": ("ada", Role.AUDITOR),
    "administrator": ("eva", Role.ADMINISTRATOR),
}

Fields = dict[str, str]


@dataclass(frozen=True)
class Scene:
    """A case, everybody who works here, and the form of one action, ready to be sent by anybody."""

    office: Office
    people: Mapping[str, Colleague]
    route: Route
    form: Fields

    async def press(self, who: str) -> Page:
        colleague, path = self.people[who], "/staff" + self.route.path.replace("{reference}", REFERENCE)
        if not self.route.takes_file:
            return await colleague.sends(path, self.form)
        body = FormData({"csrf": colleague.csrf, **self.form})
        body.add_field("file", b"%PDF-1.7\n1 0 obj\n", filename="kunde.pdf", content_type="application/octet-stream")
        return await read(await colleague.client.post(path, data=body, allow_redirects=False))

    def puts(self, status: str) -> None:
        """The case into a state, as if it had come there; its version stays, so that no page is stale."""
        is_free, is_closed = status in {"unverified", "new"}, status == "closed"
        values = (status, None if is_free else "kari", "2026-11-23 09:00:00.000000" if is_closed else None, ID)
        with sqlite3.connect(self.file) as connection:
            connection.execute("UPDATE ticket SET status = ?, holder_id = ?, closed_at = ? WHERE id = ?", values)
        connection.close()

    def dump(self) -> list[str]:
        """Every row of the file but those of the log, of logins, and of when the case was first read."""
        connection = sqlite3.connect(self.file)
        lines = [line for line in connection.iterdump() if line.startswith("INSERT") and not line.startswith(NOT_LOOKED_AT)]
        connection.close()
        return lines

    @property
    def file(self) -> str:
        return self.office.database._url.database or ""


NOT_LOOKED_AT = tuple(f'INSERT INTO "{table}"' for table in ("audit_entry", "staff_session"))


async def _letter(kari: Colleague, name: str, **typed: str) -> Fields:
    """The form that sends the letter, from the page that shows it."""
    form = await kari.opens(f"{CASE}/{name}")
    page = await kari.sends(f"{CASE}/{name}", {**form.hidden(f"{CASE}/{name}"), **typed})
    return page.hidden(f"{CASE}/close" if name == "finish" else f"{CASE}/{name}/send")


async def _closing(office: Office, kari: Colleague) -> Fields:
    await office.answers_all_points(kari)
    await office.fills_all_lines(kari)
    return await _letter(kari, "finish", outcome="nothing_found")


async def _approval(office: Office, kari: Colleague) -> Fields:
    await office.fills_all_lines(kari)
    form = await _letter(kari, "finish", outcome="refused", ground="others_rights", reasons="Den viser andres opplysninger.")
    await kari.sends(f"{CASE}/close", form)
    async with office.database.reading() as records:
        waiting, ticket = await records.approvals.find_waiting(ID), await records.cases.get(ID)
    assert waiting is not None
    return {"version": str(ticket.version), "mark": "12345678", "approval": waiting.id, "text": "Se på grunnen en gang til."}


async def _row(office: Office, row: Letter | Correction | Withheld | CaseFile | Restriction, **fields: str) -> Fields:
    """Something that is there already, and the form that is about it."""
    async with office.database.transaction() as records:
        await records.cases._rows.add(row)
    return {**SLIP, **fields}


async def _checklist(office: Office, kari: Colleague) -> Fields:
    hidden = (await kari.opens(CASE)).hidden(f"{CASE}/checklist")
    return {**hidden, **{f"result_{line.id}": "done" for line in await office.lines()}}


async def _copying(office: Office, kari: Colleague) -> Fields:
    await office.fills_all_lines(kari)
    await office.answers_all_points(kari)
    return {**(await kari.opens(f"{CASE}/copy")).hidden(f"{CASE}/copy"), "on_record": "yes"}


async def _revoking(office: Office, kari: Colleague) -> Fields:
    await office.hands_over()
    return SLIP


async def _lifting(office: Office, kari: Colleague) -> Fields:
    await _row(office, Restriction(id="r1", ticket_id=ID, address="ola@example.com", ground="accuracy", since=MONDAY))
    return await _letter(kari, "lift", text="Navnet er rettet.")


async def _erasing(office: Office, kari: Colleague) -> Fields:
    return (await kari.opens(f"{CASE}/erase")).hidden(f"{CASE}/erase")


async def _stopping(office: Office, kari: Colleague) -> Fields:
    return (await kari.opens(f"{CASE}/stop")).hidden(f"{CASE}/stop/send")


def _typed(**fields: str) -> Callable[[Office, Colleague], Awaitable[Fields]]:
    async def form(office: Office, kari: Colleague) -> Fields:
        return {**SLIP, **fields}

    return form


def _paper() -> Letter:
    return Letter(
        id="l1", kind="extended", ticket_id=ID, recipient="Ola\nStorgata 1", language="nb", subject="Frist", text="Hei", written_at=MONDAY
    )


def _sent() -> Letter:
    values = {"recipient": "ola@example.com", "language": "nb", "subject": "Frist", "text": "Hei", "written_at": MONDAY, "sent_at": MONDAY}
    return Letter(id="l2", kind="extended", ticket_id=ID, **values)


def _file() -> CaseFile:
    values = {"name": "a.pdf", "media_type": "application/pdf", "size": 1, "sha256": "x", "sealed": b"x"}
    return CaseFile(id="f1", ticket_id=ID, purpose="copy", added_by="kari", added_at=MONDAY, **values)


QUESTION, EXTENSION = {"text": "Hvilken konto?"}, {"ground": "complexity", "reasons": "Arkivet er stort."}
OMISSION = {"what": "Et navn", "why": "Det er en annens.", "ground": "others_rights", "note": ""}

FORMS: Mapping[str, Callable[[Office, Colleague], Awaitable[Fields]]] = {
    "claim": _typed(),
    "release": _typed(),
    "hand-over": _typed(colleague="siri", text="Kan du?"),
    "wait": _typed(text="Venter på arkivet.", **{"for": "others"}),
    "note": _typed(text="Ringte."),
    "reopen": _typed(text="Det var mer."),
    "checklist": _checklist,
    "posted": lambda office, _: _row(office, _paper(), letter="l1"),
    "bounced": lambda office, _: _row(office, _sent(), letter="l2", text="Postkassen er full."),
    "identity": _typed(check="record"),
    "finish": _typed(outcome="withdrawn"),
    "close": _closing,
    "extend": _typed(**EXTENSION),
    "extend-send": lambda _, kari: _letter(kari, "extend", **EXTENSION),
    "ask": _typed(**QUESTION),
    "ask-send": lambda _, kari: _letter(kari, "ask", **QUESTION),
    "answer": _typed(text_purposes="For å gi deg tjenesten."),
    "withhold": _typed(**OMISSION),
    "include": lambda office, _: _row(office, Withheld(id="w1", what="Et navn", why="x", ground="others_rights", **MINE), withheld="w1"),
    "files": _typed(purpose="copy", line=""),
    "unfile": lambda office, _: _row(office, _file(), file="f1", sure="yes"),
    "copy": _copying,
    "revoke-copy": _revoking,
    "erase": _erasing,
    "correct": _typed(what="Navn", old="Olsn", new="Olsen"),
    "uncorrect": lambda office, _: _row(office, Correction(id="c1", what="Navn", old_value="a", new_value="b", **MINE), correction="c1"),
    "restrict": _typed(ground="accuracy", text=""),
    "restrict-send": lambda _, kari: _letter(kari, "restrict", ground="accuracy"),
    "lift": _typed(text="Navnet er rettet."),
    "lift-send": _lifting,
    "stop": _typed(),
    "stop-send": _stopping,
    "approve": _approval,
    "reject": _approval,
}


@pytest.mark.parametrize("name", LAWFUL)
async def test_what_is_not_lawful_is_refused_and_changes_nothing(office: Office, name: str) -> None:
    scene, lawful = await _set_up(office, name), {who: states.split() for who, states in LAWFUL[name].items()}

    tried = 0
    for status in ALL.split():
        scene.puts(status)
        before = scene.dump()
        for who in ROLES:
            if status in lawful.get(who if status not in {"unverified", "new"} or who != "holder" else "colleague", []):
                continue
            page = await scene.press(who)
            tried += 1

            assert page.status in {403, 404, 409, 422}, (status, who, page.status)
            assert scene.dump() == before, (status, who)
    assert tried == 7 * len(ROLES) - _how_many_lawful(lawful)

    who, status = next((who, states[0]) for who, states in lawful.items())
    scene.puts(status)
    assert (await scene.press(who)).status in {200, 303}, (status, who)
    for colleague in scene.people.values():
        await colleague.client.session.close()


async def test_every_action_of_a_case_is_tried(office: Office) -> None:
    actions = {route.name for route in routes_of(office) if route.method == "POST" and "{reference}" in route.path}

    assert actions == set(LAWFUL)


async def _set_up(office: Office, name: str) -> Scene:
    people = {who: await office.employs(account.title(), role=role) for who, (account, role) in ROLES.items()}
    await office.add_account("Siri")
    verified = None if name == "identity" else MONDAY
    await office.receives_held(kind=KINDS.get(name, Kind.ACCESS), opened_at=MONDAY, verified_at=verified)
    if name == "lift":
        await _row(office, Restriction(id="r1", ticket_id=ID, address="ola@example.com", ground="accuracy", since=MONDAY))
    form = await FORMS[name](office, people["holder"])
    [route] = [one for one in routes_of(office) if one.method == "POST" and one.name == name]
    return Scene(office, people, route, form)


def _how_many_lawful(lawful: Mapping[str, list[str]]) -> int:
    """Of what nobody holds, the holder-to-be is one colleague more."""
    free = [status for status in lawful.get("colleague", []) if status in {"unverified", "new"}]
    held = {who: [status for status in states if status not in {"unverified", "new"}] for who, states in lawful.items()}
    officers = [status for status in lawful.get("officer", []) if status in {"unverified", "new"}]
    return 2 * len(free) + len(officers) + sum(map(len, held.values()))
