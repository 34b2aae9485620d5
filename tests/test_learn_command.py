"""`python -m bot learn` over a copy of the real content."""

import asyncio
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main
from bot.settings import shipped
from bot.store.database import Database
from bot.store.tables import Miss, StaffAccount
from tests.doubles import MONDAY

SAID = "hvor i all verden har dere stua bort greiene mine hen"
FORBIDDEN = "is the storage encrypted"
"""A sentence that policy/storage.toml promises not to take for its own."""


def without_borders(text: str) -> str:
    """The file with one sentence that nobody takes for its own: others may stand near a border, which is not what is tried here."""
    harmless = 'must_not_understand = [{ text = "qwertyuiop zxcvbnm", lang = "nb" }]\n'
    return re.sub(r"^must_not_understand = \[.*?^\]\n", harmless, text, flags=re.MULTILINE | re.DOTALL)


class Shop:
    """A copy of the content with the borders of one intent alone, a database, and the command."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.intents = shutil.copytree(shipped("intents"), folder / "intents")
        self.file = self.intents / "policy" / "storage.toml"
        for file in self.intents.glob("*/*.toml"):
            if file != self.file:
                file.write_text(without_borders(file.read_text(encoding="utf-8")), encoding="utf-8")
        self.judges = folder / "judges"
        self.judges.mkdir()
        (self.judges / "a.jsonl").write_text(f'{{"text": "{SAID}", "labels": ["policy.storage"]}}\n{{"text": "x"}}\n', encoding="utf-8")
        url = f"sqlite:///{folder / 'learn.sqlite3'}"
        self.database = Database(url)
        self.environment = {"BOT_DATABASE_URL": url, "BOT_INTENTS_DIR": str(self.intents), "BOT_CACHE_DIR": str(cache)}

    def run(self, *arguments: str, answer: str = "") -> Result:
        return CliRunner(env=self.environment).invoke(main, ["learn", *arguments], input=answer)

    def assigned(self, text: str, intent: str = "policy.storage") -> None:
        async def assign() -> None:
            await self.database.migrate()
            async with self.database.transaction() as records:
                await records.accounts.add(
                    StaffAccount(id="kari", address="kari@x.no", name="Kari", role="handler", password_hash="h", created_at=MONDAY)
                )
                await records.misses.add(
                    Miss(id="m1", chat_id="c1", seq=1, at=MONDAY, language="nb", topic=intent, candidates=[], excerpt=text)
                )
                await records.misses.assign("m1", intent=intent, phrase=text, by="kari", at=MONDAY)
            await self.database.close()

        asyncio.run(assign())

    def left(self) -> int:
        async def count() -> int:
            async with self.database.reading() as records:
                left = len(await records.misses.to_learn())
            await self.database.close()
            return left

        return asyncio.run(count())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def shop(tmp_path: Path, cache: Path) -> Shop:
    return Shop(tmp_path, cache)


def test_without_a_yes_the_effect_is_shown_and_nothing_written(shop: Shop) -> None:
    shop.assigned(SAID)
    before = shop.file.read_text(encoding="utf-8")

    result = shop.run("--on", str(shop.judges), answer="n\n")

    assert result.exit_code == 0, result.output
    assert f"new    policy.storage  policy/storage.toml  nb  {SAID}" in result.output
    assert "-> 100.0 % of 1" in result.output
    assert "test sentences right: " in result.output
    assert "Nothing was written." in result.output
    assert shop.file.read_text(encoding="utf-8") == before
    assert shop.left() == 1


def test_after_a_yes_the_phrase_stands_in_the_file_and_is_learnt_once(shop: Shop) -> None:
    shop.assigned(SAID)
    before = shop.file.read_text(encoding="utf-8").splitlines()

    result = shop.run(answer="y\n")
    again = shop.run("--yes")

    assert result.exit_code == 0, result.output
    after = shop.file.read_text(encoding="utf-8").splitlines()
    assert [line for line in after if line not in before] == [f'    "{SAID}",']
    assert len(after) == len(before) + 1
    assert shop.left() == 0
    assert again.output == "Nothing to learn.\n"


def test_a_phrase_that_breaks_the_content_leaves_the_files_alone(shop: Shop) -> None:
    shop.assigned(FORBIDDEN)
    before = shop.file.read_text(encoding="utf-8")

    result = shop.run("--yes")

    assert result.exit_code == 1
    assert "the files are as they were" in result.output
    assert shop.file.read_text(encoding="utf-8") == before
    assert shop.left() == 1


def test_what_is_known_needs_no_writing(shop: Shop) -> None:
    shop.assigned("hvor lagres opplysningene mine?")

    rehearsal = shop.run("--dry-run")
    before = shop.left()
    result = shop.run()

    assert rehearsal.output.startswith("known  policy.storage")
    assert before == 1
    assert (result.exit_code, shop.left()) == (0, 0)
