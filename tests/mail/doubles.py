"""What stands in for chance and the world's mail servers in mail tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ssl import SSLContext

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.mail.postman import NotDelivered, OutgoingLetter
from bot.outside import SecureTokens
from tests import doubles


class NoChance(SecureTokens):
    """Always the least of what chance could give."""

    def fraction(self) -> float:
        return 0.0


class Letterbox(doubles.Letterbox):
    """Fails as told, first thing first, and keeps what comes after."""

    def __init__(self, *failures: Exception) -> None:
        super().__init__()
        self.failures = list(failures)
        self.has_mail = asyncio.Event()

    async def send(self, letter: OutgoingLetter) -> None:
        if self.failures:
            raise self.failures.pop(0)
        await super().send(letter)
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
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "250 never heard"
        if self.replies:
            return self.replies.pop(0)
        self.envelopes.append(envelope)
        self.were_encrypted.append(session.ssl is not None)
        self.mails.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        return "250 OK"

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss/word", handled=False)


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
