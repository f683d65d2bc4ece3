"""`trials accounts`: make, list and remove people, from the command line of whoever runs the service."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from indexer.errors import IndexerError
from indexer.settings import read_settings
from web.accounts.accounts import Accounts
from web.accounts.addresses import Address, read_address
from web.accounts.by_letter import invitation
from web.accounts.passwords import problem_with
from web.settings import read_web_settings
from web.store.people import AddressTaken, Person

app = typer.Typer(help="Make, list and remove the people who have an account.", no_args_is_help=True)
Whose = Annotated[str, typer.Argument(help="Their e-mail address.")]


@app.command()
def add(
    address: Whose,
    admin: Annotated[bool, typer.Option("--admin", help="They may see how the service does.")] = False,
    password: Annotated[bool, typer.Option("--password", help="Ask for their password here.")] = False,
) -> None:
    """Make an account. Prints a link with which they choose their password, within three days."""
    wanted = _read(address)
    chosen = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if password else ""
    if password and (wrong := problem_with(chosen, wanted.text)):
        raise IndexerError(wrong)
    with _accounts() as accounts:
        person = _make(accounts, wanted, chosen, admin=admin)
        typer.echo(f"{person.address} has an account.")
        if not password:
            typer.echo(f"To choose a password: {invitation(accounts, person)}")


@app.command(name="list")
def list_() -> None:
    """Everybody who has an account."""
    with _accounts() as accounts, accounts.store.reading() as work:
        people = work.people.all()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Address", "Since", "Address confirmed", "Password", "Admin"):
        table.add_column(heading, no_wrap=True)
    for person in people:
        confirmed, has = bool(person.confirmed_at), bool(person.password_hash)
        table.add_row(
            person.address, f"{person.created_at:%Y-%m-%d}", *map(_word, (confirmed, has, person.is_admin))
        )
    Console().print(table)


@app.command()
def remove(
    address: Whose, yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False
) -> None:
    """Delete a person and everything that is theirs, for good."""
    with _accounts() as accounts:
        person = _known(accounts, address)
        if not yes:
            typer.confirm(f"Delete {person.address} and everything of theirs?", abort=True)
        with accounts.store.writing() as work:
            work.people.remove(person.id)
    typer.echo(f"{person.address} and everything of theirs is deleted.")


@app.command()
def admin(
    address: Whose, off: Annotated[bool, typer.Option("--off", help="They may not any more.")] = False
) -> None:
    """Let somebody see how the service does: numbers, never anybody's searches."""
    with _accounts() as accounts:
        person = _known(accounts, address)
        with accounts.store.writing() as work:
            work.people.set_admin(person.id, is_admin=not off)
    typer.echo(f"{person.address} is {'no admin any more' if off else 'an admin'}.")


@contextmanager
def _accounts() -> Iterator[Accounts]:
    with closing(Accounts.open(read_web_settings(), read_settings().data)) as accounts:
        yield accounts


def _make(accounts: Accounts, wanted: Address, password: str, *, admin: bool) -> Person:
    password_hash = accounts.passwords.hash(password) if password else ""
    try:
        with accounts.store.writing() as work:
            person = work.people.add(
                wanted.text, wanted.folded, accounts.now(), password_hash=password_hash, confirmed=False
            )
            work.people.set_admin(person.id, is_admin=admin)
    except AddressTaken:
        raise IndexerError(f"{wanted.text} has an account already.") from None
    return person


def _known(accounts: Accounts, address: str) -> Person:
    with accounts.store.reading() as work:
        person = work.people.of_address(_read(address).folded)
    if not person:
        raise IndexerError(f"Nobody has an account with the address {address}. See `trials accounts list`.")
    return person


def _read(address: str) -> Address:
    found = read_address(address)
    if not found:
        raise IndexerError(f"{address!r} is no e-mail address, such as name@example.org.")
    return found


def _word(true: bool) -> str:
    return "yes" if true else "no"
