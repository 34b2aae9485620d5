"""A copy with as many megabytes as a case may have: made, given out and fetched while everybody else goes on working (R13, A12)."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.desk.filing import KEY, LARGEST_CASE
from bot.outside import SecureTokens
from bot.sealing import seal
from bot.store.tables import CaseFile
from tests.doubles import MONDAY
from tests.staff.office import Colleague, Office
from tests.staff.test_release import Browser, fetches, link_in_letter, made, ready, releases

REFERENCE = "INN-2026-4821"
NOISE = hashlib.shake_128(b"noise").digest(LARGEST_CASE // 5)
CONTENTS = {"text/plain": NOISE[: LARGEST_CASE // 10].hex().encode(), "application/pdf": NOISE}
"""A text takes long to pack; what is packed already stays as large as it is."""
KINDS = ["text/plain", "text/plain", "application/pdf", "application/pdf", "application/pdf"]


@pytest.fixture
async def ola(office: Office) -> AsyncIterator[Browser]:
    client: Browser = TestClient(office.server)
    yield client
    await client.close()


async def with_the_largest_files(office: Office, colleague: Colleague) -> None:
    await ready(office, colleague)
    key = office.settings.key(KEY)
    for number, kind in enumerate(KINDS):
        content = CONTENTS[kind]
        file = CaseFile(
            id=f"file-{number}",
            ticket_id=f"id-{REFERENCE}",
            purpose="copy",
            name=f"{number}.file",
            media_type=kind,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            sealed=seal(content, key, f"file-{number}", SecureTokens()),
            added_by=colleague.account.id,
            added_at=MONDAY,
        )
        async with office.database.transaction() as records:
            await records.copies.add_file(file)


async def longest_wait_beside(office: Office, long: "asyncio.Task[Any]") -> float:
    """How long the slowest turn waited that wrote beside the long one; as a share of the time that this one took."""
    began, waits = monotonic(), [0.0]
    while not long.done():
        asked = monotonic()
        async with office.database.transaction() as records:
            await records.counts.add("another turn", MONDAY)
        waits.append(monotonic() - asked)
    return max(waits) / (monotonic() - began)


async def test_others_are_answered_while_the_largest_copy_goes_out(office: Office, kari: Colleague, ola: Browser) -> None:
    await with_the_largest_files(office, kari)

    going: asyncio.Task[Any] = asyncio.create_task(releases(kari))
    share = await longest_wait_beside(office, going)
    path, _ = await link_in_letter(office)
    status, content = await fetches(office, ola, path)

    package = zipfile.ZipFile(io.BytesIO(content))
    assert status == 200
    assert [package.getinfo(f"files/{number}.file").file_size for number in range(5)] == [LARGEST_CASE // 5] * 5
    assert share < 0.6


async def test_others_are_answered_while_the_second_person_lets_it_go(office: Office, kari: Colleague, nina: Colleague) -> None:
    await with_the_largest_files(office, kari)
    await releases(kari, on_record="no")

    going: asyncio.Task[Any] = asyncio.create_task(nina.approves(REFERENCE))
    share = await longest_wait_beside(office, going)

    [release] = await made(office)
    assert (release.made_by, release.downloads_left) == ("nina", 3)
    assert share < 0.6
