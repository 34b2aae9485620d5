"""The register of breaches (art. 33, R28). Three rules:

1. Every breach is written down, also one that is not reported, and none is removed here.
2. Its clock cannot be changed; what was found out, decided and done can, by whoever saw it last.
3. It is finished when facts, effects, measures and a decision stand written.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.answers import Person, Slip
from bot.desk.casework import MARK_KEPT, Desk
from bot.desk.texts import LONGEST_REASONS, kept_text
from bot.opening import NewBreach, open_breach
from bot.store.records import Records
from bot.store.tables import AuditEntry, Breach, StaffAccount
from bot.tickets.breaches import BreachFault, Decision, Findings, faults_of_findings, faults_of_times
from bot.tickets.registration import Channel, RegistrationFault, fault_of_receipt, fault_of_words

VIEWED = "breach.viewed"
CLOSED_SHOWN = 100


class UnknownBreach(Exception):
    """No breach has this reference."""


@dataclass(frozen=True)
class BreachList:
    """What is open, and what was finished last."""

    open: tuple[Breach, ...]
    closed: tuple[Breach, ...]


@dataclass(frozen=True)
class BreachView:
    """A breach at one moment; `case` is the reference of the case that it belongs to."""

    breach: Breach
    case: str
    history: tuple[AuditEntry, ...]
    people: Mapping[str, StaffAccount]


@dataclass(frozen=True)
class BreachDone:
    """It is on disk; or it already was, and this was the same press again."""

    breach: Breach


@dataclass(frozen=True)
class BreachChanged:
    """Somebody was first. `by` is an id."""

    by: str
    at: datetime


@dataclass(frozen=True)
class BreachRefused:
    """Nothing was changed, and why."""

    faults: tuple[BreachFault, ...]


@dataclass(frozen=True)
class BreachIncomplete:
    """Nothing was written down; what is wrong, by field."""

    faults: Mapping[str, RegistrationFault]


async def list_breaches(desk: Desk) -> BreachList:
    async with desk.database.reading() as records:
        return BreachList(await records.breaches.open(), await records.breaches.closed(CLOSED_SHOWN))


async def look_at_breach(desk: Desk, reference: str, person: Person) -> BreachView:
    """Everything about the breach, and an entry that this person read it; raises UnknownBreach."""
    async with desk.database.transaction() as records:
        breach = await records.breaches.find_by_reference(reference)
        if breach is None:
            raise UnknownBreach
        ticket = await records.cases.find(breach.ticket_id) if breach.ticket_id is not None else None
        people = {account.id: account for account in await records.accounts.all()}
        history = await records.audit.of_subject(reference)
        await records.audit.append(desk.clock(), person.id, VIEWED, reference)
    return BreachView(breach, ticket.reference if ticket is not None else "", history, people)


async def register_breach(
    desk: Desk, person: Person, mark: str, words: str, aware_at: datetime | None, channel: Channel, case: str = ""
) -> BreachDone | BreachIncomplete:
    """Writes down what staff noticed or were told, with the moment from which we knew; `case` is the reference of a case it concerns."""
    kept, now = kept_text(words.strip()), desk.clock()
    found = {"aware": fault_of_receipt(aware_at, now), "words": fault_of_words(kept)}
    faults = {field: fault for field, fault in found.items() if fault is not None}
    if faults or aware_at is None:
        return BreachIncomplete(faults)
    breach_id = _digest(person.id, mark, kept, aware_at.isoformat(), case)[:32]
    async with desk.database.transaction() as records:
        if (before := await records.breaches.find(breach_id)) is not None:
            return BreachDone(before)
        ticket = await records.cases.find_by_reference(case) if case else None
        new = NewBreach(breach_id, channel, kept, aware_at, person.id, ticket.id if ticket is not None else None)
        breach = await open_breach(desk.post(records, now), new)
    desk.notify()
    return BreachDone(breach)


async def save_breach(
    desk: Desk, reference: str, person: Person, slip: Slip, findings: Findings, *, closes: bool
) -> BreachDone | BreachChanged | BreachRefused:
    """Stores what is known and decided; and finishes the breach when that is asked for and nothing is missing. Raises UnknownBreach."""
    kept = _kept(findings)

    def act(breach: Breach, now: datetime) -> tuple[BreachFault, ...]:
        if breach.closed_at is not None:
            return (BreachFault.CLOSED,)
        times = {"aware_at": breach.aware_at, "due_at": breach.due_at}
        faults = faults_of_findings(kept, **times) if closes else faults_of_times(kept, breach.aware_at)
        faults = (*faults, *_faults_of_size(kept), *_faults_of_future(kept, now))
        if faults:
            return faults
        breach.facts, breach.effects, breach.measures, breach.reasons = kept.facts, kept.effects, kept.measures, kept.reasons
        breach.decision, breach.reported_at, breach.people_told_at = kept.decision or "", kept.reported_at, kept.people_told_at
        breach.closed_at = now if closes else None
        return ()

    action = "breach.closed" if closes else "breach.saved"
    typed = json.dumps([*vars(kept).values(), closes], default=str)
    return await _change(desk, reference, person, slip, action, typed, act)


async def reopen_breach(desk: Desk, reference: str, person: Person, slip: Slip) -> BreachDone | BreachChanged | BreachRefused:
    """Takes a finished breach up again; what was written stays. Raises UnknownBreach."""

    def act(breach: Breach, _now: datetime) -> tuple[BreachFault, ...]:
        if breach.closed_at is None:
            return (BreachFault.OPEN,)
        breach.closed_at = None
        return ()

    return await _change(desk, reference, person, slip, "breach.reopened", "", act)


async def _change(
    desk: Desk,
    reference: str,
    person: Person,
    slip: Slip,
    action: str,
    typed: str,
    act: Callable[[Breach, datetime], tuple[BreachFault, ...]],
) -> BreachDone | BreachChanged | BreachRefused:
    """The frame of every change to a breach: one transaction, one entry in the log, the same press once, old pages nothing."""
    mark = f"press:{_digest(person.id, slip.mark, action, typed)}"
    async with desk.database.transaction() as records:
        breach = await records.breaches.find_by_reference_for_update(reference)
        if breach is None:
            raise UnknownBreach
        now = desk.clock()
        if await records.counts.how_many(mark, now - MARK_KEPT):
            return BreachDone(breach)
        if breach.version != slip.version:
            return BreachChanged(breach.changed_by, breach.changed_at)
        if faults := act(breach, now):
            return BreachRefused(faults)
        breach.changed_at, breach.changed_by = now, person.id
        await _store(records, breach, mark, now)
        await records.audit.append(now, person.id, action, reference, breach.decision)
    return BreachDone(breach)


async def _store(records: Records, breach: Breach, mark: str, now: datetime) -> None:
    if not await records.breaches.save(breach, breach.version):
        raise RuntimeError("a locked breach was changed")
    await records.counts.add(mark, now)


def _kept(findings: Findings) -> Findings:
    return replace(
        findings,
        facts=kept_text(findings.facts.strip()),
        effects=kept_text(findings.effects.strip()),
        measures=kept_text(findings.measures.strip()),
        reasons=kept_text(findings.reasons.strip()),
    )


def _faults_of_size(findings: Findings) -> tuple[BreachFault, ...]:
    texts = (findings.facts, findings.effects, findings.measures, findings.reasons)
    return (BreachFault.TOO_LONG,) if any(len(text) > LONGEST_REASONS for text in texts) else ()


def _faults_of_future(findings: Findings, now: datetime) -> tuple[BreachFault, ...]:
    moments = (findings.reported_at, findings.people_told_at)
    return (BreachFault.IN_THE_FUTURE,) if any(moment is not None and moment > now for moment in moments) else ()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def decision_of(text: str) -> Decision | None:
    return Decision(text) if text in tuple(Decision) else None
