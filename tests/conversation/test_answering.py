"""What a message asks, when nothing is awaited: answers, wishes, doubt, failure, people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content import Language
from bot.conversation.effects import Answer, Asks, Option, QuoteNearest, Say
from bot.conversation.events import Opened, Said, Signal
from bot.conversation.state import Choice, Conversation, Step
from bot.tickets.kinds import Kind
from bot.understanding.reading import Circumstance

from .hand import NOW, Offers, after, certain, replies, said, unknown, unsure


def test_a_chat_opens_with_what_this_is_and_the_notice() -> None:
    _, effects = after(Opened(NOW))

    assert replies(effects) == ["greeting", "notice"]


def test_a_question_gets_its_answer_and_becomes_the_topic() -> None:
    state, effects = after(said(certain("policy.storage")))

    assert effects == (Answer("policy.storage"),)
    assert state.topic == "policy.storage"


def test_each_part_of_a_question_gets_its_answer_once_in_the_order_asked() -> None:
    _, effects = after(said(certain("policy.storage", "gap.cost", "policy.storage")))

    assert effects == (Answer("policy.storage"), Answer("gap.cost"))


def test_only_the_last_part_offers_a_next_step() -> None:
    offers = Offers({"policy.deletion": "request.deletion", "gap.cost": "question"})

    _, effects = after(said(certain("gap.cost", "policy.deletion")), catalogue=offers)

    assert effects[:2] == (Answer("gap.cost"), Answer("policy.deletion"))
    assert replies(effects) == ["offer.request.deletion"]


def test_who_asks_for_a_person_is_told_how_and_offered_to_write() -> None:
    state, effects = after(said(certain("chat.human")))

    assert replies(effects) == ["human", "offer.question"]
    assert state.asked == ""


def test_a_wish_is_said_back_and_nothing_else_happens() -> None:
    state, effects = after(said(certain("request.deletion")))

    assert effects == (
        Say("confirm.deletion", asks=Asks.CONFIRM, options=(Option("option.yes"), Option("option.no")), intent="request.deletion"),
    )
    assert state.step is Step.AWAITING_CONFIRMATION


def test_of_several_wishes_deletion_comes_last() -> None:
    state, _ = after(said(certain("request.deletion", "request.access", "request.rectification")))

    assert [wish.kind for wish in state.wishes] == [Kind.ACCESS, Kind.RECTIFICATION, Kind.DELETION]


def test_a_question_beside_a_wish_is_answered_first() -> None:
    _, effects = after(said(certain("request.deletion", "policy.storage")))

    assert effects[0] == Answer("policy.storage")
    assert replies(effects) == ["confirm.deletion"]


def test_the_clock_of_a_wish_runs_from_its_first_message() -> None:
    later = NOW + timedelta(days=2)
    first = said(unsure("request.access", "request.deletion"), text="data?")

    state, _ = after(first, Said(text="2", reading=unknown(), at=later, choice=1))

    assert state.wishes[0].at == NOW
    assert state.wishes[0].words == "data?"


def test_doubt_gives_at_most_three_choices_and_none_of_these() -> None:
    state, effects = after(said(unsure("policy.storage", "request.access", "gap.cost", "policy.rights", "policy.scope")))

    assert state.choices == (Choice("policy.storage"), Choice("request.access"), Choice("gap.cost"))
    assert isinstance(effects[0], Say)
    assert effects[0].options == (
        Option(intent="policy.storage"),
        Option(intent="request.access"),
        Option(intent="gap.cost"),
        Option("option.none_of_these"),
    )


def test_doubt_offers_no_small_talk() -> None:
    state, _ = after(said(unsure("policy.storage", "chat.bot", "out_of_scope", "gap.cost")))

    assert state.choices == (Choice("policy.storage"), Choice("gap.cost"))


@pytest.mark.parametrize(("chosen", "effect"), [(0, Answer("policy.storage")), (1, Answer("gap.cost"))])
def test_a_chosen_question_is_answered(chosen: int, effect: Answer) -> None:
    state, effects = after(said(unsure("policy.storage", "gap.cost")), said(unknown(), choice=chosen))

    assert effects == (effect,)
    assert state.topic == effect.intent


@pytest.mark.parametrize(("intent", "reply"), [("request.status", "address.for_status"), ("request.cancel", "address.for_cancel")])
def test_a_chosen_act_upon_cases_asks_for_the_address(intent: str, reply: str) -> None:
    _, effects = after(said(unsure("policy.storage", intent)), said(unknown(), choice=1))

    assert replies(effects) == [reply]


def test_a_chosen_answer_offers_its_next_step_with_the_first_words_kept() -> None:
    offers = Offers({"gap.cost": "question"})

    state, effects = after(said(unsure("policy.storage", "gap.cost"), text="pris?"), said(unknown(), text="2", choice=1), catalogue=offers)

    assert replies(effects) == ["offer.question"]
    assert state.asked == "pris?"


def test_the_button_none_of_these_is_a_miss() -> None:
    """It stands one past the last choice."""
    state, effects = after(said(unsure("policy.storage", "gap.cost")), said(unknown(), choice=2))

    assert replies(effects) == ["unknown"]
    assert state.misses == 1


def test_a_likely_question_is_answered_at_once_with_the_other_meanings_as_choices() -> None:
    state, effects = after(said(unsure("policy.storage", "gap.cost", score=0.7)))

    assert effects[0] == Answer("policy.storage")
    assert replies(effects) == ["unsure_other"]
    assert state.choices == (Choice("gap.cost"),)


def test_a_likely_wish_is_never_guessed() -> None:
    state, effects = after(said(unsure("request.deletion", "policy.deletion", score=0.9)))

    assert replies(effects) == ["unsure"]
    assert state.wishes == ()


def test_the_first_miss_gives_topics_and_the_second_a_person() -> None:
    _, first = after(said(unknown()))
    state, second = after(said(unknown()), said(unknown()))

    assert replies(first) == ["unknown"]
    assert replies(second) == ["unknown_again", "offer.question"]
    assert state.step is Step.AWAITING_OFFER


def test_a_plain_no_to_the_choices_is_a_miss_too() -> None:
    state, effects = after(said(unsure("policy.storage", "gap.cost")), said(certain("chat.no")))

    assert replies(effects) == ["unknown"]
    assert state.misses == 1


def test_an_answer_in_between_begins_the_count_anew() -> None:
    _, effects = after(said(unknown()), said(certain("policy.storage")), said(unknown()))

    assert replies(effects) == ["unknown"]


def test_a_question_like_a_statement_is_answered_with_it() -> None:
    _, effects = after(said(unknown(nearest=0.7)))

    assert effects[0] == QuoteNearest("data.form")


def test_a_faint_likeness_is_not_quoted() -> None:
    _, effects = after(said(unknown(nearest=0.5)))

    assert not any(isinstance(effect, QuoteNearest) for effect in effects)


@pytest.mark.parametrize(
    ("intent", "reply"),
    [
        ("chat.greeting", "small_talk.greeting"),
        ("chat.thanks", "small_talk.thanks"),
        ("chat.goodbye", "small_talk.goodbye"),
        ("chat.yes", "small_talk.nothing_open"),
        ("chat.no", "small_talk.nothing_open"),
    ],
)
def test_small_talk_is_answered_and_opens_nothing(intent: str, reply: str) -> None:
    state, effects = after(said(certain(intent)))

    assert replies(effects) == [reply]
    assert state.step is Step.LISTENING


@pytest.mark.parametrize("circumstance", sorted({*Circumstance} - {Circumstance.CRISIS, Circumstance.THREAT}))
def test_what_is_for_people_goes_to_a_person_and_starts_no_request(circumstance: Circumstance) -> None:
    state, effects = after(said(certain("request.deletion", circumstances=frozenset({circumstance}))))

    assert replies(effects) == [f"circumstance.{circumstance}", "offer.message"]
    assert state.wishes == ()


def test_a_breach_that_only_a_part_reports_goes_to_a_person() -> None:
    reading = certain("gap.breach")
    reading = replace(reading, parts=(replace(reading.parts[0], aspect="report", score=0.8),))

    state, effects = after(said(reading))

    assert replies(effects) == ["circumstance.breach_report", "offer.message"]
    assert state.asked_circumstances == (Circumstance.BREACH_REPORT,)


def test_a_question_about_breaches_is_answered() -> None:
    reading = certain("gap.breach")

    _, effects = after(said(replace(reading, parts=(replace(reading.parts[0], score=0.8),))))

    assert effects == (Answer("gap.breach"),)


def test_a_threat_gets_the_same_service() -> None:
    _, effects = after(said(certain("request.deletion", circumstances=frozenset({Circumstance.THREAT}))))

    assert replies(effects) == ["confirm.deletion"]


@pytest.mark.parametrize("step", list(Step))
def test_a_crisis_gets_warmth_alone_wherever_the_chat_stands(step: Step) -> None:
    before = Conversation(step=step)

    state, effects = after(said(certain("request.deletion", circumstances=frozenset({Circumstance.CRISIS}))), start=before)

    assert replies(effects) == ["circumstance.crisis"]
    assert state == replace(before, in_crisis=True)


def test_a_masked_number_is_explained_and_the_wish_still_heard() -> None:
    _, effects = after(said(certain("request.deletion"), was_masked=True))

    assert replies(effects) == ["masked", "confirm.deletion"]


def test_a_masked_number_alone_is_no_miss() -> None:
    state, effects = after(said(unknown(), was_masked=True))

    assert replies(effects) == ["masked"]
    assert state.misses == 0


def test_the_reply_is_in_the_language_of_the_message() -> None:
    state, _ = after(said(certain("policy.storage", language=Language.EN), text="where is my data stored"))

    assert state.language is Language.EN


@pytest.mark.parametrize("language", [Language.SV, Language.DA])
def test_swedish_and_danish_are_answered_in_bokmaal(language: Language) -> None:
    state, _ = after(
        said(certain("policy.storage", language=language), text="hvor gemmer I mine data"), start=Conversation(language=Language.EN)
    )

    assert state.language is Language.NB


def test_a_few_unknown_words_do_not_change_the_language() -> None:
    state, _ = after(said(unknown(language=Language.EN), text="ok hmm"))

    assert state.language is Language.NB


def test_a_word_that_both_norwegians_share_does_not_change_the_language() -> None:
    state, _ = after(said(certain("chat.yes"), text="ja"), start=Conversation(language=Language.NN))

    assert state.language is Language.NN


def test_a_wish_beside_a_no_is_heard_when_choices_are_open() -> None:
    """As in "Ingen av disse, jeg vil ha innsyn"."""
    _, effects = after(said(unsure("policy.storage", "gap.cost")), said(certain("chat.no", "request.access")))

    assert replies(effects) == ["confirm.access"]


def test_a_question_beside_a_no_is_answered_when_choices_are_open() -> None:
    _, effects = after(said(unsure("policy.storage", "gap.cost")), said(certain("chat.no", "policy.rights")))

    assert Answer("policy.rights") in effects


def test_a_stranger_s_address_is_not_taken_for_the_visitor_s_own() -> None:
    """R7: "På vegne av mor, mor@x.no": the answer must not go to her mailbox, nor a case stand on it."""
    on_behalf = frozenset({Circumstance.ON_BEHALF})

    _, effects = after(said(certain("request.deletion", circumstances=on_behalf), address="mor@x.no"), said(certain("chat.yes")))

    assert replies(effects) == ["address.for_question"]


def test_small_talk_hides_no_wish() -> None:
    _, effects = after(said(unsure("chat.thanks", "request.deletion", score=0.4)))

    assert replies(effects) == ["unsure"]


def test_a_yes_to_the_choices_takes_the_first_if_it_is_a_wish_to_be_said_back() -> None:
    _, wish = after(said(unsure("request.access", "policy.storage")), said(certain("chat.yes")))
    state, question = after(said(unsure("policy.storage", "request.access")), said(certain("chat.yes")))

    assert replies(wish) == ["confirm.access"]
    assert replies(question) == ["choice.which"]
    assert state.step is Step.AWAITING_CHOICE


def test_a_yes_never_takes_a_case_back_among_several() -> None:
    choices = (Choice("withdraw:t1", "INN-2026-0042"), Choice("withdraw:t2", "SLE-2026-0042"))
    several = Conversation(step=Step.AWAITING_CHOICE, choices=choices)

    _, effects = after(said(certain("chat.yes")), start=several)

    assert replies(effects) == ["choice.which"]


def test_an_address_alone_is_kept_and_asked_about() -> None:
    state, effects = after(said(unknown(), text="ola@x.no", address="ola@x.no"))

    assert replies(effects) == ["address.noted"]
    assert state.address == "ola@x.no"


def test_an_address_while_choices_are_open_leaves_them_open() -> None:
    state, effects = after(said(unsure("policy.storage", "gap.cost")), said(unknown(), text="ola@x.no", address="ola@x.no"))

    assert replies(effects) == ["address.noted"]
    assert state.choices == (Choice("policy.storage"), Choice("gap.cost"))


def test_after_a_crisis_small_talk_is_met_with_warmth_and_a_question_with_its_answer() -> None:
    in_crisis = Conversation(in_crisis=True)

    still, warmth = after(said(unknown()), start=in_crisis)
    over, answer = after(said(certain("policy.storage")), start=in_crisis)

    assert replies(warmth) == ["circumstance.crisis_again"]
    assert still.in_crisis
    assert answer == (Answer("policy.storage"),)
    assert not over.in_crisis


def test_whoever_mourns_is_not_quoted_to() -> None:
    mourning = frozenset({Circumstance.DECEASED})

    _, effects = after(said(certain("policy.marketing", circumstances=mourning)))

    assert not any(isinstance(effect, Answer) for effect in effects)


def test_the_number_of_a_case_asks_for_its_status() -> None:
    _, effects = after(said(unknown(), names_case=True))

    assert replies(effects) == ["address.for_status"]


def test_one_word_does_not_change_the_language_unless_it_greets() -> None:
    english = Conversation(language=Language.EN)

    stays, _ = after(said(certain("chat.yes"), text="ja"), start=english)
    changes, _ = after(said(certain("chat.greeting"), text="hei"), start=english)

    assert stays.language is Language.EN
    assert changes.language is Language.NB


def test_a_child_is_met_kindly_before_anything_is_quoted_and_is_told_nothing_twice() -> None:
    child = frozenset({Circumstance.CHILD})

    _, effects = after(said(certain("gap.children", "policy.storage", circumstances=child)))

    assert replies(effects) == ["circumstance.child", "offer.message"]
    assert effects[1] == Answer("policy.storage")


def test_who_says_that_the_answer_missed_is_offered_a_person() -> None:
    objects = said(certain("chat.no"), signals=frozenset({Signal.NOT_ANSWERED}))

    state, effects = after(said(certain("policy.storage")), objects)

    assert replies(effects) == ["not_answered", "offer.question"]
    assert (state.step, state.asked) == (Step.AWAITING_OFFER, "")


def test_before_any_answer_nothing_can_have_missed() -> None:
    objects = said(certain("chat.no"), signals=frozenset({Signal.NOT_ANSWERED}))

    _, effects = after(objects)

    assert replies(effects) == ["small_talk.nothing_open"]


def test_who_says_so_and_asks_anew_is_answered() -> None:
    objects = said(certain("gap.cost"), signals=frozenset({Signal.NOT_ANSWERED}))

    _, effects = after(said(certain("policy.storage")), objects)

    assert effects == (Answer("gap.cost"),)
