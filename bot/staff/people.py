"""The accounts of everybody who works here, for the administrator (A9). Passwords for one use are shown once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from bot.answers.dates import oslo_date
from bot.desk.people import People
from bot.desk.roles import Role
from bot.desk.staffing import Activation, Invitation, StaffRefusal
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice, moment
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import Framing, form_of, session_of
from bot.staff.wordbook import Words
from bot.store.tables import StaffAccount

PLACE = "people"


@dataclass(frozen=True)
class AccountRow:
    """`state` says whether the account is open, waits for its first login, or is closed."""

    id: str
    name: str
    address: str
    role: str
    state: str
    factor: str
    is_me: bool
    is_open: bool
    roles: tuple[Choice, ...]


@dataclass(frozen=True)
class PeoplePage:
    template: ClassVar[str] = "people.html"
    frame: Frame
    rows: tuple[AccountRow, ...]
    roles: tuple[Choice, ...]
    typed: Mapping[str, str]
    problem: str
    notice: Notice | None


@dataclass(frozen=True)
class InvitationPage:
    template: ClassVar[str] = "invitation.html"
    frame: Frame
    address: str
    password: str
    until: str


@dataclass(frozen=True)
class Told:
    """What an action left to say."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    notice: Notice | None = None
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True)
class PeoplePages:
    people: People
    renderer: Renderer
    framing: Framing

    async def show(self, request: web.Request) -> web.Response:
        words = self.framing.frame(request).words
        done = f"people.done.{request.query.get('done', '')}"
        return await self._page(request, Told(notice=Notice("good", words(done)) if done in words else None))

    async def add(self, request: web.Request) -> web.Response:
        form = form_of(request)
        answer = await self.people.add(
            session_of(request).person, form.get("address", ""), form.get("name", ""), role_of(form.get("role", ""))
        )
        if isinstance(answer, Invitation):
            return self._invitation(request, answer)
        words = self.framing.frame(request).words
        return await self._page(request, Told(form, words(f"people.refusal.{answer}"), status=HTTPStatus.UNPROCESSABLE_ENTITY))

    async def reset(self, request: web.Request) -> web.Response:
        form = form_of(request)
        person, removes_factor = session_of(request).person, form.get("factor") == "yes"
        answer = await self.people.reset(person, request.match_info["account"], removes_factor=removes_factor)
        return self._invitation(request, answer) if isinstance(answer, Invitation) else await self._refused(request, answer)

    async def change_role(self, request: web.Request) -> web.StreamResponse:
        role = role_of(form_of(request).get("role", ""))
        refusal = await self.people.change_role(session_of(request).person, request.match_info["account"], role)
        if refusal is not None:
            return await self._refused(request, refusal)
        raise web.HTTPSeeOther("/staff/people?done=role")

    async def close(self, request: web.Request) -> web.StreamResponse:
        answer = await self.people.close(session_of(request).person, request.match_info["account"])
        if isinstance(answer, StaffRefusal):
            return await self._refused(request, answer)
        raise web.HTTPSeeOther("/staff/people?done=close")

    async def _refused(self, request: web.Request, refusal: StaffRefusal) -> web.Response:
        if refusal is StaffRefusal.UNKNOWN_ADDRESS:
            raise web.HTTPNotFound
        words = self.framing.frame(request).words
        notice = Notice("bad", words("case.not_done"), words(f"people.refusal.{refusal}"))
        return await self._page(request, Told(notice=notice, status=HTTPStatus.CONFLICT))

    def _invitation(self, request: web.Request, invitation: Invitation) -> web.Response:
        frame, today = self.framing.frame(request, PLACE), oslo_date(self.people.door.clock())
        page = InvitationPage(frame, invitation.address, invitation.password, moment(invitation.until, frame.words, today))
        return self.renderer.response(page)

    async def _page(self, request: web.Request, told: Told) -> web.Response:
        frame, me = self.framing.frame(request, PLACE), session_of(request).account
        today = oslo_date(self.people.door.clock())
        page = PeoplePage(
            frame=frame,
            rows=tuple(_row(account, me, frame.words, today) for account in await self.people.all()),
            roles=_roles(told.typed.get("role", Role.HANDLER), frame.words),
            typed=told.typed,
            problem=told.problem,
            notice=told.notice,
        )
        return self.renderer.response(page, told.status)


def role_of(text: str) -> Role:
    """Raises HTTPBadRequest for a role that does not exist."""
    if text not in tuple(Role):
        raise web.HTTPBadRequest
    return Role(text)


def _row(account: StaffAccount, me: StaffAccount, words: Words, today: date) -> AccountRow:
    activation = Activation.read(account.password_hash)
    if account.disabled_at is not None:
        state = words("people.closed", at=moment(account.disabled_at, words, today))
    elif activation is not None:
        state = words("people.invited", at=moment(activation.until, words, today))
    else:
        state = words("people.open")
    return AccountRow(
        id=account.id,
        name=account.name,
        address=account.address,
        role=words(f"role.{account.role}"),
        state=state,
        factor=words("people.with_factor" if account.totp_seed is not None else "people.without_factor"),
        is_me=account.id == me.id,
        is_open=account.disabled_at is None,
        roles=_roles(account.role, words),
    )


def _roles(chosen: str, words: Words) -> tuple[Choice, ...]:
    return tuple(Choice(role, words(f"role.{role}"), role == chosen) for role in Role)
