"""The kinds, and the order in which several wishes of one person are carried out."""

import pytest

from bot.tickets.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [
        ("access", "INN"),
        ("deletion", "SLE"),
        ("rectification", "RET"),
        ("restriction", "BEG"),
        ("withdraw_consent", "TRE"),
        ("portability", "DAT"),
        ("objection", "PRO"),
        ("question", "SPM"),
    ],
)
def test_a_kind_has_its_three_letters(kind: str, prefix: str) -> None:
    assert Kind(kind).prefix == prefix


def test_only_withdrawal_and_questions_need_no_code() -> None:
    without = {kind for kind in Kind if not kind.needs_code}

    assert without == {Kind.WITHDRAW_CONSENT, Kind.QUESTION}


def test_access_comes_first_and_deletion_last() -> None:
    in_order = sorted(Kind, key=lambda kind: kind.place)

    assert (in_order[0], in_order[-1]) == (Kind.ACCESS, Kind.DELETION)


def test_a_request_intent_names_its_kind() -> None:
    assert Kind.of_intent("request.withdraw_consent") is Kind.WITHDRAW_CONSENT


@pytest.mark.parametrize("intent", ["request.status", "request.cancel", "request.question", "policy.deletion", "deletion", ""])
def test_other_intents_open_no_case(intent: str) -> None:
    assert Kind.of_intent(intent) is None
