"""`trials migrate`, `trials backup`, `trials restore`."""

from pathlib import Path
from typing import Annotated

import typer

from indexer.registry.store import Registry
from indexer.settings import read_settings
from web.accounts import keys
from web.clock import now
from web.keeping.backup import Place, back_up
from web.keeping.backup import restore as bring_back
from web.settings import read_web_settings
from web.store.store import Store

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the databases of the registry and of the accounts to the shape that this version uses."""
    place = _place()
    Registry.open(place.registry).close()
    Store.open(place.accounts).close()
    typer.echo("The registry and the accounts are in the newest shape.")


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")]) -> None:
    """Copy accounts, registry and secret key into a folder. The website may go on meanwhile."""
    size = back_up(_place(), folder, now())
    typer.echo(f"Copied {size / 1e6:,.1f} MB to {folder}. It holds addresses of people: keep it safe.")


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="A folder that `trials backup` wrote.")]) -> None:
    """Bring a backup back to where nothing is yet. Everybody has to sign in again."""
    bring_back(folder, _place())
    typer.echo("Restored. To make the trials searchable: trials index")


@app.command()
def new_key() -> None:
    """Sign cookies with a new key from the next start on; the one before it is still believed."""
    keys.add_key(read_settings().data)
    typer.echo("Made a new key. Restart `trials serve` to use it.")


def _place() -> Place:
    settings, web_settings = read_settings(), read_web_settings()
    return Place(settings.data, web_settings.accounts_address(settings.data), settings.registry_address)
