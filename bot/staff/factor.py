"""The pages of the second factor: the square code for the app, the recovery codes, and how many of them are left (A3)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

import pyotp
import segno
from aiohttp import hdrs, web
from markupsafe import Markup

from bot.answers.dates import oslo_date
from bot.desk.factor import Enrolment
from bot.desk.own_account import Enrolled, OwnAccount
from bot.staff.browsers import kind_of_browser
from bot.staff.case_parts import moment
from bot.staff.cookies import Cookies
from bot.staff.frames import Frame, Renderer
from bot.staff.incoming import SESSION, Framing, form_of, session_of

PLACE = "factor"


@dataclass(frozen=True)
class EnrolPage:
    """`square` is the code that an app reads; `seed` the same to type. `must` while there is no second factor."""

    template: ClassVar[str] = "enrol.html"
    frame: Frame
    address: str
    square: Markup
    seed: str
    uri: str
    token: str
    must: bool
    problem: str


@dataclass(frozen=True)
class CodesPage:
    """Recovery codes, this once; `is_new` when the second factor was set with them."""

    template: ClassVar[str] = "codes.html"
    frame: Frame
    codes: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True)
class FactorPage:
    template: ClassVar[str] = "factor.html"
    frame: Frame
    since: str
    left: str
    is_low: bool


@dataclass(frozen=True)
class FactorPages:
    own: OwnAccount
    renderer: Renderer
    framing: Framing
    cookies: Cookies

    async def show(self, request: web.Request) -> web.Response:
        session = session_of(request)
        since = session.account.totp_set_at
        if since is None:
            return self._enrolment(request, self.own.begin_enrolment(session))
        frame, left = self.framing.frame(request, PLACE), await self.own.codes_left(session)
        at = moment(since, frame.words, oslo_date(self.own.door.clock()))
        return self.renderer.response(FactorPage(frame, at, frame.words.counted("factor.left", left), is_low=left <= 3))

    async def begin(self, request: web.Request) -> web.Response:
        """A new app or phone in place of the one that there is."""
        return self._enrolment(request, self.own.begin_enrolment(session_of(request)))

    async def enrol(self, request: web.Request) -> web.StreamResponse:
        form, agent = form_of(request), kind_of_browser(request.headers.get(hdrs.USER_AGENT, ""))
        match await self.own.enrol(session_of(request), form.get("seed", ""), form.get("code", ""), agent):
            case Enrolled(logged_in, codes):
                request[SESSION] = logged_in.session
                response = self.renderer.response(CodesPage(self.framing.frame(request, PLACE), codes, is_new=True))
                self.cookies.give(response, self.cookies.session, logged_in.token)
                return response
            case Enrolment() as enrolment:
                return self._enrolment(request, enrolment, "enrol.wrong")
            case None:
                raise web.HTTPSeeOther("/staff/factor")

    async def renew_codes(self, request: web.Request) -> web.Response:
        session = session_of(request)
        if session.account.totp_seed is None:
            raise web.HTTPSeeOther("/staff/factor")
        codes = await self.own.renew_codes(session)
        return self.renderer.response(CodesPage(self.framing.frame(request, PLACE), codes, is_new=False))

    def _enrolment(self, request: web.Request, enrolment: Enrolment, problem: str = "") -> web.Response:
        frame, account = self.framing.frame(request, PLACE), session_of(request).account
        uri = pyotp.TOTP(enrolment.seed).provisioning_uri(name=account.address, issuer_name=frame.words("enrol.issuer"))
        seed = enrolment.seed
        page = EnrolPage(
            frame=frame,
            address=account.address,
            square=square_of(uri, frame.words("enrol.square")),
            seed=" ".join(seed[at : at + 4] for at in range(0, len(seed), 4)),
            uri=uri,
            token=enrolment.token,
            must=account.totp_seed is None,
            problem=frame.words(problem) if problem else "",
        )
        return self.renderer.response(page, HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK)


def square_of(text: str, title: str) -> Markup:
    """The text as a square code in SVG, part of the page itself: no address, no style (A7)."""
    drawn = segno.make(text, error="m").svg_inline(border=4, dark="#000", light="#fff", title=title, omitsize=True)
    return Markup(drawn)  # noqa: S704 - made by the library from our own words; it escapes the title
