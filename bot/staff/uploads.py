"""A form that brings a file, read part by part. Three rules:

1. The fields come first: who sends it, and for which case, is looked at before the file is let in.
2. No more of a file is ever held than may be stored, whatever its sender says of its size.
3. What is not wanted is read and thrown away, up to a bound, since browsers show an answer only when they have sent everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.staff.forms import MOST_FIELDS, cleaned, read_form

MULTIPART = "multipart/form-data"
LONGEST_FIELD = 4 * 1024
CHUNK = 64 * 1024
MOST_THROWN_AWAY = 512 * 1024 * 1024
"""Bytes; whoever sends still more is cut off."""


@dataclass(frozen=True)
class Upload:
    """A file on its way, under the name that its sender gave it; no part when none was chosen."""

    name: str = ""
    part: BodyPartReader | None = None

    async def read(self, largest: int) -> bytes | None:
        """All of it, or None as soon as it is larger; raises HTTPBadRequest when it breaks off."""
        content = bytearray()
        while self.part is not None and not self.part.at_eof():
            content += await _chunk(self.part)
            if len(content) > largest:
                return None
        return bytes(content)

    async def throw_away(self) -> None:
        """The rest of it; what has been read before costs nothing."""
        left = MOST_THROWN_AWAY
        try:
            while self.part is not None and not self.part.at_eof() and left > 0:
                left -= len(await _chunk(self.part))
        except (web.HTTPBadRequest, OSError):
            return


async def read_upload(request: web.Request) -> tuple[Mapping[str, str], Upload]:
    """The fields before the file, and the file, of which nothing is read yet; raises HTTPBadRequest for anything else.

    What comes after the file is not looked at.
    """
    if request.content_type != MULTIPART:
        return await read_form(request), Upload()
    fields: dict[str, str] = {}
    try:
        parts = await request.multipart()
        while (part := await parts.next()) is not None:
            if not isinstance(part, BodyPartReader) or part.name is None or len(fields) == MOST_FIELDS or _is_encoded(part):
                raise web.HTTPBadRequest
            if part.filename is not None:
                return fields, Upload(part.filename, part)
            if part.name in fields:
                raise web.HTTPBadRequest
            fields[part.name] = cleaned((await _field(part)).decode("utf-8"))
    except (ValueError, HttpProcessingError):
        raise web.HTTPBadRequest from None
    return fields, Upload()


async def _field(part: BodyPartReader) -> bytes:
    content = bytearray()
    while not part.at_eof():
        content += await _chunk(part)
        if len(content) > LONGEST_FIELD:
            raise web.HTTPBadRequest
    return bytes(content)


async def _chunk(part: BodyPartReader) -> bytes:
    try:
        return await part.read_chunk(CHUNK)
    except ValueError:
        raise web.HTTPBadRequest from None


def _is_encoded(part: BodyPartReader) -> bool:
    """No browser does that; whoever does would have us unpack what may be a bomb."""
    return part.headers.get(hdrs.CONTENT_TRANSFER_ENCODING, "binary").lower() not in {"binary", "7bit", "8bit"} or (
        hdrs.CONTENT_ENCODING in part.headers
    )
