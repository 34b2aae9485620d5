"""How many codes are sent."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.verification.limits import Granted, Wait, Which, may_send

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOON - timedelta(minutes=one) for one in minutes]


def asked(
    *,
    address: list[datetime] | None = None,
    network: list[datetime] | None = None,
    everyone: list[datetime] | None = None,
    chat: list[datetime] | None = None,
    failed_tries: int = 0,
) -> Granted | Wait:
    return may_send(
        sent_to_address=address or [],
        sent_from_network=network or [],
        sent_by_all=everyone or [],
        sent_in_chat=chat or [],
        failed_tries=failed_tries,
        now=NOON,
    )


def test_the_first_code_is_sent_at_once() -> None:
    assert asked() == Granted()


def test_a_minute_lies_between_two_codes() -> None:
    assert asked(address=ago(0.5)) == Wait(NOON + timedelta(seconds=30), Which.SPACING)
    assert asked(address=ago(1)) == Granted()


def test_a_corrected_address_in_the_same_chat_gets_its_code_at_once() -> None:
    assert asked(chat=ago(0.5)) == Granted()


def test_the_sixth_code_in_an_hour_waits_until_the_first_is_an_hour_old() -> None:
    assert asked(address=ago(50, 40, 30, 20, 10)) == Wait(NOON + timedelta(minutes=10), Which.ADDRESS_HOUR)
    assert asked(address=ago(60, 40, 30, 20, 10)) == Granted()


def test_the_eleventh_code_in_a_day_waits_until_the_first_is_a_day_old() -> None:
    sent = ago(1400, 1300, 1200, 1100, 1000, 900, 800, 700, 600, 500)

    assert asked(address=sent) == Wait(NOON + timedelta(minutes=40), Which.ADDRESS_DAY)


def test_the_fourth_code_in_a_chat_waits() -> None:
    assert asked(chat=ago(30, 20, 10)) == Wait(NOON + timedelta(minutes=30), Which.CHAT)


def test_a_network_has_ten_codes_an_hour() -> None:
    assert asked(network=ago(*range(5, 14))) == Granted()
    assert asked(network=ago(*range(5, 15))) == Wait(NOON + timedelta(minutes=46), Which.NETWORK)


def test_the_whole_service_stops_at_three_hundred_an_hour() -> None:
    assert asked(everyone=ago(30) * 299) == Granted()
    assert asked(everyone=ago(30) * 300) == Wait(NOON + timedelta(minutes=30), Which.ALL)


def test_ten_wrong_codes_in_a_day_close_the_address_until_the_oldest_code_is_a_day_old() -> None:
    assert asked(address=ago(600, 300), failed_tries=9) == Granted()
    assert asked(address=ago(600, 300), failed_tries=10) == Wait(NOON + timedelta(hours=14), Which.FAILED_TRIES)


def test_of_several_limits_the_longest_is_told() -> None:
    assert asked(address=ago(0.5), chat=ago(30, 20, 0.5)) == Wait(NOON + timedelta(minutes=30), Which.CHAT)


@given(st.lists(st.integers(1, 5400), max_size=80))
def test_never_more_than_five_codes_in_an_hour_nor_ten_in_a_day(pauses: list[int]) -> None:
    now, sent = NOON, list[datetime]()
    for pause in pauses:
        now += timedelta(seconds=pause)
        verdict = may_send(sent_to_address=sent, sent_from_network=[], sent_by_all=[], sent_in_chat=[], now=now)
        if verdict == Granted():
            sent.append(now)

    assert all(later - earlier >= timedelta(hours=1) for earlier, later in zip(sent, sent[5:], strict=False))
    assert all(later - earlier >= timedelta(days=1) for earlier, later in zip(sent, sent[10:], strict=False))
    assert all(later - earlier >= timedelta(minutes=1) for earlier, later in pairwise(sent))


@given(st.lists(st.integers(0, 86400), max_size=30), st.integers(0, 12))
def test_whoever_waits_as_told_may_send(seconds: list[int], failed_tries: int) -> None:
    sent = [NOON - timedelta(seconds=one) for one in seconds]
    verdict = asked(address=sent, chat=sent, network=sent, everyone=sent, failed_tries=failed_tries)
    if isinstance(verdict, Granted):
        return
    again = may_send(sent_to_address=sent, sent_from_network=sent, sent_by_all=sent, sent_in_chat=sent, now=verdict.until)

    assert verdict.until > NOON
    assert again == Granted()
