"""Who is signed in: a signed cookie with the person, their epoch and when it was issued. Nothing of it is kept by us.

It ends after its time, or when the person's epoch changes: by a new password, or by signing out everywhere.
"""

from datetime import UTC, datetime, timedelta

from starlette.datastructures import URL
from starlette.requests import HTTPConnection
from starlette.responses import Response

from web.accounts.accounts import Accounts
from web.store.people import Person

PURPOSE = "session"
KEPT = timedelta(days=30)  # when asked to keep somebody signed in on their own device
UNTIL_CLOSED = timedelta(hours=12)  # else as long as the browser is open, but no longer than a day's work


def begin(response: Response, connection: HTTPConnection, person: Person, *, keep: bool) -> None:
    """Sign the person in with this answer."""
    accounts: Accounts = connection.state.accounts
    now = accounts.now()
    value = accounts.signer.sign(
        PURPOSE,
        {"person": person.id, "epoch": person.epoch, "issued": int(now.timestamp()), "keep": keep},
    )
    remember(response, connection, PURPOSE, value, int(KEPT.total_seconds()) if keep else None)


def end(response: Response, connection: HTTPConnection) -> None:
    """Sign out on this device."""
    remember(response, connection, PURPOSE, "", 0)


def claimed(accounts: Accounts, connection: HTTPConnection) -> tuple[int, int] | None:
    """Person and epoch that a cookie of ours names and that is not too old; asks no store."""
    text = recall(connection, PURPOSE)
    value = accounts.signer.read(PURPOSE, text) if text else None
    if not value:
        return None
    issued = datetime.fromtimestamp(value["issued"], UTC)
    lasts = KEPT if value["keep"] else UNTIL_CLOSED
    if not issued <= accounts.now() + timedelta(minutes=5) or accounts.now() - issued >= lasts:
        return None
    return int(value["person"]), int(value["epoch"])


def person_of(accounts: Accounts, claim: tuple[int, int]) -> Person | None:
    """The person, when their epoch is still the one of the claim."""
    person_id, epoch = claim
    with accounts.store.reading() as work:
        person = work.people.of_id(person_id)
    return person if person and person.epoch == epoch else None


def remember(
    response: Response, connection: HTTPConnection, name: str, value: str, max_age: int | None
) -> None:
    """Set a cookie of ours; without an age it goes when the browser is closed, at 0 at once."""
    secure = _is_secure(connection)
    response.set_cookie(
        _name(name, secure=secure), value, max_age=max_age, httponly=True, secure=secure, samesite="lax"
    )


def recall(connection: HTTPConnection, name: str) -> str:
    """A cookie of ours; "" when there is none."""
    return connection.cookies.get(_name(name, secure=_is_secure(connection)), "")


def _name(name: str, *, secure: bool) -> str:
    """With the prefix a browser takes it only from this very host, over TLS."""
    return f"__Host-{name}" if secure else name


def _is_secure(connection: HTTPConnection) -> bool:
    """Always, but on a machine of one's own without TLS: there a browser would drop the cookie."""
    accounts: Accounts = connection.state.accounts
    return connection.url.scheme == "https" or URL(accounts.public_url).scheme == "https"
