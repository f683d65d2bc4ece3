"""Whom we know as the person that an institution showed us; an account is made where there is none."""

from web.accounts.accounts import Accounts
from web.accounts.addresses import read_address
from web.accounts.institution import Shown
from web.store.people import AddressTaken, Person


def person_shown(accounts: Accounts, shown: Shown) -> Person | None:
    """The person; None where the institution does not say that their address is verified."""
    try:
        return _found_or_made(accounts, shown)
    except AddressTaken:  # just now, in another worker
        return _found_or_made(accounts, shown)


def _found_or_made(accounts: Accounts, shown: Shown) -> Person | None:
    """By the provider's number, else by the address.

    An account is joined by its address only then: else anybody could take it over by typing its address there. The
    other way round is safe, because here nobody has an account before they opened a letter to its address.
    """
    at = accounts.now()
    with accounts.store.writing() as work:
        known = work.identities.person_id(shown.issuer, shown.subject)
        if known is not None:
            return work.people.of_id(known)
        address = read_address(shown.address)
        if not address:
            return None
        person = work.people.of_address(address.folded) or work.people.add(address.text, address.folded, at)
        work.people.confirm(person.id, at)
        work.identities.link(shown.issuer, shown.subject, person.id, at)
        return person
