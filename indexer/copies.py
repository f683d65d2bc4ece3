"""A store's database copied while it is used, and a copy brought back where nothing is yet."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, create_engine, inspect, make_url

from indexer.database import Kind, plain_words, shown
from indexer.errors import StoreError

OWNER_ONLY = 0o600


def copy_name(kind: Kind, address: str) -> str:
    """The name of a copy's file: it says which program reads it."""
    ending = "db" if _is_file(make_url(address)) else "dump"
    return f"{kind.name.split()[0]}.{ending}"


def copy_out(kind: Kind, address: str, target: Path) -> None:
    """Copy the database as it is at one moment, whoever is reading or writing. Raises StoreError."""
    url = make_url(address)
    target.touch(OWNER_ONLY)
    if _is_file(url):
        with plain_words(kind, address):
            _copy_file(Path(str(url.database)), target)
        return
    _run(url, "pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def copy_in(kind: Kind, copy: Path, address: str) -> None:
    """Bring a copy back. Raises StoreError where something is already, or the copy is of the other database."""
    url = make_url(address)
    if copy.name != copy_name(kind, address):
        raise StoreError(
            f"{copy} cannot be brought into {shown(address)}: set {kind.setting} as it was for the backup."
        )
    if not is_empty(kind, address):
        raise StoreError(
            f"The {kind.name} {shown(address)} has something in it, so nothing was restored;"
            " name another place, or move it away."
        )
    if _is_file(url):
        target = Path(str(url.database))
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f"{target.name}.half")
        half.unlink(missing_ok=True)
        half.touch(OWNER_ONLY)
        with plain_words(kind, address):
            _copy_file(copy, half)
            half.replace(target)
        return
    _run(url, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(copy))


def is_empty(kind: Kind, address: str) -> bool:
    """Whether there is nothing yet at an address."""
    url = make_url(address)
    if _is_file(url):
        return not Path(str(url.database)).exists()
    engine = create_engine(url)
    try:
        with plain_words(kind, address), engine.connect() as connection:
            return not inspect(connection).get_table_names()
    finally:
        engine.dispose()


def _copy_file(source: Path, target: Path) -> None:
    """By SQLite's own way: one moment of the source, with what its log holds, then checked page by page."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)
            (found,) = other.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    if found != "ok":
        raise OSError(f"malformed: {found}")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _run(url: URL, program: str, *arguments: str) -> None:
    """A program of PostgreSQL's; the password goes by the environment, where other people cannot see it."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    surroundings = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = [program, f"--dbname={plain.render_as_string()}", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own words and the address of the settings
            command, env=surroundings, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise StoreError(
            f"{program} is not installed; it comes with PostgreSQL's client programs."
        ) from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StoreError(f"{program} of {plain.render_as_string()} failed: {last}")


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
