"""The report of a case as data (R26): the facts of its handling, and not one field that could hold something of its person.

What is not declared here cannot be reported; report_schema.json is this form, published.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.desk.letter_states import LetterState
from bot.tickets.checklist import Result
from bot.tickets.extension import ExtensionGround
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome
from bot.tickets.registration import Channel, Delivery, IdentityCheck
from bot.tickets.restricting import RestrictionGround
from bot.tickets.statuses import Status


class Fact(BaseModel):
    """Every `..._by` is the name of a colleague, or visitor, system, operator."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Dates(Fact):
    """`due_on` is the date in force, `first_due_on` that of the first day; the same until an extension (D8)."""

    received_at: datetime
    received_on: date
    target_on: date
    safe_on: date
    first_due_on: date
    due_on: date
    extended_at: datetime | None
    opened_at: datetime | None
    escalated_at: datetime | None
    closed_at: datetime | None
    stripped_at: datetime | None


class Ending(Fact):
    """How it ended; `article` is the provision behind the ground."""

    outcome: Outcome | None
    ground: Ground | None
    article: str
    days: int
    is_in_time: bool
    is_refusal_late: bool
    merged_into: str


class Handling(Fact):
    """The case itself, without its matter. `identity_check` is None while nobody knows the person."""

    kind: Kind
    channel: Channel
    status: Status
    held_by: str
    identity_check: IdentityCheck | None
    verified_at: datetime | None
    is_on_record: bool | None
    delivery: Delivery
    extension_ground: ExtensionGround | None
    dates: Dates
    ending: Ending | None


class Search(Fact):
    """One system that was gone through, or supplier that was told (R14, R20)."""

    system: str
    is_recipient: bool
    result: Result | None
    kept_law: str
    kept_until: date | None
    due_on: date | None
    done_by: str
    done_at: datetime | None


class Notice(Fact):
    """A letter of the case; `ended_at` is when it was sent, posted or given up."""

    kind: str
    state: LetterState
    written_at: datetime
    ended_at: datetime | None
    tries: int


class Review(Fact):
    """What a second person looked at (A10); `is_alone` where the company has one person."""

    action: str
    prepared_by: str
    prepared_at: datetime
    not_before: datetime | None
    decision: str
    decided_by: str
    decided_at: datetime | None
    is_alone: bool


class Delivered(Fact):
    """A copy that was made ready to be fetched (A12)."""

    made_by: str
    made_at: datetime
    expires_at: datetime
    downloads_left: int
    first_download_at: datetime | None
    revoked_at: datetime | None
    wiped_at: datetime | None


class Blocked(Fact):
    """A restriction (R19)."""

    ground: RestrictionGround
    since: datetime
    notified_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str


class Counted(Fact):
    """How much there is of what is not shown."""

    notes: int
    files: int
    evidence: int
    corrections: int


class Step(Fact):
    """One entry of the log."""

    seq: int
    at: datetime
    by: str
    action: str
    result: str
    reason: str
    digest: str


class CaseReport(Fact):
    """`handling` is None once the case itself was erased: then the log is all there is."""

    version: Literal[1] = 1
    reference: str
    made_at: datetime
    made_by: str
    handling: Handling | None
    searches: tuple[Search, ...]
    letters: tuple[Notice, ...]
    reviews: tuple[Review, ...]
    copies: tuple[Delivered, ...]
    downloads: tuple[datetime, ...]
    restrictions: tuple[Blocked, ...]
    left_out: tuple[Ground, ...]
    breaches: tuple[str, ...]
    erased_at: tuple[datetime, ...]
    counted: Counted
    log: tuple[Step, ...]
