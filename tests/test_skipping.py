"""What tests/conftest.py does with a skip."""

import pytest

pytest_plugins = ["pytester"]

SKIPS = """
import pytest

@pytest.fixture
def browser():
    pytest.skip("no Chromium on this machine")

def test_in_a_browser(browser):
    pass
"""


def test_a_skip_is_a_failure_when_everything_is_required(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    pytester.makepyfile(SKIPS)

    result = pytester.runpytest_inprocess("-p", "tests.conftest")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no Chromium on this machine*"])


def test_a_skip_of_a_whole_file_is_a_failure_too(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    pytester.makepyfile('import pytest\n\npytest.importorskip("no_such_module")\n')

    result = pytester.runpytest_inprocess("-p", "tests.conftest")

    result.assert_outcomes(errors=1)


def test_at_home_a_skip_is_a_skip(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    pytester.makepyfile(SKIPS)

    result = pytester.runpytest_inprocess("-p", "tests.conftest")

    result.assert_outcomes(skipped=1)
