"""A report that data went astray is written down at once, once, and kept together with the message about it (R28)."""

from dataclasses import replace

import pytest

from bot.conversation.effects import LinkBreach, RecordBreach
from bot.conversation.events import BreachRecorded, TicketsFound, TicketsOpened
from bot.conversation.state import Conversation, Purpose, Step, Wish
from bot.tickets.kinds import Kind
from bot.understanding.reading import Circumstance
from tests.conversation.hand import NOW, after, certain, replies, said, ticket, unknown

REPORT = said(certain("gap.breach", circumstances=frozenset({Circumstance.BREACH_REPORT})), text="dere har lekket data")
RECORDED = BreachRecorded("breach-1")
QUESTION = Wish(Kind.QUESTION, "dere har lekket data", NOW, circumstances=("breach_report",))


def test_it_is_written_down_before_anything_is_asked() -> None:
    _, effects = after(REPORT)

    assert effects[0] == RecordBreach("dere har lekket data", NOW)
    assert replies(effects) == ["circumstance.breach_report", "offer.message"]


def test_saying_it_again_writes_nothing_more_down() -> None:
    _, effects = after(REPORT, RECORDED, REPORT)

    assert not any(isinstance(effect, RecordBreach) for effect in effects)


@pytest.mark.parametrize("step", [Step.AWAITING_CONFIRMATION, Step.AWAITING_ADDRESS, Step.AWAITING_CODE, Step.AWAITING_QUESTION])
def test_it_is_written_down_in_the_middle_of_anything(step: Step) -> None:
    wish = Wish(Kind.ACCESS, "innsyn", NOW, ticket="t1")

    _, effects = after(REPORT, start=Conversation(step=step, wishes=(wish,), address="ola@x.no"))

    assert RecordBreach("dere har lekket data", NOW) in effects


def test_it_is_written_down_beside_a_cry_for_help() -> None:
    both = said(unknown(), text="jeg orker ikke mer, dere har lekket alt")
    circumstances = frozenset({Circumstance.CRISIS, Circumstance.BREACH_REPORT})

    _, effects = after(replace(both, reading=replace(both.reading, circumstances=circumstances)))

    assert isinstance(effects[0], RecordBreach)
    assert replies(effects) == ["circumstance.crisis"]


def test_the_message_about_it_belongs_to_it() -> None:
    conversation = Conversation(step=Step.AWAITING_ADDRESS, wishes=(QUESTION,), address="ola@x.no", breach="breach-1")

    _, effects = after(TicketsOpened((ticket(Kind.QUESTION),), NOW), start=conversation)

    assert effects[0] == LinkBreach("breach-1", "t1")


def test_another_question_does_not() -> None:
    other = replace(QUESTION, words="hvor ligger serverne?", circumstances=())
    conversation = Conversation(step=Step.AWAITING_ADDRESS, wishes=(other,), address="ola@x.no", breach="breach-1")

    _, effects = after(TicketsOpened((ticket(Kind.QUESTION),), NOW), start=conversation)

    assert not any(isinstance(effect, LinkBreach) for effect in effects)


def test_an_extended_date_is_told_with_the_status() -> None:
    conversation = Conversation(purpose=Purpose.STATUS, address="ola@x.no")
    found = TicketsFound((ticket(Kind.ACCESS, is_extended=True), ticket(Kind.DELETION, "t2")))

    _, effects = after(found, start=conversation)

    assert replies(effects) == ["status.new", "status.extended", "status.new"]
