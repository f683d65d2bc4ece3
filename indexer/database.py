"""A store's database: opened, brought to its newest shape, its troubles put in plain words. SQLite or PostgreSQL.

The registry store and the accounts differ only in their ``Kind``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from indexer.errors import StoreError

PATIENCE = 30.0  # seconds to wait for another process's transaction; a batch of a load takes about one
SECONDS_TO_CONNECT = 10  # to a server; without a limit a wrong host name holds a worker for minutes
OWNER_ONLY = 0o600
_BEGIN = "trials_begin"  # execution option: how SQLite begins the transaction
_ONE_MIGRATION = 20_261_124  # PostgreSQL's advisory lock: of all processes that open a store, one migrates it

# What the database says -> what is wrong and what to do. The first fragment that occurs counts.
TROUBLES = {
    "locked": "is being written by another process; wait until it has finished, then try again",
    "lock timeout": "is being written by another process; wait until it has finished, then try again",
    "disk is full": "cannot grow because the disk is full; free some space, then run the same command again",
    "no space left": "cannot grow because the disk is full; free some space, then run the same command again",
    "disk i/o error": "cannot be written or read (disk full, file too large, or a failing disk); free some space,"
    " then run the same command again",
    "readonly": "may not be written by this user; change the owner or the permissions of the file and its folder",
    "unable to open": "cannot be opened; check that its folder exists and may be written",
    "not a database": "is not a database; move the file away, or name another folder in TRIALS_DATA",
    "malformed": "is damaged; restore a backup, or move the file away and load the records again",
    "no such table": "is not a store of ours; move the file away, or name another folder in TRIALS_DATA",
    "can't locate revision": "was written by a newer version of this program; install that version",
    "connection refused": "cannot be reached; check that its server runs and that the address is right",
    "connection failed": "cannot be reached; check that its server runs and that the address is right",
    "connection timeout": "cannot be reached; check that its server runs and that the address is right",
    "server closed": "lost the connection to its server; check that the server runs, then try again",
    "terminating connection": "lost the connection to its server; check that the server runs, then try again",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What tells one store from another."""

    name: str  # as in "The registry store … is damaged"
    setting: str  # the variable that holds its address
    migrations: Path
    private: bool = False  # only the owner may read the file, and what is deleted is overwritten


class Instant(TypeDecorator[datetime]):
    """A moment, kept in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From UTC, whatever zone the server speaks in."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


NUMBER = BigInteger().with_variant(Integer, "sqlite")  # of a key that the database counts up


class Database:
    """An open database. Safe for many threads; every use raises StoreError when it cannot be used."""

    def __init__(self, engine: Engine, address: str, kind: Kind) -> None:
        self._engine = engine
        self.address = address
        self.kind = kind

    @classmethod
    def open(cls, kind: Kind, address: str, *, patience: float = PATIENCE) -> Self:
        """Connect to the database at an SQLAlchemy address and migrate it to the newest shape.

        ``patience``: seconds to wait while another process writes. Raises StoreError.
        """
        with plain_words(kind, address):
            engine = _connect(kind, address, patience)
            try:
                _migrate(engine, kind)
            except BaseException:
                engine.dispose()
                raise
            return cls(engine, address, kind)

    def close(self) -> None:
        """Let go of files and connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees what was last committed and waits for nobody."""
        with plain_words(self.kind, self.address), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end of the block, undone when the block raises."""
        with plain_words(self.kind, self.address), _writing(self._engine) as connection:
            yield connection


@contextmanager
def plain_words(kind: Kind, address: str) -> Iterator[None]:
    """Every error of the database or its files leaves as a StoreError: what, where, what to do."""
    store = f"The {kind.name} {shown(address)}"
    try:
        yield
    except PoolTimeout as error:
        raise StoreError(f"{store} is asked by too many at once.") from error
    except (SQLAlchemyError, CommandError, OSError) as error:
        # The first line only: those after it may quote a row, and with it a person's address.
        said = (str(getattr(error, "orig", None) or error).strip().splitlines() or [""])[0].rstrip(".")
        advice = next((words for part, words in TROUBLES.items() if part in said.lower()), "")
        raise StoreError(f"{store} {advice or 'cannot be used'} ({said}).") from error


def shown(address: str) -> str:
    """The file of a SQLite address, else the address without its password."""
    try:
        url = make_url(address)
    except ArgumentError:
        return address
    is_file = url.get_backend_name() == "sqlite" and url.database
    return str(url.database) if is_file else url.render_as_string(hide_password=True)


def _connect(kind: Kind, address: str, patience: float) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() != "sqlite":
            return _connect_to_server(url, patience)
        _make_file(url.database, kind)
        engine = create_engine(url, connect_args={"timeout": patience})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"{kind.setting}={shown(address)} names no database that can be used: {error}."
        ) from error
    _begin_by_hand(engine, kind)
    return engine


def _connect_to_server(url: URL, patience: float) -> Engine:
    """A server may be restarted below us: a connection is tried before it is used again."""
    limits = f"-c lock_timeout={max(int(patience * 1000), 1)}"
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"connect_timeout": SECONDS_TO_CONNECT, "options": limits},
    )


def _make_file(database: str | None, kind: Kind) -> None:
    if not database or database == ":memory:":
        return
    file = Path(database)
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind.private and not file.exists():
        file.touch(OWNER_ONLY)  # the files that SQLite lays beside it take over its permissions


def _begin_by_hand(engine: Engine, kind: Kind) -> None:
    """Python's sqlite3 begins transactions late and by guess; we say when and how."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous = FULL")  # what was reported as stored survives a power cut
        connection.execute("PRAGMA foreign_keys = ON")  # SQLite only keeps them when asked
        if kind.private:
            connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if how := connection.get_execution_options().get(_BEGIN, "BEGIN"):
            connection.exec_driver_sql(how)


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    """SQLite takes the right to write at the start, so that it can never fail half-way for a lock."""
    how = {_BEGIN: "BEGIN IMMEDIATE"}
    with engine.connect().execution_options(**how) as connection, connection.begin():
        yield connection


def _migrate(engine: Engine, kind: Kind) -> None:
    """Run the migrations that the database lacks; two processes that open a new store do so in turn."""
    config = Config()
    config.set_main_option("script_location", str(kind.migrations).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == newest:
            return
    _write_ahead(engine)
    with _writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_MIGRATION})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _write_ahead(engine: Engine) -> None:
    """WAL lets pages be read while a load writes. It can only be switched on outside a transaction."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**{_BEGIN: ""}) as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
