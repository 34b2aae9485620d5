"""The way to the mail server. One letter, one call, one answer: taken over, or not delivered.

`Postman.send` returns only when the server has taken the letter over. When it raises, the letter may still have got
through (a connection lost after the last byte): whoever repeats it sends the same Message-ID, and mailboxes that know
it show one letter.
"""

import asyncio
import contextlib
import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

COMMAND_SECONDS = 60.0
LETTER_SECONDS = 300.0
"""Five minutes for the end of the message: a server that checks for spam first must not get the letter twice."""
LONGEST_REASON = 200


@dataclass(frozen=True)
class OutgoingLetter:
    """A letter as it goes out. `id` and `written_at` stay the same however often it is tried."""

    id: str
    kind: str
    to: str
    subject: str
    text: str
    language: str
    written_at: datetime


class NotDelivered(Exception):
    """The server did not take the letter. `permanent` means that trying again would not help.

    `reason` is for staff and the database; it may repeat the address and belongs in no log.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        self.permanent = permanent
        self.reason = "".join(character for character in reason if character.isprintable())[:LONGEST_REASON]
        super().__init__("permanent failure" if permanent else "temporary failure")

    @property
    def cause(self) -> str:
        """The server's status code or the kind of fault, for the log: the operator must see a refused password from a dead server."""
        return self.reason.partition(" ")[0]


class Postman(Protocol):
    """Whoever takes letters to their readers."""

    async def send(self, letter: OutgoingLetter) -> None:
        """Hands the letter over, or raises NotDelivered."""


class DemoPostman:
    """Delivers nowhere: the demo mailbox in the browser shows the outbox itself."""

    async def send(self, letter: OutgoingLetter) -> None:
        """The letter is where its reader looks already."""


class SmtpPostman:
    """Sends through the server of `smtp_url`: smtp:// with STARTTLS where it is offered, smtps:// with TLS throughout.

    A password is only ever sent encrypted, or to this machine itself.
    """

    def __init__(self, smtp_url: str, mail_from: str, staff_mail: str, *, tls: ssl.SSLContext | None = None) -> None:
        """Raises ValueError, without the URL's password in it, when no server or no sender can be read from these."""
        parts = urlsplit(smtp_url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("the mail server is written smtp://user:password@host:port or smtps://...")
        self._host, self._is_encrypted = parts.hostname, parts.scheme == "smtps"
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._port = parts.port or (465 if self._is_encrypted else 587 if self._user else 25)
        self._tls = tls
        name, address = parseaddr(mail_from)
        self._from = Address(display_name=name, addr_spec=address)
        self._reply_to = Address(addr_spec=staff_mail)

    async def send(self, letter: OutgoingLetter) -> None:
        message = self.message(letter)
        try:
            async with asyncio.timeout(LETTER_SECONDS):
                await self._hand_over(letter.to, message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            raise NotDelivered(f"{refused.code} {refused.message}", permanent=refused.code >= 500) from None
        except aiosmtplib.SMTPDataError as error:
            raise NotDelivered(f"{error.code} {error.message}", permanent=error.code >= 500) from None
        except aiosmtplib.SMTPResponseException as error:
            # a greeting, login or sender that is refused is a fault of ours: the letter waits until it is mended
            raise NotDelivered(f"{error.code} {error.message}", permanent=False) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotDelivered(type(error).__name__, permanent=False) from None

    def message(self, letter: OutgoingLetter) -> EmailMessage:
        """The letter as mail (E13); raises a permanent NotDelivered when the address or the subject cannot stand in one."""
        message = EmailMessage(policy=policy.SMTP)
        try:
            if not (letter.to.isascii() and letter.to.isprintable()):
                raise ValueError("the address is not plain ASCII")
            message["From"] = self._from
            message["To"] = Address(addr_spec=letter.to)
            message["Reply-To"] = self._reply_to
            message["Subject"] = letter.subject
        except (ValueError, IndexError) as error:
            raise NotDelivered(f"cannot be addressed: {error}", permanent=True) from None
        message["Date"] = format_datetime(letter.written_at.astimezone(UTC))
        message["Message-ID"] = f"<{letter.id}@{self._from.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
        message["Content-Language"] = letter.language  # after set_content, which removes every Content- header
        return message

    async def _hand_over(self, to: str, message: EmailMessage) -> None:
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._is_encrypted,
            start_tls=self._starts_tls(),
            tls_context=self._tls,
            timeout=COMMAND_SECONDS,
        )
        try:
            await client.connect()
            await client.sendmail(self._from.addr_spec, [to], message.as_bytes(), timeout=LETTER_SECONDS)
            # taken over: a server that fails to say goodbye has the letter all the same
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=5)
        finally:
            client.close()

    def _starts_tls(self) -> bool | None:
        """None: when it is offered; True: or not at all."""
        if self._is_encrypted:
            return False
        if _is_this_machine(self._host):
            # a local relay offers STARTTLS with a certificate for nobody; nothing is on the wire here
            return None if self._tls is not None else False
        return True if self._password is not None else None


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
