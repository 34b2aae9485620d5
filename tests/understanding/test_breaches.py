"""A breach is recognised however it is reported (R28), and a question about breaches is no report."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from bot.conversation.answering import circumstances_of
from bot.conversation.events import Said
from bot.understanding.reading import Circumstance
from tests.understanding.development import share, shipped

SENTENCES = tomllib.loads((Path(__file__).parent / "questions" / "breaches.toml").read_text(encoding="utf-8"))
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def is_report(text: str) -> bool:
    said = Said(text=text, reading=shipped().read(text), at=AT)
    return Circumstance.BREACH_REPORT in circumstances_of(said)


def test_reports_of_a_breach_are_recognised() -> None:
    reports = [sentence["text"] for sentence in SENTENCES["reports"]]

    missed = [text for text in reports if not is_report(text)]

    assert share(text not in missed for text in reports) >= 95, missed


def test_questions_about_breaches_are_no_reports() -> None:
    assert [sentence["text"] for sentence in SENTENCES["questions"] if is_report(sentence["text"])] == []
