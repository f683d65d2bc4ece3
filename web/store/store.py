"""The accounts store: opened once by the app, used through transactions.

``with store.writing() as work: work.people.add(…)`` is kept as a whole or not at all; ``reading`` waits for nobody.
A room of the store is a class over the transaction's connection, and one line in ``Work``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from indexer.database import PATIENCE, Database, Kind
from web.store.attempts import Attempts
from web.store.belongings import Belongings
from web.store.deliveries import Deliveries
from web.store.identities import Identities
from web.store.people import People
from web.store.tokens import Tokens

ACCOUNTS = Kind("accounts store", "TRIALS_ACCOUNTS_URL", Path(__file__).parent / "migrations", private=True)


class Work:
    """One transaction, with a room for each thing that is kept."""

    def __init__(self, connection: Connection) -> None:
        self.people = People(connection)
        self.tokens = Tokens(connection)
        self.identities = Identities(connection)
        self.attempts = Attempts(connection)
        self.deliveries = Deliveries(connection)
        self.belongings = Belongings(connection)


class Store:
    """The accounts at one address. Safe for many threads; raises StoreError when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, address: str, *, patience: float = PATIENCE) -> Self:
        """Open the store at an SQLAlchemy address, made or migrated where needed.

        ``patience``: seconds to wait while another process writes.
        """
        return cls(Database.open(ACCOUNTS, address, patience=patience))

    def close(self) -> None:
        """Let go of files and connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """What was last committed."""
        with self._database.reading() as connection:
            yield Work(connection)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """A transaction: committed at the end of the block, undone when the block raises."""
        with self._database.writing() as connection:
            yield Work(connection)
