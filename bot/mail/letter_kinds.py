"""Every letter there is, and what each must and may be filled with; a slip in the wording is found against this table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    """Every letter there is; `closed_<outcome>` for each way in which a case ends."""

    CODE = "code"
    RECEIPT = "receipt"
    REMINDER = "reminder"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CANCELLED = "cancelled"
    CLOSED_FULFILLED = "closed_fulfilled"
    CLOSED_PARTLY_FULFILLED = "closed_partly_fulfilled"
    CLOSED_NOTHING_FOUND = "closed_nothing_found"
    CLOSED_REFUSED = "closed_refused"
    CLOSED_NOT_IDENTIFIABLE = "closed_not_identifiable"
    CLOSED_WITHDRAWN = "closed_withdrawn"
    CLOSED_MERGED = "closed_merged"
    CLOSED_FORWARDED = "closed_forwarded"
    CLOSED_UNVERIFIED = "closed_unverified"
    EXTENDED = "extended"
    QUESTION_TO_REQUESTER = "question_to_requester"
    STAFF_NOTICE = "staff_notice"
    STAFF_QUESTION = "staff_question"
    STAFF_TARGET = "staff_target"
    STAFF_DUE = "staff_due"
    STAFF_OVERDUE = "staff_overdue"
    STAFF_UNSEEN = "staff_unseen"
    STAFF_UNSEEN_STILL = "staff_unseen_still"
    BREACH_NOTICE = "breach_notice"
    BREACH_REMINDER = "breach_reminder"
    BREACH_OVERDUE = "breach_overdue"
    STAFF_APPROVAL = "staff_approval"
    COPY_READY = "copy_ready"
    COPY_CODE = "copy_code"
    STAFF_COPY_WANTED = "staff_copy_wanted"
    AUDIT_HEAD = "audit_head"
    AUDIT_DAMAGE = "audit_damage"
    CORRECTED = "corrected"
    DELETED = "deleted"
    RESTRICTED = "restricted"
    RESTRICTION_LIFTED = "restriction_lifted"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Needs:
    """What a letter is filled with: `must` stand in its text, `may` can; `parts` are shared paragraphs it must have."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


def _needs(must: str, may: str = "", parts: str = "") -> Needs:
    return Needs(frozenset(must.split()), frozenset(may.split()), frozenset(parts.split()))


_CASE = "reference kind received"
_REASONED = _needs(f"{_CASE} handler_text ground", "lines site", "complaint court")
_CLOSED = _needs(_CASE, "handler_text lines site")
_CLOSED_WITH_COMPLAINT = _needs(_CASE, "handler_text lines site", "complaint")

MAY_BE_EMPTY = frozenset({"handler_text", "lines"})
"""Unless the letter must have it. The paragraph goes when it is empty."""

NEEDS: Mapping[LetterKind, Needs] = {
    LetterKind.CODE: _needs("code minutes site block_url"),
    LetterKind.RECEIPT: _needs(f"{_CASE} due", "site"),
    LetterKind.REMINDER: _needs(f"{_CASE} closes site"),
    LetterKind.CONSENT_WITHDRAWN: _needs("reference received due", "kind site"),
    LetterKind.CANCELLED: _needs("reference kind", "received site"),
    LetterKind.CLOSED_FULFILLED: _CLOSED_WITH_COMPLAINT,
    LetterKind.CLOSED_PARTLY_FULFILLED: _REASONED,
    LetterKind.CLOSED_NOTHING_FOUND: _CLOSED_WITH_COMPLAINT,
    LetterKind.CLOSED_REFUSED: _REASONED,
    LetterKind.CLOSED_NOT_IDENTIFIABLE: _needs(f"{_CASE} handler_text", "lines site", "complaint court"),
    LetterKind.CLOSED_WITHDRAWN: _CLOSED,
    LetterKind.CLOSED_MERGED: _needs(f"{_CASE} other", "handler_text lines site", "complaint"),
    LetterKind.CLOSED_FORWARDED: _needs(f"{_CASE} forwarded_to", "handler_text lines site", "complaint"),
    LetterKind.CLOSED_UNVERIFIED: _needs(_CASE, "site"),
    LetterKind.EXTENDED: _needs(f"{_CASE} due first_due ground handler_text", "site", "complaint"),
    LetterKind.QUESTION_TO_REQUESTER: _needs(f"{_CASE} due handler_text", "site"),
    LetterKind.STAFF_NOTICE: _needs(f"{_CASE} due console_url"),
    LetterKind.STAFF_QUESTION: _needs("reference received console_url", "kind due"),
    LetterKind.STAFF_TARGET: _needs("reference kind due days console_url", "received"),
    LetterKind.STAFF_DUE: _needs("reference kind due days console_url", "received"),
    LetterKind.STAFF_OVERDUE: _needs("reference kind due days console_url", "received"),
    LetterKind.STAFF_UNSEEN: _needs(f"{_CASE} due console_url"),
    LetterKind.STAFF_UNSEEN_STILL: _needs(f"{_CASE} due console_url"),
    LetterKind.BREACH_NOTICE: _needs("reference aware due hours console_url"),
    LetterKind.BREACH_REMINDER: _needs("reference due hours console_url", "aware"),
    LetterKind.BREACH_OVERDUE: _needs("reference due hours console_url", "aware"),
    LetterKind.STAFF_APPROVAL: _needs("reference kind due console_url", "received"),
    LetterKind.COPY_READY: _needs(f"{_CASE} link until downloads", "site", "complaint"),
    LetterKind.COPY_CODE: _needs("code minutes block_url", "site"),
    LetterKind.STAFF_COPY_WANTED: _needs("reference kind console_url", "received due"),
    LetterKind.AUDIT_HEAD: _needs("day seq digest signature"),
    LetterKind.AUDIT_DAMAGE: _needs("row console_url"),
    LetterKind.CORRECTED: _needs(f"{_CASE} corrections", "handler_text lines site", "complaint"),
    LetterKind.DELETED: _needs(_CASE, "handler_text lines site", "case_kept complaint"),
    LetterKind.RESTRICTED: _needs(f"{_CASE} ground", "handler_text site", "complaint"),
    LetterKind.RESTRICTION_LIFTED: _needs(f"{_CASE} handler_text", "site", "complaint"),
    LetterKind.STOPPED: _needs(_CASE, "lines site", "complaint"),
}
