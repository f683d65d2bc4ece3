"""Signing in with a password: the same work, words and time, whether there is such an account or not."""

from web.accounts import throttle
from web.accounts.accounts import Accounts
from web.accounts.addresses import Address
from web.store.people import Person

CLIENT, ADDRESS = "password of client", "password of address"


def sign_in(accounts: Accounts, address: Address, password: str, client: str) -> Person | None:
    """The person, if this is their password. Raises HasToWait where too many were tried."""
    throttle.take(accounts, (CLIENT, client), (ADDRESS, address.folded))
    with accounts.store.reading() as work:
        person = work.people.of_address(address.folded)
    known_hash = person.password_hash if person else ""
    if not accounts.passwords.fits(password, known_hash) or not person:
        return None
    throttle.forget(accounts, ADDRESS, address.folded)
    throttle.give_back(accounts, CLIENT, client)
    if accounts.passwords.is_old(known_hash):
        fresh = accounts.passwords.hash(password)
        with accounts.store.writing() as work:
            work.people.rehash(person.id, known_hash, fresh)
    return person


def is_really(accounts: Accounts, person: Person, password: str, client: str) -> bool:
    """Whether somebody who is signed in knows the password too: asked before what cannot be undone.

    Who has no password, because an institution signs them in, types their address instead. Raises HasToWait.
    """
    if not person.password_hash:
        return password.strip().casefold() == person.address.casefold()
    throttle.take(accounts, (CLIENT, client), (ADDRESS, person.folded))
    if not accounts.passwords.fits(password, person.password_hash):
        return False
    throttle.forget(accounts, ADDRESS, person.folded)
    throttle.give_back(accounts, CLIENT, client)
    return True
