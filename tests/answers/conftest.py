from pathlib import Path

import pytest

from tests.answers.folders import INTENTS, POLICY, write


@pytest.fixture
def policy_folder(tmp_path: Path) -> Path:
    return write(tmp_path / "policy", POLICY)


@pytest.fixture
def intents_folder(tmp_path: Path) -> Path:
    return write(tmp_path / "intents", INTENTS)
