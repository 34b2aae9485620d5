"""The tables and nothing else, by subject. Every moment is stored as aware UTC; a naive one is refused.

Personal data of visitors stands in `chat_message`, `miss`, `ticket`, `ticket_note`, `checklist_line`, `approval`, `correction`,
`restriction`, `breach`, `case_file`, `answer_field`, `withheld`, `release`, `challenge` and `letter`, and nowhere else.
"""

from bot.store.tables.cases import Approval, Breach, ChecklistLine, Correction, DeadlineNotice, Restriction, Ticket, TicketNote
from bot.store.tables.chats import Chat, ChatMessage, Miss, MissCount
from bot.store.tables.copies import AnswerField, CaseFile, Release, Withheld
from bot.store.tables.mail import BlockedAddress, Challenge, Counted, DailyKey, Letter, StoppedMarketing
from bot.store.tables.moments import Moment
from bot.store.tables.proof import AuditEntry, AuditHead, AuditStart, CommitmentSalt, Erasure
from bot.store.tables.staff import RecoveryCode, StaffAccount, StaffSession

__all__ = [
    "AnswerField",
    "Approval",
    "AuditEntry",
    "AuditHead",
    "AuditStart",
    "BlockedAddress",
    "Breach",
    "CaseFile",
    "Challenge",
    "Chat",
    "ChatMessage",
    "ChecklistLine",
    "CommitmentSalt",
    "Correction",
    "Counted",
    "DailyKey",
    "DeadlineNotice",
    "Erasure",
    "Letter",
    "Miss",
    "MissCount",
    "Moment",
    "RecoveryCode",
    "Release",
    "Restriction",
    "StaffAccount",
    "StaffSession",
    "StoppedMarketing",
    "Ticket",
    "TicketNote",
    "Withheld",
]
