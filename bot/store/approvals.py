"""What waits for a second person, and what became of it (A10)."""

from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlmodel import SQLModel, col

from bot.store.rows import Rows
from bot.store.tables import Approval, Ticket
from bot.tickets.statuses import Status

APPROVED, REJECTED, OVERTAKEN = "approved", "rejected", "overtaken"
TABLE = SQLModel.metadata.tables["approval"]
OVERTAKE = update(TABLE).where(TABLE.c.ticket_id == bindparam("its_case"), TABLE.c.decision == "")
OVERTAKE = OVERTAKE.values(decision=OVERTAKEN, decided_at=bindparam("now"))
WAITING = select(Approval).where(col(Approval.ticket_id) == bindparam("its_case"), col(Approval.decision) == "")
HAS_APPROVED = select(func.count()).where(
    col(Approval.ticket_id) == bindparam("its_case"), col(Approval.action) == bindparam("its_action"), col(Approval.decision) == APPROVED
)


class Approvals:
    """Approvals of one transaction. One waits for a case at most."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, approval: Approval) -> None:
        """Puts it before the approvers; whatever waited for the case before is overtaken."""
        await self.overtake(approval.ticket_id, approval.prepared_at)
        await self._rows.add(approval)

    async def find_waiting(self, ticket_id: str) -> Approval | None:
        return await self._rows.find(WAITING, its_case=ticket_id)

    async def has_approved(self, ticket_id: str, action: str) -> bool:
        return await self._rows.number(HAS_APPROVED, its_case=ticket_id, its_action=action) > 0

    async def of_ticket(self, ticket_id: str) -> tuple[Approval, ...]:
        """All of a case, the first prepared first."""
        mine = select(Approval).where(col(Approval.ticket_id) == ticket_id)
        return await self._rows.all(mine.order_by(col(Approval.prepared_at), col(Approval.id)))

    async def waiting_cases(self) -> tuple[Ticket, ...]:
        """Cases with something to approve, what is due first on top."""
        waiting = select(Ticket).join(Approval, col(Approval.ticket_id) == col(Ticket.id))
        mine = waiting.where(col(Approval.decision) == "", col(Ticket.status) == Status.IN_REVIEW)
        return await self._rows.all(mine.order_by(col(Ticket.due_on), col(Ticket.received_at), col(Ticket.id)))

    async def decide(self, approval_id: str, decision: str, staff_id: str, at: datetime, reason: str = "") -> bool:
        """True for the one transaction that decided it."""
        waiting = update(Approval).where(col(Approval.id) == approval_id, col(Approval.decision) == "")
        decided = waiting.values(decision=decision, decided_by=staff_id, decided_at=at, reason=reason)
        return await self._rows.change(decided) > 0

    async def overtake(self, ticket_id: str, at: datetime) -> int:
        """The case went another way: what waits for it is void."""
        return await self._rows.change(OVERTAKE, its_case=ticket_id, now=at)
