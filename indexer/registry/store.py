"""The registry store: every trial as received, what changed and when, what vanished, what could not be read.

The system of record. Reading needs no lock and sees what was last committed; writing goes through a ``Batch``.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Select, func, select

from indexer.database import PATIENCE, Database
from indexer.errors import StoreError
from indexer.registry.batch import Batch
from indexer.registry.changes import Change, ChangeKind
from indexer.registry.ctgov import read_study
from indexer.registry.database import REGISTRY
from indexer.registry.intake import Put
from indexer.registry.received import Received, RecordVersion, unpack
from indexer.registry.tables import aliases, changes, records, state, unreadable
from indexer.trial.model import Trial

_ROWS_AT_ONCE = 500  # of a walk over all trials: a few megabytes in memory
_PRESENT = records.c.vanished_at.is_(None)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How our copy of one record stands."""

    version: RecordVersion
    first_received_at: datetime
    received_at: datetime
    vanished_at: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A change with the trial it is about and when we learnt of it."""

    nct_id: str
    at: datetime
    revision: int
    change: Change


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record that was set aside; ``text`` is empty where it was too large to keep."""

    source: str
    position: str
    nct_id: str
    reason: str
    at: datetime
    received: bytes | None


class Registry:
    """The store at one address. Safe for many threads; every method raises StoreError when it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, address: str, *, patience: float = PATIENCE) -> Self:
        """Open the store at an SQLAlchemy address, made or migrated where needed.

        ``patience``: seconds to wait while another process writes.
        """
        return cls(Database.open(REGISTRY, address, patience=patience))

    def close(self) -> None:
        """Let go of files and connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- writing

    @contextmanager
    def batch(self, at: datetime) -> Iterator[Batch]:
        """A transaction: committed at the end of the block, undone when the block raises."""
        with self._database.writing() as connection:
            batch = Batch(connection, at)
            yield batch
            batch.finish()

    def put(self, record: Mapping[str, Any], *, source: str, at: datetime) -> Put:
        """Take one record in; several go faster through ``put_many``."""
        return self.put_many([record], source=source, at=at)[0]

    def put_many(self, given: Iterable[Mapping[str, Any]], *, source: str, at: datetime) -> list[Put]:
        """Take records in, in one transaction; what cannot be read is set aside with the reason."""
        with self.batch(at) as batch:
            return batch.put(
                Received(record, source, f"record {number}") for number, record in enumerate(given, 1)
            )

    def vanish(self, nct_ids: Iterable[str], *, at: datetime) -> int:
        """Note that the registry no longer has these trials; returns how many were there until now."""
        with self.batch(at) as batch:
            return batch.vanish(nct_ids)

    # --- one trial

    def get(self, nct_id: str) -> Trial | None:
        """The trial of this id; None when the registry has none, or no longer has it."""
        row = self._one(select(records.c.received).where(records.c.nct_id == nct_id, _PRESENT))
        return read_study(unpack(row.received)) if row else None

    def record(self, nct_id: str) -> dict[str, Any] | None:
        """The record as last received, also of a trial that vanished."""
        row = self._one(select(records.c.received).where(records.c.nct_id == nct_id))
        return unpack(row.received) if row else None

    def receipt(self, nct_id: str) -> Receipt | None:
        """How our copy of a record stands, also of a trial that vanished."""
        row = self._one(select(records).where(records.c.nct_id == nct_id))
        return row and Receipt(
            RecordVersion(row.last_update_posted, row.data_version),
            row.first_received_at,
            row.received_at,
            row.vanished_at,
            row.revision,
        )

    def resolve(self, alias: str) -> str | None:
        """The id under which the registry keeps a trial that had this id before."""
        row = self._one(select(aliases.c.nct_id).where(aliases.c.alias == alias))
        return str(row.nct_id) if row else None

    def changes(self, nct_id: str) -> tuple[LoggedChange, ...]:
        """Every change that we saw of a trial, oldest first."""
        rows = self._all(select(changes).where(changes.c.nct_id == nct_id).order_by(changes.c.id))
        return tuple(
            LoggedChange(
                row.nct_id,
                row.at,
                row.revision,
                Change(ChangeKind(row.kind), row.field, row.before, row.after, row.place),
            )
            for row in rows
        )

    # --- all trials

    def count(self) -> int:
        """How many trials there are."""
        return int(self._value(select(func.count()).select_from(records).where(_PRESENT)))

    def ids(self) -> tuple[str, ...]:
        """The ids of all trials, in order."""
        rows = self._all(select(records.c.nct_id).where(_PRESENT).order_by(records.c.nct_id))
        return tuple(row.nct_id for row in rows)

    def trials(self, after: str = "", until: str = "") -> Iterator[Trial]:
        """The trials with ids after one and up to another ("": to the last), in order, a few hundred in memory."""
        columns = select(records.c.nct_id, records.c.received).where(_PRESENT).order_by(records.c.nct_id)
        if until:
            columns = columns.where(records.c.nct_id <= until)
        last = after
        while rows := self._all(columns.where(records.c.nct_id > last).limit(_ROWS_AT_ONCE)):
            yield from (read_study(unpack(row.received)) for row in rows)
            last = rows[-1].nct_id

    def id_at(self, position: int) -> str:
        """The id at a position among all ids in order, from 0; "" after the last."""
        ids = select(records.c.nct_id).where(_PRESENT).order_by(records.c.nct_id)
        return str(self._value(ids.offset(position).limit(1)) or "")

    def changed_since(self, revision: int) -> tuple[tuple[str, ...], tuple[str, ...], int]:
        """Ids that changed after a revision, ids that vanished after it, and the revision that this leads to.

        Raises StoreError when the revision was never one of this store (0 means: from the beginning).
        """
        with self._reading() as connection:
            newest = _state(connection, "revision")
            if revision and not int(_state(connection, "first revision")) <= revision <= int(newest):
                raise StoreError(
                    f"The registry store {self._database.address} never had revision {revision}: the index was"
                    " built from another store; run `trials index`."
                )
            later = select(records.c.nct_id, records.c.vanished_at).where(records.c.revision > revision)
            rows = connection.execute(later.order_by(records.c.nct_id)).all()
        return (
            tuple(row.nct_id for row in rows if row.vanished_at is None),
            tuple(row.nct_id for row in rows if row.vanished_at is not None),
            int(newest),
        )

    def unreadable(self) -> tuple[UnreadableRecord, ...]:
        """Every record that was set aside and has not been read since."""
        columns = [
            unreadable.c[name] for name in ("source", "position", "nct_id", "reason", "at", "received")
        ]
        rows = self._all(select(*columns).order_by(unreadable.c.id))
        return tuple(UnreadableRecord(*row) for row in rows)

    @property
    def revision(self) -> int:
        """Grows with every change of a trial's meaning."""
        return int(self.recall("revision"))

    @property
    def data_timestamp(self) -> str:
        """The registry's own time of the data; else the day of the newest record; "" in an empty store."""
        newest = select(func.max(records.c.last_update_posted)).where(_PRESENT)
        return self.recall("data timestamp") or str(self._value(newest) or "")

    @property
    def updated_at(self) -> datetime | None:
        """When our copy was last brought up to date."""
        text = self.recall("updated at")
        return datetime.fromisoformat(text) if text else None

    def recall(self, key: str) -> str:
        """A value that a batch remembered, "" when there is none."""
        with self._reading() as connection:
            return _state(connection, key)

    # --- reading

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._database.reading() as connection:
            yield connection

    def _all(self, question: Select[Any]) -> list[Any]:
        with self._reading() as connection:
            return list(connection.execute(question))

    def _one(self, question: Select[Any]) -> Any:
        with self._reading() as connection:
            return connection.execute(question).first()

    def _value(self, question: Select[Any]) -> Any:
        with self._reading() as connection:
            return connection.scalar(question)


def _state(connection: Connection, key: str) -> str:
    return str(connection.scalar(select(state.c.value).where(state.c.key == key)) or "")
