"""What people do with their own account once they are signed in."""

import json
from zoneinfo import available_timezones

from web.accounts import throttle
from web.accounts.accounts import Accounts
from web.accounts.by_letter import CHANGING, tell
from web.mail.letters import letter
from web.store.people import Person
from web.store.tokens import Purpose, Subject

READ_ME = (
    "Everything that Find a Trial keeps about you. Left out are only what could be used to sign in as you:"
    " the hash of your password and the hashes of links."
)


def change_password(accounts: Accounts, person: Person, password: str) -> Person:
    """A new password; every other session ends."""
    password_hash = accounts.passwords.hash(password)
    with accounts.store.writing() as work:
        work.people.set_password(person.id, password_hash)
        work.tokens.forget_of(person.id, *CHANGING)
        changed = work.people.of_id(person.id)
    tell(accounts, letter("password-changed", person.address, site=accounts.public_url))
    return changed or person


def end_sessions(accounts: Accounts, person: Person) -> None:
    """Sign out everywhere."""
    with accounts.store.writing() as work:
        work.people.end_sessions(person.id)


def time_zones() -> tuple[str, ...]:
    """The zones to choose from: places, and UTC."""
    return ("UTC", *sorted(zone for zone in available_timezones() if "/" in zone and zone[0].isupper()))


def set_time_zone(accounts: Accounts, person: Person, zone: str) -> bool:
    """Whether there is such a zone, which then is theirs."""
    if zone not in time_zones():
        return False
    with accounts.store.writing() as work:
        work.people.set_time_zone(person.id, zone)
    return True


def export(accounts: Accounts, person: Person) -> str:
    """Everything that the store holds about them, as JSON."""
    with accounts.store.reading() as work:
        tables = work.belongings.of(person.id)
    told = {"read_me": READ_ME, "exported_at": accounts.now().isoformat(), **tables}
    return json.dumps(told, ensure_ascii=False, indent=2)


def delete(accounts: Accounts, person: Person) -> None:
    """Delete the person and everything of theirs, at once and for good; counts of their guesses too."""
    with accounts.store.writing() as work:
        work.people.remove(person.id)
        work.tokens.forget(Purpose.SIGN_UP, Subject(address=person.address))
    throttle.forget(accounts, "password of address", person.folded)
