"""Requesters: who writes when, about what, in which language and by which way, and what they do afterwards.

They are drawn from a seed; a few are always there, on the days and nights that calendars are wrong about.
"""

import random  # noqa: TID251 - a seeded crowd
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.content import Language
from bot.tickets.kinds import Kind
from bot.tickets.registration import Channel

Choice = TypeVar("Choice")

WISHES = {
    Kind.ACCESS: {"nb": "jeg vil ha innsyn i opplysningene mine", "nn": "eg vil ha innsyn", "en": "I want a copy of my data"},
    Kind.DELETION: {"nb": "slett meg", "nn": "slett meg", "en": "delete my data"},
    Kind.RECTIFICATION: {
        "nb": "dere har feil etternavn på meg, kan dere rette det?",
        "nn": "de har feil etternamn på meg, kan de rette det?",
        "en": "you have my name wrong, please correct it",
    },
    Kind.RESTRICTION: {
        "nb": "dere må begrense bruken av opplysningene mine mens dere sjekker",
        "nn": "de må avgrense bruken av opplysningane mine medan de sjekkar",
        "en": "Please restrict the processing of my data while you check it",
    },
    Kind.PORTABILITY: {
        "nb": "jeg vil ha opplysningene mine i et maskinlesbart format så jeg kan ta dem med til en annen leverandør",
        "nn": "eg vil ha opplysningane mine i eit maskinlesbart format så eg kan ta dei med til ein annan leverandør",
        "en": "I want my data in a machine-readable format to move it to another provider",
    },
    Kind.OBJECTION: {
        "nb": "jeg protesterer mot at dere lager profil av meg",
        "nn": "eg protesterer mot at de lagar profil av meg",
        "en": "I object to you profiling me",
    },
    Kind.WITHDRAW_CONSENT: {
        "nb": "meld meg av nyhetsbrevet",
        "nn": "meld meg av nyheitsbrevet",
        "en": "unsubscribe me from the newsletter",
    },
}
"""What is said in the chat."""
COPY_FIRST = {
    "nb": "slett meg, men send meg alt dere har om meg først",
    "nn": "slett meg, men send meg alt de har om meg først",
    "en": "delete me, but send me everything you have about me first",
}
YES = {"nb": "ja", "nn": "ja takk", "en": "yes please"}
NEW_CODE = {"nb": "ny kode", "nn": "ny kode", "en": "new code"}
QUESTIONS = {"nb": "Hvem er behandlingsansvarlig?", "nn": "Kven er behandlingsansvarleg?", "en": "Who is the controller?"}
WITHDRAWS = {"nb": "trekk saken min", "nn": "trekk saka mi", "en": "cancel my request"}

ODD_MOMENTS = (
    datetime(2027, 10, 31, 0, 30, tzinfo=UTC),  # 02.30 in Oslo, for the first time that night
    datetime(2027, 10, 31, 1, 30, tzinfo=UTC),  # 02.30 again
    datetime(2027, 12, 31, 22, 59, tzinfo=UTC),  # a minute to midnight in Oslo
    datetime(2027, 12, 31, 23, 30, tzinfo=UTC),  # the new year in Oslo, the old one in UTC
    datetime(2028, 1, 31, 9, 0, tzinfo=UTC),  # a month later there is no 31st
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),  # the leap day
    datetime(2028, 3, 14, 9, 0, tzinfo=UTC),  # a month later it is Good Friday
    datetime(2028, 3, 26, 0, 59, tzinfo=UTC),  # 01.59 in Oslo; a minute later it is 03.00
    datetime(2028, 4, 17, 8, 0, tzinfo=UTC),  # a month later it is 17 May
)


class Proof(StrEnum):
    """What becomes of the code."""

    AT_ONCE = "at_once"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True)
class Requester:
    """One person and their wish.

    `copy_first`: delete me, but send me everything first. `asks_again` for the same some days later; `withdraws` after so many days.
    """

    number: int
    kind: Kind
    language: Language
    channel: Channel
    writes_at: datetime
    proof: Proof = Proof.AT_ONCE
    registered_after: timedelta = timedelta()
    is_known: bool = True
    has_address: bool = True
    wants_paper: bool = False
    copy_first: bool = False
    withdraws: int | None = None
    asks_again: int | None = None

    @property
    def address(self) -> str:
        return f"person{self.number}@example.com"


def draw_requesters(chance: random.Random, number: int, first: datetime, days: int) -> list[Requester]:
    """So many people in so many days; with room for them, those of the odd moments come first."""
    odd = [at for at in ODD_MOMENTS if first <= at < first + timedelta(days=days)]
    moments = odd + [first + timedelta(minutes=chance.randrange(days * 24 * 60)) for _ in range(number - len(odd))]
    return [_person(chance, one, at, is_odd=one < len(odd)) for one, at in enumerate(moments[:number])]


def _person(chance: random.Random, number: int, at: datetime, *, is_odd: bool) -> Requester:
    language = Language(one_of(chance, {"nb": 6, "nn": 2, "en": 2}))
    if is_odd:
        return Requester(number, Kind.ACCESS if number % 2 else Kind.RECTIFICATION, language, Channel.CHAT, at)
    kinds = {Kind.ACCESS: 25, Kind.DELETION: 22, Kind.RECTIFICATION: 12, Kind.RESTRICTION: 8, Kind.PORTABILITY: 8}
    kind = one_of(chance, {**kinds, Kind.OBJECTION: 10, Kind.WITHDRAW_CONSENT: 12})
    if chance.random() < CHATTERS:
        proof = Proof.AT_ONCE if not kind.needs_code else one_of(chance, {Proof.AT_ONCE: 6, Proof.LATER: 2, Proof.NEVER: 2})
        is_copy_first = kind is Kind.DELETION and chance.random() < 0.3
        withdraws = None if is_copy_first else _sometimes(chance, 0.1, 12)
        return Requester(number, kind, language, Channel.CHAT, at, proof, copy_first=is_copy_first, withdraws=withdraws)
    channel = one_of(chance, {Channel.MAIL: 5, Channel.PHONE: 2, Channel.POST: 2, Channel.IN_PERSON: 1})
    has_address = channel is Channel.MAIL or chance.random() < 0.6
    kind = one_of(chance, {kind: 9, Kind.QUESTION: 1})
    return Requester(
        number,
        kind,
        language,
        channel,
        at,
        registered_after=timedelta(days=one_of(chance, {0: 5, 2: 3, 9: 1})),
        is_known=chance.random() < 0.8,
        has_address=has_address,
        wants_paper=not has_address,
        asks_again=_sometimes(chance, 0.06, 20) if has_address else None,
    )


CHATTERS = 0.13
"""The share that comes by chat: a chat costs ten times the computing time of a letter that somebody types in."""


def one_of(chance: random.Random, weights: dict[Choice, int]) -> Choice:
    return chance.choices(list(weights), list(weights.values()))[0]


def _sometimes(chance: random.Random, share: float, days: int) -> int | None:
    return chance.randrange(1, days) if chance.random() < share else None
