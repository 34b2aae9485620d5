"""The console's two cookies: the session's, and the one that ties a login form to its browser (A5)."""

from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True)
class Cookies:
    is_secure: bool

    @property
    def session(self) -> str:
        return "__Host-staff" if self.is_secure else "staff"

    @property
    def login(self) -> str:
        return "__Host-staff-login" if self.is_secure else "staff-login"

    def give(self, response: web.StreamResponse, name: str, value: str) -> None:
        response.set_cookie(name, value, path="/", secure=self.is_secure, httponly=True, samesite="Strict")

    def take(self, response: web.StreamResponse, name: str) -> None:
        response.del_cookie(name, path="/", secure=self.is_secure, httponly=True, samesite="Strict")
