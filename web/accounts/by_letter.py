"""What begins with a letter: a new account, a forgotten password, another address.

The page is answered first and is the same for every address; whom the address belongs to is looked up afterwards, in
the postman's thread. A letter always leaves, so the mailbox's owner learns what happened, and nobody else does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from web.accounts import throttle
from web.accounts.accounts import Accounts
from web.accounts.addresses import Address, read_address
from web.errors import Unavailable
from web.mail.letters import letter
from web.mail.mail import Mail
from web.store.people import AddressTaken, Person
from web.store.store import Work
from web.store.tokens import Purpose, Subject

SIGN_UP_LASTS = timedelta(hours=24)
RESET_LASTS = timedelta(hours=1)
ADDRESS_LASTS = timedelta(hours=24)
INVITATION_LASTS = timedelta(days=3)
# Letters that could still change an account. What changes it makes all others of them worth nothing: they may lie in a
# mailbox that is not the person's any more.
CHANGING = (Purpose.RESET, Purpose.ADDRESS)
CHOOSE, CONFIRM_ADDRESS = "/account/choose-password", "/account/confirm-address"

Write = Callable[[Work], Mail]


@dataclass(frozen=True, slots=True)
class Link:
    """What a link in a letter is for, and for which address."""

    purpose: Purpose
    address: str


class Taken(Exception):
    """Meanwhile another account has the address."""


def ask_to_sign_up(accounts: Accounts, address: Address, client: str) -> None:
    """Send a link to choose a password with; or say that there is an account already. Raises HasToWait."""

    def write(work: Work) -> Mail:
        person = work.people.of_address(address.folded)
        if person:
            return letter("have-account", person.address, site=accounts.public_url)
        about, at = Subject(address=address.text), accounts.now()
        token = work.tokens.make(Purpose.SIGN_UP, about, at, at + SIGN_UP_LASTS)
        return letter("sign-up", address.text, site=accounts.public_url, url=_url(accounts, CHOOSE, token))

    _send(accounts, address, client, write)


def ask_to_reset(accounts: Accounts, address: Address, client: str) -> None:
    """Send a link to choose another password with; or say that there is no account. Raises HasToWait."""

    def write(work: Work) -> Mail:
        person = work.people.of_address(address.folded)
        if not person:
            return letter("no-account", address.text, site=accounts.public_url)
        at = accounts.now()
        token = work.tokens.make(Purpose.RESET, Subject(person_id=person.id), at, at + RESET_LASTS)
        return letter("reset", person.address, site=accounts.public_url, url=_url(accounts, CHOOSE, token))

    _send(accounts, address, client, write)


def ask_to_change_address(accounts: Accounts, person: Person, address: Address, client: str) -> None:
    """Send a link to the new address, which shows that it is theirs. Raises HasToWait."""

    def write(work: Work) -> Mail:
        if work.people.of_address(address.folded):
            return letter("have-account", address.text, site=accounts.public_url)
        at = accounts.now()
        about = Subject(person_id=person.id, address=address.text)
        token = work.tokens.make(Purpose.ADDRESS, about, at, at + ADDRESS_LASTS)
        url = _url(accounts, CONFIRM_ADDRESS, token)
        return letter("new-address", address.text, site=accounts.public_url, url=url)

    _send(accounts, address, client, write)


def invitation(accounts: Accounts, person: Person) -> str:
    """A link with which somebody who was added chooses their first password."""
    at = accounts.now()
    with accounts.store.writing() as work:
        token = work.tokens.make(Purpose.RESET, Subject(person_id=person.id), at, at + INVITATION_LASTS)
    return _url(accounts, CHOOSE, token)


def read_link(accounts: Accounts, token: str) -> Link | None:
    """What a link to choose a password is for; None where it does not count any more. Uses nothing up."""
    at = accounts.now()
    with accounts.store.reading() as work:
        if new := work.tokens.read(Purpose.SIGN_UP, token, at):
            return Link(Purpose.SIGN_UP, new.address)
        known = work.tokens.read(Purpose.RESET, token, at)
        person = work.people.of_id(known.person_id) if known and known.person_id else None
    return Link(Purpose.RESET, person.address) if person else None


def choose_password(accounts: Accounts, link: Link, token: str, password: str) -> Person | None:
    """Use a link up: make the account, or change its password. None where somebody was quicker."""
    password_hash = accounts.passwords.hash(password)
    if link.purpose is Purpose.SIGN_UP:
        return _make_account(accounts, token, password_hash)
    person = _reset(accounts, token, password_hash)
    if person:
        throttle.forget(accounts, "password of address", person.folded)
        tell(accounts, letter("password-changed", person.address, site=accounts.public_url))
    return person


def read_address_link(accounts: Accounts, token: str) -> str:
    """The new address that a link confirms; "" where it does not count any more. Uses nothing up."""
    with accounts.store.reading() as work:
        about = work.tokens.read(Purpose.ADDRESS, token, accounts.now())
    return about.address if about else ""


def confirm_address(accounts: Accounts, token: str) -> Person | None:
    """Use a link up: letters go to the new address from now on. None where it does not count any more."""
    at = accounts.now()
    with accounts.store.writing() as work:
        about = work.tokens.use(Purpose.ADDRESS, token, at)
        before = work.people.of_id(about.person_id) if about and about.person_id else None
        address = read_address(about.address) if about else None
        if not before or not address:
            return None
        try:
            work.people.set_address(before.id, address.text, address.folded, at)
        except AddressTaken:
            raise Taken from None
        work.tokens.forget_of(before.id, *CHANGING)
        person = work.people.of_id(before.id)
    tell(accounts, letter("address-changed", before.address, site=accounts.public_url))
    return person


def tell(accounts: Accounts, mail: Mail) -> None:
    """Send a letter that nobody asked for and that is good to have; a full queue is no reason to fail."""
    accounts.postman.post(lambda: mail)


def _make_account(accounts: Accounts, token: str, password_hash: str) -> Person | None:
    at = accounts.now()
    try:
        with accounts.store.writing() as work:
            about = work.tokens.use(Purpose.SIGN_UP, token, at)
            address = read_address(about.address) if about else None
            if not about or not address:
                return None
            work.tokens.forget(Purpose.SIGN_UP, about)  # they hold an address, and nobody needs them now
            return work.people.add(address.text, address.folded, at, password_hash=password_hash)
    except AddressTaken:
        raise Taken from None


def _reset(accounts: Accounts, token: str, password_hash: str) -> Person | None:
    at = accounts.now()
    with accounts.store.writing() as work:
        about = work.tokens.use(Purpose.RESET, token, at)
        if not about or not about.person_id:
            return None
        work.tokens.forget_of(about.person_id, *CHANGING)
        work.people.set_password(about.person_id, password_hash)
        work.people.confirm(about.person_id, at)
        return work.people.of_id(about.person_id)


def _send(accounts: Accounts, address: Address, client: str, write: Write) -> None:
    throttle.take(accounts, ("letter of client", client))

    def job() -> Mail | None:
        accounts.sweep()
        try:
            throttle.take(accounts, ("letter to address", address.folded))
        except throttle.HasToWait:
            return None
        with accounts.store.writing() as work:
            return write(work)

    if not accounts.postman.post(job):
        raise Unavailable("We cannot send letters right now.", "Please try again in a few minutes.")


def _url(accounts: Accounts, path: str, token: str) -> str:
    return f"{accounts.public_url}{path}?token={token}"
