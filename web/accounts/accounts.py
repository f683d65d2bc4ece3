"""What accounts need as long as the app lives. Arrives at views as ``request.state.accounts``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from web import clock
from web.accounts.institution import Institution
from web.accounts.keys import read_keys
from web.accounts.passwords import Passwords
from web.accounts.signing import Signer
from web.mail.choose import choose_mailer
from web.mail.mail import Mail, MailError
from web.mail.postman import Postman
from web.settings import WebSettings
from web.store.store import Store


@dataclass(frozen=True, slots=True)
class Accounts:
    """The store and the tools around it; ``now`` is the clock, so that tests can set it."""

    store: Store
    signer: Signer
    passwords: Passwords
    postman: Postman
    institution: Institution | None  # that signs people in, where there is one
    public_url: str  # where the site is found, without a slash at the end: links in letters begin with it
    outbox: str  # the folder where letters lie when no mail server is named, else ""
    now: Callable[[], datetime]

    @classmethod
    def open(cls, settings: WebSettings, data: Path, now: Callable[[], datetime] = clock.now) -> Self:
        """The accounts that the settings name. Raises StoreError or SettingsError."""
        signer = Signer(read_keys(settings.secret_key.get_secret_value(), data))
        institution = Institution.of(settings)
        store = Store.open(settings.accounts_address(data))

        def failed(mail: Mail, error: MailError) -> None:
            with store.writing() as work:
                work.deliveries.note_failure(mail.kind, str(error), now())

        return cls(
            store,
            signer,
            Passwords(),
            Postman(choose_mailer(settings, data, now), failed),
            institution,
            settings.public_address,
            "" if settings.smtp_host else str(data / "outbox"),
            now,
        )

    def close(self) -> None:
        """Let the last letters out, then close the store."""
        self.postman.close()
        if self.institution:
            self.institution.close()
        self.store.close()

    def sweep(self) -> None:
        """Delete what is over: counts, used and expired tokens, old notes of failure."""
        at = self.now()
        with self.store.writing() as work:
            work.attempts.sweep(at)
            work.tokens.sweep(at - timedelta(days=1))
            work.deliveries.sweep(at - timedelta(days=90))
