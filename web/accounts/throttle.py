"""How often somebody may try: a table, and the counting by client and by address."""

import ipaddress
from datetime import timedelta

from starlette.requests import HTTPConnection

from web.accounts.accounts import Accounts
from web.store.attempts import NOTHING, Limit

# Whoever guesses gets few tries; a family or a ward behind one connection is not locked out by one of them.
PASSWORD_OF_ADDRESS = Limit(5, timedelta(hours=1), timedelta(seconds=2), timedelta(minutes=15))
PASSWORD_OF_CLIENT = Limit(30, timedelta(minutes=5), timedelta(seconds=2), timedelta(minutes=15))
# Letters: nobody's mailbox is to be filled by strangers.
LETTER_TO_ADDRESS = Limit(2, timedelta(minutes=20), timedelta(minutes=15), timedelta(hours=1))
LETTER_OF_CLIENT = Limit(20, timedelta(minutes=3), timedelta(minutes=1), timedelta(minutes=15))
# Anything that is sent to us.
FORM_OF_CLIENT = Limit(60, timedelta(seconds=2), timedelta(seconds=5), timedelta(minutes=1))

LIMITS = {
    "password of address": PASSWORD_OF_ADDRESS,
    "password of client": PASSWORD_OF_CLIENT,
    "letter to address": LETTER_TO_ADDRESS,
    "letter of client": LETTER_OF_CLIENT,
    "form of client": FORM_OF_CLIENT,
}


class HasToWait(Exception):
    """Not now; ``wait`` says how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__()
        self.wait = wait


def take(accounts: Accounts, *whose: tuple[str, str]) -> None:
    """Count one attempt under each kind and key, or none of them. Raises HasToWait.

    The kinds are always given in the same order, so that two workers never wait for each other.
    """
    with accounts.store.writing() as work:
        for kind, value in whose:
            wait = work.attempts.take(
                kind, accounts.signer.keyed_hash(f"{kind} {value}"), LIMITS[kind], accounts.now()
            )
            if wait > NOTHING:
                raise HasToWait(wait)


def give_back(accounts: Accounts, kind: str, value: str) -> None:
    """One attempt was no guess after all."""
    key = accounts.signer.keyed_hash(f"{kind} {value}")
    with accounts.store.writing() as work:
        work.attempts.give_back(kind, key, LIMITS[kind], accounts.now())


def forget(accounts: Accounts, kind: str, value: str) -> None:
    """Begin to count anew."""
    with accounts.store.writing() as work:
        work.attempts.forget(kind, accounts.signer.keyed_hash(f"{kind} {value}"))


def client_of(connection: HTTPConnection) -> str:
    """Whom a request comes from: an address of version 4, or the network of one of version 6, which has many."""
    host = connection.client.host if connection.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address.packed, 64), strict=False))
    return str(address)
