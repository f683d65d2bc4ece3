"""One's own account: what we keep, and what can be done with it."""

from dataclasses import dataclass

from indexer.trial.dates import PartialDate
from web.present.account_forms import DONE
from web.present.form_page import Link
from web.store.people import Person


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing we know, and where it is changed; "" where it cannot be."""

    label: str
    value: str
    change: Link | None = None


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything that ``pages/accounts/account.html`` shows."""

    done: str
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    admin: Link | None


def account_page(person: Person, done: str) -> AccountPage:
    """The page; ``done`` is the word in its address that says what was just done."""
    has = bool(person.password_hash)
    facts = (
        Fact("E-mail address", person.address, Link("Change your e-mail address", "/account/address")),
        Fact(
            "Password",
            "Chosen by you" if has else "None: your institution signs you in",
            Link("Change your password" if has else "Choose a password", "/account/password"),
        ),
        Fact(
            "Time zone",
            person.time_zone.replace("_", " "),
            Link("Change your time zone", "/account/time-zone"),
        ),
        Fact("Member since", PartialDate.parse(person.created_at.date().isoformat()).text),
    )
    links = (
        Link("Take a copy of everything", "/account/export"),
        Link("Delete your account", "/account/delete"),
    )
    admin = Link("How the service does", "/admin") if person.is_admin else None
    return AccountPage(DONE.get(done, ""), facts, links, admin)
