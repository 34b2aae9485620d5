"""With REQUIRE_ALL=1, as in CI, a test that skips is a failure: a missing browser or PostgreSQL must not look like success."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

Reporting = Generator[None, pytest.TestReport, pytest.TestReport]
Collecting = Generator[None, pytest.CollectReport, pytest.CollectReport]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Reporting:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Collecting:
    report = yield
    _fail_if_skipped(report)
    return report


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, and yet: {report.longreprtext}"


@pytest.fixture(scope="session", autouse=True)
def shared_proof_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """For what several tests share; without it, such a service would write beside the sources."""
    folder = tmp_path_factory.mktemp("shared") / "proof"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_PROOF_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def learnt_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped folders are learnt once a run, by whoever comes first; a test of the learning itself names a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        if "BOT_CACHE_DIR" not in os.environ:
            patch.setenv("BOT_CACHE_DIR", str(tmp_path_factory.mktemp("learnt")))
        yield


@pytest.fixture(autouse=True)
def proof_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a service keeps outside its database, each test for itself."""
    folder = tmp_path / "proof"
    monkeypatch.setenv("BOT_PROOF_DIR", str(folder))
    return folder
