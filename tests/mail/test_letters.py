"""Letters: what they hold, how they leave, and what becomes of those that do not."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.doubles.certificate import write_certificate
from web.mail.letters import letter
from web.mail.mail import Mail, MailError, MailRefused, MailUnsent, message_of
from web.mail.outbox import Outbox
from web.mail.postman import LONGEST_QUEUE, Postman
from web.mail.smtp import MailServer, SmtpMailer
from web.templating import templates_folder

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SENDER = "Find a Trial <trials@example.org>"
MAIL = Mail("reset", "anna@example.org", "A subject", "Text – ☕\n", "<p>HTML</p>")
SITE: dict[str, Any] = {"site": "https://trials.example.org", "url": "https://trials.example.org/x?token=y"}
KINDS = sorted(path.stem for path in (templates_folder() / "emails").glob("*.txt") if path.stem != "layout")


def now() -> datetime:
    """Always the same moment."""
    return NOW


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_is_whole(kind: str) -> None:
    """A subject of one line, text without markup, HTML that asks nobody for anything, and the same links in both."""
    made = letter(kind, "anna@example.org", **SITE)
    assert made.subject
    assert "\n" not in made.subject
    assert not re.search(r"[<>{}]|&\w+;|\n{4}", made.text)
    assert not re.search(r"<(img|link|script|style|iframe)|url\(", made.html)
    links = re.compile(r"https://[^\s\"<]+")
    assert set(links.findall(made.text)) == set(links.findall(made.html))


def test_what_people_typed_is_escaped_in_html_only() -> None:
    """Markup in a value is shown, not run; in text nothing needs escaping."""
    made = letter("reset", "anna@example.org", site=SITE["site"], url="https://x/?a=<b>&c='")
    assert "?a=<b>&c='" in made.text
    assert "<b>" not in made.html
    assert "?a=&lt;b&gt;&amp;c=&#39;" in made.html


HEADERS = {
    "subject": {"subject": "Leeds\r\nBcc: everyone@example.org"},
    "another kind of line break": {"subject": "Leeds\u2028Bcc: everyone@example.org\x00"},
    "a header": {"headers": (("List-Unsubscribe", "<https://x>\nBcc: everyone@example.org"),)},
}


@pytest.mark.parametrize("parts", HEADERS.values(), ids=HEADERS)
def test_no_value_begins_a_header(parts: dict[str, Any]) -> None:
    """Line breaks in what somebody typed become spaces."""
    mail = Mail("news", "anna@example.org", parts.get("subject", "x"), "t", "h", parts.get("headers", ()))
    read = message_from_bytes(bytes(message_of(mail, SENDER, NOW)), policy=default)
    assert read["bcc"] is None
    assert "everyone@example.org" in str(read["subject"]) + str(read.get("list-unsubscribe"))


@pytest.mark.parametrize("to", ["a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", ""])
def test_a_letter_goes_to_one_address(to: str) -> None:
    """What is not exactly one is no address at all."""
    with pytest.raises((ValueError, IndexError)):
        message_of(Mail("news", to, "x", "t", "h"), SENDER, NOW)


def test_the_outbox_holds_letters_that_mail_programs_open(tmp_path: Path) -> None:
    """One file each, for the owner's eyes; two in the same moment are two."""
    box = Outbox(tmp_path / "out", SENDER, now)
    box.send(MAIL)
    box.send(MAIL)
    files = list((tmp_path / "out").iterdir())
    assert len(files) == 2
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert "Text – ☕".encode() in files[0].read_bytes()  # an editor shows it as it is
    check(message_from_bytes(files[0].read_bytes(), policy=default))


@pytest.mark.faults
def test_an_outbox_that_cannot_be_written_leaves_nothing_half(tmp_path: Path) -> None:
    """The letter counts as unsent, and says where it should have gone."""
    (tmp_path / "out").write_text("a file in its place")
    with pytest.raises(MailUnsent, match="out"):
        Outbox(tmp_path / "out", SENDER, now).send(MAIL)
    with pytest.raises(MailUnsent):
        Outbox(Path("/dev/full/x"), SENDER, now).send(MAIL)


class Received:
    """What a mail server on loopback was given; ``answers`` are what it says instead of yes, by address."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: object, session: object, envelope: Any, address: str, options: object
    ) -> str:
        """Take an address, or not."""
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        """Take a letter."""
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def received() -> Received:
    """Nothing yet."""
    return Received()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of the mail server, and its key."""
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(
    received: Received, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[MailServer]:
    """A mail server that wants TLS and a password, and whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)

    def check_password(_: object, __: object, ___: object, ____: object, given: LoginPassword) -> AuthResult:
        right = (given.login, given.password) == (b"us", b"secret")
        return AuthResult(success=right, handled=False)

    controller = Controller(
        received,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=check_password,
        auth_required=True,
        require_starttls=True,
        tls_context=context,
    )
    controller.start()
    yield MailServer("127.0.0.1", controller.port, "us", "secret", starttls=True, sender=SENDER)
    controller.stop()


def free_port() -> int:
    """A port that nobody listens at; the library cannot choose one by itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_letter_is_handed_over(server: MailServer, received: Received) -> None:
    """As text and HTML, from us, to one person, with a number and a date."""
    SmtpMailer(server, now).send(MAIL)
    (got,) = received.letters
    check(got)
    assert got["date"].datetime == NOW
    assert got["message-id"].endswith("@example.org>")


REFUSALS = {
    "unknown": ("550 no such person", MailRefused),
    "full": ("452 no space", MailUnsent),
}


@pytest.mark.faults
@pytest.mark.parametrize(("answer", "kind"), REFUSALS.values(), ids=REFUSALS)
def test_what_a_server_refuses(
    server: MailServer, received: Received, answer: str, kind: type[MailError]
) -> None:
    """For good, or for now; the words name the server and nobody's address."""
    received.answers[MAIL.to] = answer
    with pytest.raises(kind) as caught:
        SmtpMailer(server, now).send(MAIL)
    assert "anna" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


TROUBLES = {
    "a wrong password": {"password": "wrong"},
    "not over TLS": {"starttls": False},
    "no TLS of its own": {"user": "", "starttls": False},
    "nobody listens": {"port": 1},
}


@pytest.mark.faults
@pytest.mark.parametrize("wrong", TROUBLES.values(), ids=TROUBLES)
def test_what_goes_wrong_with_a_server(server: MailServer, received: Received, wrong: dict[str, Any]) -> None:
    """Nothing is handed over, and the error is ours."""
    with pytest.raises(MailError):
        SmtpMailer(replace(server, **wrong), now).send(MAIL)
    assert received.letters == []


@pytest.mark.faults
def test_a_server_that_is_not_trusted_gets_nothing(
    server: MailServer, received: Received, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the password nor a letter goes to somebody who only pretends."""
    (tmp_path / "nobody.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nobody.pem"))
    with pytest.raises(MailUnsent, match="CERTIFICATE_VERIFY_FAILED"):
        SmtpMailer(server, now).send(MAIL)
    assert received.letters == []


class Unwilling:
    """Refuses so many times."""

    def __init__(self, times: int, error: MailError) -> None:
        self.left, self.error = times, error
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        """Or not."""
        if self.left:
            self.left -= 1
            raise self.error
        self.sent.append(mail)


TRIES = {
    "twice unsent": (2, MailUnsent("later"), 1, 0),
    "always unsent": (9, MailUnsent("later"), 0, 1),
    "refused": (1, MailRefused("never"), 0, 1),
}


@pytest.mark.parametrize(("times", "error", "sent", "failed"), TRIES.values(), ids=TRIES)
def test_the_postman_tries_again(
    monkeypatch: pytest.MonkeyPatch, times: int, error: MailError, sent: int, failed: int
) -> None:
    """What may go later is tried again soon; what failed is told once."""
    monkeypatch.setattr("web.mail.postman.WAITS", (0.0, 0.0))
    mailer, failures = Unwilling(times, error), list[Mail]()
    postman = Postman(mailer, lambda mail, _: failures.append(mail))
    assert postman.post(lambda: MAIL)
    assert postman.post(lambda: None)
    postman.finish()
    assert (len(mailer.sent), len(failures)) == (sent, failed)
    postman.close()


@pytest.mark.faults
def test_a_job_that_fails_does_not_stop_the_postman() -> None:
    """The next letter leaves; the log names the kind of error and nobody."""
    mailer = Unwilling(0, MailError())
    postman = Postman(mailer, lambda *_: None)
    postman.post(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    postman.post(lambda: MAIL)
    postman.finish()
    assert mailer.sent == [MAIL]
    postman.close()


@pytest.mark.faults
def test_a_postman_with_too_much_to_do_says_so() -> None:
    """Rather than filling the memory; when it ends, what was posted leaves first, and nothing is taken on."""
    hold, mailer = threading.Event(), Unwilling(0, MailError())

    def slow() -> None:
        hold.wait()

    postman = Postman(mailer, lambda *_: None)
    postman.post(slow)
    taken = 0
    while postman.post(lambda: MAIL):
        taken += 1
    assert LONGEST_QUEUE - 1 <= taken <= LONGEST_QUEUE
    hold.set()
    postman.close()
    assert len(mailer.sent) == taken
    assert not postman.post(lambda: MAIL)


def check(got: EmailMessage) -> None:
    """The letter, as whoever gets it sees it."""
    assert (got["to"], got["subject"], got["from"]) == (MAIL.to, MAIL.subject, SENDER)
    text, html = got.get_body(("plain",)), got.get_body(("html",))
    assert text
    assert html
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().strip() == MAIL.html
