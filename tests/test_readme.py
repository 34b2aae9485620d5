"""The README is a map: every part of the program, every command and every setting is on it."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from bot.commands import main
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"

START = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/python -m bot"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/python -m pytest"


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def code_blocks() -> list[str]:
    """The indented ones, in order."""
    return [textwrap.dedent(block).strip() for block in re.findall(r"(?:^    .*\n)+", readme(), re.MULTILINE)]


def commands(group: click.Group) -> Iterator[tuple[str, ...]]:
    """("check",), ("staff", "add") and so on."""
    for name, command in group.commands.items():
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, *rest) for rest in commands(command))


def test_the_first_command_starts_the_service_and_the_second_tests_it() -> None:
    """.ci/run takes them from there, so what is tested is what people type."""
    assert code_blocks()[:2] == [START, TEST]


def test_every_part_of_the_program_is_on_the_map() -> None:
    """A package as `mail/`, a module as `app` or `app.py`."""
    packages = {f"{folder.name}/" for folder in BOT.iterdir() if folder.is_dir() and any(folder.glob("*.py"))}
    modules = {file.stem for file in BOT.glob("*.py") if file.stem != "__init__"}

    missing = sorted(name for name in packages | modules if not re.search(rf"`(bot/)?{re.escape(name)}(\.py)?`", readme()))

    assert not missing, missing


def test_every_command_is_named() -> None:
    lines = readme().splitlines()

    missing = [
        " ".join(words)
        for words in commands(main)
        if not any("bot" in line and all(re.search(rf"\b{re.escape(word)}\b", line) for word in words) for line in lines)
    ]

    assert not missing, missing


def test_every_setting_is_named() -> None:
    missing = [f"BOT_{name.upper()}" for name in Settings.model_fields if f"BOT_{name.upper()}" not in readme()]

    assert not missing, missing
