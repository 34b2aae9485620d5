"""Every command ends in words and with an exit status, whatever is wrong around it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands import main

EVERY_COMMAND = "serve;chat;understand;check;tickets;purge;audit verify;migrate;staff add;staff disable;staff reset".split(";")


def run(folder: Path, command: str, **settings: str) -> Result:
    """In an empty folder, with these settings alone."""
    runner = CliRunner(env={"BOT_DATABASE_URL": f"sqlite:///{folder / 'test.sqlite3'}", **settings})
    return runner.invoke(main, command.split())


@pytest.mark.parametrize("command", EVERY_COMMAND)
def test_every_command_has_help(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, f"{command} --help")

    assert (result.exit_code, "Usage:" in result.stdout) == (0, True)


@pytest.mark.parametrize("command", ["migrate", "tickets", "tickets --json", "audit verify", "staff add kari@example.com"])
def test_what_goes_well_says_nothing_on_the_error_stream(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command)

    assert (result.exit_code, result.stderr.replace("No open cases.\n", "")) == (0, "")


@pytest.mark.parametrize(
    ("settings", "status", "told"),
    [
        ({"BOT_PORT": "many"}, 2, "BOT_PORT"),
        ({"BOT_DATABASE_URL": "mysql://x"}, 2, "BOT_DATABASE_URL"),
        ({"BOT_DATABASE_URL": "sqlite:///:memory:"}, 2, "SQLite needs a file"),
        ({"BOT_DATABASE_URL": "sqlite:////no/such/folder/x.sqlite3"}, 1, "No such file or directory"),
        ({"BOT_DATABASE_URL": "sqlite:////dev/null/x.sqlite3"}, 1, "Not a directory"),
        ({"BOT_DATABASE_URL": "postgresql://kari:hunter22@127.0.0.1:1/x"}, 1, "the database cannot be reached"),
        ({"BOT_DATABASE_URL": "postgresql://kari:hunter22@127.0.0.1:1/x?nonsense=1"}, 2, "nonsense"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "tickets", "staff add kari@example.com", "audit verify"])
def test_a_database_that_cannot_be_used_is_named_in_words(
    tmp_path: Path, command: str, settings: dict[str, str], status: int, told: str
) -> None:
    result = run(tmp_path, command, **settings)

    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, told in result.stderr) == (status, True)
    assert "hunter22" not in result.stderr


def test_a_file_that_is_no_database_is_named_in_words(tmp_path: Path) -> None:
    (tmp_path / "test.sqlite3").write_text("not a database, " * 100, encoding="utf-8")

    result = run(tmp_path, "tickets")

    assert (result.exit_code, result.stderr) == (1, "Error: the database cannot be used: file is not a database\n")


@pytest.mark.parametrize("command", ["serve", "chat", "understand", "purge --dry-run"])
def test_a_slip_in_the_content_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "signals.toml").write_text("x = [", encoding="utf-8")

    result = run(tmp_path, command, BOT_INTENTS_DIR=str(tmp_path))

    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith(f"Error: {tmp_path}")


@pytest.mark.parametrize(
    "command", ["nonsense", "understand nofile", "staff add", "staff add a@b.no --role boss", "tickets --yaml", "audit nonsense"]
)
def test_wrong_use_is_exit_status_two(tmp_path: Path, command: str) -> None:
    result = run(tmp_path, command)

    assert (result.exit_code, "Error:" in result.stderr) == (2, True)


def test_a_refusal_is_exit_status_one(tmp_path: Path) -> None:
    result = run(tmp_path, "staff reset nobody@example.com")

    assert (result.exit_code, result.stderr) == (1, "Error: no account has that address\n")
