"""A running service keeps its last good content while somebody breaks a file, and takes the good one that follows."""

import asyncio
import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.contents
from bot.content import ContentError, Language
from bot.contents import Library
from bot.settings import Settings
from tests.answers.folders import change


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real content that may be broken."""
    copy = tmp_path_factory.mktemp("content")
    for name in ("intents", "policy"):
        shutil.copytree(getattr(Settings(), f"{name}_dir"), copy / name)
    return copy


@pytest.fixture(scope="module")
def library(copied: Path) -> Library:
    """Read once for all tests of this file, with what was learnt kept beside it: reading takes seconds."""
    return Library(Settings(intents_dir=copied / "intents", policy_dir=copied / "policy", cache_dir=copied / "learnt"))


@pytest.fixture
def folder(copied: Path) -> Iterator[Path]:
    """The copy, mended again after the test."""
    texts = {file: file.read_bytes() for file in copied.rglob("*.toml")}
    yield copied
    for file, text in texts.items():
        if file.read_bytes() != text:
            file.write_bytes(text)


def thanks(library: Library) -> str:
    return library.contents.replies.text("small_talk.thanks", Language.EN)


async def test_a_good_edit_is_taken(library: Library, folder: Path) -> None:
    change(folder / "intents" / "replies.toml", "You are welcome!", "Any time!")

    await library.reload()

    assert thanks(library).startswith("Any time!")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("intents/replies.toml", "[help]", "[help"),
        ("intents/letters.toml", "{code}", "{kode}"),
        ("intents/copies.toml", "[page]", "[page"),
        ("policy/answer.toml", '"transfer"', '"weather"'),
        ("intents/request/access.toml", "[phrases]", "[phrase]"),
        ("policy/company.toml", "phone =", "telephone ="),
        ("policy/gaps.toml", '"N02"', '"N01"'),
        ("policy/rights.toml", "rights.access_how", "rights.access"),
    ],
)
async def test_a_broken_edit_changes_nothing_and_is_told_in_one_line(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture, file: str, old: str, new: str
) -> None:
    before = library.contents
    change(folder / file, old, new)

    with pytest.raises(ContentError) as caught:
        await library.reload()

    assert library.contents is before
    assert [record.getMessage() for record in caplog.records] == [f"content kept as it was: {caught.value}"]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [("[human]", "[humane]"), ('en = "You are welcome!', 'en = "{first_name}, you are welcome!')],
    ids=["a reply gone", "an unknown placeholder"],
)
async def test_an_edit_that_would_leave_the_bot_without_words_is_refused(library: Library, folder: Path, old: str, new: str) -> None:
    """Else the fault is found by the next visitor who should have heard that reply, as a failed turn."""
    before = library.contents
    change(folder / "intents" / "replies.toml", old, new)

    with contextlib.suppress(ContentError):
        await library.reload()

    assert library.contents is before


async def test_the_watch_takes_the_good_edit_after_the_broken_one(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await library.reload()
    monkeypatch.setattr(bot.contents, "SECONDS_BETWEEN_LOOKS", 0.01)
    replies = folder / "intents" / "replies.toml"
    watch = asyncio.create_task(library.watch())

    change(replies, 'en = "You are welcome!', "en = You are welcome!")
    await asyncio.sleep(0.2)
    assert thanks(library).startswith("You are welcome!")
    change(replies, "en = You are welcome!", 'en = "Any time!')
    async with asyncio.timeout(30):
        while not thanks(library).startswith("Any time!"):  # noqa: ASYNC110 - the watch tells nobody
            await asyncio.sleep(0.05)

    assert not watch.done()
    watch.cancel()


def test_a_start_without_good_content_says_what_is_wrong(folder: Path) -> None:
    change(folder / "policy" / "company.toml", "[facts]", "[facts")

    with pytest.raises(ContentError, match=r"company\.toml: is not valid TOML"):
        Library(Settings(intents_dir=folder / "intents", policy_dir=folder / "policy"))
