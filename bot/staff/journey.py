"""Where a person was going when the login came in between, and what had been typed: carried along as hidden fields."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.staff.incoming import form_of, place_after

KEPT = "kept."
CASES = "/staff/cases/"
NOT_KEPT = frozenset({"csrf", "confirm_password", "confirm_code"})


@dataclass(frozen=True)
class Journey:
    """`next` is a page to go on to; `again` is where a form was going, `kept` its fields."""

    next: str = "/staff"
    again: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """As a form carries it on."""
        again = (("again", self.again),) if self.again else ()
        return (("next", self.next), *again, *((f"{KEPT}{name}", value) for name, value in self.kept))

    @property
    def values(self) -> Mapping[str, str]:
        return dict(self.kept)


def journey_of(form: Mapping[str, str]) -> Journey:
    """From the fields of a login form, wherever they come from."""
    again = form.get("again", "")
    kept = tuple((name.removeprefix(KEPT), value) for name, value in form.items() if name.startswith(KEPT))
    return Journey(place_after(form.get("next", "")), again if again.startswith(CASES) else "", kept)


def interrupted(request: web.Request) -> Journey:
    """From a request that needs a login first."""
    if request.method != hdrs.METH_POST:
        return Journey(next=place_after(request.path_qs))
    is_case = request.path.startswith(CASES)
    return Journey(again=request.path, kept=kept_fields(form_of(request)) if is_case else ())


def kept_fields(form: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in form.items() if name not in NOT_KEPT)
