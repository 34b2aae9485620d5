"""What one transaction can read and write, by subject."""

from bot.outside import Tokens
from bot.store.accounts import Accounts
from bot.store.approvals import Approvals
from bot.store.audit import Audit
from bot.store.breaches import Breaches
from bot.store.cases import Cases
from bot.store.challenges import Challenges
from bot.store.chats import Chats
from bot.store.checklists import Checklists
from bot.store.copies import Copies
from bot.store.corrections import Corrections
from bot.store.counts import Counts
from bot.store.erasures import Erasures, Stops
from bot.store.expiring import Expiring
from bot.store.figures import FigureQueries
from bot.store.holdings import HoldingQueries
from bot.store.letters import Letters
from bot.store.log_pages import LogQueries
from bot.store.misses import Misses
from bot.store.queue import Queue
from bot.store.releases import Releases
from bot.store.reminders import Reminders
from bot.store.restrictions import Restrictions
from bot.store.rows import RecordNotFound, Rows
from bot.store.stripping import CaseContents
from bot.store.traces import Traces

__all__ = ["RecordNotFound", "Records"]


class Records:
    """The named queries, all in the same transaction.

    `find_` may return None, `get_` raises RecordNotFound. Rows are values: a changed one changes nothing until saved.
    """

    def __init__(self, rows: Rows, tokens: Tokens) -> None:
        self.chats = Chats(rows)
        self.cases = Cases(rows)
        self.checklists = Checklists(rows)
        self.copies = Copies(rows)
        self.queue = Queue(rows)
        self.releases = Releases(rows)
        self.challenges = Challenges(rows)
        self.letters = Letters(rows)
        self.accounts = Accounts(rows)
        self.approvals = Approvals(rows)
        self.audit = Audit(rows, tokens)
        self.log = LogQueries(rows)
        self.breaches = Breaches(rows)
        self.misses = Misses(rows)
        self.reminders = Reminders(rows)
        self.counts = Counts(rows)
        self.figures = FigureQueries(rows)
        self.holdings = HoldingQueries(rows)
        self.case_contents = CaseContents(rows)
        self.erasures, self.stops = Erasures(rows), Stops(rows)
        self.restrictions, self.corrections = Restrictions(rows), Corrections(rows)
        self.traces = Traces(rows)
        self.expiring = Expiring(rows)
