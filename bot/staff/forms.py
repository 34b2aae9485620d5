"""What a form brought, checked before anything else looks at it."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from bot.desk.answers import Slip

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 200
LARGEST_FORM = 512 * 1024
"""Bytes. The longest page has ten texts of 4,000 characters, and a form writes one character in up to twelve bytes."""
_KEPT_CONTROLS = frozenset("\n\t")
_RAW = frozenset({"password", "current", "new", "again", "confirm_password"})
"""Passwords are taken as they are, byte for byte (A1)."""


async def read_form(request: web.Request) -> Mapping[str, str]:
    """The fields, each once, without what no screen shows; raises HTTPBadRequest for anything else than a form.

    HTTPRequestEntityTooLarge only beyond what all fields of a page may hold together: what is too long for its own field comes
    back on its page, told beside it.
    """
    if request.content_type != FORM:
        raise web.HTTPBadRequest
    try:
        body = (await _body_of(request)).decode("ascii")
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict")
    except ValueError:
        raise web.HTTPBadRequest from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise web.HTTPBadRequest
    return {name: value if name in _RAW else cleaned(value) for name, value in pairs}


async def _body_of(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, len(body))
    return bytes(body)


def cleaned(text: str) -> str:
    """One kind of line end, no control characters, no blanks at the ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in plain if mark in _KEPT_CONTROLS or unicodedata.category(mark) not in {"Cc", "Cs"}).strip()


def slip_of(form: Mapping[str, str]) -> Slip:
    """The version and the mark that every form of a case carries; raises HTTPBadRequest without them."""
    version, mark = form.get("version", ""), form.get("mark", "")
    if not re.fullmatch(r"[0-9]{1,9}", version) or not re.fullmatch(r"[0-9a-zA-Z_-]{8,64}", mark):
        raise web.HTTPBadRequest
    return Slip(int(version), mark)
