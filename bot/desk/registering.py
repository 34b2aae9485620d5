"""Cases that came by letter, phone, e-mail or in person, with their true moment of receipt: the same dates as from the chat (D12)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.content import Language
from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.texts import kept_text
from bot.opening import NewCase, Opening
from bot.store.records import Records
from bot.store.tables import Ticket
from bot.tickets.kinds import Kind
from bot.tickets.registration import (
    Channel,
    Delivery,
    IdentityCheck,
    RegistrationFault,
    fault_of_postal_address,
    fault_of_receipt,
    fault_of_words,
)
from bot.tickets.statuses import OPEN, Status
from bot.verification.address import Address, read_address


@dataclass(frozen=True)
class Registration:
    """As typed. `received_at` is None when date or time could not be read; no `identity_check` when nobody made one yet."""

    kind: Kind
    channel: Channel
    received_at: datetime | None
    language: Language
    words: str
    address: str = ""
    delivery: Delivery = Delivery.ELECTRONIC
    postal_address: str = ""
    identity_check: IdentityCheck | None = None
    circumstances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Registered:
    """It is on disk; or it already was, and this was the same press again."""

    ticket: Ticket


@dataclass(frozen=True)
class Incomplete:
    """Nothing was stored; what is wrong, by field."""

    faults: Mapping[str, RegistrationFault]


@dataclass(frozen=True)
class Similar:
    """Open cases of the same kind and address: perhaps the same wish. Nothing was stored."""

    tickets: tuple[Ticket, ...]


async def register(
    desk: Desk, person: Person, mark: str, registration: Registration, *, anyway: bool = False
) -> Registered | Incomplete | Similar:
    """Opens the case before staff, with a receipt to its requester where there is an address."""
    kept = replace(registration, words=kept_text(registration.words.strip()), postal_address=registration.postal_address.strip())
    now = desk.clock()
    if faults := _faults_of(kept, now):
        return Incomplete(faults)
    address = read_address(kept.address)
    new = _new_case(kept, _id_of(person, mark, kept), person, address.compare if isinstance(address, Address) else None)
    async with desk.database.transaction() as records:
        if (before := await records.cases.find(new.id)) is not None:
            return Registered(before)
        if not anyway and (similar := await _similar(records, new)):
            return Similar(similar)
        opening = Opening(desk.post(records, now))
        ticket = await opening.open(new)
        await opening.put_before_staff(ticket, new.language.answered_in)
        await records.audit.append(now, person.id, "case.registered", ticket.reference, new.channel, new.identity_check or "")
    desk.notify()
    return Registered(ticket)


async def identify(desk: Desk, reference: str, person: Person, slip: Slip, check: IdentityCheck | None) -> Answer:
    """Notes how the requester of a case that was registered by hand is known by now; once, and by who holds it."""

    async def act(work: Work) -> Entry | Refused:
        ticket = work.ticket
        if not work.is_mine:
            return Refused(Refusal.NOT_YOURS)
        if ticket.verified_at is not None or work.status not in OPEN:
            return Refused(Refusal.NOT_NOW)
        if check is None:
            return Refused(Refusal.UNKNOWN_CHOICE, "check")
        ticket.verified_at, ticket.identity_check = work.now, check
        return Entry("case.identified", check)

    return await change(desk, Press(reference, person, slip, "identity", {"check": check or ""}), act)


def _faults_of(registration: Registration, now: datetime) -> dict[str, RegistrationFault]:
    found = {
        "received": fault_of_receipt(registration.received_at, now),
        "words": fault_of_words(registration.words),
        "address": _fault_of_address(registration.address),
        "postal_address": fault_of_postal_address(registration.postal_address, registration.delivery),
    }
    return {field: fault for field, fault in found.items() if fault is not None}


def _fault_of_address(text: str) -> RegistrationFault | None:
    """None also for no address at all; a request needs none (R1)."""
    read = read_address(text)
    is_whole = isinstance(read, Address) and read.original.lower() == text.strip().lower()
    return None if is_whole or not text.strip() else RegistrationFault.NOT_AN_ADDRESS


def _new_case(registration: Registration, case_id: str, person: Person, address: str | None) -> NewCase:
    if registration.received_at is None:
        raise ValueError("a case without a moment of receipt")
    return NewCase(
        id=case_id,
        kind=registration.kind,
        status=Status.NEW,
        language=registration.language,
        words=registration.words,
        received_at=registration.received_at,
        by=person.id,
        address=address,
        circumstances=registration.circumstances,
        channel=registration.channel,
        identity_check=registration.identity_check,
        delivery=registration.delivery,
        postal_address=registration.postal_address if registration.delivery is Delivery.POSTAL else "",
    )


async def _similar(records: Records, new: NewCase) -> tuple[Ticket, ...]:
    if new.address is None:
        return ()
    return tuple(ticket for ticket in await records.cases.open_of_address(new.address) if ticket.kind == new.kind)


def _id_of(person: Person, mark: str, registration: Registration) -> str:
    """The same press of the button has the same case, however often it arrives."""
    content = json.dumps([person.id, mark, asdict(registration)], default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:32]
