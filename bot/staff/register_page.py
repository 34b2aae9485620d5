"""The form on which a case is registered by hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.content import ANSWERED
from bot.staff.case_parts import Choice
from bot.staff.frames import Frame
from bot.tickets.kinds import Kind
from bot.tickets.registration import BY_HAND, LONGEST_POSTAL_ADDRESS, LONGEST_WORDS, Delivery, IdentityCheck
from bot.understanding.reading import Circumstance

CIRCUMSTANCES = tuple(one for one in Circumstance if one is not Circumstance.BREACH_REPORT)
"""A breach has a register of its own."""


@dataclass(frozen=True)
class RegisterPage:
    """`similar` are references of open cases that may be the same; then the form asks for a second yes."""

    template: ClassVar[str] = "register.html"
    frame: Frame
    values: Mapping[str, str]
    today: str
    kinds: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    deliveries: tuple[Choice, ...]
    identity_checks: tuple[Choice, ...]
    circumstances: tuple[Choice, ...]
    longest_words: int
    longest_postal_address: int
    similar: tuple[str, ...]
    problems: Mapping[str, str]


def register_page(
    frame: Frame, form: Mapping[str, str], problems: Mapping[str, str], similar: tuple[str, ...], today: date
) -> RegisterPage:
    words = frame.words

    def choices(field: str, values: Iterable[str], prefix: str, first: str) -> tuple[Choice, ...]:
        chosen = form.get(field, first)
        return tuple(Choice(value, words(f"{prefix}{value}"), value == chosen) for value in values)

    fields = ("received_date", "received_time", "address", "postal_address", "words")
    return RegisterPage(
        frame=frame,
        values={field: form.get(field, "") for field in fields},
        today=today.isoformat(),
        kinds=choices("kind", Kind, "kind.", ""),
        channels=choices("channel", BY_HAND, "channel.", "mail"),
        languages=choices("language", ANSWERED, "language.in_", "nb"),
        deliveries=choices("delivery", Delivery, "delivery.", Delivery.ELECTRONIC),
        identity_checks=choices("identity_check", IdentityCheck, "identity.", ""),
        circumstances=tuple(
            Choice(one, words(f"circumstance.{one}.label"), form.get(f"circumstance_{one}") == "yes") for one in CIRCUMSTANCES
        ),
        longest_words=LONGEST_WORDS,
        longest_postal_address=LONGEST_POSTAL_ADDRESS,
        similar=similar,
        problems={field: words(f"register_fault.{fault}") for field, fault in problems.items()},
    )
