"""Which way letters leave: by the mail server of the settings, else into a folder."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from web.mail.mail import Mailer
from web.mail.outbox import Outbox
from web.mail.smtp import MailServer, SmtpMailer
from web.settings import WebSettings


def choose_mailer(settings: WebSettings, data: Path, now: Callable[[], datetime]) -> Mailer:
    """The mailer of the settings, ``data`` being the data folder."""
    if not settings.smtp_host:
        return Outbox(data / "outbox", settings.smtp_from, now)
    return SmtpMailer(
        MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_user,
            settings.smtp_password.get_secret_value(),
            settings.smtp_starttls,
            settings.smtp_from,
        ),
        now,
    )
