"""Letters of a turn, put in the outbox inside its transaction. Nothing that a visitor typed is ever a value of one."""

from dataclasses import dataclass
from datetime import datetime

from bot.answers.dates import written_date
from bot.content import Language
from bot.contents import Contents
from bot.outside import Tokens
from bot.settings import Settings
from bot.store.records import Records
from bot.store.tables import Letter, Ticket


@dataclass(frozen=True)
class Post:
    """Writes letters at one moment."""

    records: Records
    contents: Contents
    settings: Settings
    tokens: Tokens
    now: datetime

    async def write(
        self, kind: str, recipient: str, language: Language, values: dict[str, str], ticket_id: str | None = None
    ) -> None:
        """Composes the letter from the company's facts, the periods and `values`, and puts it in the outbox."""
        known = {**self.contents.replies.facts, **values}
        letter = self.contents.letters.compose(kind, language, known)
        await self.records.letters.add(
            Letter(
                id=self.tokens.identifier(),
                kind=kind,
                ticket_id=ticket_id,
                recipient=recipient,
                language=language,
                subject=letter.subject,
                text=letter.text,
                written_at=self.now,
            )
        )

    async def to_requester(self, kind: str, ticket: Ticket, language: Language) -> None:
        """A letter about the case, to its own address."""
        if ticket.address is None:
            return
        values = {
            "reference": ticket.reference,
            "kind": self.contents.replies.text(f"kind.{ticket.kind}", language),
            "received": written_date(ticket.received_on, language),
            "due": written_date(ticket.due_on, language),
            "site": self.settings.base_url,
        }
        await self.write(kind, ticket.address, language, values, ticket.id)

    async def to_staff(self, ticket: Ticket) -> None:
        """The notice to the company's mailbox: reference, kind and date, and a link; nothing about the person."""
        values = {
            "reference": ticket.reference,
            "kind": self.contents.replies.text(f"kind.{ticket.kind}", Language.NB),
            "received": written_date(ticket.received_on, Language.NB),
            "due": written_date(ticket.due_on, Language.NB),
            "console_url": f"{self.settings.base_url}/staff/cases/{ticket.reference}",
        }
        await self.write("staff_notice", self.settings.staff_mail, Language.NB, values, ticket.id)
