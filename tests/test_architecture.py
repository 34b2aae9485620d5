"""The shape of the house: imports run down only, the core knows nothing of the outside, and no file grows too long."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"

CORE = ("conversation", "understanding", "answers", "verification", "tickets", "redaction")
ROWS = (
    ("__main__",),
    ("commands",),
    ("app", "audit_commands", "staff_commands", "learn_command", "erasure_commands", "stop_commands", "record_command"),
    ("service", "checking", "running"),
    ("channel", "staff"),
    ("conductor", "desk", "rounds", "peers"),
    ("opening", "codes"),
    ("post",),
    ("contents", "digests", "sealing", "proof", "journal"),
    ("mail",),
    ("store",),
    CORE,
    ("content", "settings", "outside"),
)
"""From the top down; a module imports from rows below its own. Rooms of one row do not know each other."""

ROW_OF = {room: row for row, rooms in enumerate(ROWS) for room in rooms}

VALUES_ACROSS_THE_CORE = {
    "conversation": ("bot.understanding.reading", "bot.tickets"),
}
"""Values alone: what was understood, and the words for cases. The one thing in the core that others may import."""

NOT_IN_THE_CORE = frozenset({"aiohttp", "sqlmodel", "sqlalchemy", "os", "time", "random", "secrets", "aiosmtplib", "asyncpg", "aiosqlite"})
NOT_FOR_THE_CORE = ("bot.outside", "bot.settings")
LONGEST_FILE = 300


def modules() -> list[Path]:
    return sorted(BOT.rglob("*.py"))


def name_of(module: Path) -> str:
    """`bot.mail.letters` for bot/mail/letters.py, `bot.mail` for bot/mail/__init__.py."""
    parts = module.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(name: str) -> str:
    """`mail` for bot.mail.letters."""
    return name.split(".")[1]


def imports_of(module: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of all that is imported, wherever in the file it stands; of a package its part: bot.store.tables."""
    package = name_of(module) if module.stem == "__init__" else name_of(module).rpartition(".")[0]
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            steps_up = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*steps_up, *filter(None, [node.module])])
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def may_import(importer: str, imported: str) -> bool:
    own, other = room_of(importer), room_of(imported)
    if own == other or ROW_OF[own] < ROW_OF[other]:
        return True
    return imported.startswith(VALUES_ACROSS_THE_CORE.get(own, ()))


def test_every_module_has_its_row() -> None:
    rooms = {room_of(name_of(module)) for module in modules() if module.parent != BOT or module.stem != "__init__"}

    assert rooms - set(ROW_OF) == set()


def test_imports_run_down_only() -> None:
    upward = [
        f"{module.relative_to(ROOT)}:{line} imports {imported}"
        for module in modules()
        if module != BOT / "__init__.py"
        for line, imported in imports_of(module)
        if imported.startswith("bot.") and not may_import(name_of(module), imported)
    ]

    assert not upward, "\n".join(upward)


def test_the_core_knows_nothing_of_the_outside() -> None:
    outside = [
        f"{module.relative_to(ROOT)}:{line} imports {imported}"
        for room in CORE
        for module in sorted((BOT / room).rglob("*.py"))
        for line, imported in imports_of(module)
        if imported.split(".")[0] in NOT_IN_THE_CORE or imported.startswith(NOT_FOR_THE_CORE)
    ]

    assert not outside, "\n".join(outside)


def test_the_ground_knows_no_other_room() -> None:
    upward = [
        f"{name_of(module)}:{line} imports {imported}"
        for module in (BOT / "content.py", BOT / "outside.py", BOT / "settings.py")
        for line, imported in imports_of(module)
        if imported.startswith("bot")
    ]

    assert not upward, "\n".join(upward)


def test_no_file_grows_past_three_hundred_lines() -> None:
    files = [file for kind in ("*.py", "*.js", "*.css") for file in BOT.rglob(kind)]

    lengths = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_the_rule_sees_an_upward_import() -> None:
    assert not may_import("bot.store.cases", "bot.conductor.turns.Conductor")
    assert not may_import("bot.answers.wording", "bot.tickets.kinds.Kind")
    assert not may_import("bot.channel.livechat", "bot.staff.pages")
    assert not may_import("bot.conversation.steps", "bot.understanding.engine.Understanding")
    assert may_import("bot.conversation.steps", "bot.understanding.reading.Reading")
    assert may_import("bot.staff.pages", "bot.desk.casework.Desk")
