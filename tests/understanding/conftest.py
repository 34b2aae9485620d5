from pathlib import Path

import pytest

from bot.understanding.engine import Understanding
from tests.understanding.small import write_intents, write_policy


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("content")
    write_intents(folder)
    write_policy(folder)
    return folder


@pytest.fixture(scope="session")
def understanding(folder: Path) -> Understanding:
    return Understanding.load(folder / "intents", folder / "policy")
