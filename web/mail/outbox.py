"""Letters laid in a folder, one file each: what happens where no mail server is named."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from web.mail.mail import Mail, MailUnsent, message_of

OWNER_ONLY = 0o600


class Outbox:
    """Writes ``<time>-<kind>-<chance>.eml``, which any mail program opens, and any editor."""

    def __init__(self, folder: Path, sender: str, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._sender = sender
        self._now = now

    def send(self, mail: Mail) -> None:
        """Lay a letter in the folder, whole or not at all. Raises MailUnsent."""
        at = self._now()
        name = f"{at:%Y%m%dT%H%M%S%fZ}-{mail.kind}-{secrets.token_hex(3)}"
        half, whole = self._folder / f"{name}.half", self._folder / f"{name}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
                file.write(bytes(message_of(mail, self._sender, at, "8bit")))
            half.replace(whole)
        except OSError as error:
            with suppress(OSError):
                half.unlink()
            raise MailUnsent(f"The letter could not be laid in {self._folder}: {error.strerror}.") from error
