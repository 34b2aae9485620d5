"""Who may use a route of the console (A9). What no row of the table names is refused, and a row without roles cannot be made."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.desk.roles import Role
from bot.desk.sessions import Stage

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Roles = frozenset[Role]

EVERYBODY: Roles = frozenset(Role)
WORKERS: Roles = frozenset({Role.HANDLER, Role.PRIVACY_OFFICER})
"""Who works on cases; which of them a handler sees is the desk's to say."""
OFFICER: Roles = frozenset({Role.PRIVACY_OFFICER})
WITNESSES: Roles = frozenset({Role.PRIVACY_OFFICER, Role.AUDITOR})
"""Who reads what was done, and the figures."""
ADMINISTRATOR: Roles = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Route:
    """One row. `is_fresh`: the login must have been confirmed within the last minutes (A5). `stage`: how far one must have come.

    `takes_file`: its form brings one, after its fields.
    """

    method: str
    path: str
    handler: Handler
    name: str
    roles: Roles
    is_fresh: bool = False
    stage: Stage = Stage.READY
    tells_handling: bool = False
    takes_file: bool = False

    def __post_init__(self) -> None:
        if not self.roles or not self.name:
            raise ValueError(f"{self.method} {self.path} names no role or has no name")


def page(path: str, handler: Handler, name: str, roles: Roles, *, stage: Stage = Stage.READY) -> Route:
    """Something to look at; it changes nothing."""
    return Route(hdrs.METH_GET, path, handler, name, roles, stage=stage)


def report(path: str, handler: Handler, name: str) -> Route:
    """How a case was handled, without its content: for those who work on it, and for witnesses of every case, erased ones too."""
    return Route(hdrs.METH_GET, path, handler, name, WORKERS | WITNESSES, tells_handling=True)


def action(path: str, handler: Handler, name: str, roles: Roles, *, is_fresh: bool = False, stage: Stage = Stage.READY) -> Route:
    """Something that is done, by a form of our own pages."""
    return Route(hdrs.METH_POST, path, handler, name, roles, is_fresh, stage)


def upload(path: str, handler: Handler, name: str, roles: Roles) -> Route:
    """An action whose form brings a file."""
    return Route(hdrs.METH_POST, path, handler, name, roles, takes_file=True)
