"""One letter as we speak of it, and as it travels."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Protocol

LONGEST_SUBJECT = 200


class MailError(Exception):
    """A letter did not leave.

    MailError
    ├── MailRefused   never will: the other side does not know the address
    └── MailUnsent    may later: no connection, no space, a busy server
    """


class MailRefused(MailError):
    """The other side does not take letters for this address; trying again is of no use."""


class MailUnsent(MailError):
    """The letter could not be handed over now."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter. ``kind`` is the name of its template, ``headers`` what it needs besides the usual ones."""

    kind: str
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


class Mailer(Protocol):
    """Takes letters out of the house."""

    def send(self, mail: Mail) -> None:
        """Hand a letter over; raises MailError."""


def message_of(mail: Mail, sender: str, at: datetime, encoding: str | None = None) -> EmailMessage:
    """The letter as text and HTML, with every value of its headers on one line.

    ``encoding`` is of the texts: 8bit can be read as it is, the usual one passes every server.
    """
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = one_line(mail.subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    for header, value in mail.headers:
        message[header] = one_line(value)
    message.set_content(mail.text, cte=encoding)
    message.add_alternative(mail.html, subtype="html", cte=encoding)
    return message


def one_line(text: str) -> str:
    r"""Text without line breaks and other control characters, which could begin a header or a sentence of ours.

    >>> one_line("Leeds\r\nBcc: everyone@example.org")
    'Leeds Bcc: everyone@example.org'
    """
    plain = "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    return " ".join(plain.split())
