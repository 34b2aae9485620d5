"""The life of a mailed code."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.challenge import Challenge, Verdict, check, digest, issue, replaced

KEY = b"a key that no database has"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def challenge() -> Challenge:
    return issue(id="c1", chat="chat1", purpose="open_case", address="ola@x.no", code="000123", now=NOON, key=KEY)


def test_the_right_code_matches() -> None:
    after, verdict = check(challenge(), "000123", LATER, KEY)

    assert verdict is Verdict.MATCHED
    assert after.used_at == LATER


def test_a_wrong_code_costs_a_try() -> None:
    after, verdict = check(challenge(), "123000", LATER, KEY)

    assert verdict is Verdict.MISMATCHED
    assert after.tries_left == 4


def test_a_matched_code_counts_as_a_try_too() -> None:
    after, _ = check(challenge(), "000123", LATER, KEY)

    assert after.tries == 1


def test_a_code_works_until_just_before_ten_minutes() -> None:
    _, verdict = check(challenge(), "000123", NOON + timedelta(minutes=9, seconds=59), KEY)

    assert verdict is Verdict.MATCHED


@pytest.mark.parametrize("seconds", [600, 601])
def test_a_code_expires_after_ten_minutes(seconds: int) -> None:
    after, verdict = check(challenge(), "000123", NOON + timedelta(seconds=seconds), KEY)

    assert verdict is Verdict.EXPIRED
    assert after.tries == 0


def test_the_life_of_a_code_is_a_setting() -> None:
    short = issue(id="c", chat="a", purpose="p", address="b", code="1", now=NOON, key=KEY, ttl_minutes=1)

    assert short.expires_at == NOON + timedelta(minutes=1)


def test_the_right_code_is_refused_after_five_wrong_ones() -> None:
    tried = challenge()
    for wrong in ("111111", "222222", "333333", "444444", "555555"):
        tried, verdict = check(tried, wrong, LATER, KEY)
        assert verdict is Verdict.MISMATCHED

    after, verdict = check(tried, "000123", LATER, KEY)

    assert verdict is Verdict.EXHAUSTED
    assert after == tried


def test_the_fifth_try_is_still_compared() -> None:
    _, verdict = check(replace(challenge(), tries=4), "000123", LATER, KEY)

    assert verdict is Verdict.MATCHED


def test_a_code_works_once() -> None:
    used, _ = check(challenge(), "000123", LATER, KEY)

    assert check(used, "000123", LATER, KEY) == (used, Verdict.USED)


def test_a_newer_code_kills_the_older() -> None:
    old = replaced(challenge(), LATER)

    assert check(old, "000123", LATER, KEY) == (old, Verdict.UNKNOWN)
    assert replaced(old, LATER + timedelta(hours=1)) == old


@pytest.mark.parametrize(
    "other",
    [{"id": "c2"}, {"chat": "chat2"}, {"purpose": "show_status"}, {"address": "kari@x.no"}],
    ids=lambda other: next(iter(other)),
)
def test_a_code_is_bound_to_its_chat_purpose_and_address(other: dict[str, str]) -> None:
    moved = replace(challenge(), **other)  # type: ignore[arg-type]

    assert check(moved, "000123", LATER, KEY)[1] is Verdict.MISMATCHED


def test_without_the_key_the_code_is_not_found_by_trying_them_all() -> None:
    stored = challenge().digest
    guesses = (hashlib.sha256(f"c1chat1open_caseola@x.no{code:06}".encode()).hexdigest() for code in range(1000))

    assert stored not in guesses
    assert check(challenge(), "000123", LATER, b"another key")[1] is Verdict.MISMATCHED


def test_fields_do_not_run_into_each_other() -> None:
    assert digest(KEY, "ab", "c") != digest(KEY, "a", "bc")


code = st.from_regex(r"[0-9]{6}", fullmatch=True)


@given(code, code)
def test_a_code_matches_itself_alone(mailed: str, typed: str) -> None:
    one = issue(id="c", chat="a", purpose="p", address="b", code=mailed, now=NOON, key=KEY)

    _, verdict = check(one, typed, LATER, KEY)

    assert (verdict is Verdict.MATCHED) == (mailed == typed)


@given(st.lists(code, max_size=12))
def test_never_more_than_five_tries_are_compared(typed: list[str]) -> None:
    one, verdicts = challenge(), list[Verdict]()
    for attempt in typed:
        one, verdict = check(one, attempt, LATER, KEY)
        verdicts.append(verdict)

    assert one.tries <= 5
    assert verdicts.count(Verdict.MATCHED) <= 1
    assert verdicts.count(Verdict.MATCHED) + verdicts.count(Verdict.MISMATCHED) == one.tries


@given(st.text())
def test_any_attempt_has_a_verdict(attempt: str) -> None:
    assert check(challenge(), attempt, LATER, KEY)[1] in {Verdict.MATCHED, Verdict.MISMATCHED}
