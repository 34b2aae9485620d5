"""What stands in for time, chance and the world's mail servers in mail tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.mail.postman import NotDelivered, OutgoingLetter

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class NoChance:
    """Always the least of what chance could give."""

    def code(self) -> str:
        return "123456"

    def number(self, digits: int) -> str:
        return "1" * digits

    def secret(self) -> str:
        return "secret"

    def identifier(self) -> str:
        return "identifier"

    def fraction(self) -> float:
        return 0.0


@dataclass
class Letterbox:
    """A postman that keeps what it is given, or fails as told, first thing first."""

    failures: list[Exception] = field(default_factory=list)
    letters: list[OutgoingLetter] = field(default_factory=list)
    has_mail: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, letter: OutgoingLetter) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.letters.append(letter)
        self.has_mail.set()


def refused() -> NotDelivered:
    return NotDelivered("550 no such mailbox", permanent=True)


def busy() -> NotDelivered:
    return NotDelivered("451 try later", permanent=False)


@dataclass
class MailServer:
    """What a real server, on this machine, got; `replies` are given to the next messages, then it accepts."""

    port: int
    replies: list[str] = field(default_factory=list)
    recipients_refused: str = ""
    drops_connection: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    were_encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipients_refused:
            return self.recipients_refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        if self.drops_connection:
            self.drops_connection = False
            server.transport.abort()
            return "250 never heard"
        if self.replies:
            return self.replies.pop(0)
        self.envelopes.append(envelope)
        self.were_encrypted.append(session.ssl is not None)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss/word")


@contextmanager
def running(
    server: MailServer, *, tls: SSLContext | None = None, smtps: SSLContext | None = None, asks_login: bool = False
) -> Iterator[MailServer]:
    """`tls` is offered by STARTTLS, `smtps` spoken from the first byte."""
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        tls_context=tls,
        ssl_context=smtps,
        authenticator=server.log_in if asks_login else None,
        auth_required=asks_login,
        auth_require_tls=tls is not None,
    )
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
