"""Letters of a turn, put in the outbox inside its transaction. Nothing that a visitor typed is ever a value of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers.dates import written_date
from bot.content import Language
from bot.contents import Contents
from bot.digests import blocked_digest
from bot.mail.letters import LetterText
from bot.outside import Tokens
from bot.settings import Settings
from bot.store.records import Records
from bot.store.tables import Letter, Ticket
from bot.tickets.kinds import Kind
from bot.tickets.registration import Delivery


@dataclass(frozen=True)
class Post:
    """Writes letters at one moment."""

    records: Records
    contents: Contents
    settings: Settings
    tokens: Tokens
    now: datetime

    def draft(self, kind: str, language: Language, values: Mapping[str, str]) -> LetterText:
        """The letter as it would be written now; for staff who look before they send."""
        known = {"site": self.contents.policy.facts["site_one"], **values}
        return self.contents.letters.compose(kind, language, known)

    async def write(self, kind: str, recipient: str, language: Language, values: Mapping[str, str], ticket_id: str | None = None) -> None:
        """Composes the letter and puts it in the outbox."""
        letter = self.draft(kind, language, values)
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

    async def to_requester(self, kind: str, ticket: Ticket, language: Language, more: Mapping[str, str] | None = None) -> None:
        """A letter about the case, to its own address; `more` fills what the kind of letter needs beside the case's facts.

        An address that nobody proved gets none after its owner said that it was not them (E9).
        """
        recipient = recipient_of(ticket)
        if recipient is None or (recipient == ticket.address and ticket.verified_at is None and await self._is_unwanted(recipient)):
            return
        closes = ticket.received_on + timedelta(days=self.settings.unverified_days)
        values = {**self.facts_of(ticket, language), "closes": written_date(closes, language), **(more or {})}
        await self.write(kind, recipient, language, values, ticket.id)

    async def to_staff(self, ticket: Ticket) -> None:
        """The notice to the company's mailbox: reference, kind and date, and a link; nothing about the person."""
        url = f"{self.settings.base_url}/staff/cases/{ticket.reference}"
        values = {**self.facts_of(ticket, Language.NB), "console_url": url}
        await self.write("staff_notice", self.settings.staff_mail, Language.NB, values, ticket.id)

    async def _is_unwanted(self, address: str) -> bool:
        return await self.records.challenges.is_blocked(blocked_digest(address, self.settings), self.now)

    def facts_of(self, ticket: Ticket, language: Language) -> dict[str, str]:
        """What every letter about a case may say of it."""
        return {
            "reference": ticket.reference,
            "kind": self.contents.letters.kind_label(Kind(ticket.kind), language),
            "received": written_date(ticket.received_on, language),
            "due": written_date(ticket.due_on, language),
        }


def recipient_of(ticket: Ticket) -> str | None:
    """Where letters about the case go: a postal address, of several lines, for who asked for paper (R11); None when nowhere."""
    if ticket.delivery == Delivery.POSTAL and ticket.postal_address:
        return ticket.postal_address
    return ticket.address
