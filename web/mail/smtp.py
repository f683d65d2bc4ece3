"""Letters by SMTP."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from web.mail.mail import Mail, MailRefused, MailUnsent, message_of

PATIENCE = 20.0  # seconds for each answer of the server
TLS_FROM_THE_START = 465  # the port of RFC 8314; on any other TLS begins with STARTTLS
PERMANENT = 500  # answers from here on mean: do not try again


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed over, and as whom."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    sender: str


class SmtpMailer:
    """Hands each letter over in a connection of its own; a server that closed an idle one cannot lose any."""

    def __init__(self, server: MailServer, now: Callable[[], datetime]) -> None:
        self._server = server
        self._now = now

    def send(self, mail: Mail) -> None:
        """Hand a letter over. Raises MailError."""
        with _plain_words(self._server), self._connection() as connection:
            connection.send_message(message_of(mail, self._server.sender, self._now()))

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server, context = self._server, ssl.create_default_context()
        if server.port == TLS_FROM_THE_START:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=PATIENCE, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
        with connection:
            if server.starttls and server.port != TLS_FROM_THE_START:
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
            yield connection


@contextmanager
def _plain_words(server: MailServer) -> Iterator[None]:
    """What smtplib raises, as refused for good or unsent for now; the words hold no address of a person."""
    where = f"The mail server {server.host}:{server.port}"
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=PERMANENT)
        kind = MailRefused if code >= PERMANENT else MailUnsent
        raise kind(f"{where} does not take letters for this address ({code}).") from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailRefused(f"{where} cannot do what this letter needs ({error}).") from error
    except smtplib.SMTPResponseException as error:
        raise MailUnsent(f"{where} answered {error.smtp_code} to {type(error).__name__}.") from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnsent(f"{where} could not be used ({type(error).__name__}: {error}).") from error
