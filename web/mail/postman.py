"""Letters leave in a thread of their own: a page is answered before anybody looks at whom a letter goes to.

So the time of an answer says nothing about who has an account, and a slow mail server holds up nobody.
"""

import logging
import queue
import threading
from collections.abc import Callable

from web.mail.mail import Mail, Mailer, MailError, MailUnsent

WAITS = (1.0, 10.0)  # seconds before trying again what could not be sent; whoever asked is waiting
LONGEST_QUEUE = 1_000
LAST_LETTERS = 15.0  # seconds to get the letters out when the service ends

Job = Callable[[], Mail | None]  # looks up what is to be sent; None: nothing
log = logging.getLogger("trials.mail")


class Postman:
    """Does jobs one after the other. ``failed`` is told of each letter that did not leave, and why."""

    def __init__(self, mailer: Mailer, failed: Callable[[Mail, MailError], None]) -> None:
        self._mailer = mailer
        self._failed = failed
        self._jobs: queue.Queue[Job | None] = queue.Queue(LONGEST_QUEUE)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="postman", daemon=True)
        self._thread.start()

    def post(self, job: Job) -> bool:
        """Have a job done soon; False when there are too many or the service ends."""
        if self._ending.is_set():
            return False
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            return False
        return True

    def finish(self) -> None:
        """Wait until all that was posted is done."""
        self._jobs.join()

    def close(self) -> None:
        """Do what was posted, without waiting to try again, and end."""
        self._ending.set()
        self._jobs.put(None)
        self._thread.join(LAST_LETTERS)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._do(job)
            except Exception as error:  # noqa: BLE001 - the outermost edge of this thread
                log.error("%s while sending a letter", type(error).__name__)  # noqa: TRY400 - words may name a person
            finally:
                self._jobs.task_done()
        self._jobs.task_done()

    def _do(self, job: Job) -> None:
        mail = job()
        if mail:
            try:
                self._send(mail)
            except MailError as error:
                log.warning("A letter (%s) did not leave. %s", mail.kind, error)
                self._failed(mail, error)

    def _send(self, mail: Mail) -> None:
        for wait in WAITS:
            try:
                return self._mailer.send(mail)
            except MailUnsent:
                self._ending.wait(wait)
        return self._mailer.send(mail)
