"""The registry store's database: opened, brought to the newest shape, and its troubles put in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from indexer.errors import StoreError

PATIENCE = 30.0  # seconds to wait for another process's transaction; a batch of a load takes about one
_BEGIN = "registry_begin"  # execution option: how SQLite begins the transaction

# What the database says -> what is wrong and what to do. The first fragment that occurs counts.
TROUBLES = {
    "locked": "is being written by another process; wait until it has finished, then try again",
    "disk is full": "cannot grow because the disk is full; free some space, then run the same command again",
    "disk i/o error": "cannot be written or read (disk full, file too large, or a failing disk); free some space,"
    " then run the same command again",
    "readonly": "may not be written by this user; change the owner or the permissions of the file and its folder",
    "unable to open": "cannot be opened; check that its folder exists and may be written",
    "not a database": "is not a database; move the file away, or name another folder in TRIALS_DATA",
    "malformed": "is damaged; restore a backup, or move the file away and load the records again",
    "no such table": "is not a registry store; move the file away, or name another folder in TRIALS_DATA",
    "can't locate revision": "was written by a newer version of this program; install that version",
}


def open_database(address: str, *, patience: float = PATIENCE) -> Engine:
    """Connect to the database at an SQLAlchemy address and migrate it to the newest shape.

    ``patience`` is in seconds. Raises StoreError.
    """
    with plain_words(address):
        try:
            url = make_url(address)
            if url.get_backend_name() == "sqlite":
                _make_folder(url.database)
                engine = create_engine(url, connect_args={"timeout": patience})
                _begin_by_hand(engine)
            else:
                engine = create_engine(url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError(
                f"TRIALS_REGISTRY_URL={_shown(address)} names no database that can be used: {error}."
            ) from error
        try:
            _migrate(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine


@contextmanager
def plain_words(address: str) -> Iterator[None]:
    """Every error of the database or its files leaves as a StoreError: what, where, what to do."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreError(f"The registry store {_shown(address)} is asked by too many at once.") from error
    except (SQLAlchemyError, CommandError, OSError) as error:
        said = str(getattr(error, "orig", None) or error)
        advice = next((words for part, words in TROUBLES.items() if part in said.lower()), "")
        raise StoreError(
            f"The registry store {_shown(address)} {advice or 'cannot be used'} ({said.strip().rstrip('.')})."
        ) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that takes the right to write at its start, so it can never fail half-way for a lock."""
    how = {_BEGIN: "BEGIN IMMEDIATE"}
    with engine.connect().execution_options(**how) as connection, connection.begin():
        yield connection


def _shown(address: str) -> str:
    """The file of a SQLite address, else the address without its password."""
    try:
        url = make_url(address)
    except ArgumentError:
        return address
    is_file = url.get_backend_name() == "sqlite" and url.database
    return str(url.database) if is_file else url.render_as_string(hide_password=True)


def _make_folder(database: str | None) -> None:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _begin_by_hand(engine: Engine) -> None:
    """Python's sqlite3 begins transactions late and by guess; we say when and how."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")  # what was reported as stored survives a power cut

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if how := connection.get_execution_options().get(_BEGIN, "BEGIN"):
            connection.exec_driver_sql(how)


def _migrate(engine: Engine) -> None:
    """Run the migrations that the database lacks; two processes that open a new store do so in turn."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    _write_ahead(engine)
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _write_ahead(engine: Engine) -> None:
    """WAL lets pages be read while a load writes. It can only be switched on outside a transaction."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**{_BEGIN: ""}) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
