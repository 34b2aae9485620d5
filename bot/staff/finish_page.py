"""The form on which a person chooses how a case ends. It offers what the law offers for this kind of case, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bot.desk.elsewhere import Elsewhere
from bot.staff.case_page import Notice
from bot.staff.case_parts import Choice
from bot.staff.frames import Frame
from bot.staff.urgency import Urgency
from bot.staff.wordbook import Words
from bot.tickets.grounds import offered_grounds
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import is_refusal, offered_outcomes


@dataclass(frozen=True)
class Marketing:
    """An objection is taken to be about marketing until a person says that it is not (R22)."""

    is_asked: bool
    is_marketing: bool


@dataclass(frozen=True)
class Ending:
    """An outcome to choose; `is_refusal` ones need a ground."""

    value: str
    label: str
    hint: str
    is_chosen: bool
    is_refusal: bool


@dataclass(frozen=True)
class FinishPage:
    template: ClassVar[str] = "finish.html"
    frame: Frame
    reference: str
    version: int
    title: str
    kind: str
    is_question: bool
    said: str
    said_language: str
    urgency: Urgency
    open_lines: int
    endings: tuple[Ending, ...]
    grounds: tuple[Choice, ...]
    elsewhere: Elsewhere
    others: tuple[str, ...]
    reasons: str
    language_name: str
    marketing: Marketing
    problems: Mapping[str, str]
    notice: Notice | None


def ending_choices(kind: Kind, chosen: str, words: Words, *, is_marketing: bool) -> tuple[Ending, ...]:
    return tuple(
        Ending(one, words(f"outcome.{one}"), words(f"outcome_hint.{one}"), one == chosen, is_refusal(one))
        for one in offered_outcomes(kind, is_marketing=is_marketing)
    )


def ground_choices(kind: Kind, chosen: str, words: Words, *, is_marketing: bool) -> tuple[Choice, ...]:
    """None where nothing that is offered could be refused."""
    if not any(is_refusal(one) for one in offered_outcomes(kind, is_marketing=is_marketing)):
        return ()
    return tuple(
        Choice(ground, words("finish.ground_label", text=words(f"ground.{ground}"), article=ground.article), ground == chosen)
        for ground in offered_grounds(kind)
    )
