"""The console on a loopback port, people who work in it, and cases to work on."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from typing import Any, cast

import pyotp
from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from bot.answers.policybook import read_policy
from bot.answers.topics import read_topics
from bot.answers.wording import read_replies, read_words
from bot.contents import Contents, Library, periods_of
from bot.desk.factor import SecondFactor
from bot.mail.letters import read_letters
from bot.outside import SecureTokens
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import ChecklistLine, Letter, Release, StaffAccount, StaffSession, Ticket
from bot.tickets.answer_points import read_points
from bot.tickets.checklist import lines_for, read_systems
from bot.tickets.deadlines import deadlines
from bot.tickets.kinds import Kind
from bot.understanding.engine import Understanding
from bot.understanding.signals import read_signals
from tests.doubles import MONDAY, FixedClock

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "tre røde hester i snøen"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
QUICK_HASH = QUICK.hash(PASSWORD)
SYSTEMS = read_systems(Settings().policy_dir)
WORDS = "Hei! Jeg vil gjerne se alt dere har lagret om meg."
AREA = re.compile(r'<textarea name="(text_\w+)"[^>]*>([^<]*)</textarea>')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Shelf:
    """Holds the real content but the phrases: learning them takes seconds, and the console understands nothing."""

    def __init__(self, settings: Settings) -> None:
        policy = read_policy(settings.policy_dir, periods_of(settings))
        facts = {**policy.facts, **periods_of(settings)}
        self.contents = Contents(
            understanding=cast("Understanding", None),
            signals=read_signals(settings.intents_dir),
            policy=policy,
            topics=read_topics(settings.intents_dir, policy),
            replies=read_replies(settings.intents_dir, facts),
            letters=read_letters(settings.intents_dir, facts),
            systems=read_systems(settings.policy_dir),
            points=read_points(settings.policy_dir, policy.statements, facts),
            copies=read_words(settings.intents_dir / "copies.toml", facts),
        )


def shelf() -> Library:
    return cast("Library", Shelf(Settings()))


@dataclass
class Page:
    """An answer of the console, read."""

    status: int
    text: str
    response: ClientResponse

    def hidden(self, action: str) -> dict[str, str]:
        """The hidden fields of the form that goes there."""
        start = self.text.index(f'action="{action}"')
        form = self.text[start : self.text.index("</form>", start)]
        return {unescape(name): unescape(value) for name, value in HIDDEN.findall(form)}

    @property
    def said(self) -> str:
        """The words of the page, without its marks."""
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


@dataclass
class Colleague:
    """One person with a browser of their own."""

    client: TestClient[Any, Any]
    account: StaffAccount
    csrf: str

    async def opens(self, path: str, **headers: str) -> Page:
        return await read(await self.client.get(path, headers=headers, allow_redirects=False))

    async def sends(self, path: str, fields: Mapping[str, str] | None = None, headers: dict[str, str] | None = None) -> Page:
        """A form with exactly these fields and the session's token."""
        form = FormData({"csrf": self.csrf, **(fields or {})})
        return await read(await self.client.post(path, data=form, headers=headers, allow_redirects=False))

    async def presses(self, reference: str, action: str, **fields: str) -> Page:
        """Opens the case and sends one of its forms."""
        page = await self.opens(f"/staff/cases/{reference}")
        path = f"/staff/cases/{reference}/{action}"
        return await self.sends(path, {**page.hidden(path), **fields})

    async def approves(self, reference: str) -> Page:
        """Opens what waits for a second person, and presses approve."""
        page = await self.opens(f"/staff/cases/{reference}/approval")
        path = f"/staff/cases/{reference}/approve"
        return await self.sends(path, page.hidden(path))

    async def sees(self, reference: str) -> str:
        page = await self.opens(f"/staff/cases/{reference}")
        assert page.status == HTTPStatus.OK
        return page.said


async def read(response: ClientResponse) -> Page:
    return Page(response.status, await response.text(errors="replace"), response)


@dataclass
class Office:
    """The console with its database and clock; `notified` counts how often letters were announced."""

    server: TestServer
    database: Database
    clock: FixedClock
    notified: list[None]
    settings: Settings = field(default_factory=Settings)

    @property
    def factor(self) -> SecondFactor:
        return SecondFactor(self.settings.key("second factor"), SecureTokens())

    def code(self, *, late_by: int = 0) -> str:
        """What everybody's app shows now, or showed so many steps ago."""
        return pyotp.TOTP(SEED).at(self.clock() - timedelta(seconds=30 * late_by))

    def stranger(self) -> TestClient[Any, Any]:
        """A browser that knows nothing of us."""
        return TestClient(self.server)

    async def add_account(self, name: str = "Kari", **values: object) -> StaffAccount:
        first = {
            "id": name.lower(),
            "address": f"{name.lower()}@qsmanager.no",
            "name": f"{name} Nordmann",
            "role": "handler",
            "password_hash": QUICK_HASH,
            "created_at": MONDAY,
            "totp_seed": self.factor.sealed(SEED, str(values.get("id", name.lower()))),
            "totp_set_at": MONDAY,
        }
        account = StaffAccount(**{**first, **values})
        async with self.database.transaction() as records:
            await records.accounts.add(account.model_copy())
        return account

    async def employs(self, name: str = "Kari", **values: object) -> Colleague:
        """A new account with a second factor, already logged in."""
        return await self.logs_in(await self.add_account(name, **values))

    async def logs_in(self, account: StaffAccount) -> Colleague:
        """A session of its own, now."""
        token = f"token-of-{account.id}-at-{self.clock():%Y%m%d%H%M}"
        session = StaffSession(
            token_hash=hashlib.sha256(token.encode()).hexdigest(),
            staff_id=account.id,
            id=token,
            csrf=f"csrf-{account.id}",
            started_at=self.clock(),
            last_at=self.clock(),
            authenticated_at=self.clock(),
            second_factor_at=self.clock(),
        )
        async with self.database.transaction() as records:
            await records.accounts.add_session(session)
        client = TestClient(self.server, cookies={"staff": token})
        return Colleague(client, account, f"csrf-{account.id}")

    async def lets_in_again(self, colleague: Colleague, asked: Page) -> Page:
        """Both steps of a login that came in between, from the page that asked for it."""
        typed = {**asked.hidden("/staff/login"), "address": colleague.account.address, "password": PASSWORD}
        page = await read(await colleague.client.post("/staff/login", data=typed, allow_redirects=False))
        typed = {**page.hidden("/staff/login/code"), "code": self.code()}
        return await read(await colleague.client.post("/staff/login/code", data=typed, allow_redirects=False))

    async def receives(self, reference: str = "INN-2026-4821", kind: Kind = Kind.ACCESS, **values: object) -> Ticket:
        """A verified case that nobody has, with its checklist."""
        due = deadlines(MONDAY, kind)
        first = {
            "id": f"id-{reference}",
            "reference": reference,
            "kind": kind,
            "status": "new",
            "language": "nb",
            "address": "ola@example.com",
            "words": WORDS,
            "chat_id": "chat-1",
            "received_at": MONDAY,
            "received_on": due.received_on,
            "safe_on": due.safe_on,
            "first_due_on": due.due_on,
            "due_on": due.due_on,
            "target_on": due.target_on,
            "verified_at": MONDAY,
            "changed_at": MONDAY,
            "changed_by": "visitor",
        }
        ticket = Ticket(**{**first, **values})
        systems = lines_for(kind, SYSTEMS)
        async with self.database.transaction() as records:
            await records.cases.add(ticket.model_copy())
            await records.checklists.add(
                *(
                    ChecklistLine(id=f"{reference}-{system.id}", ticket_id=ticket.id, position=place, system=system.id)
                    for place, system in enumerate(systems)
                )
            )
        return ticket

    async def receives_held(self, holder: str = "kari", **values: object) -> Ticket:
        return await self.receives(**{"status": "in_progress", "holder_id": holder, "claimed_at": MONDAY, **values})

    async def case(self, reference: str = "INN-2026-4821") -> Ticket:
        async with self.database.reading() as records:
            return await records.cases.get_by_reference(reference)

    async def lines(self, reference: str = "INN-2026-4821") -> tuple[ChecklistLine, ...]:
        async with self.database.reading() as records:
            return await records.checklists.of_ticket(f"id-{reference}")

    async def letters(self, reference: str = "INN-2026-4821") -> tuple[Letter, ...]:
        async with self.database.reading() as records:
            return await records.letters.of_ticket(f"id-{reference}")

    async def logged(self, subject: str = "INN-2026-4821") -> list[str]:
        """What the log says was done, readings left out."""
        async with self.database.reading() as records:
            entries = await records.audit.of_subject(subject)
        return [f"{entry.actor} {entry.action} {entry.result}".strip() for entry in entries if entry.action != "case.viewed"]

    async def fills_all_lines(self, colleague: Colleague, reference: str = "INN-2026-4821", result: str = "done") -> Page:
        page = await colleague.opens(f"/staff/cases/{reference}")
        path = f"/staff/cases/{reference}/checklist"
        results = {f"result_{line.id}": result for line in await self.lines(reference)}
        notes = {f"note_{line.id}": "" for line in await self.lines(reference)}
        return await colleague.sends(path, {**page.hidden(path), **results, **notes})

    async def hands_over(self, reference: str = "INN-2026-4821", **values: object) -> None:
        """A copy of the case that waits for its requester."""
        first = {
            "id": f"copy-{reference}",
            "ticket_id": f"id-{reference}",
            "token_digest": f"digest-{reference}",
            "address": "ola@example.com",
            "language": "nb",
            "made_by": (await self.case(reference)).holder_id,
            "made_at": self.clock(),
            "expires_at": self.clock() + timedelta(days=7),
            "downloads_left": 3,
            "size": 4,
            "sha256": "x",
            "sealed": b"copy",
        }
        async with self.database.transaction() as records:
            await records.releases.add(Release(**{**first, **values}))

    async def answers_all_points(self, colleague: Colleague, reference: str = "INN-2026-4821", **texts: str) -> Page:
        """The answer of an access case: as proposed where something is, with these words or others where nothing is."""
        url = f"/staff/cases/{reference}/answer"
        page = await colleague.opens(url)
        proposed = {name: unescape(text) for name, text in AREA.findall(page.text)}
        ticked = dict.fromkeys(re.findall(r'name="(looked_at_\w+)"', page.text), "yes")
        filled = {name: text.strip() or "Ingen." for name, text in proposed.items()}
        return await colleague.sends(
            url, {**page.hidden(url), **filled, **ticked, **{f"text_{name}": text for name, text in texts.items()}}
        )
