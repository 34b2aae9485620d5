"""The record of processing tells what the settings are, every period of theirs, and only tests that there are (R27, R32)."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.answers.policybook import read_policy
from bot.checking import check
from bot.commands import main
from bot.content import ContentError
from bot.contents import periods_of
from bot.desk.record import database_of, mail_server_of, record_of
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SECRET = "a secret that nobody may read"
REAL = {
    "BOT_SMTP_URL": "smtps://post:hemmelig@mail.example.no:465",
    "BOT_SECRET_KEY": SECRET,
    "BOT_DATABASE_URL": "postgresql://bot:hemmelig@db.example.no/cases",
}
REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest" timestamp="2026-11-24T09:30:00.123456+01:00">
<testcase classname="tests.staff.test_roles" name="a"/>
<testcase classname="tests.staff.test_roles" name="b"><skipped/></testcase>
<testcase classname="tests.staff.test_roles" name="c"><failure message="no"/></testcase>
</testsuite></testsuites>
"""

Changed = Callable[[str, str], Path]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """The policy's folder with one thing in the record changed."""

    def change(old: str, new: str) -> Path:
        folder = tmp_path / "policy"
        shutil.copytree(ROOT / "policy", folder)
        text = (folder / "record.toml").read_text(encoding="utf-8")
        assert old in text
        (folder / "record.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def printed(*arguments: str, **environment: str) -> str:
    result = CliRunner().invoke(main, ["record", *arguments], env=environment)
    assert result.exit_code == 0, result.output
    return result.output


def fault(folder: Path) -> str:
    settings = Settings(policy_dir=folder)
    with pytest.raises(ContentError) as raised:
        record_of(settings, read_policy(folder, periods_of(settings)).facts)
    return str(raised.value)


def test_it_prints_the_periods_in_force() -> None:
    text = printed(BOT_TRANSCRIPT_DAYS="11", BOT_CASE_MONTHS="13", BOT_AUDIT_YEARS="4")

    assert "11 dager etter siste melding." in text
    assert "Innholdet i 13 måneder etter at saken er lukket." in text
    assert "Hvor lenge: 4 år." in text


def test_it_names_servers_and_no_secret() -> None:
    text = printed("--lang", "en", **REAL)

    assert "The mail server: mail.example.no:465 (smtps)" in text and "Database: PostgreSQL, db.example.no" in text
    assert "hemmelig" not in text and SECRET not in text


def test_without_settings_it_says_demo() -> None:
    assert (mail_server_of(Settings()), database_of(Settings())) == ("demo", "SQLite")
    assert "E-posttjener: Ingen: demo på denne maskinen" in printed()


def test_as_json_it_is_one_object_with_the_same_parts() -> None:
    told = json.loads(printed("--format", "json", "--lang", "en"))

    names = [part["name"] for part in told["parts"]]
    measures = next(part for part in told["parts"] if part["name"] == "security")["rows"]
    assert told["reviewed"] == "Not yet reviewed by the privacy officer. The legal bases are proposals."
    assert {"controller", "cases", "recipients", "transfers", "screening", "security"} <= set(names)
    assert measures[6]["Shown by"] == "tests/staff/test_roles.py"


def test_a_report_of_the_tests_says_how_each_measure_went_and_when(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")

    text = printed("--tests", str(tmp_path / "report.xml"))

    assert "tests/staff/test_roles.py: 1 bestått, 1 feilet, 1 hoppet over, 24. november 2026" in text
    assert "tests/staff/test_factor.py\n" in text


@pytest.mark.parametrize("text", ["", "no xml", "<testsuites/>", '<testsuite timestamp="soon"/>'])
def test_what_is_no_report_of_tests_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "report.xml").write_text(text, encoding="utf-8")

    result = CliRunner().invoke(main, ["record", "--tests", str(tmp_path / "report.xml")])

    assert (result.exit_code, "is no report of pytest --junitxml" in result.output) == (1, True)


def test_every_test_that_it_names_is_there() -> None:
    settings = Settings()
    book = record_of(settings, read_policy(settings.policy_dir, periods_of(settings)).facts)

    named = {test for measure in book.measures for test in measure.tests}

    assert len(named) > 15
    assert {test for test in named if not (ROOT / test).is_file()} == set()


def test_a_period_that_is_told_nowhere_is_a_fault(changed: Changed) -> None:
    folder = changed("{audit_years} år.", "Lenge.")
    (folder / "record.toml").write_text((folder / "record.toml").read_text().replace("{audit_years} years.", "Long."))

    assert "{audit_years} is a period that is told nowhere. Say in a `kept` what is kept so long." in fault(folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{transcript_days} dager etter", "{days} dager etter", "activities[1].kept.nb: {days} is no known placeholder."),
        ('owner = "operator"', 'owner = "somebody"', "measures[1].owner: somebody is no owner."),
        ('id = "learning"', 'id = "answering"', "activities: is empty, or an id stands there twice."),
        ('tests = ["tests/staff/test_factor.py"]', "tests = []", "says neither or twice how it is shown"),
        ("[screening]", "[screning]", "screening.nb: is missing."),
        ("[[activities]]", 'reviewed_on = "i går"\n\n[[activities]]', "reviewed_on: is no day."),
        ('article = "GDPR art. 6(1)(f)"', 'article = "GDPR art. 6(1)(f)"\nmore = "x"', "activities[1].more: is not a known key."),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_place(changed: Changed, old: str, new: str, says: str) -> None:
    assert says in fault(changed(old, new))


def test_the_day_of_the_review_is_said(changed: Changed) -> None:
    folder = changed("[[activities]]", 'reviewed_on = "2026-12-01"\n\n[[activities]]')

    assert "Gjennomgått av personvernansvarlig 1. desember 2026." in printed(BOT_POLICY_DIR=str(folder))


def test_the_check_finds_a_slip_in_it(changed: Changed) -> None:
    folder = changed('owner = "operator"', 'owner = "somebody"')

    assert any("somebody is no owner" in one for one in check(Settings(policy_dir=folder)).faults)
