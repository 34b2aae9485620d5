import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from bot.mail.postman import DemoPostman, NotDelivered, OutgoingLetter, SmtpPostman
from tests.doubles import MONDAY
from tests.mail.doubles import MailServer, running


def letter(**values: str) -> OutgoingLetter:
    first = {
        "id": "0123abcd",
        "kind": "receipt",
        "to": "ola+qs@example.com",
        "subject": "Vi har mottatt saken din: INN-2026-0042",
        "text": "Hei!\n\nDu får svar på e-post.\n.\nHilsen oss\n",
        "language": "nb",
    }
    return OutgoingLetter(**{**first, **values}, written_at=MONDAY)


def postman(port: int, login: str = "") -> SmtpPostman:
    return SmtpPostman(f"smtp://{login}127.0.0.1:{port}", "Personvern <post@qsmanager.no>", "post@qsmanager.no")


async def test_a_letter_arrives_with_its_text(unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port)) as server:
        await postman(unused_tcp_port).send(letter())

    assert server.mails[0].get_content().replace("\r\n", "\n") == "Hei!\n\nDu får svar på e-post.\n.\nHilsen oss\n"
    assert server.envelopes[0].mail_from == "post@qsmanager.no"
    assert server.envelopes[0].rcpt_tos == ["ola+qs@example.com"]


async def test_a_letter_has_these_headers_and_no_others(unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port)) as server:
        await postman(unused_tcp_port).send(letter())

    assert dict(server.mails[0].items()) == {
        "From": "Personvern <post@qsmanager.no>",
        "To": "ola+qs@example.com",
        "Reply-To": "post@qsmanager.no",
        "Subject": "Vi har mottatt saken din: INN-2026-0042",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "Message-ID": "<0123abcd@qsmanager.no>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "nb",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "MIME-Version": "1.0",
    }


async def test_a_letter_sent_twice_is_the_same_mail(unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port)) as server:
        await postman(unused_tcp_port).send(letter())
        await postman(unused_tcp_port).send(letter())

    assert server.mails[0].as_bytes() == server.mails[1].as_bytes()


async def test_a_mailbox_that_does_not_exist_is_a_permanent_failure(unused_tcp_port: int) -> None:
    with (
        running(MailServer(unused_tcp_port, recipients_refused="550 5.1.1 no such mailbox")),
        pytest.raises(NotDelivered) as failure,
    ):
        await postman(unused_tcp_port).send(letter())

    assert failure.value.permanent
    assert failure.value.reason == "550 5.1.1 no such mailbox"


async def test_a_greylisting_server_is_a_temporary_failure(unused_tcp_port: int) -> None:
    with (
        running(MailServer(unused_tcp_port, recipients_refused="451 4.7.1 come back later")),
        pytest.raises(NotDelivered) as failure,
    ):
        await postman(unused_tcp_port).send(letter())

    assert not failure.value.permanent


async def test_a_refused_text_is_a_permanent_failure(unused_tcp_port: int) -> None:
    with (
        running(MailServer(unused_tcp_port, replies=["554 5.7.1 looks like spam"])),
        pytest.raises(NotDelivered) as failure,
    ):
        await postman(unused_tcp_port).send(letter())

    assert failure.value.permanent


async def test_a_dropped_connection_is_a_temporary_failure(unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port, drops_connection=True)), pytest.raises(NotDelivered) as failure:
        await postman(unused_tcp_port).send(letter())

    assert not failure.value.permanent


async def test_a_server_that_is_down_is_a_temporary_failure(unused_tcp_port: int) -> None:
    with pytest.raises(NotDelivered) as failure:
        await postman(unused_tcp_port).send(letter())

    assert not failure.value.permanent


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_user_and_password_are_percent_decoded(unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port), asks_login=True) as server:
        await postman(unused_tcp_port, login="b%40t:p%40ss%2Fword@").send(letter())

    assert server.logins[0] == (b"b@t", b"p@ss/word")
    assert len(server.mails) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
async def test_a_wrong_password_is_our_fault_and_no_reason_to_give_a_letter_up(unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port), asks_login=True), pytest.raises(NotDelivered) as failure:
        await postman(unused_tcp_port, login="bot:wrong@").send(letter())

    assert not failure.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        "a@b.no\r\nBcc: c@d.no",
        "a@b.no, c@d.no",
        "a@b.no;c@d.no",
        "a@b.no\u2028c@d.no",
        "a b@c.no",
        "kåre@example.com",
        "not an address",
        "",
    ],
)
async def test_nothing_goes_to_what_is_not_one_plain_address(address: str, unused_tcp_port: int) -> None:
    with running(MailServer(unused_tcp_port)) as server, pytest.raises(NotDelivered) as failure:
        await postman(unused_tcp_port).send(letter(to=address))

    assert failure.value.permanent
    assert server.mails == []


async def test_a_line_break_in_the_subject_is_refused(unused_tcp_port: int) -> None:
    with pytest.raises(NotDelivered) as failure:
        await postman(unused_tcp_port).send(letter(subject="Sak\r\nBcc: c@d.no"))

    assert failure.value.permanent


@pytest.mark.parametrize("url", ["", "http://mail.example.com", "smtp://", "mail.example.com:25"])
def test_a_url_that_names_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        SmtpPostman(url, "post@qsmanager.no", "post@qsmanager.no")


def test_a_password_goes_to_another_machine_only_encrypted() -> None:
    away = SmtpPostman("smtp://bot:secret@mail.example.com", "post@qsmanager.no", "post@qsmanager.no")

    assert away._starts_tls() is True


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", *files]
    subprocess.run([openssl, "req", "-x509", *made, *names], check=True, capture_output=True)
    return folder


async def test_starttls_is_used_where_it_is_offered(certificate: Path, unused_tcp_port: int) -> None:
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusted = ssl.create_default_context(cafile=certificate / "cert.pem")

    with running(MailServer(unused_tcp_port), tls=offered) as server:
        url = f"smtp://127.0.0.1:{unused_tcp_port}"
        await SmtpPostman(url, "post@qsmanager.no", "post@qsmanager.no", tls=trusted).send(letter())

    assert server.were_encrypted == [True]


async def test_smtps_is_encrypted_from_the_first_byte(certificate: Path, unused_tcp_port: int) -> None:
    spoken = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    spoken.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    trusted = ssl.create_default_context(cafile=certificate / "cert.pem")

    with running(MailServer(unused_tcp_port), smtps=spoken) as server:
        url = f"smtps://127.0.0.1:{unused_tcp_port}"
        await SmtpPostman(url, "post@qsmanager.no", "post@qsmanager.no", tls=trusted).send(letter())

    assert len(server.mails) == 1


async def test_a_certificate_of_somebody_else_is_not_trusted(certificate: Path, unused_tcp_port: int) -> None:
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    url = f"smtp://127.0.0.1:{unused_tcp_port}"
    strict = SmtpPostman(url, "post@qsmanager.no", "post@qsmanager.no", tls=ssl.create_default_context())

    with running(MailServer(unused_tcp_port), tls=offered) as server, pytest.raises(NotDelivered):
        await strict.send(letter())

    assert server.mails == []


async def test_the_demo_postman_takes_everything() -> None:
    await DemoPostman().send(letter())
